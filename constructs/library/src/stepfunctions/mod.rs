//! State machines of Step Functions.
//!
//! CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html>

mod actions;
mod definition;

pub use definition::{Definition, LAMBDA_ERRORS, Retry, State};
use resources::stepfunctions;
use resources::stepfunctions::state_machine::{
    CloudWatchLogsLogGroup, LogDestination, LoggingConfiguration, LoggingConfigurationLevel,
};
use template::{
    Arn, Check, Construct, DeletionPolicy, Handle, LogicalId, Resource, Scope, UpdateReplacePolicy,
    Value,
};

use crate::iam::{Permission, Role, RoleHandle};

const NO_TRACING: &str = "A state machine calls one function after the other; its log, with input \
    and output of each, says all that a trace would";

/// Describes a state machine.
#[derive(Debug, Clone)]
#[must_use = "a StateMachine is only described; add it to a stack"]
pub struct StateMachine {
    id: String,
    name: Option<Value<String>>,
    definition: Definition,
    log_group: Option<Value<String>>,
}

impl StateMachine {
    /// A state machine with a role of its own, which may call the functions of the
    /// definition.
    pub fn new(id: impl Into<String>, definition: Definition) -> Self {
        Self { id: id.into(), name: None, definition, log_group: None }
    }

    /// A name of one's own, up to 80 characters. Changing it replaces the state machine.
    pub fn name(mut self, name: impl Into<Value<String>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Logs every state of every execution, with input and output, to a log group. Its ARN
    /// ends in `:*`.
    pub fn logs_to<L>(mut self, log_group: Value<Arn<L>>) -> Self {
        self.log_group = Some(log_group.into());
        self
    }
}

/// A state machine that is in a stack.
#[derive(Debug, Clone)]
pub struct StateMachineHandle {
    machine: stepfunctions::StateMachineHandle,
    role: RoleHandle,
    path: String,
}

impl Construct for StateMachine {
    type Handle = StateMachineHandle;

    fn build(self, scope: &mut Scope<'_>) -> StateMachineHandle {
        let mut role = Role::for_service("Role", "states.amazonaws.com");
        for permission in self.definition.permissions() {
            role = role.permit(permission);
        }
        if self.log_group.is_some() {
            role = role.permit(Permission::new(actions::DELIVER_LOGS, ["*"]));
        }
        let mut inside = scope.child(&self.id);
        let path = inside.path().to_owned();
        let role = inside.add(role);
        let mut properties = stepfunctions::StateMachine::new(role.arn())
            .definition_string(self.definition.into_text());
        if let Some(name) = self.name {
            properties = properties.state_machine_name(name);
        }
        if let Some(log_group) = self.log_group {
            properties = properties.logging_configuration(logging(log_group));
        }
        let mut resource = Resource::new(&self.id, properties)
            .deletion_policy(DeletionPolicy::Delete)
            .update_replace_policy(UpdateReplacePolicy::Delete);
        // Step Functions checks that the role may write the log when it makes the machine.
        if let Some(policy) = role.policy(scope.stack()) {
            resource = resource.depends_on(policy);
        }
        let machine = scope.add(resource);
        let tracing = Check::Guard("step_functions_state_machine_tracing_enabled_check");
        scope.stack().suppress(&machine, tracing, NO_TRACING);
        StateMachineHandle { machine, role, path }
    }
}

fn logging(log_group: Value<String>) -> LoggingConfiguration {
    let group = CloudWatchLogsLogGroup::new().log_group_arn(log_group);
    LoggingConfiguration::new()
        .destinations([LogDestination::new().cloud_watch_logs_log_group(group)])
        .level(LoggingConfigurationLevel::All)
        .include_execution_data(true)
}

impl StateMachineHandle {
    /// The state machine's ARN.
    pub fn arn(&self) -> Value<Arn<stepfunctions::StateMachine>> {
        self.machine.reference()
    }

    /// Its role.
    pub fn role(&self) -> &RoleHandle {
        &self.role
    }

    /// Start it.
    pub fn start(&self) -> Permission {
        Permission::new(actions::START, [self.arn()])
    }

    /// The scope for what belongs to it.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl Handle for StateMachineHandle {
    fn logical_id(&self) -> &LogicalId {
        self.machine.logical_id()
    }
}
