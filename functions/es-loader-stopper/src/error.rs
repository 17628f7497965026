//! Why the loader is not as the storage demands.

use kit::aws_json;
use kit::errors::Stable;

/// An error.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The event is not the alarm's.
    #[error(
        "{place} is {found}; it must be {wanted}: the function takes EventBridge's events of the \
         storage's alarm only, from the rule of the stack"
    )]
    Event {
        /// Where in the event.
        place: &'static str,
        /// What is there.
        found: String,
        /// What would be right.
        wanted: String,
    },
    /// An API refuses for want of a permission.
    #[error("{said}; the function's role needs {permission}")]
    Denied {
        /// The API's words.
        said: Box<aws_json::Error>,
        /// The IAM action, and on what.
        permission: &'static str,
    },
    /// An API fails otherwise.
    #[error(transparent)]
    Api(Box<aws_json::Error>),
    /// Lambda answers something else.
    #[error(
        "{operation} answers `{found}` as reserved concurrency; wanted is {wanted}: look at the \
         loader's settings"
    )]
    Answer {
        /// The operation.
        operation: &'static str,
        /// What it says.
        found: String,
        /// What it should say.
        wanted: String,
    },
    /// It is not known how the loader ran.
    #[error(
        "the parameter {parameter} {problem}, so it is not known how the loader ran before it was \
         stopped, and it stands still: set its reserved concurrency, or remove it \
         (aws lambda delete-function-concurrency --function-name {loader}), then set the parameter \
         to `running`"
    )]
    Forgotten {
        /// The parameter.
        parameter: String,
        /// What is wrong with it.
        problem: String,
        /// The loader's name.
        loader: String,
    },
    /// Lambda does not reserve what was reserved before.
    #[error(
        "the {reserved} invocations that were reserved before cannot be reserved again: {said}; \
         make room, or set the loader going by hand: with another number, or without \
         (aws lambda delete-function-concurrency --function-name {loader})"
    )]
    NotRestored {
        /// How many.
        reserved: u32,
        /// The API's words.
        said: Box<aws_json::Error>,
        /// The loader's name.
        loader: String,
    },
    /// Nobody has been told.
    #[error(
        "the topic {topic} does not take the notice: {said}; the function's role needs sns:Publish \
         on it, and kms:GenerateDataKey and kms:Decrypt on its key"
    )]
    Notice {
        /// The topic.
        topic: String,
        /// The API's words.
        said: Box<aws_json::Error>,
    },
    /// Not done in time.
    #[error("not done within {seconds} s; Lambda calls again, and it goes on where it is")]
    OutOfTime {
        /// How long it was given.
        seconds: u64,
    },
}

impl Error {
    /// What a failed call means. `permission` is that of its operation.
    pub(crate) fn of(permission: &'static str) -> impl FnOnce(aws_json::Error) -> Self {
        move |said| match said.code() {
            Some("AccessDeniedException" | "AccessDenied") => {
                Self::Denied { said: Box::new(said), permission }
            }
            _ => Self::Api(Box::new(said)),
        }
    }
}

impl Stable for Error {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Event { .. } => "StopperEventInvalid",
            Self::Denied { .. } => "StopperDenied",
            Self::Api(error) => error.error_type(),
            Self::Answer { .. } => "StopperAnswerUnexpected",
            Self::Forgotten { .. } => "StopperForgotten",
            Self::NotRestored { .. } => "StopperNotRestored",
            Self::Notice { .. } => "StopperNoticeFailed",
            Self::OutOfTime { .. } => "StopperOutOfTime",
        }
    }
}
