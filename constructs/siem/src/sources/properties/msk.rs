//! Amazon MSK: broker logs, which brokers write to S3 by themselves.
//!
//! <https://docs.aws.amazon.com/msk/latest/developerguide/msk-logging.html>

use contract::sources::{MSK, Source};
use library::s3::BucketName;
use resources::msk::cluster::{BrokerLogs, LoggingInfo, S3};
use serde_json::json;
use template::Value;

use super::Setting;
use super::command::{Command, name_or, spelled};

/// Broker logs of a cluster. There is no prefix: AWS's own folders tell the loader.
///
/// ```
/// use siem::BucketName;
/// use siem::sources::{MskLogs, Setting};
///
/// let bucket: BucketName = "aes-siem-111122223333-log".parse()?;
/// let logs = MskLogs::into_bucket(bucket);
/// assert!(logs.cli().starts_with("aws kafka update-monitoring --cluster-arn '<cluster-arn>'"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct MskLogs {
    bucket: Value<BucketName>,
    cluster: Option<String>,
}

impl MskLogs {
    /// Into this bucket.
    pub fn into_bucket(bucket: impl Into<Value<BucketName>>) -> Self {
        Self { bucket: bucket.into(), cluster: None }
    }

    /// The ARN of the cluster, for the command line.
    #[must_use]
    pub fn of(mut self, cluster_arn: &str) -> Self {
        self.cluster = Some(cluster_arn.to_owned());
        self
    }

    /// What becomes `LoggingInfo`.
    pub fn property(&self) -> LoggingInfo {
        let s3 = S3::new(true).bucket(self.bucket.clone());
        LoggingInfo::new().broker_logs(BrokerLogs::new().s3(s3))
    }
}

impl Setting for MskLogs {
    const NAME: &'static str = "msk";
    const LOGS: &'static [&'static Source] = &[&MSK];

    fn example() -> Self {
        Self::into_bucket(super::s3::example_bucket()).of(
            "arn:aws:kafka:us-east-1:111122223333:cluster/orders/5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10-5",
        )
    }

    fn cli(&self) -> String {
        let cluster = name_or(self.cluster.as_deref(), "<cluster-arn>");
        let version = Command::aws("kafka describe-cluster")
            .option("cluster-arn", cluster)
            .option("query", "ClusterInfo.CurrentVersion")
            .option("output", "text");
        let s3 = json!({"Enabled": true, "Bucket": spelled(&self.bucket)});
        Command::aws("kafka update-monitoring")
            .option("cluster-arn", cluster)
            .output_of("current-version", &version)
            .json("logging-info", &json!({"BrokerLogs": {"S3": s3}}))
            .line()
    }
}
