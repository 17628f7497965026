//! Amazon S3 server access logs: a bucket for buckets of a region without a SIEM.
//!
//! It must be in the account and region of the buckets whose logs it takes, and encrypted by
//! S3 itself. The log bucket is that for buckets beside the SIEM.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html>

use contract::sources::{S3_ACCESS_LOGS, Source};
use library::iam::{Principal, Statement, Test};
use library::s3::BucketHandle;
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Scope, pseudo};

use super::super::destination::Destination;
use super::super::id::Id;
use super::super::source::{Form, LogSource};
use super::keep::KeepDays;
use super::wired::Wired;

/// A bucket for server access logs of buckets of the stack's account and region.
///
/// Then tell those buckets to log into it, each under its own prefix:
/// [`S3AccessLogs`](crate::sources::S3AccessLogs).
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct S3AccessLogBucket {
    /// What tells it from others of its kind.
    pub id: Option<Id>,
    /// How many days files are kept; 365 if not given.
    pub keep_days: KeepDays,
}

impl LogSource for S3AccessLogBucket {
    type Handle = BucketHandle;

    const NAME: &'static str = "s3_access_log_bucket";
    const LOGS: &'static [&'static Source] = &[&S3_ACCESS_LOGS];
    const FORM: Form = Form::Bucket;
    const EXAMPLE: &'static str = "keep_days: 90";

    fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    fn refusal(&self, destination: &Destination) -> Option<String> {
        Wired::refusal(destination)
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> BucketHandle {
        let Self { id, keep_days: keep } = &self;
        let wired = Wired { name: "aes-siem-s3-", id: id.as_ref(), keep: *keep, with_acls: false };
        let bucket = wired.build(scope, destination);
        let write = Statement::allow(&["s3:PutObject"])
            .sid("S3ServerAccessLogs")
            .to(Principal::service("logging.s3.amazonaws.com"))
            .on(bucket.objects(""))
            .when(Test::string_equals("aws:SourceAccount", [pseudo::account_id()]));
        bucket.allow(scope.stack(), [write]);
        bucket
    }
}
