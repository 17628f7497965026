//! Amazon CloudFront standard logs (v2), which CloudWatch Logs delivers.
//!
//! CloudFront is switched on in us-east-1 only. A delivery into another account's bucket
//! would need a delivery destination in that account, so that it is refused here.
//!
//! - <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html>
//! - CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-delivery.html>

use contract::sources::{CLOUDFRONT_STANDARD_V2, Part, Source};
use resources::logs::{
    Delivery, DeliveryDestination, DeliveryDestinationHandle, DeliveryHandle, DeliverySource,
};
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Resource, Scope, Value, pseudo, text};

use super::super::buckets::{KeepDays, Wired, let_vended_logs_in};
use super::super::destination::Destination;
use super::super::given::{LoggedDistribution, naming};
use super::super::id::Id;
use super::super::places::Places;
use super::super::source::{Form, LogSource};
use super::{nothing_given, once_writable};
use crate::names::PREFIX;

/// Folders that CloudFront puts before the suffix path by itself: `AWSLogs/<account>/CloudFront/`.
const FIXED_FOLDERS: usize = 3;

/// Standard logs (v2) of Amazon CloudFront distributions.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CloudFrontStandard {
    /// What tells it from others of its kind.
    pub id: Option<Id>,
    /// The distributions.
    pub distributions: Vec<LoggedDistribution>,
    /// The files' format; `w3c` if not given.
    pub format: OutputFormat,
    /// The bucket that CloudWatch Logs delivers to; the log bucket if not given.
    pub bucket: LogsGoTo,
}

/// The bucket that logs are delivered to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogsGoTo {
    /// The log bucket.
    #[default]
    LogBucket,
    /// A bucket of the source's own, in us-east-1, which is wired to the loader: for a log
    /// bucket of another account.
    OwnBucket,
}

/// The format of log files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutputFormat {
    /// Lines with tabs, with the names of the fields at the beginning, as legacy logs have them.
    #[default]
    W3c,
    /// A line of JSON a record.
    Json,
    /// Apache Parquet.
    Parquet,
}

impl OutputFormat {
    fn value(self) -> &'static str {
        match self {
            Self::W3c => "w3c",
            Self::Json => "json",
            Self::Parquet => "parquet",
        }
    }
}

impl CloudFrontStandard {
    /// Standard logs of these distributions.
    pub fn of(distributions: impl IntoIterator<Item = LoggedDistribution>) -> Self {
        Self { distributions: distributions.into_iter().collect(), ..Self::default() }
    }

    fn delivery_destination(
        &self,
        scope: &mut Scope<'_>,
        destination: &Destination,
    ) -> DeliveryDestinationHandle {
        let to = |bucket: Value<String>| {
            let to = DeliveryDestination::new(self.name("cloudfront"))
                .destination_resource_arn(bucket)
                .output_format(self.format.value());
            Resource::new("Destination", to)
        };
        if self.bucket == LogsGoTo::LogBucket {
            return scope.add(once_writable(to(destination.bucket_arn().into()), destination));
        }
        let (id, keep) = (self.id.as_ref(), KeepDays::default());
        let wired = Wired { name: "aes-siem-cf2-", id, keep, with_acls: false };
        let bucket = wired.build(scope, destination);
        let_vended_logs_in(scope.stack(), &bucket);
        scope.add(to(bucket.arn().into()).depends_on(bucket.policy()))
    }

    fn name(&self, what: &str) -> String {
        match &self.id {
            Some(id) => format!("{PREFIX}-{}-{what}", id.as_str()),
            None => format!("{PREFIX}-{what}"),
        }
    }
}

/// The rest of the prefix after what CloudFront writes by itself, with its own words for the
/// distribution and the time.
fn suffix_path() -> String {
    let parts =
        CLOUDFRONT_STANDARD_V2.prefix.into_iter().flat_map(contract::sources::Prefix::parts);
    let whole: String = parts
        .map(|part| match part {
            Part::Text(text) => text.to_owned(),
            Part::Account => "{account}".to_owned(),
            Part::Region => "{region}".to_owned(),
            Part::Name => "{DistributionId}".to_owned(),
            Part::Time(unit) => format!("{{{unit}}}"),
        })
        .collect();
    let folders: Vec<_> = whole.trim_end_matches('/').split('/').skip(FIXED_FOLDERS).collect();
    folders.join("/")
}

impl LogSource for CloudFrontStandard {
    type Handle = Vec<DeliveryHandle>;

    const NAME: &'static str = "cloudfront_standard";
    const LOGS: &'static [&'static Source] = &[&CLOUDFRONT_STANDARD_V2];
    const FORM: Form = Form::Resource;
    const PLACES: Places =
        Places::regions(&["us-east-1"], "CloudFront's logs are switched on in us-east-1 only");
    const EXAMPLE: &'static str = "distributions: [E2QWRUHEXAMPLE]";

    fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    fn refusal(&self, destination: &Destination) -> Option<String> {
        if self.distributions.is_empty() {
            return nothing_given("distribution");
        }
        match (self.bucket, destination.account()) {
            (LogsGoTo::OwnBucket, _) => Wired::refusal(destination),
            (LogsGoTo::LogBucket, None) => None,
            (LogsGoTo::LogBucket, Some(account)) => Some(format!(
                "the log bucket is in the account {}; CloudWatch Logs delivers to buckets of \
                 the distribution's own account: set `bucket: own_bucket`, which is replicated",
                account.as_str()
            )),
        }
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> Self::Handle {
        let to = self.delivery_destination(scope, destination);
        let mut handles = vec![];
        let mut before: Option<DeliveryHandle> = None;
        for distribution in &self.distributions {
            let mut inside = scope.child(&naming(&distribution.value()));
            let arn = text!(
                "arn:",
                pseudo::partition(),
                ":cloudfront::",
                pseudo::account_id(),
                ":distribution/",
                distribution.value()
            );
            let name = text!(self.name("cloudfront-"), distribution.value());
            let from = DeliverySource::new(name).log_type("ACCESS_LOGS").resource_arn(arn);
            let from = inside.add(Resource::new("Source", from));
            let delivery = Delivery::new(to.arn(), from.reference())
                .s3_suffix_path(suffix_path())
                .s3_enable_hive_compatible_path(false);
            let mut resource = Resource::new("Delivery", delivery);
            // One after the other: CloudWatch Logs refuses deliveries to a destination that
            // is being changed.
            if let Some(before) = &before {
                resource = resource.depends_on(before);
            }
            let delivery = inside.add(resource);
            before = Some(delivery.clone());
            handles.push(delivery);
        }
        handles
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suffix_path_is_in_cloudfronts_own_words() {
        assert_eq!(suffix_path(), "{DistributionId}/{yyyy}/{MM}/{dd}/{HH}");
    }
}
