//! KMS keys.
//!
//! A key made here is rotated by KMS each year, and stays when its stack goes: what it
//! has encrypted cannot be read without it.
//!
//! CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html>

mod actions;

use resources::kms;
pub use resources::kms::AliasName;
use template::{Arn, Construct, Handle, LogicalId, Resource, Scope, Stack, Value, pseudo, text};

use crate::iam::{Permission, PolicyDocument, Principal, Statement, Test};
use crate::statements;

/// Describes a key with a symmetric secret.
#[derive(Debug, Clone)]
#[must_use = "a Key is only described; add it to a stack"]
pub struct Key {
    id: String,
    description: Option<String>,
    alias: Option<Value<AliasName>>,
}

impl Key {
    /// A key that the account's IAM policies rule.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), description: None, alias: None }
    }

    /// What the key is for.
    pub fn description(mut self, description: &str) -> Self {
        self.description = Some(description.to_owned());
        self
    }

    /// A name for people.
    pub fn alias(mut self, name: impl Into<Value<AliasName>>) -> Self {
        self.alias = Some(name.into());
        self
    }
}

/// A key that is in a stack.
#[derive(Debug, Clone)]
pub struct KeyHandle(kms::KeyHandle);

impl Construct for Key {
    type Handle = KeyHandle;

    fn build(self, scope: &mut Scope<'_>) -> KeyHandle {
        let account = Statement::allow(actions::ALL).to(account_root()).on_everything();
        let mut properties =
            kms::Key::new().key_policy(PolicyDocument::from(account)).enable_key_rotation(true);
        if let Some(description) = self.description {
            properties = properties.description(description);
        }
        let key = scope.add(Resource::new(&self.id, properties).retain_data());
        if let Some(name) = self.alias {
            let alias = kms::Alias::new(name, key.arn());
            scope.child(&self.id).add(Resource::new("Alias", alias).retain_data());
        }
        KeyHandle(key)
    }
}

/// Whoever in the account has an IAM policy for it.
pub fn account_root() -> Principal {
    Principal::aws(text!("arn:", pseudo::partition(), ":iam::", pseudo::account_id(), ":root"))
}

impl KeyHandle {
    /// The key's ARN.
    pub fn arn(&self) -> Value<Arn<kms::Key>> {
        self.0.arn()
    }

    /// Adds statements to the key's policy.
    pub fn allow(&self, stack: &mut Stack, statements: impl IntoIterator<Item = Statement>) {
        statements::append(stack, &self.0, "KeyPolicy", statements);
    }

    /// Read what is encrypted with the key.
    pub fn decrypt(&self) -> Permission {
        Permission::new(actions::DECRYPT, [self.arn()])
    }

    /// Read and write secrets that are encrypted with the key.
    pub fn keep_secrets(&self) -> Permission {
        Permission::new(actions::KEEP_SECRETS, [self.arn()])
    }

    /// Send messages to a queue or topic that is encrypted with the key.
    pub fn encrypt_messages(&self) -> Permission {
        Permission::new(actions::ENCRYPT_MESSAGES, [self.arn()])
    }

    /// Lets a service send messages to a queue or topic that is encrypted with the key.
    pub fn encrypt_messages_of(&self, service: &Principal) -> Statement {
        Statement::allow(actions::ENCRYPT_MESSAGES).to(service.clone()).on_everything()
    }

    /// Lets CloudWatch Logs use the key for log groups of the stack's account and region
    /// whose names begin so.
    pub fn encrypt_log_groups(&self, names: &str) -> Statement {
        let service = text!("logs.", pseudo::region(), ".", pseudo::url_suffix());
        let groups = text!(
            "arn:",
            pseudo::partition(),
            ":logs:",
            pseudo::region(),
            ":",
            pseudo::account_id(),
            format!(":log-group:{names}*")
        );
        Statement::allow(actions::ENCRYPT_LOG_GROUPS)
            .to(Principal::service(service))
            .on_everything()
            .when(Test::arn_like("kms:EncryptionContext:aws:logs:arn", [groups]))
    }
}

impl Handle for KeyHandle {
    fn logical_id(&self) -> &LogicalId {
        self.0.logical_id()
    }
}
