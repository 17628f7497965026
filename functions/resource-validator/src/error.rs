//! Why something is not validated, or a policy not kept; worded for the stack's events.

use kit::aws_json;
use kit::errors::Stable;

/// An error.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A property is not what it must be.
    #[error("property {place} is `{found}`; it must be {wanted}")]
    Property {
        /// Which.
        place: &'static str,
        /// Its value.
        found: String,
        /// What would be right.
        wanted: &'static str,
    },
    /// No such endpoint.
    #[error(
        "parameter VpcEndpointId: there is no endpoint `{id}` of {of} in this account and region \
         ({said}); give the id of one that is there, or nothing where functions need no VPC"
    )]
    EndpointMissing {
        /// The id.
        id: String,
        /// Of what.
        of: &'static str,
        /// The service's words.
        said: String,
    },
    /// An endpoint that will not be used.
    #[error(
        "parameter VpcEndpointId: endpoint `{id}` is {state}; wait until it is ACTIVE, or make \
         another one"
    )]
    EndpointState {
        /// The id.
        id: String,
        /// Its state.
        state: String,
    },
    /// The services have endpoints elsewhere.
    #[error(
        "none of the endpoint's subnets ({subnets}) is in an availability zone in which all of \
         {services} have endpoints (these are {zones}); make an endpoint in one of them"
    )]
    Zones {
        /// Ids of the subnets.
        subnets: String,
        /// Names of the services.
        services: String,
        /// Names of the zones.
        zones: String,
    },
    /// The VPC has not what it must have.
    #[error("VPC `{vpc}`: {problem}")]
    Network {
        /// Its id.
        vpc: String,
        /// What is wrong, and the way out.
        problem: String,
    },
    /// An answer without what it should have.
    #[error("{operation} answers without `{wanted}`; try the stack operation again")]
    Answer {
        /// The operation.
        operation: &'static str,
        /// What is not there.
        wanted: &'static str,
    },
    /// An API refuses for want of a permission.
    #[error(
        "{said}; the function's role needs {permission}, and no service control policy may deny it"
    )]
    Denied {
        /// The API's words.
        said: String,
        /// The IAM action, and on what.
        permission: &'static str,
    },
    /// An API fails otherwise.
    #[error("{0}; try the stack operation again")]
    Api(Box<aws_json::Error>),
    /// S3 fails otherwise.
    #[error("{operation} of bucket `{bucket}` fails: {said}; try the stack operation again")]
    S3 {
        /// The operation.
        operation: &'static str,
        /// The bucket.
        bucket: String,
        /// S3's words.
        said: String,
    },
    /// The kept policy is not where it was put.
    #[error(
        "s3://{bucket}/{key}, where the log bucket's policy was kept, {problem}; the policy is that \
         of the stack now: put the wanted one on the bucket by hand, or update the stack with \
         LogBucketPolicyUpdate set to update_and_override"
    )]
    KeptLost {
        /// The snapshot bucket.
        bucket: String,
        /// The key.
        key: String,
        /// What is wrong with it.
        problem: String,
    },
    /// S3 does not take the kept policy again.
    #[error(
        "the log bucket `{bucket}` does not take its former policy again: {said}; it is in \
         s3://{kept_in}/{key}, and the policy is that of the stack now: mend the former one and \
         put it on the bucket, or update the stack with LogBucketPolicyUpdate set to \
         update_and_override"
    )]
    NotTaken {
        /// The log bucket.
        bucket: String,
        /// The snapshot bucket.
        kept_in: String,
        /// The key.
        key: String,
        /// S3's words.
        said: String,
    },
}

impl Error {
    /// What a failed call means. `permission` is that of its operation.
    pub(crate) fn of(permission: &'static str) -> impl FnOnce(aws_json::Error) -> Self {
        move |error| match error.code() {
            Some("UnauthorizedOperation" | "AccessDeniedException" | "AccessDenied") => {
                Self::Denied { said: error.to_string(), permission }
            }
            _ => Self::Api(Box::new(error)),
        }
    }
}

impl Stable for Error {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Property { .. } => "ValidatorPropertyInvalid",
            Self::EndpointMissing { .. } => "ValidatorEndpointMissing",
            Self::EndpointState { .. } => "ValidatorEndpointUnusable",
            Self::Zones { .. } => "ValidatorZonesUnfit",
            Self::Network { .. } => "ValidatorNetworkUnfit",
            Self::Answer { .. } => "ValidatorAnswerUnexpected",
            Self::Denied { .. } => "ValidatorDenied",
            Self::Api(error) => error.error_type(),
            Self::S3 { .. } => "ValidatorS3Failed",
            Self::KeptLost { .. } => "ValidatorKeptPolicyLost",
            Self::NotTaken { .. } => "ValidatorKeptPolicyRefused",
        }
    }
}
