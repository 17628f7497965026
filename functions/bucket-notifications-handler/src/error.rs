//! Why the notifications are not as the stack wants them.

use kit::errors::Stable;

/// An error, worded for the stack's events.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A property is not what it must be.
    #[error(
        "property {place} is `{found}`; it must be {wanted}: the property is written by the \
         stack's template, so update the stack from an unchanged one"
    )]
    Property {
        /// Which.
        place: String,
        /// Its value.
        found: String,
        /// What would be right.
        wanted: &'static str,
    },
    /// Somebody else's entry is told of the same objects, which S3 refuses.
    #[error(transparent)]
    Overlap(Box<Overlap>),
    /// The bucket is not there.
    #[error(
        "bucket `{bucket}` does not exist in this region, so its notifications cannot be set; it is \
         made by the stack: if it was deleted by hand, make a bucket of this name and try again"
    )]
    BucketMissing {
        /// The bucket.
        bucket: String,
    },
    /// S3 tried to reach the destinations and could not, for as long as we waited.
    #[error(
        "bucket `{bucket}`: S3 cannot reach a destination of its notifications after {attempts} \
         tries; either {ours} does not permit s3.amazonaws.com to tell it for this bucket (a \
         function by its permission, a queue or topic by its policy and that of its key), or one \
         of the others no longer exists or does not permit it: {others}; repair or remove that one \
         and try again (S3 says: {said})"
    )]
    DestinationRefused {
        /// The bucket.
        bucket: String,
        /// How often it was tried.
        attempts: u32,
        /// ARNs of ours.
        ours: String,
        /// Ids and ARNs of all other entries.
        others: String,
        /// S3's words.
        said: String,
    },
    /// The function's role lacks a permission.
    #[error(
        "bucket `{bucket}`: {operation} is denied; the function's role needs {permission} on the \
         bucket, and neither a bucket policy nor a service control policy may deny it (S3 says: \
         {said})"
    )]
    Denied {
        /// The bucket.
        bucket: String,
        /// The API.
        operation: &'static str,
        /// The IAM action.
        permission: &'static str,
        /// S3's words.
        said: String,
    },
    /// Any other answer of S3, or none.
    #[error("bucket `{bucket}`: {operation} failed: {said}; try the stack operation again")]
    S3 {
        /// The bucket.
        bucket: String,
        /// The API.
        operation: &'static str,
        /// S3's words.
        said: String,
    },
}

/// Two entries that S3 does not take together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "bucket `{bucket}`: notification `{id}` to {target} for {event} with prefix `{prefix}` and \
     suffix `{suffix}` overlaps with that to {our_target} for {ours}, and S3 allows one \
     destination only; remove that notification, or turn on the bucket's EventBridge notifications and let its target \
     have a rule there, then try again"
)]
pub struct Overlap {
    /// The bucket.
    pub bucket: String,
    /// The other entry's id.
    pub id: String,
    /// The ARN that it tells.
    pub target: String,
    /// Its event.
    pub event: String,
    /// Its prefix, nothing for all keys.
    pub prefix: String,
    /// Its suffix, nothing for all keys.
    pub suffix: String,
    /// Our event.
    pub ours: String,
    /// The ARN that ours tells.
    pub our_target: String,
}

impl Stable for Error {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Property { .. } => "NotificationPropertyInvalid",
            Self::Overlap(_) => "NotificationOverlap",
            Self::BucketMissing { .. } => "NotificationBucketMissing",
            Self::DestinationRefused { .. } => "NotificationDestinationRefused",
            Self::Denied { .. } => "NotificationDenied",
            Self::S3 { .. } => "NotificationS3Failed",
        }
    }
}
