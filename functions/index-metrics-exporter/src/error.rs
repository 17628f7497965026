//! Why figures are not in the log bucket.

use kit::errors::Stable;
use kit::export;
use kit::http;
use kit::open_search::WrongEndpoint;

/// An error.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The endpoint cannot be used.
    #[error("variable ENDPOINT: {0}")]
    Endpoint(#[source] WrongEndpoint),
    /// The stack writes something else.
    #[error("variable {name} is `{found}`; it must be {wanted}")]
    Variable {
        /// Which.
        name: &'static str,
        /// Its value.
        found: String,
        /// What would be right.
        wanted: &'static str,
    },
    /// Nothing to sign with.
    #[error("GET {path}: the request cannot be signed: {reason}")]
    Unsigned {
        /// Path and query.
        path: String,
        /// Why.
        reason: String,
    },
    /// No answer, or half of one.
    #[error(transparent)]
    Http(http::Error),
    /// The role may not.
    #[error(
        "GET {path} is forbidden ({status}): {said}; the function's role needs es:ESHttpGet on the \
         domain, and with fine-grained access control a role within it that may monitor all \
         indices; or for a collection aoss:APIAccessAll, and a data access policy that lets it \
         describe the collection's indices"
    )]
    Denied {
        /// Path and query.
        path: String,
        /// The status.
        status: u16,
        /// The domain's words.
        said: String,
    },
    /// The domain answers with an error.
    #[error("GET {path} fails ({status}): {said}")]
    Refused {
        /// Path and query.
        path: String,
        /// The status.
        status: u16,
        /// The domain's words.
        said: String,
    },
    /// The answer is not what was asked for.
    #[error("GET {path}: the answer is not what OpenSearch gives there: {reason}")]
    Unreadable {
        /// Path and query.
        path: String,
        /// Why.
        reason: String,
    },
    /// Not done in time.
    #[error("GET {path}: not done when the function's time ran out; raise its timeout")]
    OutOfTime {
        /// Path and query.
        path: String,
    },
    /// The object cannot be made or stored.
    #[error(transparent)]
    Export(#[from] export::Error),
    /// Some figures are missing.
    #[error(
        "figures are exported, but not all: {missing} could not be had, the first because: {first}"
    )]
    Incomplete {
        /// Which.
        missing: String,
        /// Why the first.
        first: Box<Error>,
    },
}

impl Error {
    /// Whether another try may end better.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::Http(error) => error.is_transient(),
            Self::Refused { status, .. } => *status >= 500 || matches!(status, 408 | 429),
            _ => false,
        }
    }

    /// Whether the domain knows no such path: it has no such tier.
    pub(crate) fn is_unknown_path(&self) -> bool {
        matches!(self, Self::Refused { status: 400 | 404 | 405, .. })
    }
}

impl Stable for Error {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Endpoint(error) => error.error_type(),
            Self::Variable { .. } => "IndexMetricsVariableInvalid",
            Self::Unsigned { .. } => "IndexMetricsUnsigned",
            Self::Http(_) => "IndexMetricsNoAnswer",
            Self::Denied { .. } => "IndexMetricsDenied",
            Self::Refused { .. } => "IndexMetricsRefused",
            Self::Unreadable { .. } => "IndexMetricsAnswerUnexpected",
            Self::OutOfTime { .. } => "IndexMetricsOutOfTime",
            Self::Export(error) => error.error_type(),
            Self::Incomplete { .. } => "IndexMetricsIncomplete",
        }
    }
}
