//! Rules that pass on events as they happen.
//!
//! Patterns: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html>

use resources::events;
use resources::events::rule::{State, Target};
use template::{Construct, Expr, Json, Object, Resource, Scope, Value};

use super::{RuleHandle, SERVICE};
use crate::iam::Principal;
use crate::lambda::{FunctionHandle, InvokePermission};

/// Describes a rule that calls a function for each event of a kind.
#[derive(Debug, Clone)]
#[must_use = "an EventRule is only described; add it to a stack"]
pub struct EventRule {
    id: String,
    pattern: Object,
    target: FunctionHandle,
}

impl EventRule {
    /// Events with this source, such as `aws.cloudwatch`, and this kind, such as
    /// `CloudWatch Alarm State Change`.
    pub fn new(
        id: impl Into<String>,
        source: &str,
        detail_type: &str,
        target: &FunctionHandle,
    ) -> Self {
        let pattern =
            Object::new().with("source", vec![source]).with("detail-type", vec![detail_type]);
        Self { id: id.into(), pattern, target: target.clone() }
    }

    /// Only events about one of these resources, by their ARNs.
    pub fn about(mut self, resources: impl IntoIterator<Item = Value<String>>) -> Self {
        let resources = resources.into_iter().map(Value::into_expr).collect();
        self.pattern.set("resources", Expr::List(resources));
        self
    }
}

impl Construct for EventRule {
    type Handle = RuleHandle;

    fn build(self, scope: &mut Scope<'_>) -> RuleHandle {
        let rule = events::Rule::new()
            .event_pattern(Value::<Json>::from(self.pattern))
            .state(State::Enabled)
            .targets([Target::new(self.target.arn(), "Target0")]);
        let rule = scope.add(Resource::new(&self.id, rule));
        scope.child(&self.id).add(
            InvokePermission::new("Permission", &self.target, Principal::service(SERVICE))
                .from_arn(rule.arn()),
        );
        RuleHandle(rule)
    }
}
