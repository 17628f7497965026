//! Log groups of CloudWatch Logs.
//!
//! One made here goes with its stack: its lines expire in any case, and one that stayed
//! behind under its name would block the next stack.
//!
//! [`Subscriptions`] send a log group's lines on to Firehose.
//!
//! CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html>

mod actions;
mod retention;
mod subscription;

use resources::logs;
use template::{
    Arn, Construct, DeletionPolicy, Handle, LogicalId, Resource, Scope, UpdateReplacePolicy, Value,
};

use crate::iam::Permission;
use crate::kms::KeyHandle;
pub use retention::Retention;
pub use subscription::Subscriptions;

/// Describes a log group.
#[derive(Debug, Clone)]
#[must_use = "a LogGroup is only described; add it to a stack"]
pub struct LogGroup {
    id: String,
    name: Option<Value<String>>,
    retention: Retention,
    key: Option<Value<Arn<resources::kms::Key>>>,
}

impl LogGroup {
    /// A log group that keeps its lines for a year and to which CloudFormation gives a
    /// name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), name: None, retention: Retention::default(), key: None }
    }

    /// A name of one's own, up to 512 letters, digits and `.-_/#`. Changing it replaces the
    /// log group.
    pub fn name(mut self, name: impl Into<Value<String>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// How long lines are kept.
    pub fn retention(mut self, retention: Retention) -> Self {
        self.retention = retention;
        self
    }

    /// Encrypts lines with this key, whose policy must let CloudWatch Logs use it
    /// ([`KeyHandle::encrypt_log_groups`]). Without one, CloudWatch Logs uses its own.
    pub fn encrypted_with(mut self, key: &KeyHandle) -> Self {
        self.key = Some(key.arn());
        self
    }
}

/// A log group that is in a stack.
#[derive(Debug, Clone)]
pub struct LogGroupHandle(logs::LogGroupHandle);

impl Construct for LogGroup {
    type Handle = LogGroupHandle;

    fn build(self, scope: &mut Scope<'_>) -> LogGroupHandle {
        let mut properties = logs::LogGroup::new().retention_in_days(self.retention.days());
        if let Some(name) = self.name {
            properties = properties.log_group_name(name);
        }
        if let Some(key) = self.key {
            properties = properties.kms_key_id(key);
        }
        let resource = Resource::new(self.id, properties)
            .deletion_policy(DeletionPolicy::Delete)
            .update_replace_policy(UpdateReplacePolicy::Delete);
        LogGroupHandle(scope.add(resource))
    }
}

impl LogGroupHandle {
    /// The ARN of the group's streams: it ends in `:*`, as policies want it.
    pub fn arn(&self) -> Value<Arn<logs::LogGroup>> {
        self.0.arn()
    }

    /// The log group's name.
    pub fn name(&self) -> Value<logs::LogGroupName> {
        self.0.reference()
    }

    /// Write lines.
    pub fn write(&self) -> Permission {
        Permission::new(actions::WRITE, [self.arn()])
    }
}

impl Handle for LogGroupHandle {
    fn logical_id(&self) -> &LogicalId {
        self.0.logical_id()
    }
}
