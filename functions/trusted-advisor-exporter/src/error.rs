//! Why results are not in the log bucket.

use kit::aws_json;
use kit::errors::Stable;
use kit::export;

/// An error.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The stack writes something else.
    #[error("variable enable_japanese_description is `{found}`; it must be `Yes` or `No`")]
    Option {
        /// The value.
        found: String,
    },
    /// The API's region is not known.
    #[error(
        "partition `{partition}` has no Trusted Advisor that is known here (known: aws, aws-cn, \
         aws-us-gov); remove this exporter from the stack"
    )]
    Partition {
        /// The partition.
        partition: String,
    },
    /// The account has no plan with the API.
    #[error(
        "account {account} has no support plan with Trusted Advisor's API \
         (SubscriptionRequiredException); subscribe to one that has it (Business Support+, \
         Enterprise Support, Unified Operations), or remove this exporter from the stack"
    )]
    NoSupportPlan {
        /// The account.
        account: String,
    },
    /// The role may not.
    #[error(
        "{said}; the function's role needs support:DescribeTrustedAdvisorChecks, \
         support:RefreshTrustedAdvisorCheck, support:DescribeTrustedAdvisorCheckRefreshStatuses and \
         support:DescribeTrustedAdvisorCheckResult on *"
    )]
    Denied {
        /// The API's words.
        said: aws_json::Error,
    },
    /// The API fails otherwise.
    #[error(transparent)]
    Api(aws_json::Error),
    /// The API answers something else.
    #[error("{operation} answers without `{wanted}`; Trusted Advisor's API may have changed")]
    Answer {
        /// The operation.
        operation: &'static str,
        /// What is not there.
        wanted: &'static str,
    },
    /// The object cannot be made or stored.
    #[error(transparent)]
    Export(#[from] export::Error),
    /// Not done in time.
    #[error(
        "not done when the function's time ran out; raise the function's timeout, up to 15 minutes"
    )]
    OutOfTime,
    /// Some results are missing.
    #[error(
        "the results of {missing} of {checks} checks are not exported, the first because: {first}"
    )]
    Incomplete {
        /// How many are missing.
        missing: usize,
        /// How many there should be.
        checks: usize,
        /// Why the first is.
        first: Box<Error>,
    },
}

impl Error {
    /// What a refusal of the API means.
    pub(crate) fn of_api(error: aws_json::Error, account: &str) -> Self {
        match error.code() {
            Some("SubscriptionRequiredException") => {
                Self::NoSupportPlan { account: account.to_owned() }
            }
            Some("AccessDeniedException") => Self::Denied { said: error },
            _ => Self::Api(error),
        }
    }
}

impl Stable for Error {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Option { .. } => "TrustedAdvisorOptionInvalid",
            Self::Partition { .. } => "TrustedAdvisorPartitionUnknown",
            Self::NoSupportPlan { .. } => "TrustedAdvisorNoSupportPlan",
            Self::Denied { .. } => "TrustedAdvisorDenied",
            Self::Api(error) => error.error_type(),
            Self::Answer { .. } => "TrustedAdvisorAnswerUnexpected",
            Self::Export(error) => error.error_type(),
            Self::OutOfTime => "TrustedAdvisorOutOfTime",
            Self::Incomplete { .. } => "TrustedAdvisorIncomplete",
        }
    }
}
