//! Buckets and keys besides the SIEM's own, which the loader may read.
//!
//! The loader is told of an object by whoever sets the bucket up: a notification to the
//! function, or to a queue or topic that it reads, and the other account's bucket policy and
//! key policy are theirs to write.

use library::iam::{Actions, Permission, Policy, RoleHandle};
use library::s3::BucketName;
use template::{Scope, Value, pseudo, text};

use super::KeyArn;

const READ_OBJECTS: Actions = &["s3:GetObject", "s3:GetObjectVersion"];
const LIST: Actions = &["s3:ListBucket"];
const DECRYPT: Actions = &["kms:Decrypt"];

/// Adds the policies, under the names that v2.10.4 gives them, to each of the roles.
pub(crate) fn permit(
    scope: &mut Scope<'_>,
    readers: &[&RoleHandle],
    buckets: &[BucketName],
    keys: &[KeyArn],
) {
    if !buckets.is_empty() {
        let arn = |bucket: &BucketName, tail: &str| {
            text!("arn:", pseudo::partition(), ":s3:::", bucket.as_str(), tail)
        };
        let objects = buckets.iter().map(|bucket| arn(bucket, "/*"));
        let read = Permission::new(READ_OBJECTS, objects)
            .and(Permission::new(LIST, buckets.iter().map(|bucket| arn(bucket, ""))));
        scope.add(policy(
            "AccessToAdditionalBuckets",
            "access_to_additional_buckets",
            read,
            readers,
        ));
    }
    if !keys.is_empty() {
        let decrypt = Permission::new(DECRYPT, keys.iter().map(Value::<String>::from));
        scope.add(policy("AccessToAdditionalKeys", "access_to_additional_cmks", decrypt, readers));
    }
}

fn policy(id: &str, name: &str, permission: Permission, readers: &[&RoleHandle]) -> Policy {
    Policy::new(id, name, permission, readers.iter().copied())
}
