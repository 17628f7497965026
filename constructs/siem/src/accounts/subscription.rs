//! Logs that stay in a bucket of another account: a queue there tells of them, and a role
//! there lets the loader read them.

use library::iam::{Actions, Permission, Policy, RoleHandle};
use library::lambda::FunctionHandle;
use resources::lambda;
use resources::lambda::event_source_mapping::FunctionResponseType;
use template::{ConditionHandle, Resource, Scope, Value};

/// What the queue's event source mapping needs.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html>
const CONSUME: Actions = &[
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:ChangeMessageVisibility",
];

/// A subscription, where all that it needs is given.
pub(crate) struct Subscription {
    /// The id of what belongs to it.
    pub(crate) id: &'static str,
    /// The name of the policy.
    pub(crate) policy: &'static str,
    /// The queue's ARN.
    pub(crate) queue: Value<String>,
    /// The ARN of the role to assume.
    pub(crate) role: Value<String>,
    /// Whether it is there.
    pub(crate) exists: ConditionHandle,
}

impl Subscription {
    /// Lets the roles read, and the loader be invoked.
    pub(crate) fn build(
        self,
        scope: &mut Scope<'_>,
        loader: &FunctionHandle,
        readers: &[&RoleHandle],
    ) {
        let read = Permission::new(&["sts:AssumeRole"], [self.role])
            .and(Permission::new(CONSUME, [self.queue.clone()]));
        let mut inside = scope.child(self.id);
        let policy = Policy::new("Access", self.policy, read, readers.iter().copied());
        let policy = inside.add(policy.only_where(&self.exists));
        // A message that fails comes again; without the report, the others of its batch too.
        let mapping = lambda::EventSourceMapping::new(loader.name())
            .event_source_arn(self.queue)
            .function_response_types([FunctionResponseType::ReportBatchItemFailures]);
        let mapping = Resource::new("Queue", mapping).condition(&self.exists).depends_on(&policy);
        inside.add(mapping);
    }
}
