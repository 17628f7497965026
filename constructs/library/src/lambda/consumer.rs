//! A function that reads a queue.
//!
//! CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html>

use resources::lambda;
use resources::lambda::event_source_mapping::FunctionResponseType;
use template::{Construct, Handle, LogicalId, RawHandle, Resource, Scope};

use super::FunctionHandle;
use super::limits::BatchSize;
use crate::sqs::QueueHandle;

/// Lets a function read a queue, and tell Lambda which messages of a batch have failed:
/// without that, one that fails is deleted with the others.
#[derive(Debug, Clone)]
#[must_use = "a QueueConsumer is only described; add it to a stack"]
pub struct QueueConsumer {
    id: String,
    queue: QueueHandle,
    function: FunctionHandle,
    batch_size: BatchSize,
    waits_for: Vec<LogicalId>,
}

impl QueueConsumer {
    /// Up to ten messages at a time. Adding it grants the function what it needs.
    pub fn new(id: impl Into<String>, queue: &QueueHandle, function: &FunctionHandle) -> Self {
        Self {
            id: id.into(),
            queue: queue.clone(),
            function: function.clone(),
            batch_size: BatchSize::messages(10),
            waits_for: vec![],
        }
    }

    /// How many messages one invocation gets.
    pub fn batch_size(mut self, batch_size: BatchSize) -> Self {
        self.batch_size = batch_size;
        self
    }

    /// Makes CloudFormation finish another resource first.
    pub fn depends_on(mut self, other: &impl Handle) -> Self {
        self.waits_for.push(other.logical_id().clone());
        self
    }
}

impl Construct for QueueConsumer {
    type Handle = lambda::EventSourceMappingHandle;

    fn build(self, scope: &mut Scope<'_>) -> lambda::EventSourceMappingHandle {
        self.function.grant(scope.stack(), self.queue.consume());
        let mapping = lambda::EventSourceMapping::new(self.function.name())
            .event_source_arn(self.queue.arn())
            .batch_size(self.batch_size.get())
            .function_response_types([FunctionResponseType::ReportBatchItemFailures]);
        let mut resource = Resource::new(self.id, mapping);
        // Lambda checks the permission when the mapping is made.
        if let Some(policy) = self.function.role().policy(scope.stack()) {
            resource = resource.depends_on(policy);
        }
        for id in self.waits_for {
            resource = resource.depends_on(&RawHandle::from(id));
        }
        scope.add(resource)
    }
}
