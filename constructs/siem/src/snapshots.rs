//! Manual snapshots of the domain: the bucket they go to, and the role with which the
//! domain writes them.
//!
//! <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-snapshots.html>

use library::iam::{Principal, Role, RoleHandle};
use library::s3::{Bucket, BucketHandle};
use template::Scope;

use crate::access_logs::AccessLogs;
use crate::names::{Names, named};

pub(crate) fn build(
    scope: &mut Scope<'_>,
    names: &Names,
    access_logs: &AccessLogs,
    log_bucket: &BucketHandle,
) -> (BucketHandle, RoleHandle) {
    let bucket = Bucket::new("SnapshotBucket").name(names.snapshot_bucket());
    let bucket = scope.add(access_logs.of_other(bucket, "snapshot", log_bucket));
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
