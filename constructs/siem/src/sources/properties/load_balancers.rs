//! Elastic Load Balancing: load balancers that log into a bucket of their region.
//!
//! The bucket is the log bucket, if the load balancer is in its account and region or
//! another account of the SIEM and the same region, or one of
//! [`LoadBalancerBucket`](crate::sources::LoadBalancerBucket). There is no prefix: the
//! loader knows such files by their names.

use contract::sources::{ALB, ALB_CONNECTION, ALB_HEALTH_CHECK, CLB, NLB, Source};
use library::s3::BucketName;
use resources::elasticloadbalancing::load_balancer::AccessLoggingPolicy;
use resources::elasticloadbalancingv2::load_balancer::LoadBalancerAttribute;
use serde_json::json;
use template::Value;

use super::Setting;
use super::command::{Command, name_or, spelled};

/// Attributes that switch a kind of log on.
fn attributes(kind: &str, bucket: &Value<BucketName>) -> [(String, Value<String>); 2] {
    [
        (format!("{kind}.s3.enabled"), "true".into()),
        (format!("{kind}.s3.bucket"), bucket.clone().into()),
    ]
}

fn property(attributes: Vec<(String, Value<String>)>) -> Vec<LoadBalancerAttribute> {
    let attribute = |(key, value)| LoadBalancerAttribute::new().key(key).value(value);
    attributes.into_iter().map(attribute).collect()
}

fn command(load_balancer: Option<&str>, attributes: &[(String, Value<String>)]) -> String {
    let attributes: Vec<_> = attributes
        .iter()
        .map(|(key, value)| json!({"Key": key, "Value": spelled(value)}))
        .collect();
    Command::aws("elbv2 modify-load-balancer-attributes")
        .option("load-balancer-arn", name_or(load_balancer, "<load-balancer-arn>"))
        .json("attributes", &json!(attributes))
        .line()
}

/// Access, connection and health check logs of an Application Load Balancer.
///
/// ```
/// use resources::elasticloadbalancingv2::LoadBalancer;
/// use siem::BucketName;
/// use siem::sources::AlbLogs;
///
/// let bucket: BucketName = "aes-siem-111122223333-log".parse()?;
/// let logs = AlbLogs::into_bucket(bucket);
/// let web = LoadBalancer::new().load_balancer_attributes(logs.property());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html>
#[derive(Debug, Clone, PartialEq)]
pub struct AlbLogs {
    bucket: Value<BucketName>,
    load_balancer: Option<String>,
}

impl AlbLogs {
    /// Into this bucket.
    pub fn into_bucket(bucket: impl Into<Value<BucketName>>) -> Self {
        Self { bucket: bucket.into(), load_balancer: None }
    }

    /// The ARN of the load balancer, for the command line.
    #[must_use]
    pub fn of(mut self, load_balancer_arn: &str) -> Self {
        self.load_balancer = Some(load_balancer_arn.to_owned());
        self
    }

    fn attributes(&self) -> Vec<(String, Value<String>)> {
        let kinds = ["access_logs", "connection_logs", "health_check_logs"];
        kinds.iter().flat_map(|kind| attributes(kind, &self.bucket)).collect()
    }

    /// What becomes part of `LoadBalancerAttributes`.
    pub fn property(&self) -> Vec<LoadBalancerAttribute> {
        property(self.attributes())
    }
}

impl Setting for AlbLogs {
    const NAME: &'static str = "alb";
    const LOGS: &'static [&'static Source] = &[&ALB, &ALB_CONNECTION, &ALB_HEALTH_CHECK];

    fn example() -> Self {
        Self::into_bucket(super::s3::example_bucket()).of(
            "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188",
        )
    }

    fn cli(&self) -> String {
        command(self.load_balancer.as_deref(), &self.attributes())
    }
}

/// Access logs of a Network Load Balancer: of its TLS listeners, as AWS has no others.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/enable-access-logs.html>
#[derive(Debug, Clone, PartialEq)]
pub struct NlbLogs {
    bucket: Value<BucketName>,
    load_balancer: Option<String>,
}

impl NlbLogs {
    /// Into this bucket.
    pub fn into_bucket(bucket: impl Into<Value<BucketName>>) -> Self {
        Self { bucket: bucket.into(), load_balancer: None }
    }

    /// The ARN of the load balancer, for the command line.
    #[must_use]
    pub fn of(mut self, load_balancer_arn: &str) -> Self {
        self.load_balancer = Some(load_balancer_arn.to_owned());
        self
    }

    /// What becomes part of `LoadBalancerAttributes`.
    pub fn property(&self) -> Vec<LoadBalancerAttribute> {
        property(attributes("access_logs", &self.bucket).into())
    }
}

impl Setting for NlbLogs {
    const NAME: &'static str = "nlb";
    const LOGS: &'static [&'static Source] = &[&NLB];

    fn example() -> Self {
        Self::into_bucket(super::s3::example_bucket()).of(
            "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/web/50dc6c495c0c9188",
        )
    }

    fn cli(&self) -> String {
        command(self.load_balancer.as_deref(), &attributes("access_logs", &self.bucket))
    }
}

/// Minutes after which a Classic Load Balancer writes a file: 5 or 60.
const EMIT_INTERVAL: i64 = 5;

/// Access logs of a Classic Load Balancer, every five minutes.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/enable-access-logs.html>
#[derive(Debug, Clone, PartialEq)]
pub struct ClbLogs {
    bucket: Value<BucketName>,
    load_balancer: Option<String>,
}

impl ClbLogs {
    /// Into this bucket.
    pub fn into_bucket(bucket: impl Into<Value<BucketName>>) -> Self {
        Self { bucket: bucket.into(), load_balancer: None }
    }

    /// The name of the load balancer, for the command line.
    #[must_use]
    pub fn of(mut self, load_balancer: &str) -> Self {
        self.load_balancer = Some(load_balancer.to_owned());
        self
    }

    /// What becomes `AccessLoggingPolicy`.
    pub fn property(&self) -> AccessLoggingPolicy {
        AccessLoggingPolicy::new(true, self.bucket.clone()).emit_interval(EMIT_INTERVAL)
    }
}

impl Setting for ClbLogs {
    const NAME: &'static str = "clb";
    const LOGS: &'static [&'static Source] = &[&CLB];

    fn example() -> Self {
        Self::into_bucket(super::s3::example_bucket()).of("web")
    }

    fn cli(&self) -> String {
        let log = json!({"AccessLog": {
            "Enabled": true,
            "S3BucketName": spelled(&self.bucket),
            "EmitInterval": EMIT_INTERVAL,
        }});
        let name = name_or(self.load_balancer.as_deref(), "<load-balancer-name>");
        Command::aws("elb modify-load-balancer-attributes")
            .option("load-balancer-name", name)
            .json("load-balancer-attributes", &log)
            .line()
    }
}
