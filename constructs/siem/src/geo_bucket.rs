//! The bucket with GeoIP and indicator databases. All in it can be fetched again.

use contract::geo_bucket::IOC_TMP_PREFIX;
use library::s3::{Bucket, BucketHandle, Days};
use template::{Check, Scope};

use crate::access_logs::AccessLogs;
use crate::checks::{ACCESS_LOGS, EVENTS, KMS_ENCRYPTION, OBJECT_LOCK, VERSIONING, suppress};
use crate::names::Names;

/// Intermediate files of the indicator pipeline are of no use after a week.
const KEEP_TEMPORARY: Days = Days::new(8);

/// Why its access logs are an option.
const NO_ACCESS_LOGS: &str =
    "Only functions of the stack read it, and the loader would load the logs of that";

/// What template checkers say of the bucket, and why it is so all the same.
const FINDINGS: &[(&[Check], &str)] = &[
    (EVENTS, "Nobody waits for a new database: the loader looks for one by itself"),
    (KMS_ENCRYPTION, "It holds databases that anyone can fetch; S3 encrypts them with its own key"),
    (OBJECT_LOCK, "All in it can be fetched again, and is replaced when there is newer"),
    (VERSIONING, "All in it can be fetched again, and is replaced when there is newer"),
];

pub(crate) fn build(
    scope: &mut Scope<'_>,
    names: &Names,
    access_logs: &AccessLogs,
    log_bucket: &BucketHandle,
) -> BucketHandle {
    let bucket = Bucket::new("GeoBucket").name(names.geo_bucket());
    let bucket = bucket.expire("delete-ioc-temp-files", IOC_TMP_PREFIX, KEEP_TEMPORARY);
    let bucket = scope.add(access_logs.of_other(bucket, "geo", log_bucket));
    suppress(scope.stack(), &bucket, FINDINGS);
    if !access_logs.of_other_buckets {
        suppress(scope.stack(), &bucket, &[(ACCESS_LOGS, NO_ACCESS_LOGS)]);
    }
    bucket
}
