//! Amazon GuardDuty: findings, which it exports to S3 by itself.
//!
//! GuardDuty encrypts what it exports with a key that it must be given. An account has room
//! for one detector in a region, and a detector for one destination.
//!
//! - <https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_exportfindings.html>
//! - CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-guardduty-publishingdestination.html>

use contract::sources::{GUARDDUTY, Source};
use resources::guardduty::detector::FindingPublishingFrequency;
use resources::guardduty::publishing_destination::{CFNDestinationProperties, DestinationType};
use resources::guardduty::{Detector, PublishingDestination, PublishingDestinationHandle};
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Check, Resource, Scope};

use super::super::destination::Destination;
use super::super::given::DetectorId;
use super::super::id::Id;
use super::super::source::{Form, LogSource};
use super::once_writable;

/// Findings of Amazon GuardDuty. An administrator's findings are those of all its members.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GuardDuty {
    /// The detector that is there already; one is made if not given.
    pub detector: Option<DetectorId>,
    /// How often a finding that goes on is exported again, by a detector that is made here;
    /// every 15 minutes if not given. New findings come within five minutes in any case.
    pub frequency: Frequency,
}

/// How often a finding that goes on is exported again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Frequency {
    #[default]
    #[serde(rename = "15m")]
    FifteenMinutes,
    #[serde(rename = "1h")]
    OneHour,
    #[serde(rename = "6h")]
    SixHours,
}

impl Frequency {
    fn value(self) -> FindingPublishingFrequency {
        match self {
            Self::FifteenMinutes => FindingPublishingFrequency::FifteenMinutes,
            Self::OneHour => FindingPublishingFrequency::OneHour,
            Self::SixHours => FindingPublishingFrequency::SixHours,
        }
    }
}

impl LogSource for GuardDuty {
    type Handle = PublishingDestinationHandle;

    const NAME: &'static str = "guardduty";
    const LOGS: &'static [&'static Source] = &[&GUARDDUTY];
    const FORM: Form = Form::Resource;
    const EXAMPLE: &'static str = "frequency: 15m";

    /// There is never a second one.
    fn id(&self) -> Option<&Id> {
        None
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> Self::Handle {
        let detector = match &self.detector {
            Some(id) => id.value(),
            None => {
                let detector =
                    Detector::new(true).finding_publishing_frequency(self.frequency.value());
                let detector = scope.add(Resource::new("Detector", detector));
                scope.stack().suppress(
                    &detector,
                    Check::Guard("guardduty_s3_protection_enabled_check"),
                    "which protection plans there are is for the account to choose, and to pay: \
                     findings of all of them are exported",
                );
                detector.id()
            }
        };
        let properties = CFNDestinationProperties::new()
            .destination_arn(destination.bucket_arn())
            .kms_key_arn(destination.key(scope.stack()));
        let publishing = PublishingDestination::new(properties, DestinationType::S3, detector);
        scope.add(once_writable(Resource::new("Export", publishing), destination))
    }
}
