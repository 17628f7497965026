//! Schedules that start a state machine.

use resources::events;
use resources::events::rule::Target;
use template::{ConditionHandle, Construct, Resource, Scope, Value, text};

use super::{SERVICE, ScheduleHandle, state_where};
use crate::iam::Role;
use crate::stepfunctions::StateMachineHandle;

/// Describes a rule that starts a state machine again and again.
#[derive(Debug, Clone)]
#[must_use = "a StateMachineSchedule is only described; add it to a stack"]
pub struct StateMachineSchedule {
    id: String,
    minutes: Value<i64>,
    target: StateMachineHandle,
    enabled_where: Option<ConditionHandle>,
}

impl StateMachineSchedule {
    /// Starts it every so many minutes: 2 or more, since EventBridge wants another word for
    /// one. Adding it makes the role with which EventBridge does so, `EventsRole`, within
    /// the state machine.
    pub fn new(
        id: impl Into<String>,
        minutes: impl Into<Value<i64>>,
        target: &StateMachineHandle,
    ) -> Self {
        Self { id: id.into(), minutes: minutes.into(), target: target.clone(), enabled_where: None }
    }

    /// Runs only where the condition holds; the rule is there all the same.
    pub fn enabled_where(mut self, condition: &ConditionHandle) -> Self {
        self.enabled_where = Some(condition.clone());
        self
    }
}

impl Construct for StateMachineSchedule {
    type Handle = ScheduleHandle;

    fn build(self, scope: &mut Scope<'_>) -> ScheduleHandle {
        let role = Role::for_service("EventsRole", SERVICE).permit(self.target.start());
        let role = scope.stack().scope_at(self.target.path()).add(role);
        let target = Target::new(self.target.arn(), "Target0").role_arn(role.arn());
        let rate = text!("rate(", self.minutes.cast::<String>(), " minutes)");
        let rule = events::Rule::new()
            .schedule_expression(rate)
            .state(state_where(self.enabled_where.as_ref()))
            .targets([target]);
        ScheduleHandle(scope.add(Resource::new(&self.id, rule)))
    }
}
