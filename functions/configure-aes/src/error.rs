//! Why a domain is not configured.

use kit::errors::Stable;
use kit::open_search::{Answer, WrongEndpoint};

use crate::object::Ask;

/// An error. None holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The function's environment lacks something.
    #[error(transparent)]
    Environment(#[from] contract::environment::Missing),
    /// The endpoint is none.
    #[error("environment variable `ENDPOINT`: {0}")]
    Endpoint(#[from] WrongEndpoint),
    /// The domain gives no answer.
    #[error(
        "the domain does not answer: {0}; see that it is active and that the function reaches it \
         (its VPC, subnets and security groups), then update the stack again"
    )]
    Unanswered(#[from] kit::open_search::Error),
    /// The domain does not let the function in.
    #[error(
        "the domain refuses {role} (status {status} for {path}: {said}); {way}, then update the \
         stack again"
    )]
    NotLetIn {
        /// The role's ARN.
        role: String,
        /// The path that was asked.
        path: String,
        /// 401 or 403.
        status: u16,
        /// The domain's words.
        said: String,
        /// What to do.
        way: &'static str,
    },
    /// What answers is no domain that this version knows.
    #[error(
        "the domain is {found}; wanted OpenSearch 1.3 or later: upgrade the domain, then update \
         the stack again"
    )]
    Version {
        /// What it says that it is.
        found: String,
    },
    /// The domain does not take a request.
    #[error("{request}: wanted {wanted}, and the domain answers {status}: {said}; {way}")]
    Refused {
        /// Method and path.
        request: String,
        /// What for.
        wanted: String,
        /// The status.
        status: u16,
        /// The domain's words.
        said: String,
        /// What to do.
        way: &'static str,
    },
    /// What stands beside an object of a user's is refused too.
    #[error(
        "the {object} cannot be put, nor beside what is in its way: {said}; change or remove what \
         the domain names, then update the stack again"
    )]
    InTheWay {
        /// Kind and name.
        object: String,
        /// The domain's words.
        said: String,
    },
    /// An answer of another form than OpenSearch's.
    #[error(
        "{request}: the answer is not what OpenSearch answers: {reason}; see what is between the \
         function and the domain, then update the stack again"
    )]
    Unreadable {
        /// Method and path.
        request: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An option that cannot be put into effect.
    #[error("ResourceProperties.Settings.{place}: {reason}")]
    Option {
        /// Its place in the properties.
        place: String,
        /// Value, wanted value and way out.
        reason: String,
    },
    /// The secret with the master user cannot be used.
    #[error(
        "secret {arn} of the domain's master user cannot be used: {said}; the function's role \
         needs secretsmanager:GetSecretValue on it, and it must hold `username` and `password`"
    )]
    Secret {
        /// Its ARN.
        arn: String,
        /// Why.
        said: String,
    },
    /// The bucket does not take something.
    #[error(
        "s3://{bucket}/{key} cannot be written: {said}; the function's role needs s3:PutObject \
         there, and the bucket must exist in this region"
    )]
    Bucket {
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// S3's words.
        said: String,
    },
}

impl Error {
    /// The domain's refusal of a request.
    pub(crate) fn refused(ask: &Ask, wanted: &str, answer: &Answer) -> Self {
        Self::Refused {
            request: format!("{} {}", ask.method, ask.path),
            wanted: wanted.to_owned(),
            status: answer.status,
            said: answer.words(),
            way: way_out(answer.status),
        }
    }

    /// An answer that cannot be read.
    pub(crate) fn unreadable(ask: &Ask, reason: impl Into<String>) -> Self {
        Self::Unreadable { request: format!("{} {}", ask.method, ask.path), reason: reason.into() }
    }
}

/// What to do about a status.
fn way_out(status: u16) -> &'static str {
    match status {
        401 | 403 => {
            "give the function's role `all_access` and `security_manager` in OpenSearch Dashboards \
             (Security, Roles) or, for a collection, its data access policy, then update the stack \
             again"
        }
        404 => "somebody has removed what it needs meanwhile: update the stack again",
        409 => "somebody has changed it meanwhile: update the stack again",
        429 | 500..=599 => {
            "the domain is busy or unwell: wait until it is green and has free memory and disk, \
             then update the stack again"
        }
        _ => {
            "change or remove what the domain names, then update the stack again; what was \
             written stays, and the rest follows"
        }
    }
}

impl Stable for Error {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Environment(error) => error.error_type(),
            Self::Endpoint(error) => error.error_type(),
            Self::Unanswered(error) => error.error_type(),
            Self::NotLetIn { .. } => "ConfigureNotLetIn",
            Self::Version { .. } => "ConfigureVersionUnknown",
            Self::Refused { .. } => "ConfigureRefused",
            Self::InTheWay { .. } => "ConfigureInTheWay",
            Self::Unreadable { .. } => "ConfigureAnswerUnreadable",
            Self::Option { .. } => "ConfigureOptionInvalid",
            Self::Secret { .. } => "ConfigureSecretUnreadable",
            Self::Bucket { .. } => "ConfigureBucketRefused",
        }
    }
}
