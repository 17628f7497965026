//! SNS topics.
//!
//! CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html>

mod actions;

use resources::sns;
use template::{
    Arn, ConditionHandle, Construct, Handle, LogicalId, Resource, Scope, Stack, Value, pseudo,
};

use crate::iam::{Permission, PolicyDocument, Principal, Test};
use crate::kms::KeyHandle;

/// For whom a service uses a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnBehalfOf {
    /// The stack's own account only: where the service says whose resource it acts for.
    ThisAccount,
    /// Whoever has the service do it. For services that do not say, of which EventBridge is
    /// one as far as keys go.
    Anyone,
}

impl OnBehalfOf {
    fn test(self) -> Option<Test> {
        match self {
            Self::ThisAccount => {
                Some(Test::string_equals("aws:SourceAccount", [pseudo::account_id()]))
            }
            Self::Anyone => None,
        }
    }
}

/// Describes a topic.
#[derive(Debug, Clone)]
#[must_use = "a Topic is only described; add it to a stack"]
pub struct Topic {
    id: String,
    name: Option<Value<String>>,
    display_name: Option<String>,
    key: Option<KeyHandle>,
    publishers: Vec<(Principal, OnBehalfOf)>,
}

impl Topic {
    /// A topic to which CloudFormation gives a name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), name: None, display_name: None, key: None, publishers: vec![] }
    }

    /// A name of one's own: up to 256 letters, digits, hyphens and underscores.
    pub fn name(mut self, name: impl Into<Value<String>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The sender that e-mails show.
    pub fn display_name(mut self, name: &str) -> Self {
        self.display_name = Some(name.to_owned());
        self
    }

    /// Encrypts messages with a key. Whoever publishes needs the key too, AWS services in
    /// the key's own policy.
    pub fn encrypted_with(mut self, key: &KeyHandle) -> Self {
        self.key = Some(key.clone());
        self
    }

    /// Lets an AWS service publish.
    pub fn published_by(mut self, service: Principal, on_behalf_of: OnBehalfOf) -> Self {
        self.publishers.push((service, on_behalf_of));
        self
    }
}

/// A topic that is in a stack.
#[derive(Debug, Clone)]
pub struct TopicHandle {
    topic: sns::TopicHandle,
    key: Option<KeyHandle>,
}

impl Construct for Topic {
    type Handle = TopicHandle;

    fn build(self, scope: &mut Scope<'_>) -> TopicHandle {
        let mut properties = sns::Topic::new();
        if let Some(name) = self.name {
            properties = properties.topic_name(name);
        }
        if let Some(name) = self.display_name {
            properties = properties.display_name(name);
        }
        if let Some(key) = &self.key {
            properties = properties.kms_master_key_id(key.arn());
        }
        let topic = scope.add(Resource::new(&self.id, properties));
        let handle = TopicHandle { topic, key: self.key };
        if !self.publishers.is_empty() {
            let statements = self.publishers.iter().flat_map(|(service, on_behalf_of)| {
                let publish = Permission::new(actions::PUBLISH, [handle.arn()]);
                match on_behalf_of.test() {
                    Some(test) => publish.when(&test).to(service),
                    None => publish.to(service),
                }
            });
            let document: PolicyDocument = statements
                .enumerate()
                .map(|(n, statement)| statement.sid(&n.to_string()))
                .collect();
            let policy = sns::TopicPolicy::new(document, [handle.arn()]);
            scope.child(&self.id).add(Resource::new("Policy", policy));
        }
        handle
    }
}

impl TopicHandle {
    /// The topic's ARN.
    pub fn arn(&self) -> Value<Arn<sns::Topic>> {
        self.topic.reference()
    }

    /// Send messages to all subscribers; with it goes the use of the topic's key.
    pub fn publish(&self) -> Permission {
        let publish = Permission::new(actions::PUBLISH, [self.arn()]);
        match &self.key {
            Some(key) => publish.and(key.encrypt_messages()),
            None => publish,
        }
    }

    /// Lets a service use the topic's key, in the key's own policy.
    pub fn share_key_with(&self, stack: &mut Stack, service: &Principal, on_behalf_of: OnBehalfOf) {
        if let Some(key) = &self.key {
            let encrypt = key.encrypt_messages_of(service);
            let encrypt = match on_behalf_of.test() {
                Some(test) => encrypt.when(test),
                None => encrypt,
            };
            key.allow(stack, [encrypt]);
        }
    }

    /// Sends every message to an e-mail address, which must first confirm it.
    pub fn email_where(
        &self,
        scope: &mut Scope<'_>,
        id: &str,
        condition: &ConditionHandle,
        address: impl Into<Value<String>>,
    ) {
        let subscription = sns::Subscription::new("email", self.arn()).endpoint(address);
        scope.add(Resource::new(id, subscription).condition(condition));
    }
}

impl Handle for TopicHandle {
    fn logical_id(&self) -> &LogicalId {
        self.topic.logical_id()
    }
}
