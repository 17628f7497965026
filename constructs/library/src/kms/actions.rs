//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html>

use crate::iam::Actions;

/// Everything: what makes IAM policies of the account count for the key.
pub(super) const ALL: Actions = &["kms:*"];
/// Read what is encrypted with the key.
pub(super) const DECRYPT: Actions = &["kms:Decrypt"];
/// Read and write secrets that are encrypted with the key.
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html>
pub(super) const KEEP_SECRETS: Actions = &["kms:Decrypt", "kms:GenerateDataKey"];
/// Write into a queue or topic that is encrypted with the key.
pub(super) const ENCRYPT_MESSAGES: Actions = &["kms:Decrypt", "kms:GenerateDataKey*"];
/// Write and read a log group that is encrypted with the key.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html>
pub(super) const ENCRYPT_LOG_GROUPS: Actions =
    &["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];
