//! Who else may use a queue.
//!
//! CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queuepolicy.html>

use resources::sqs;
use template::{Construct, Resource, Scope};

use super::{QueueHandle, actions};
use crate::iam::{PolicyDocument, Principal, Statement, Test};

/// Describes a queue's policy: reached over TLS only, and by whom. A queue has room for one.
#[derive(Debug, Clone)]
#[must_use = "a QueuePolicy is only described; add it to a stack"]
pub struct QueuePolicy {
    id: String,
    queue: QueueHandle,
    statements: Vec<Statement>,
}

impl QueuePolicy {
    /// A policy that lets nobody in who is of another account.
    pub fn new(id: impl Into<String>, queue: &QueueHandle) -> Self {
        let tls_only = Statement::deny(actions::ALL)
            .sid("only-over-tls")
            .to(Principal::Everyone)
            .on(queue.arn())
            .when(Test::without_tls());
        Self { id: id.into(), queue: queue.clone(), statements: vec![tls_only] }
    }

    /// One more statement, about the queue.
    pub fn allow(mut self, statement: Statement) -> Self {
        self.statements.push(statement.on(self.queue.arn()));
        self
    }
}

impl Construct for QueuePolicy {
    type Handle = sqs::QueuePolicyHandle;

    fn build(self, scope: &mut Scope<'_>) -> sqs::QueuePolicyHandle {
        let document = PolicyDocument::from_iter(self.statements);
        let policy = sqs::QueuePolicy::new(document, [self.queue.url()]);
        scope.add(Resource::new(self.id, policy))
    }
}
