//! Amazon CloudFront real-time logs: a stream of Kinesis that CloudFront writes to, and one
//! of Firehose that takes them from there.
//!
//! Which fields a record has, and in which order, is set here; the log type reads them by
//! their place. A distribution's records do not name it, so that its id is in the prefix:
//! a distribution is a source.
//!
//! <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html>

use std::str::FromStr;

use contract::sources::{CLOUDFRONT_REALTIME, Source};
use library::firehose::DeliveryStreamHandle;
use library::iam::{Permission, Role, Test};
use resources::cloudfront::realtime_log_config::{EndPoint, KinesisStreamConfig};
use resources::kinesis::stream::{
    StreamEncryption, StreamEncryptionEncryptionType, StreamModeDetails,
    StreamModeDetailsStreamMode,
};
use resources::{cloudfront, kinesis};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use template::{Arn, DeletionPolicy, Resource, Scope, UpdateReplacePolicy, Value, pseudo, text};

use super::destination::Destination;
use super::id::Id;
use super::places::{Partition, Places};
use super::source::{Form, LogSource};
use super::stream::{Buffering, Filling, StreamName, stream};
use crate::{InvalidOption, checked};

/// All fields in AWS's own order, up to those of CMCD, which few have.
///
/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html#understand-real-time-log-config-fields>
const FIELDS: [&str; 40] = [
    "timestamp",
    "c-ip",
    "time-to-first-byte",
    "sc-status",
    "sc-bytes",
    "cs-method",
    "cs-protocol",
    "cs-host",
    "cs-uri-stem",
    "cs-bytes",
    "x-edge-location",
    "x-edge-request-id",
    "x-host-header",
    "time-taken",
    "cs-protocol-version",
    "c-ip-version",
    "cs-user-agent",
    "cs-referer",
    "cs-cookie",
    "cs-uri-query",
    "x-edge-response-result-type",
    "x-forwarded-for",
    "ssl-protocol",
    "ssl-cipher",
    "x-edge-result-type",
    "fle-encrypted-fields",
    "fle-status",
    "sc-content-type",
    "sc-content-len",
    "sc-range-start",
    "sc-range-end",
    "c-port",
    "x-edge-detailed-result-type",
    "c-country",
    "cs-accept-encoding",
    "cs-accept",
    "cache-behavior-path-pattern",
    "cs-headers",
    "cs-header-names",
    "cs-headers-count",
];

/// Actions of CloudFront's role.
///
/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html#understand-real-time-log-config-iam-role>
const WRITE: &[&str] = &[
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:PutRecord",
    "kinesis:PutRecords",
];

/// The key that AWS keeps for Kinesis in the account.
const AWS_KEY: &str = "alias/aws/kinesis";

/// The id of a distribution, such as `E2QWRUHEXAMPLE`: 12 to 14 capitals and digits.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
pub struct DistributionId(#[schemars(regex(pattern = "^[0-9A-Z]{12,14}$"))] String);

/// Why a text is no id of a distribution.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no distribution's id; wanted are 12 to 14 capitals and digits")]
pub struct InvalidDistributionId(String);

impl FromStr for DistributionId {
    type Err = InvalidDistributionId;

    fn from_str(id: &str) -> Result<Self, InvalidDistributionId> {
        let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        if (12..=14).contains(&id.len()) && id.bytes().all(allowed) {
            Ok(Self(id.to_owned()))
        } else {
            Err(InvalidDistributionId(id.to_owned()))
        }
    }
}

impl<'de> Deserialize<'de> for DistributionId {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::text(source)
    }
}

impl DistributionId {
    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Real-time logs of a CloudFront distribution.
///
/// Makes the configuration; the distribution's cache behaviours name it as their
/// `RealtimeLogConfigArn`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloudFrontRealtime {
    /// What tells it from others of its kind.
    #[serde(default)]
    pub id: Option<Id>,
    /// The distribution's id.
    pub distribution: DistributionId,
    /// Percent of the requests that are logged: 1 to 100; 100 if not given.
    #[serde(default)]
    pub sampling_percent: Percent,
    /// The Firehose stream's name; `aes-siem-cloudfront-realtime`, with the id, if not given.
    #[serde(default)]
    pub stream_name: Option<StreamName>,
    /// How much the Firehose stream collects before it writes an object.
    #[serde(default)]
    pub buffering: Buffering,
}

/// Percent of something: 1 to 100; 100 if not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct Percent(#[schemars(range(min = 1, max = 100))] u32);

impl Default for Percent {
    fn default() -> Self {
        Self(100)
    }
}

impl TryFrom<u32> for Percent {
    type Error = InvalidOption;

    fn try_from(percent: u32) -> Result<Self, InvalidOption> {
        match percent {
            1..=100 => Ok(Self(percent)),
            _ => Err(InvalidOption::new(format!(
                "`{percent}` percent; CloudFront logs 1 to 100 percent"
            ))),
        }
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::number(source)
    }
}

/// Real-time logs that are in a stack.
#[derive(Debug, Clone)]
pub struct CloudFrontRealtimeHandle {
    /// What cache behaviours name as their `RealtimeLogConfigArn`.
    pub config: Value<Arn<cloudfront::RealtimeLogConfig>>,
    /// The Firehose stream.
    pub stream: DeliveryStreamHandle,
}

impl CloudFrontRealtime {
    /// All requests of a distribution.
    pub fn of_distribution(distribution: DistributionId) -> Self {
        Self {
            id: None,
            distribution,
            sampling_percent: Percent::default(),
            stream_name: None,
            buffering: Buffering::default(),
        }
    }

    /// The configuration has the Firehose stream's name.
    fn name(&self) -> StreamName {
        let log = &CLOUDFRONT_REALTIME;
        self.stream_name.clone().unwrap_or_else(|| StreamName::of(log, self.id.as_ref()))
    }
}

impl LogSource for CloudFrontRealtime {
    type Handle = CloudFrontRealtimeHandle;

    const NAME: &'static str = "cloudfront_realtime";
    const LOGS: &'static [&'static Source] = &[&CLOUDFRONT_REALTIME];
    const FORM: Form = Form::Property;
    const PLACES: Places = Places::partitions(
        &[Partition::Standard],
        "CloudFront has real-time logs in the partition aws only",
    );
    const EXAMPLE: &'static str = "distribution: E2QWRUHEXAMPLE";

    fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    fn refusal(&self, _: &Destination) -> Option<String> {
        self.stream_name.as_ref().and_then(|name| name.refusal(&CLOUDFRONT_REALTIME))
    }

    /// CloudFront takes a distribution's configuration as a whole only: the line asks for it,
    /// changes it with the CLI's own query language and sends it back.
    fn command_line(&self, _: &Destination) -> Option<Value<String>> {
        let id = self.distribution.as_str();
        let get = format!("aws cloudfront get-distribution-config --id {id}");
        Some(text!(
            format!(
                "aws cloudfront update-distribution --id {id} \
                 --if-match \"$({get} --query ETag --output text)\" \
                 --distribution-config \"$({get} --query 'merge(DistributionConfig, \
                 {{DefaultCacheBehavior: merge(DistributionConfig.DefaultCacheBehavior, \
                 {{RealtimeLogConfigArn: `\""
            ),
            "arn:",
            pseudo::partition(),
            ":cloudfront::",
            pseudo::account_id(),
            ":realtime-log-config/",
            self.name().as_str(),
            "\"`})})' --output json)\""
        ))
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> Self::Handle {
        let name = self.name();
        let requests = requests(scope);
        let filling = Filling { name: self.distribution.as_str(), ..Filling::default() };
        let log = &CLOUDFRONT_REALTIME;
        let stream = stream("Stream", log, &name, &filling, self.buffering, destination)
            .reading(requests.arn());
        let stream = scope.add(stream);

        let role = Role::for_service("CloudFrontRole", "cloudfront.amazonaws.com")
            .trusted_when(Test::string_equals("aws:SourceAccount", [pseudo::account_id()]))
            .permit(Permission::new(WRITE, [requests.arn()]));
        let role = scope.add(role);
        let end_point =
            EndPoint::new(KinesisStreamConfig::new(role.arn(), requests.arn()), "Kinesis");
        let config = cloudfront::RealtimeLogConfig::new(
            [end_point],
            FIELDS,
            name.as_str(),
            f64::from(self.sampling_percent.0),
        );
        let mut config = Resource::new("Config", config);
        if let Some(policy) = role.policy(scope.stack()) {
            config = config.depends_on(policy);
        }
        CloudFrontRealtimeHandle { config: scope.add(config).arn(), stream }
    }
}

/// The stream of Kinesis. It grows with the requests, and holds each for a day.
fn requests(scope: &mut Scope<'_>) -> kinesis::StreamHandle {
    let on_demand = StreamModeDetails::new(StreamModeDetailsStreamMode::OnDemand);
    let encryption = StreamEncryption::new(StreamEncryptionEncryptionType::Kms, AWS_KEY);
    let stream = kinesis::Stream::new()
        .stream_mode_details(on_demand)
        .stream_encryption(encryption)
        .retention_period_hours(24);
    // Firehose has read what is in it within minutes.
    scope.add(
        Resource::new("Requests", stream)
            .deletion_policy(DeletionPolicy::Delete)
            .update_replace_policy(UpdateReplacePolicy::Delete),
    )
}
