//! AWS CloudTrail: who called which API.
//!
//! - <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-a-trail.html>
//! - CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudtrail-trail.html>

use std::str::FromStr;

use contract::sources::{CLOUDTRAIL, Source};
use resources::cloudtrail::trail::{
    AdvancedEventSelector, AdvancedFieldSelector, InsightSelector, InsightSelectorInsightType,
};
use resources::cloudtrail::{Trail, TrailHandle};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use template::{Check, Resource, Scope, Value, text};

use super::super::destination::Destination;
use super::super::id::Id;
use super::super::source::{Form, LogSource};
use super::once_writable;
use crate::checked;

/// A trail of all regions, whose files prove that nobody changed them.
///
/// It is encrypted with the SIEM's key. The first trail of management
/// events is free of charge; data events and Insights are not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CloudTrail {
    /// What tells it from others of its kind.
    pub id: Option<Id>,
    /// Whose events; the account's if not given.
    pub of: TrailOf,
    /// Types of resources whose data events are logged too, such as `AWS::S3::Object`; none
    /// if not given. What is written into the log bucket is left out, or each file would
    /// bring forth the next.
    pub data_events: Vec<LoggedResourceType>,
    /// What CloudTrail Insights looks for; nothing if not given.
    pub insights: Vec<TrailInsight>,
}

/// Whose events a trail holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrailOf {
    /// The account's of the stack.
    #[default]
    Account,
    /// Those of all accounts of the organisation. The stack's account must manage the
    /// organisation, or be its administrator of CloudTrail.
    Organization,
}

/// What CloudTrail Insights looks for.
///
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-insights-events-with-cloudtrail.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrailInsight {
    /// Unusually many or few calls that write.
    ApiCallRate,
    /// Unusually many calls that fail.
    ApiErrorRate,
}

/// A type of resource with data events, such as `AWS::Lambda::Function`.
///
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html>
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
pub struct LoggedResourceType(
    #[schemars(regex(pattern = "^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$"))] String,
);

/// Why a text is no type of resources with data events.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no type of resources; wanted is one such as AWS::S3::Object")]
pub struct InvalidResourceType(String);

impl FromStr for LoggedResourceType {
    type Err = InvalidResourceType;

    fn from_str(name: &str) -> Result<Self, InvalidResourceType> {
        let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
        let parts: Vec<_> = name.split("::").collect();
        match parts.as_slice() {
            ["AWS", service, kind] if word(service) && word(kind) => Ok(Self(name.to_owned())),
            _ => Err(InvalidResourceType(name.to_owned())),
        }
    }
}

impl<'de> Deserialize<'de> for LoggedResourceType {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::text(source)
    }
}

impl LoggedResourceType {
    fn is_s3_object(&self) -> bool {
        self.0 == "AWS::S3::Object"
    }
}

fn field(name: &str, value: &str) -> AdvancedFieldSelector {
    AdvancedFieldSelector::new(name).equals([value])
}

impl CloudTrail {
    fn event_selectors(&self, destination: &Destination) -> Vec<AdvancedEventSelector> {
        let category = |name: &str| field("eventCategory", name);
        let management =
            AdvancedEventSelector::new([category("Management")]).name("Management events");
        let data = self.data_events.iter().map(|kind| {
            let mut fields = vec![category("Data"), field("resources.type", &kind.0)];
            if kind.is_s3_object() {
                let logs: Value<String> = text!(destination.bucket_arn(), "/");
                fields.push(AdvancedFieldSelector::new("resources.ARN").not_starts_with([logs]));
            }
            AdvancedEventSelector::new(fields).name(format!("Data events of {}", kind.0))
        });
        std::iter::once(management).chain(data).collect()
    }

    fn insight_selectors(&self) -> Vec<InsightSelector> {
        let kinds = self.insights.iter().map(|insight| match insight {
            TrailInsight::ApiCallRate => InsightSelectorInsightType::ApiCallRateInsight,
            TrailInsight::ApiErrorRate => InsightSelectorInsightType::ApiErrorRateInsight,
        });
        kinds.map(|kind| InsightSelector::new().insight_type(kind)).collect()
    }
}

impl LogSource for CloudTrail {
    type Handle = TrailHandle;

    const NAME: &'static str = "cloudtrail";
    const LOGS: &'static [&'static Source] = &[&CLOUDTRAIL];
    const FORM: Form = Form::Resource;
    const EXAMPLE: &'static str = "data_events: ['AWS::S3::Object', 'AWS::Lambda::Function'], \
                                   insights: [api_call_rate, api_error_rate]";

    fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> TrailHandle {
        let mut trail = Trail::new(true, destination.bucket())
            .is_multi_region_trail(true)
            .include_global_service_events(true)
            .enable_log_file_validation(true)
            .kms_key_id(destination.key(scope.stack()))
            .advanced_event_selectors(self.event_selectors(destination));
        if self.of == TrailOf::Organization {
            trail = trail.is_organization_trail(true);
        }
        if !self.insights.is_empty() {
            trail = trail.insight_selectors(self.insight_selectors());
        }
        let trail = scope.add(once_writable(Resource::new("Trail", trail), destination));
        explain(scope, &trail, destination);
        trail
    }
}

/// What template checkers ask for beyond this.
fn explain(scope: &mut Scope<'_>, trail: &TrailHandle, destination: &Destination) {
    let stack = scope.stack();
    stack.suppress(
        trail,
        Check::Guard("cloud_trail_cloud_watch_logs_enabled_check"),
        "the SIEM reads the trail's files from S3 and alerts; a copy in CloudWatch Logs has no \
         reader",
    );
    if destination.siem().is_none() {
        stack.suppress(
            trail,
            Check::Guard("cloud_trail_encryption_enabled_check"),
            "it is encrypted with the SIEM's key, which is of another stack",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_of_resources_has_a_service_and_a_kind() {
        assert!("AWS::DynamoDB::Table".parse::<LoggedResourceType>().is_ok());
        for wrong in ["s3", "AWS::S3", "AWS::S3::", "Acme::S3::Object", "AWS::S3::Object::X"] {
            assert!(wrong.parse::<LoggedResourceType>().is_err(), "{wrong}");
        }
    }
}
