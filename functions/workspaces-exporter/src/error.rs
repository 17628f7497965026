//! Why WorkSpaces are not in the inventory.

use kit::aws_json;
use kit::errors::Stable;
use kit::export;

/// An error.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The stack writes something else.
    #[error(
        "variable DESTINATION_ARN is `{found}`; it must be the ARN of a bucket (arn:aws:s3:::name) \
         or of a Firehose stream (arn:aws:firehose:region:account:deliverystream/name)"
    )]
    Destination {
        /// The value.
        found: String,
    },
    /// The role may not.
    #[error("{said}; the function's role needs {action} on {resource}")]
    Denied {
        /// The API's words.
        said: String,
        /// What it needs.
        action: &'static str,
        /// On what.
        resource: String,
    },
    /// The API fails otherwise.
    #[error(transparent)]
    Api(aws_json::Error),
    /// The API answers something else.
    #[error("{operation} answers without `{wanted}`; the API may have changed")]
    Answer {
        /// The operation.
        operation: &'static str,
        /// What is not there.
        wanted: &'static str,
    },
    /// The object cannot be made or stored.
    #[error(transparent)]
    Export(#[from] export::Error),
    /// A record is too large for Firehose.
    #[error(
        "a record of {bytes} bytes is larger than the {most} that Firehose takes; set the log \
         bucket as the destination"
    )]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The most.
        most: usize,
    },
    /// Firehose does not take all.
    #[error(
        "Firehose stream {stream} has not taken {missing} of {records} records after {attempts} \
         tries, the first because: {said}; the next run brings the whole inventory again"
    )]
    NotTaken {
        /// The stream.
        stream: String,
        /// How many are missing.
        missing: usize,
        /// How many there are.
        records: usize,
        /// How often the last of them were tried.
        attempts: u32,
        /// Firehose's words, or the API's.
        said: String,
    },
    /// Not done in time.
    #[error(
        "not done when the function's time ran out; raise the function's timeout, up to 15 minutes"
    )]
    OutOfTime,
    /// Some WorkSpaces are missing.
    #[error("only {exported} WorkSpaces are exported, because: {first}")]
    Incomplete {
        /// How many there are.
        exported: usize,
        /// Why there are no more.
        first: Box<Error>,
    },
}

impl Error {
    /// What a refusal of an API means.
    pub(crate) fn of_api(error: aws_json::Error, action: &'static str, resource: &str) -> Self {
        match error.code() {
            Some("AccessDeniedException") => {
                Self::Denied { said: error.to_string(), action, resource: resource.to_owned() }
            }
            _ => Self::Api(error),
        }
    }
}

impl Stable for Error {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Destination { .. } => "WorkspacesDestinationInvalid",
            Self::Denied { .. } => "WorkspacesDenied",
            Self::Api(error) => error.error_type(),
            Self::Answer { .. } => "WorkspacesAnswerUnexpected",
            Self::Export(error) => error.error_type(),
            Self::TooLarge { .. } => "WorkspacesRecordTooLarge",
            Self::NotTaken { .. } => "WorkspacesNotTaken",
            Self::OutOfTime => "WorkspacesOutOfTime",
            Self::Incomplete { .. } => "WorkspacesIncomplete",
        }
    }
}
