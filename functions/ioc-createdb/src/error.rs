//! Why there is no new database.

use std::io;

use kit::errors::Stable;

/// An error. The database before stays in use.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The event is none of the state machine's.
    #[error(
        "the event is no list of downloads: {reason}; this function is called by the state machine \
         with the answers of ioc-download"
    )]
    Event {
        /// What is wrong.
        reason: String,
    },
    /// The bucket does not give something.
    #[error(
        "s3://{bucket}/{key} cannot be read: {said}; the function's role needs s3:GetObject there \
         and s3:ListBucket"
    )]
    Read {
        /// The bucket.
        bucket: String,
        /// The key, or the start of keys.
        key: String,
        /// S3's words.
        said: String,
    },
    /// The bucket does not take the database.
    #[error(
        "s3://{bucket}/{key} cannot be written: {said}; the function's role needs s3:PutObject \
         there"
    )]
    Write {
        /// The bucket.
        bucket: String,
        /// The key.
        key: &'static str,
        /// S3's words.
        said: String,
    },
    /// No source gave anything.
    #[error(
        "no indicator could be had from any source, so the database before stays; see the failures \
         of ioc-download"
    )]
    Nothing,
    /// More than the loader takes.
    #[error(
        "the database has {length} bytes and the loader takes {largest}; subscribe to fewer pulses \
         of OTX, or leave out lists of your own below IOC/"
    )]
    TooLarge {
        /// Bytes of the database.
        length: u64,
        /// The most that the loader takes.
        largest: usize,
    },
    /// More than the database can hold.
    #[error(transparent)]
    Full(enrichment::indicators::build::TooLarge),
    /// No room to work in.
    #[error(
        "the function's temporary folder failed: {source}; raise the function's ephemeral storage \
         if it is full"
    )]
    Spool {
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Not done in time.
    #[error("not done when the function's time ran out; raise its timeout or its memory")]
    OutOfTime,
}

impl Stable for Error {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Event { .. } => "IocEventInvalid",
            Self::Read { .. } => "IocReadFailed",
            Self::Write { .. } => "IocStoreFailed",
            Self::Nothing => "IocNothing",
            Self::TooLarge { .. } | Self::Full(_) => "IocDatabaseTooLarge",
            Self::Spool { .. } => "IocSpoolFailed",
            Self::OutOfTime => "IocOutOfTime",
        }
    }
}
