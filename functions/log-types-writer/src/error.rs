//! What can go wrong, in words for the stack's events.

use aws_sdk_s3::error::{DisplayErrorContext, ProvideErrorMetadata};
use contract::geo_bucket::LOG_TYPES;
use contract::log_types::WrongVersion;
use kit::errors::Stable;

/// Why the file is not as wanted.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What is to be written is no file of log types.
    #[error("property LogTypes is no file of log types: {0}; synthesise the stack again")]
    NoFile(String),
    /// It is one of another version of this program.
    #[error(transparent)]
    Version(WrongVersion),
    /// S3 refused or failed.
    #[error("cannot {verb} s3://{bucket}/{LOG_TYPES}: {why}")]
    S3 {
        /// What was tried.
        verb: &'static str,
        /// In which bucket.
        bucket: String,
        /// S3's code, or what kept it from being asked.
        why: String,
    },
}

impl Error {
    pub(crate) fn s3<E>(verb: &'static str, bucket: &str, error: &E) -> Self
    where
        E: std::error::Error + MayHaveCode,
    {
        let why = error.code_of().unwrap_or_else(|| DisplayErrorContext(error).to_string());
        Self::S3 { verb, bucket: bucket.to_owned(), why }
    }
}

/// An error that may carry S3's code.
pub(crate) trait MayHaveCode {
    /// The code and the message.
    fn code_of(&self) -> Option<String>;
}

impl<E: ProvideErrorMetadata, R> MayHaveCode for aws_sdk_s3::error::SdkError<E, R> {
    fn code_of(&self) -> Option<String> {
        let error = self.as_service_error()?;
        Some(format!("{}: {}", error.code()?, error.message().unwrap_or_default()))
    }
}

impl MayHaveCode for aws_sdk_s3::primitives::ByteStreamError {
    fn code_of(&self) -> Option<String> {
        None
    }
}

impl Stable for Error {
    fn error_type(&self) -> &'static str {
        match self {
            Self::NoFile(_) => "LogTypesInvalid",
            Self::Version(_) => "LogTypesOfOtherVersion",
            Self::S3 { .. } => "GeoBucketNotAccessible",
        }
    }
}
