//! Events that go to a Firehose stream as they happen.
//!
//! EventBridge tries for 24 hours to hand an event over. One that it cannot is lost, and counted
//! by its metric `FailedInvocations`.
//!
//! - Patterns: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html>
//! - Retries: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html>

use resources::events;
use resources::events::rule::{State, Target};
use serde_json::json;
use template::{Construct, Resource, Scope};

use crate::firehose::DeliveryStreamHandle;
use crate::iam::Role;

/// Describes a rule that sends events of the account and region to a Firehose stream.
#[derive(Debug, Clone)]
#[must_use = "an EventsToStream is only described; add it to a stack"]
pub struct EventsToStream {
    id: String,
    source: &'static str,
    detail_types: &'static [&'static str],
    stream: DeliveryStreamHandle,
}

impl EventsToStream {
    /// Sends events that this service, such as `aws.securityhub`, names so.
    pub fn new(
        id: impl Into<String>,
        source: &'static str,
        detail_types: &'static [&'static str],
        stream: &DeliveryStreamHandle,
    ) -> Self {
        Self { id: id.into(), source, detail_types, stream: stream.clone() }
    }
}

impl Construct for EventsToStream {
    type Handle = events::RuleHandle;

    fn build(self, scope: &mut Scope<'_>) -> Self::Handle {
        let role = Role::for_service("Role", "events.amazonaws.com").permit(self.stream.put());
        let role = scope.child(&self.id).add(role);
        let pattern = json!({"source": [self.source], "detail-type": self.detail_types});
        let rule = events::Rule::new()
            .event_pattern(pattern)
            .state(State::Enabled)
            .targets([Target::new(self.stream.arn(), "Target0").role_arn(role.arn())]);
        let mut resource = Resource::new(&self.id, rule);
        if let Some(policy) = role.policy(scope.stack()) {
            resource = resource.depends_on(policy);
        }
        scope.add(resource)
    }
}
