//! EventBridge: schedules, and rules that pass on events.
//!
//! CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html>

mod event_rule;
mod rule;
mod state_machine;

use resources::events;
use resources::events::rule::{State, Target};
use template::{Arn, ConditionHandle, Construct, Handle, LogicalId, Resource, Scope, Value};

use crate::iam::Principal;
use crate::lambda::{FunctionHandle, InvokePermission};
pub use event_rule::EventsToStream;
pub use rule::EventRule;
pub use state_machine::StateMachineSchedule;

/// How often a schedule runs: every minute or more seldom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// Every so many minutes.
    Minutes(Count),
    /// Every so many hours.
    Hours(Count),
    /// Every so many days.
    Days(Count),
}

/// A number of minutes, hours or days: 1 or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count(u32);

impl Rate {
    /// Every so many hours.
    ///
    /// # Panics
    ///
    /// With 0, at build time in a constant.
    pub const fn hours(hours: u32) -> Self {
        assert!(hours >= 1, "EventBridge runs a schedule every hour or more seldom");
        Self::Hours(Count(hours))
    }

    /// Every so many minutes.
    ///
    /// # Panics
    ///
    /// With 0, at build time in a constant.
    pub const fn minutes(minutes: u32) -> Self {
        assert!(minutes >= 1, "EventBridge runs a schedule every minute or more seldom");
        Self::Minutes(Count(minutes))
    }

    /// Every so many days.
    ///
    /// # Panics
    ///
    /// With 0, at build time in a constant.
    pub const fn days(days: u32) -> Self {
        assert!(days >= 1, "EventBridge runs a schedule every day or more seldom");
        Self::Days(Count(days))
    }

    /// As EventBridge spells it: `rate(1 hour)`, `rate(12 hours)`.
    ///
    /// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html>
    fn expression(self) -> String {
        let (Count(count), unit) = match self {
            Self::Minutes(count) => (count, "minute"),
            Self::Hours(count) => (count, "hour"),
            Self::Days(count) => (count, "day"),
        };
        let plural = if count == 1 { "" } else { "s" };
        format!("rate({count} {unit}{plural})")
    }
}

/// Describes a rule that invokes a function again and again.
#[derive(Debug, Clone)]
#[must_use = "a Schedule is only described; add it to a stack"]
pub struct Schedule {
    id: String,
    rate: Rate,
    target: FunctionHandle,
    enabled_where: Option<ConditionHandle>,
}

impl Schedule {
    /// Invokes the function at this rate.
    pub fn new(id: impl Into<String>, rate: Rate, target: &FunctionHandle) -> Self {
        Self { id: id.into(), rate, target: target.clone(), enabled_where: None }
    }

    /// Runs only where the condition holds; the rule is there all the same.
    pub fn enabled_where(mut self, condition: &ConditionHandle) -> Self {
        self.enabled_where = Some(condition.clone());
        self
    }
}

/// A rule or schedule that is in a stack.
#[derive(Debug, Clone)]
pub struct RuleHandle(events::RuleHandle);

impl Construct for Schedule {
    type Handle = RuleHandle;

    fn build(self, scope: &mut Scope<'_>) -> RuleHandle {
        let rule = events::Rule::new()
            .schedule_expression(self.rate.expression())
            .state(state_where(self.enabled_where.as_ref()))
            .targets([Target::new(self.target.arn(), "Target0")]);
        let rule = scope.add(Resource::new(&self.id, rule));
        scope.child(&self.id).add(
            InvokePermission::new("Permission", &self.target, Principal::service(SERVICE))
                .from_arn(rule.arn()),
        );
        RuleHandle(rule)
    }
}

const SERVICE: &str = "events.amazonaws.com";

/// Whether a rule runs.
fn state_where(condition: Option<&ConditionHandle>) -> Value<State> {
    match condition {
        Some(condition) => Value::if_else(condition, State::Enabled, State::Disabled),
        None => State::Enabled.into(),
    }
}

impl RuleHandle {
    /// The rule's ARN.
    pub fn arn(&self) -> Value<Arn<events::Rule>> {
        self.0.arn()
    }
}

impl Handle for RuleHandle {
    fn logical_id(&self) -> &LogicalId {
        self.0.logical_id()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_unit_is_singular() {
        assert_eq!(Rate::hours(1).expression(), "rate(1 hour)");
        assert_eq!(Rate::hours(12).expression(), "rate(12 hours)");
        assert_eq!(Rate::minutes(30).expression(), "rate(30 minutes)");
    }
}
