//! Amazon CloudFront: standard logs (legacy) of a distribution, into a bucket of
//! [`CloudFrontLegacyBucket`](crate::sources::CloudFrontLegacyBucket).
//!
//! The prefix holds the distribution's id, which a template does not know before the
//! distribution is there: in code it is a name of the user's choice, as the file's name
//! holds the id too.
//!
//! <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html>

use contract::sources::{CLOUDFRONT_STANDARD, Source};
use library::s3::BucketName;
use resources::cloudfront::distribution::Logging;
use serde_json::json;
use template::{Value, text};

use super::Setting;
use super::command::{Command, name_or, spelled};
use super::s3::prefix;

/// Standard logs (legacy) of a distribution.
#[derive(Debug, Clone, PartialEq)]
pub struct CloudFrontLegacyLogs {
    bucket: Value<BucketName>,
    name: Value<String>,
    distribution: Option<String>,
}

impl CloudFrontLegacyLogs {
    /// Into this bucket, under a prefix with a name that tells the distribution from others.
    pub fn into_bucket(bucket: impl Into<Value<BucketName>>, name: &str) -> Self {
        Self { bucket: bucket.into(), name: name.into(), distribution: None }
    }

    /// The id of the distribution, for the command line.
    #[must_use]
    pub fn of(mut self, distribution: &str) -> Self {
        self.distribution = Some(distribution.to_owned());
        self
    }

    fn domain_name(&self) -> Value<String> {
        text!(self.bucket.clone(), ".s3.amazonaws.com")
    }

    fn prefix(&self) -> Value<String> {
        prefix(&CLOUDFRONT_STANDARD, &self.name)
    }

    /// What becomes `Logging` in a distribution's configuration.
    pub fn property(&self) -> Logging {
        Logging::new().bucket(self.domain_name()).prefix(self.prefix()).include_cookies(false)
    }
}

impl Setting for CloudFrontLegacyLogs {
    const NAME: &'static str = "cloudfront_legacy";
    const LOGS: &'static [&'static Source] = &[&CLOUDFRONT_STANDARD];

    fn example() -> Self {
        const BUCKET: BucketName = BucketName::constant("aes-siem-cf-111122223333-us-east-1");
        Self::into_bucket(BUCKET, "web").of("E2QWRUHEXAMPLE")
    }

    /// CloudFront takes a distribution's configuration as a whole only: the line asks for it,
    /// changes it with the CLI's own query language and sends it back.
    fn cli(&self) -> String {
        let id = name_or(self.distribution.as_deref(), "<distribution-id>");
        let logging = json!({
            "Enabled": true,
            "IncludeCookies": false,
            "Bucket": spelled(&self.domain_name()),
            "Prefix": spelled(&self.prefix()),
        });
        let ask = |query: &str| {
            Command::aws("cloudfront get-distribution-config")
                .option("id", id)
                .option("query", query)
        };
        let config = ask(&format!("merge(DistributionConfig, {{Logging: `{logging}`}})"));
        Command::aws("cloudfront update-distribution")
            .option("id", id)
            .output_of("if-match", &ask("ETag").option("output", "text"))
            .output_of("distribution-config", &config.option("output", "json"))
            .line()
    }
}
