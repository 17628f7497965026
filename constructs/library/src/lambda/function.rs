//! Functions.
//!
//! CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html>

use std::collections::BTreeMap;

use resources::lambda;
pub use resources::lambda::function::Architecture;
use resources::lambda::function::{
    Code, DeadLetterConfig, Environment, LoggingConfig, RecursiveLoop, Runtime,
};
use template::{Arn, Asset, Construct, Handle, LogicalId, Resource, Scope, Stack, Value};

use super::checks::Without;
use super::limits::{MemorySize, Timeout};
use super::vpc::VpcPlacement;
use crate::iam::{Permission, Role, RoleHandle};
use crate::logs::{LogGroup, LogGroupHandle};
use crate::sqs::QueueHandle;

/// A bundled program: the zip file, and what it is built for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The zip file with `bootstrap` in it.
    pub asset: Asset,
    /// What it is built for. The function says the same, or it would not start.
    pub architecture: Architecture,
    /// Which of its functions the program is to be. A program with one ignores it.
    pub handler: &'static str,
    /// The name of the log group that it writes to. A name under `/aws/lambda/` would be one
    /// that Lambda has made already where the function was deployed without this.
    pub log_group: String,
}

/// Describes a function.
#[derive(Debug, Clone)]
#[must_use = "a Function is only described; add it to a stack"]
pub struct Function {
    id: String,
    program: Program,
    name: Option<Value<String>>,
    description: Option<String>,
    memory: MemorySize,
    timeout: Timeout,
    pub(super) variables: Vec<(&'static str, Value<String>)>,
    permissions: Vec<Permission>,
    dead_letters: Option<Value<String>>,
    pub(super) no_dead_letters: Option<&'static str>,
    pub(super) reserved_concurrency: Option<Value<i64>>,
    recursive: bool,
    pub(super) placement: Option<VpcPlacement>,
    role: Option<RoleHandle>,
}

impl Function {
    /// A function with 128 MB that may run for 3 seconds, as Lambda's own defaults are.
    pub fn new(id: impl Into<String>, program: Program) -> Self {
        Self {
            id: id.into(),
            program,
            name: None,
            description: None,
            memory: MemorySize::mb(128),
            timeout: Timeout::seconds(3),
            variables: vec![],
            permissions: vec![],
            dead_letters: None,
            no_dead_letters: None,
            reserved_concurrency: None,
            recursive: false,
            placement: None,
            role: None,
        }
    }

    /// A name of one's own, up to 64 characters. Without one, CloudFormation makes one up.
    pub fn name(mut self, name: impl Into<Value<String>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// What the function does. Up to 256 characters.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Its memory, and with it its share of processors.
    pub fn memory(mut self, memory: MemorySize) -> Self {
        self.memory = memory;
        self
    }

    /// How long one invocation may take.
    pub fn timeout(mut self, timeout: Timeout) -> Self {
        self.timeout = timeout;
        self
    }

    /// Its environment: what `into_variables` of the function's own struct gives. All of it
    /// can be read by whoever may read the function, so no secret goes here.
    pub fn environment(
        mut self,
        variables: impl IntoIterator<Item = (&'static str, Value<String>)>,
    ) -> Self {
        self.variables.extend(variables);
        self
    }

    /// Grants its role a permission.
    pub fn permit(mut self, permission: Permission) -> Self {
        self.permissions.push(permission);
        self
    }

    /// Where an event goes that the function has failed on three times. Grants what that
    /// needs.
    pub fn dead_letters(mut self, queue: &QueueHandle) -> Self {
        self.dead_letters = Some(queue.arn().into());
        self.permit(queue.send())
    }

    /// Says why an event that the function has failed on need not be kept: who is told of
    /// the failure, or what makes it good.
    pub fn no_dead_letters(mut self, reason: &'static str) -> Self {
        self.no_dead_letters = Some(reason);
        self
    }

    /// How many invocations may run at a time. They are taken from those of the account,
    /// of which 100 must stay for others; without a number, the function shares those.
    pub fn reserved_concurrency(mut self, invocations: impl Into<Value<i64>>) -> Self {
        self.reserved_concurrency = Some(invocations.into());
        self
    }

    /// Lets the function send itself work through a queue for as long as it likes. Lambda
    /// ends such a circle after about 16 turns otherwise; the function must count its own.
    pub fn recursive(mut self) -> Self {
        self.recursive = true;
        self
    }

    /// Puts the function inside a VPC, where there is one, and grants what Lambda needs for
    /// that.
    pub fn inside(mut self, placement: &VpcPlacement) -> Self {
        self.placement = Some(placement.clone());
        self.permit(placement.permission())
    }

    /// Uses a role that is in the stack, and that others use or name, in place of one of its
    /// own. It is granted what the function needs.
    pub fn running_as(mut self, role: &RoleHandle) -> Self {
        self.role = Some(role.clone());
        self
    }

    /// The role writes to the function's own log group, in place of
    /// `AWSLambdaBasicExecutionRole`, which covers all of the account's.
    fn role(&self, inside: &mut Scope<'_>, log_group: &LogGroupHandle) -> RoleHandle {
        let permissions = self.permissions.iter().cloned().chain([log_group.write()]);
        match &self.role {
            Some(role) => {
                permissions.for_each(|permission| role.grant(inside.stack(), permission));
                role.clone()
            }
            None => {
                let role = Role::for_service("ServiceRole", "lambda.amazonaws.com");
                inside.add(permissions.fold(role, Role::permit))
            }
        }
    }

    fn properties(
        self,
        role: &RoleHandle,
        log_group: &LogGroupHandle,
        code: Code,
    ) -> lambda::Function {
        let mut properties = lambda::Function::new(code, role.arn())
            .logging_config(LoggingConfig::new().log_group(log_group.name()))
            .runtime(Runtime::ProvidedAl2023)
            .handler(self.program.handler)
            .architectures([self.program.architecture])
            .memory_size(self.memory.get())
            .timeout(self.timeout.as_seconds());
        if let Some(name) = self.name {
            properties = properties.function_name(name);
        }
        if let Some(description) = self.description {
            properties = properties.description(description);
        }
        if !self.variables.is_empty() {
            let variables: Value<BTreeMap<String, String>> = self.variables.into_iter().collect();
            properties = properties.environment(Environment::new().variables(variables));
        }
        if let Some(arn) = self.dead_letters {
            properties = properties.dead_letter_config(DeadLetterConfig::new().target_arn(arn));
        }
        if let Some(invocations) = self.reserved_concurrency {
            properties = properties.reserved_concurrent_executions(invocations);
        }
        if self.recursive {
            properties = properties.recursive_loop(RecursiveLoop::Allow);
        }
        if let Some(placement) = self.placement {
            properties = properties.vpc_config(placement.config());
        }
        properties
    }
}

/// A function that is in a stack.
#[derive(Debug, Clone)]
pub struct FunctionHandle {
    function: lambda::FunctionHandle,
    role: RoleHandle,
    log_group: LogGroupHandle,
}

impl Construct for Function {
    type Handle = FunctionHandle;

    fn build(self, scope: &mut Scope<'_>) -> FunctionHandle {
        let id = self.id.clone();
        let without = Without::of(&self);
        let mut inside = scope.child(&id);
        let log_group = inside.add(LogGroup::new("LogGroup").name(&*self.program.log_group));
        let role = self.role(&mut inside, &log_group);
        let location = scope.stack().asset(self.program.asset.clone());
        let code = Code::new().s3_bucket(location.bucket).s3_key(location.key);
        let mut resource = Resource::new(id, self.properties(&role, &log_group, code));
        if let Some(policy) = role.policy(scope.stack()) {
            resource = resource.depends_on(policy);
        }
        let function = scope.add(resource);
        without.suppress(scope.stack(), &function);
        FunctionHandle { function, role, log_group }
    }
}

impl FunctionHandle {
    /// The function's ARN, without a version.
    pub fn arn(&self) -> Value<Arn<lambda::Function>> {
        self.function.arn()
    }

    /// The function's name.
    pub fn name(&self) -> Value<lambda::FunctionName> {
        self.function.reference()
    }

    /// Its role.
    pub fn role(&self) -> &RoleHandle {
        &self.role
    }

    /// The log group that it writes to.
    pub fn log_group(&self) -> &LogGroupHandle {
        &self.log_group
    }

    /// Grants its role one more permission.
    pub fn grant(&self, stack: &mut Stack, permission: Permission) {
        self.role.grant(stack, permission);
    }
}

impl Handle for FunctionHandle {
    fn logical_id(&self) -> &LogicalId {
        self.function.logical_id()
    }
}
