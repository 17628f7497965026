//! Why a domain is not as it should be.

use kit::aws_json;
use kit::errors::Stable;

/// An error. None holds a password.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A property of the custom resource.
    #[error(
        "property `{name}` is {found}; wanted is {wanted}: the stack's template writes it, from \
         its parameters and siem.yaml"
    )]
    Property {
        /// Its name.
        name: &'static str,
        /// Its value.
        found: String,
        /// What it may be.
        wanted: &'static str,
    },
    /// An API refuses or is silent.
    #[error("{name}: {doing}: {source}{hint}", hint = hint(.source))]
    Aws {
        /// The domain, collection or secret.
        name: String,
        /// What was being done.
        doing: &'static str,
        /// The API's words.
        #[source]
        source: Box<aws_json::Error>,
    },
    /// An API's answer is not as its model says.
    #[error("{name}: the answer of {operation} has no `{field}`, which the API promises")]
    Unreadable {
        /// The domain or secret.
        name: String,
        /// The operation.
        operation: &'static str,
        /// What is missing.
        field: &'static str,
    },
    /// The template names a domain that is not there.
    #[error(
        "{kind} `{name}` is not there, and `{before}` was used until now: another name or kind \
         does not move the logs. Set it back, or make `{name}` first and update the stack again"
    )]
    Elsewhere {
        /// What it should be.
        kind: &'static str,
        /// The name wanted.
        name: String,
        /// The one before.
        before: String,
    },
    /// A roll-back finds nothing.
    #[error(
        "{kind} `{name}` is not there any more, and a roll-back makes none: make it by hand, then continue the roll-back"
    )]
    Gone {
        /// What it was.
        kind: &'static str,
        /// Its name.
        name: String,
    },
    /// What is asked for would lose data, or cannot be done.
    #[error("domain `{name}` is left as it is: {}", .reasons.join("; "))]
    Refused {
        /// The domain.
        name: String,
        /// Each with its way out.
        reasons: Vec<String>,
    },
    /// The service has suspended it.
    #[error(
        "domain `{name}` is isolated: the service has suspended it, as it does when its key or \
         its account has a problem. See the domain's notifications, then update the stack again"
    )]
    Isolated {
        /// The domain.
        name: String,
    },
    /// An upgrade has failed.
    #[error(
        "domain `{name}`: the upgrade to {version} has failed: {issues}. The domain goes on with \
         the version it has; mend what is named, and update the stack again"
    )]
    UpgradeFailed {
        /// The domain.
        name: String,
        /// The wanted version.
        version: String,
        /// The service's words.
        issues: String,
    },
    /// A change has failed after it was accepted.
    #[error(
        "domain `{name}`: the change was not applied ({status}): {message}. Mend what is named, \
         and update the stack again"
    )]
    ChangeFailed {
        /// The domain.
        name: String,
        /// The service's name of how it stands.
        status: String,
        /// The service's words.
        message: String,
    },
    /// A collection that could not be made.
    #[error(
        "collection `{name}` has failed: {code}: {message}; delete it, and deploy the stack again"
    )]
    CollectionFailed {
        /// The collection.
        name: String,
        /// The service's code.
        code: String,
        /// The service's words.
        message: String,
    },
    /// The domain does not answer as hoped.
    #[error("{place}: {reason}")]
    Contents {
        /// Where.
        place: String,
        /// Why.
        reason: String,
    },
    /// An event of another kind.
    #[error(
        "the event is neither CloudFormation's nor a step of a rotation: {0}; the function is \
         called by CloudFormation and by Secrets Manager, not by hand"
    )]
    Event(&'static str),
    /// A rotation that cannot be.
    #[error("the password in {secret} is not rotated: {reason}")]
    Rotation {
        /// The secret.
        secret: String,
        /// Why, with the way out.
        reason: String,
    },
}

impl Error {
    /// Whether another visit may end better.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Aws { source, .. } if source.is_transient())
    }

    /// Whether something else is under way, as the services say it in two ways.
    pub fn is_busy(&self) -> bool {
        match self.code() {
            Some("ConflictException") => true,
            Some("ValidationException") => self.to_string().contains("in progress"),
            _ => false,
        }
    }

    /// Whether a permission is missing, which one that is new is for some seconds.
    pub fn is_denied(&self) -> bool {
        self.code()
            .is_some_and(|code| code.starts_with("AccessDenied") || code == "UnauthorizedOperation")
    }

    /// The name under which an API refuses, where one does.
    pub(crate) fn code(&self) -> Option<&str> {
        match self {
            Self::Aws { source, .. } => source.code(),
            _ => None,
        }
    }
}

fn hint(source: &aws_json::Error) -> &'static str {
    match source.code() {
        Some(code) if code.starts_with("AccessDenied") || code == "UnauthorizedOperation" => {
            "; the function's role must allow it: update the stack from an unchanged template, \
             and look for a permissions boundary or a service control policy that forbids it"
        }
        _ => "",
    }
}

impl Stable for Error {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Property { .. } => "DeployPropertyInvalid",
            Self::Aws { .. } if self.is_transient() => "DeployAwsUnavailable",
            Self::Aws { .. } => "DeployAwsRefused",
            Self::Unreadable { .. } => "DeployAnswerUnreadable",
            Self::Elsewhere { .. } => "DeployNameChanged",
            Self::Gone { .. } => "DeployDomainGone",
            Self::Refused { .. } => "DeployChangeRefused",
            Self::Isolated { .. } => "DeployDomainIsolated",
            Self::UpgradeFailed { .. } => "DeployUpgradeFailed",
            Self::ChangeFailed { .. } => "DeployChangeFailed",
            Self::CollectionFailed { .. } => "DeployCollectionFailed",
            Self::Contents { .. } => "DeployDomainSilent",
            Self::Event(_) => "DeployEventUnknown",
            Self::Rotation { .. } => "DeployRotationRefused",
        }
    }
}
