//! SQS queues.
//!
//! Standard queues only. A FIFO queue would be a type of its own, because half of its
//! settings mean nothing to a standard one.
//!
//! CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html>

mod actions;
mod metrics;
mod policy;

use resources::kms::AliasName;
use resources::sqs;
pub use resources::sqs::QueueUrl;
use resources::sqs::queue::RedrivePolicy;
use template::{
    Arn, Construct, DeletionPolicy, Handle, LogicalId, Object, Resource, Scope,
    UpdateReplacePolicy, Value,
};

use crate::iam::Permission;
use crate::kms::KeyHandle;
pub use policy::QueuePolicy;

/// How long SQS keeps a message that nobody takes: 60 seconds to 14 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention(u32);

impl Retention {
    /// This many days.
    ///
    /// # Panics
    ///
    /// Below 1 or above 14, at build time in a constant.
    pub const fn days(days: u32) -> Self {
        assert!(days >= 1 && days <= 14, "SQS keeps messages for 1 to 14 days");
        Self(days * 86_400)
    }
}

/// How long a message stays hidden from other readers once one has taken it: 0 seconds to
/// 12 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisibilityTimeout(u32);

impl VisibilityTimeout {
    /// This many seconds.
    ///
    /// # Panics
    ///
    /// Above 43,200, at build time in a constant.
    pub const fn seconds(seconds: u32) -> Self {
        assert!(seconds <= 43_200, "SQS hides a message for 0 to 43200 seconds");
        Self(seconds)
    }
}

/// Who encrypts messages at rest.
#[derive(Debug, Clone)]
pub enum Encryption {
    /// SQS, with a key of its own that costs nothing and needs no permission.
    Sqs,
    /// KMS, with the key that AWS keeps for SQS in the account. Services of AWS such as S3
    /// and SNS cannot send to such a queue; functions and roles of the account can.
    AwsManagedKey,
    /// KMS, with a key of one's own.
    Key(KeyHandle),
}

/// The key that AWS keeps for SQS.
const AWS_MANAGED_KEY: AliasName = AliasName::constant("alias/aws/sqs");

/// KMS is asked once a day for a key, not once a message.
const KMS_REUSE_SECONDS: u32 = 86_400;

/// Describes a standard queue.
#[derive(Debug, Clone)]
#[must_use = "a Queue is only described; add it to a stack"]
pub struct Queue {
    id: String,
    name: Option<Value<String>>,
    retention: Option<Retention>,
    visibility: Option<VisibilityTimeout>,
    encryption: Encryption,
    dead_letters: Option<(Value<Arn<sqs::Queue>>, u32)>,
    takes_dead_letters: bool,
}

impl Queue {
    /// A queue that SQS encrypts and to which CloudFormation gives a name.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: None,
            retention: None,
            visibility: None,
            encryption: Encryption::Sqs,
            dead_letters: None,
            takes_dead_letters: false,
        }
    }

    /// A name of one's own: up to 80 letters, digits, hyphens and underscores.
    pub fn name(mut self, name: impl Into<Value<String>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// How long SQS keeps a message that nobody takes. Four days if this is not set.
    pub fn retention(mut self, retention: Retention) -> Self {
        self.retention = Some(retention);
        self
    }

    /// How long a message stays hidden from other readers once one has taken it.
    ///
    /// At least the timeout of the function that reads the queue, or Lambda refuses to read
    /// it. 30 seconds if this is not set.
    pub fn visibility_timeout(mut self, timeout: VisibilityTimeout) -> Self {
        self.visibility = Some(timeout);
        self
    }

    /// Who encrypts messages at rest.
    pub fn encryption(mut self, encryption: Encryption) -> Self {
        self.encryption = encryption;
        self
    }

    /// Where a message goes that has been taken `tries` times and not been deleted.
    pub fn dead_letters(mut self, queue: &QueueHandle, tries: u32) -> Self {
        self.dead_letters = Some((queue.arn(), tries));
        self
    }

    /// Says that it is for what others could not deal with: any queue of the account and
    /// region may name it. Without this SQS allows the same; with it, checkers know that
    /// this queue needs none of its own.
    pub fn takes_dead_letters(mut self) -> Self {
        self.takes_dead_letters = true;
        self
    }

    fn properties(self) -> sqs::Queue {
        let mut properties = sqs::Queue::new();
        if let Some(name) = self.name {
            properties = properties.queue_name(name);
        }
        if let Some(Retention(seconds)) = self.retention {
            properties = properties.message_retention_period(seconds);
        }
        if let Some(VisibilityTimeout(seconds)) = self.visibility {
            properties = properties.visibility_timeout(seconds);
        }
        if let Some((arn, tries)) = self.dead_letters {
            let policy = RedrivePolicy::new().dead_letter_target_arn(arn).max_receive_count(tries);
            properties = properties.redrive_policy(policy);
        }
        if self.takes_dead_letters {
            let policy = Object::new().with("redrivePermission", "allowAll");
            properties = properties.redrive_allow_policy(Value::from_expr(policy));
        }
        match self.encryption {
            Encryption::Sqs => properties.sqs_managed_sse_enabled(true),
            Encryption::AwsManagedKey => properties
                .kms_master_key_id(Value::from(AWS_MANAGED_KEY))
                .kms_data_key_reuse_period_seconds(KMS_REUSE_SECONDS),
            Encryption::Key(key) => properties
                .kms_master_key_id(key.arn())
                .kms_data_key_reuse_period_seconds(KMS_REUSE_SECONDS),
        }
    }
}

/// A queue that is in a stack.
#[derive(Debug, Clone)]
pub struct QueueHandle(sqs::QueueHandle);

impl Construct for Queue {
    type Handle = QueueHandle;

    fn build(self, scope: &mut Scope<'_>) -> QueueHandle {
        let id = self.id.clone();
        let resource = Resource::new(id, self.properties())
            .deletion_policy(DeletionPolicy::Delete)
            .update_replace_policy(UpdateReplacePolicy::Delete);
        QueueHandle(scope.add(resource))
    }
}

impl QueueHandle {
    /// The queue's ARN.
    pub fn arn(&self) -> Value<Arn<sqs::Queue>> {
        self.0.arn()
    }

    /// The queue's name.
    pub fn name(&self) -> Value<String> {
        self.0.queue_name()
    }

    /// The queue's URL, by which programs call it.
    pub fn url(&self) -> Value<QueueUrl> {
        self.0.reference()
    }

    /// Put messages in.
    pub fn send(&self) -> Permission {
        Permission::new(actions::SEND, [self.arn()])
    }

    /// Take messages out.
    pub fn consume(&self) -> Permission {
        Permission::new(actions::CONSUME, [self.arn()])
    }
}

impl Handle for QueueHandle {
    fn logical_id(&self) -> &LogicalId {
        self.0.logical_id()
    }
}
