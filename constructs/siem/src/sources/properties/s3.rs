//! Amazon S3: server access logs of a bucket.
//!
//! They go to a bucket of the same account and region: the log bucket, or one of
//! [`S3AccessLogBucket`](crate::sources::S3AccessLogBucket). Never let a bucket of logs log
//! into itself, or each file brings forth the next.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html>

use contract::sources::{Part, S3_ACCESS_LOGS, Source};
use library::s3::BucketName;
use resources::s3::bucket::LoggingConfiguration;
use serde_json::json;
use template::{Value, pseudo};

use super::Setting;
use super::command::{Command, spelled};

pub(super) fn example_bucket() -> BucketName {
    const LOG_BUCKET: BucketName = BucketName::constant("aes-siem-111122223333-log");
    LOG_BUCKET
}

/// A prefix of the contract with the stack's account and region, and a name.
pub(super) fn prefix(log: &Source, name: &Value<String>) -> Value<String> {
    let parts = log.prefix.into_iter().flat_map(contract::sources::Prefix::parts);
    Value::concat(parts.map(|part| match part {
        Part::Text(text) => text.into(),
        Part::Account => pseudo::account_id(),
        Part::Region => pseudo::region(),
        Part::Name => name.clone(),
        Part::Time(time) => format!("{{{time}}}").into(),
    }))
}

/// Server access logs of a bucket.
///
/// ```
/// use resources::s3::Bucket;
/// use siem::BucketName;
/// use siem::sources::S3AccessLogs;
///
/// let log_bucket: BucketName = "aes-siem-111122223333-log".parse()?;
/// let site: BucketName = "acme-site".parse()?;
/// let logs = S3AccessLogs::of(site.clone(), log_bucket);
/// let site = Bucket::new().bucket_name(site).logging_configuration(logs.property());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct S3AccessLogs {
    bucket: Value<BucketName>,
    into: Value<BucketName>,
}

impl S3AccessLogs {
    /// Of a bucket, whose name stands in the prefix, into another one.
    pub fn of(bucket: impl Into<Value<BucketName>>, into: impl Into<Value<BucketName>>) -> Self {
        Self { bucket: bucket.into(), into: into.into() }
    }

    fn prefix(&self) -> Value<String> {
        prefix(&S3_ACCESS_LOGS, &self.bucket.clone().into())
    }

    /// What becomes `LoggingConfiguration`. Keys are not partitioned by date: account, region
    /// and bucket are in the prefix.
    pub fn property(&self) -> LoggingConfiguration {
        LoggingConfiguration::new()
            .destination_bucket_name(self.into.clone())
            .log_file_prefix(self.prefix())
    }
}

impl Setting for S3AccessLogs {
    const NAME: &'static str = "s3_access_logs";
    const LOGS: &'static [&'static Source] = &[&S3_ACCESS_LOGS];

    fn example() -> Self {
        const SITE: BucketName = BucketName::constant("acme-site");
        Self::of(SITE, example_bucket())
    }

    fn cli(&self) -> String {
        let status = json!({"LoggingEnabled": {
            "TargetBucket": spelled(&self.into),
            "TargetPrefix": spelled(&self.prefix()),
        }});
        Command::aws("s3api put-bucket-logging")
            .option("bucket", &spelled(&self.bucket))
            .json("bucket-logging-status", &status)
            .line()
    }
}
