//! Manual snapshots of the domain: the bucket they go to, and the role with which the
//! domain writes them.
//!
//! <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-snapshots.html>

use library::iam::{Principal, Role, RoleHandle};
use library::s3::{Bucket, BucketHandle};
use template::{Check, Scope};

use crate::access_logs::AccessLogs;
use crate::checks::{ACCESS_LOGS, EVENTS, KMS_ENCRYPTION, OBJECT_LOCK, VERSIONING, suppress};
use crate::names::{Names, named};

/// Why its access logs are an option.
const NO_ACCESS_LOGS: &str = "Only the domain reaches it, with a role of its own; the domain's \
                              audit log has who asked it for a snapshot";

/// What template checkers say of the bucket, and why it is so all the same.
const FINDINGS: &[(&[Check], &str)] = &[
    (EVENTS, "The domain itself knows its snapshots; nobody else reads them"),
    (KMS_ENCRYPTION, "S3 encrypts it with its own key, so that the domain's role needs none"),
    (OBJECT_LOCK, "The domain deletes files of a snapshot that it is told to delete"),
    (VERSIONING, "The domain never changes a file of a snapshot; what it deletes is to be gone"),
];

pub(crate) fn build(
    scope: &mut Scope<'_>,
    names: &Names,
    access_logs: &AccessLogs,
    log_bucket: &BucketHandle,
) -> (BucketHandle, RoleHandle) {
    let bucket = Bucket::new("SnapshotBucket").name(names.snapshot_bucket());
    let bucket = scope.add(access_logs.of_other(bucket, "snapshot", log_bucket));
    suppress(scope.stack(), &bucket, FINDINGS);
    if !access_logs.of_other_buckets {
        suppress(scope.stack(), &bucket, &[(ACCESS_LOGS, NO_ACCESS_LOGS)]);
    }
    let role = scope.add(
        Role::for_service("SnapshotRole", "opensearchservice.amazonaws.com")
            .name(named("snapshot-role"))
            .inline_policy("s3access", bucket.read_write("")),
    );
    let domain = Principal::aws(role.arn());
    let statements = bucket.read_write_objects("").to(&domain).into_iter();
    bucket.allow(
        scope.stack(),
        statements.map(|s| s.sid("Allow OpenSearch Service to store snapshot")),
    );
    (bucket, role)
}
