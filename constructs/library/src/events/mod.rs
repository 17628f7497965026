//! EventBridge: schedules, and rules that pass on events.
//!
//! CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html>

mod event_rule;
mod rule;
mod schedule_expression;
mod state_machine;

use resources::events;
use resources::events::rule::{State, Target};
use template::{Arn, ConditionHandle, Construct, Handle, LogicalId, Resource, Scope, Stack, Value};

use crate::iam::Principal;
use crate::lambda::{FunctionHandle, InvokePermission};
pub use event_rule::EventsToStream;
pub use rule::EventRule;
pub use schedule_expression::{Count, Cron, InvalidCron, Rate, ScheduleExpression};
pub use state_machine::StateMachineSchedule;

/// Describes a rule that invokes a function again and again.
#[derive(Debug, Clone)]
#[must_use = "a Schedule is only described; add it to a stack"]
pub struct Schedule {
    id: String,
    when: ScheduleExpression,
    target: FunctionHandle,
    enabled_where: Option<ConditionHandle>,
}

impl Schedule {
    /// Invokes the function at this [`Rate`], or when this [`Cron`] says.
    pub fn new(
        id: impl Into<String>,
        when: impl Into<ScheduleExpression>,
        target: &FunctionHandle,
    ) -> Self {
        Self { id: id.into(), when: when.into(), target: target.clone(), enabled_where: None }
    }

    /// Runs only where the condition holds; the rule is there all the same.
    pub fn enabled_where(mut self, condition: &ConditionHandle) -> Self {
        self.enabled_where = Some(condition.clone());
        self
    }
}

/// A rule for events that is in a stack.
#[derive(Debug, Clone)]
pub struct RuleHandle(events::RuleHandle);

/// A schedule that is in a stack.
#[derive(Debug, Clone)]
pub struct ScheduleHandle(events::RuleHandle);

impl Construct for Schedule {
    type Handle = ScheduleHandle;

    fn build(self, scope: &mut Scope<'_>) -> ScheduleHandle {
        let rule = events::Rule::new()
            .schedule_expression(self.when.spelled())
            .state(state_where(self.enabled_where.as_ref()))
            .targets([Target::new(self.target.arn(), "Target0")]);
        let rule = scope.add(Resource::new(&self.id, rule));
        scope.child(&self.id).add(
            InvokePermission::new("Permission", &self.target, Principal::service(SERVICE))
                .from_arn(rule.arn()),
        );
        ScheduleHandle(rule)
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

impl ScheduleHandle {
    /// The ARN of its rule.
    pub fn arn(&self) -> Value<Arn<events::Rule>> {
        self.0.arn()
    }

    /// Runs it then, and no longer when it was to run before.
    pub fn reschedule(&self, stack: &mut Stack, when: impl Into<ScheduleExpression>) {
        let when = when.into().spelled();
        stack.amend(self, |rule| {
            rule.set("ScheduleExpression", when);
        });
    }
}

impl Handle for ScheduleHandle {
    fn logical_id(&self) -> &LogicalId {
        self.0.logical_id()
    }
}
