//! The bucket that receives all logs.

use library::s3::{Bucket, BucketHandle};
use template::{Check, Output, Scope, Stack};

use crate::accounts::{self, Senders};
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

pub(crate) fn build(scope: &mut Scope<'_>, names: &Names, senders: &Senders) -> BucketHandle {
    let bucket = scope.add(Bucket::new("LogBucket").name(names.log_bucket()).versioned());
    suppress(scope.stack(), &bucket, FINDINGS);
    let statements = log_delivery::statements(scope.stack(), &bucket, senders);
    bucket.allow(scope.stack(), statements);
    bucket.allow(scope.stack(), accounts::statements(&bucket, senders));
    let output = Output::new(bucket.name()).description("Bucket that all logs go into");
    scope.stack().output("LogBucketName", output);
    bucket
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html>
const MOST_BYTES_OF_POLICY: usize = 20_480;

/// A bucket has one policy, and accounts fill it.
pub(crate) fn check_policy(stack: &mut Stack, bucket: &BucketHandle) {
    let mut found = 0;
    stack.amend(bucket.policy(), |properties| {
        // What CloudFormation fills in is about as long as the function that stands for it.
        let document = properties.get("PolicyDocument").map(serde_json::to_string);
        found = document.and_then(Result::ok).map_or(0, |text| text.len());
    });
    if found > MOST_BYTES_OF_POLICY {
        let why = format!(
            "its policy has about {found} bytes; S3 takes {MOST_BYTES_OF_POLICY}: name fewer \
             `accounts` and `member_accounts`, or none where their `organization` is given and \
             they have neither load balancers nor replication"
        );
        stack.refuse("the log bucket", why);
    }
}
