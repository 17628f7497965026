//! The bucket with GeoIP and indicator databases. All in it can be fetched again.

use contract::geo_bucket::IOC_TMP_PREFIX;
use library::s3::{Bucket, BucketHandle, Days};
use template::{Check, Scope};

use crate::checks::{ACCESS_LOGS, EVENTS, KMS_ENCRYPTION, OBJECT_LOCK, VERSIONING, suppress};
use crate::names::Names;

/// Intermediate files of the indicator pipeline are of no use after a week.
const KEEP_TEMPORARY: Days = Days::new(8);

/// What template checkers say of the bucket, and why it is so all the same.
const FINDINGS: &[(&[Check], &str)] = &[
    (
        ACCESS_LOGS,
        "Only functions of the stack read it, and the loader would load the logs of that",
    ),
    (EVENTS, "Nobody waits for a new database: the loader looks for one by itself"),
    (KMS_ENCRYPTION, "It holds databases that anyone can fetch; S3 encrypts them with its own key"),
    (OBJECT_LOCK, "All in it can be fetched again, and is replaced when there is newer"),
    (VERSIONING, "All in it can be fetched again, and is replaced when there is newer"),
];

pub(crate) fn build(scope: &mut Scope<'_>, names: &Names) -> BucketHandle {
    let bucket = Bucket::new("GeoBucket").name(names.geo_bucket());
    let bucket = scope.add(bucket.expire("delete-ioc-temp-files", IOC_TMP_PREFIX, KEEP_TEMPORARY));
    suppress(scope.stack(), &bucket, FINDINGS);
    bucket
}
