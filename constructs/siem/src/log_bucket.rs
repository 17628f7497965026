//! The bucket that receives all logs.

use library::s3::{Bucket, BucketHandle};
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Check, Output, Scope, Stack};

use crate::access_logs::AccessLogs;
use crate::accounts::{self, Senders};
use crate::checks::{
    ACCESS_LOGS, EVENTS, KMS_ENCRYPTION, LIFECYCLE, OBJECT_LOCK, OLD_VERSIONS, suppress,
};
use crate::lifecycle::{Lifecycle, Rules};
use crate::log_delivery;
use crate::names::Names;

/// What template checkers say of the bucket, and why it is so all the same.
const FINDINGS: &[(&[Check], &str)] = &[
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
];

/// Likewise, where no option changes it.
const NO_ACCESS_LOGS: &str =
    "It is where access logs go: each one written would be logged by another one";
const BY_HAND: &str = "Its rules are set by hand, as the option says that keeps the stack from it";

/// Options of the bucket that receives all logs.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LogBucket {
    /// Where logs move in time, and when they go.
    pub lifecycle: Lifecycle,
}

impl LogBucket {
    pub(crate) fn build(
        &self,
        scope: &mut Scope<'_>,
        names: &Names,
        senders: &Senders,
        access_logs: &AccessLogs,
    ) -> BucketHandle {
        if let Err(error) = self.lifecycle.check() {
            scope.stack().refuse("log_bucket.lifecycle", error.to_string());
        }
        let bucket = Bucket::new("LogBucket").name(names.log_bucket()).versioned();
        let bucket = scope.add(access_logs.of_log_bucket(self.lifecycle.apply(bucket)));
        suppress(scope.stack(), &bucket, FINDINGS);
        self.suppress_what_no_option_changes(scope.stack(), &bucket, access_logs);
        let statements = log_delivery::statements(scope.stack(), &bucket, senders);
        bucket.allow(scope.stack(), statements);
        bucket.allow(scope.stack(), accounts::statements(&bucket, senders));
        let output = Output::new(bucket.name()).description("Bucket that all logs go into");
        scope.stack().output("LogBucketName", output);
        bucket
    }

    fn suppress_what_no_option_changes(
        &self,
        stack: &mut Stack,
        bucket: &BucketHandle,
        access_logs: &AccessLogs,
    ) {
        let lifecycle = &self.lifecycle;
        for (is_set, checks, reason) in [
            (access_logs.of_log_bucket_to.is_some(), ACCESS_LOGS, NO_ACCESS_LOGS),
            (lifecycle.rules == Rules::ByStack, LIFECYCLE, BY_HAND),
            (lifecycle.rules == Rules::ByStack, OLD_VERSIONS, BY_HAND),
        ] {
            if !is_set {
                suppress(stack, bucket, &[(checks, reason)]);
            }
        }
    }
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
