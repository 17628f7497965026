//! Why there is no newer copy.

use std::io;

use kit::errors::Stable;
use kit::{fetch, secret};

/// An error. None holds a key.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The event is none of the state machine's.
    #[error(
        "the event is no download of a plan: {reason}; this function is called by the state machine \
         with one under `mapped`"
    )]
    Event {
        /// What is wrong.
        reason: String,
    },
    /// The step before could not plan it.
    #[error("{provider} was not planned: {reason}")]
    Unplanned {
        /// The source.
        provider: &'static str,
        /// That step's words.
        reason: String,
    },
    /// The source wants a key, and there is none.
    #[error("{provider} needs a key and none is set; update the stack with one")]
    NoKey {
        /// The source.
        provider: &'static str,
    },
    /// There is a secret, and no key to be had from it.
    #[error(transparent)]
    Key(secret::NoKey),
    /// The source does not know the key.
    #[error(
        "{provider} refuses the key ({said}); copy it again from your account there and update the \
         stack with it, or with none to do without this source"
    )]
    KeyRefused {
        /// The source.
        provider: &'static str,
        /// A status, or the source's own word for it.
        said: String,
    },
    /// The file did not come.
    #[error("{provider}: {source}; the last good copy stays, and the next run will try again")]
    Fetch {
        /// The source.
        provider: &'static str,
        /// Why.
        #[source]
        source: fetch::Error,
    },
    /// What came is something else.
    #[error(
        "{provider}: what comes is not what it delivers: {reason}; the last good copy stays, and the \
         next run will try again"
    )]
    Unusable {
        /// The source.
        provider: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// Some pulses did not come.
    #[error("{failed} of {planned} pulses are not current: {first}")]
    Pulses {
        /// How many.
        failed: usize,
        /// Of how many.
        planned: usize,
        /// The first of the reasons.
        #[source]
        first: Box<Error>,
    },
    /// Not done in time.
    #[error(
        "{missing} of {planned} pulses are not current when the function's time ran out; the next \
         run goes on with them"
    )]
    OutOfTime {
        /// How many are left.
        missing: usize,
        /// Of how many.
        planned: usize,
    },
    /// No room to work in.
    #[error(
        "{provider}: the function's temporary folder failed: {source}; raise the function's \
         ephemeral storage if it is full"
    )]
    Spool {
        /// The source.
        provider: &'static str,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The bucket does not take it, or does not say what is in it.
    #[error(
        "s3://{bucket}/{key}: {said}; the function's role needs s3:PutObject there and \
         s3:ListBucket, and the bucket must exist in this region"
    )]
    Store {
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// S3's words.
        said: String,
    },
}

impl Error {
    /// Whether somebody has to look after a key.
    pub fn is_key_refused(&self) -> bool {
        match self {
            Self::NoKey { .. } | Self::Key(_) | Self::KeyRefused { .. } => true,
            Self::Pulses { first, .. } => first.is_key_refused(),
            _ => false,
        }
    }

    /// Whether the next pulse would fail for the same reason.
    pub(crate) fn is_same_for_all(&self) -> bool {
        self.is_key_refused() || matches!(self, Self::Store { .. } | Self::Spool { .. })
    }
}

impl Stable for Error {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Event { .. } => "IocEventInvalid",
            Self::Unplanned { .. } => "IocUnplanned",
            Self::NoKey { .. } => "IocNoKey",
            Self::Key(error) => error.error_type(),
            Self::KeyRefused { .. } => "IocKeyRefused",
            Self::Fetch { source, .. } => source.error_type(),
            Self::Unusable { .. } => "IocFileUnusable",
            Self::Pulses { first, .. } => first.error_type(),
            Self::OutOfTime { .. } => "IocOutOfTime",
            Self::Spool { .. } => "IocSpoolFailed",
            Self::Store { .. } => "IocStoreFailed",
        }
    }
}
