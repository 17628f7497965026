//! The bucket that receives all logs.

use library::s3::{Bucket, BucketHandle};
use template::{Check, Output, Scope};

use crate::checks::{
    ACCESS_LOGS, EVENTS, KMS_ENCRYPTION, LIFECYCLE, OBJECT_LOCK, OLD_VERSIONS, suppress,
};
use crate::log_delivery;
use crate::names::Names;

/// What template checkers say of the bucket, and why it is so all the same.
const FINDINGS: &[(&[Check], &str)] = &[
    (ACCESS_LOGS, "It is where access logs go: each one written would be logged by another one"),
    (EVENTS, "A custom resource sets them, so that those that others have set stay"),
    (
        KMS_ENCRYPTION,
        "Load balancers and S3's own access logs cannot be written to a bucket with a KMS key; \
         what writes with the key of the stack says so object by object",
    ),
    (
        OBJECT_LOCK,
        "What nobody may delete costs until it may be: for whoever owns the logs to decide",
    ),
    (LIFECYCLE, "How long logs are kept is for whoever owns them to decide; until then, all are"),
    (
        OLD_VERSIONS,
        "How long logs are kept is for whoever owns them to decide; until then, all are",
    ),
];

pub(crate) fn build(scope: &mut Scope<'_>, names: &Names) -> BucketHandle {
    let bucket = scope.add(Bucket::new("LogBucket").name(names.log_bucket()).versioned());
    suppress(scope.stack(), &bucket, FINDINGS);
    let statements = log_delivery::statements(scope.stack(), &bucket);
    bucket.allow(scope.stack(), statements);
    let output = Output::new(bucket.name()).description("Bucket that all logs go into");
    scope.stack().output("LogBucketName", output);
    bucket
}
