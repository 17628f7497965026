//! Why a source cannot be planned.

use kit::errors::Stable;
use kit::{fetch, secret};

/// An error. None holds a key.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is a secret, and no key to be had from it.
    #[error(transparent)]
    Key(secret::NoKey),
    /// OTX does not know the key.
    #[error(
        "AlienVault OTX refuses the API key (status {status}); copy it again from the settings \
         page of your OTX account and update the stack with it, or with none to do without OTX"
    )]
    KeyRefused {
        /// 401 or 403.
        status: u16,
    },
    /// A page did not come.
    #[error("page {page} of the subscribed pulses: {source}; the next run will try again")]
    Fetch {
        /// From 1.
        page: usize,
        /// Why.
        #[source]
        source: fetch::Error,
    },
    /// A page is another thing.
    #[error(
        "page {page} of the subscribed pulses is not what OTX delivers: {reason}; the next run \
         will try again"
    )]
    Unreadable {
        /// From 1.
        page: usize,
        /// What is wrong.
        reason: String,
    },
    /// Own lists cannot be found.
    #[error(
        "objects below s3://{bucket}/{prefix} cannot be listed: {said}; the function's role needs \
         s3:ListBucket there"
    )]
    List {
        /// The bucket.
        bucket: String,
        /// Where the lists are.
        prefix: &'static str,
        /// S3's words.
        said: String,
    },
}

impl Stable for Error {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Key(error) => error.error_type(),
            Self::KeyRefused { .. } => "IocKeyRefused",
            Self::Fetch { source, .. } => source.error_type(),
            Self::Unreadable { .. } => "IocSourceUnreadable",
            Self::List { .. } => "IocListFailed",
        }
    }
}
