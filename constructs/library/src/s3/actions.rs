//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>

use crate::iam::Actions;

/// Everything. For denials.
pub(super) const ALL: Actions = &["s3:*"];
/// Read objects, whichever version.
pub(super) const READ_OBJECTS: Actions = &["s3:GetObject", "s3:GetObjectVersion"];
/// Find objects. Without it, S3 answers 403 for an object that is not there, and a reader
/// cannot tell the two apart.
pub(super) const LIST: Actions = &["s3:ListBucket"];
/// Write objects, in parts too.
pub(super) const WRITE_OBJECTS: Actions = &["s3:PutObject", "s3:AbortMultipartUpload"];
/// Read, write, in parts too, and delete objects.
pub(super) const READ_WRITE_OBJECTS: Actions = &[
    "s3:GetObject",
    "s3:GetObjectVersion",
    "s3:PutObject",
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
];
/// Read and change what happens when an object is created.
pub(super) const MANAGE_NOTIFICATIONS: Actions =
    &["s3:GetBucketNotification", "s3:PutBucketNotification"];
