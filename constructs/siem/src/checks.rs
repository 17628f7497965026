//! Questions that more than one template checker asks, each under its own name.

use template::{Check, Handle, Stack};

/// Are requests to the bucket logged?
pub(crate) const ACCESS_LOGS: &[Check] =
    &[Check::Guard("s3_bucket_logging_enabled_check"), Check::Checkov("CKV_AWS_18")];

/// Does the bucket keep what is overwritten?
pub(crate) const VERSIONING: &[Check] =
    &[Check::Guard("s3_bucket_versioning_enabled_check"), Check::Checkov("CKV_AWS_21")];

/// Is the bucket encrypted with a key of KMS?
pub(crate) const KMS_ENCRYPTION: &[Check] =
    &[Check::Guard("s3_bucket_default_encryption_kms_check")];

/// Does the bucket announce what happens in it?
pub(crate) const EVENTS: &[Check] = &[Check::Guard("s3_event_notifications_enabled_check")];

/// Can nobody delete from the bucket before a time?
pub(crate) const OBJECT_LOCK: &[Check] = &[Check::Guard("s3_bucket_object_lock_enabled_check")];

/// Is anything deleted from the bucket, or moved to a cheaper class, in time?
pub(crate) const LIFECYCLE: &[Check] = &[Check::Guard("s3_lifecycle_policy_check")];

/// Are old versions deleted in time?
pub(crate) const OLD_VERSIONS: &[Check] = &[Check::Guard("s3_version_lifecycle_policy_check")];

/// Leaves out what checkers say of a resource.
pub(crate) fn suppress(
    stack: &mut Stack,
    resource: &impl Handle,
    findings: &[(&[Check], &'static str)],
) {
    for (checks, reason) in findings {
        for check in *checks {
            stack.suppress(resource, *check, reason);
        }
    }
}
