//! Keys of other services: each a parameter that nobody can read back, kept in a secret.
//!
//! Its value goes into the secret and nowhere else; functions get the secret's ARN. Where no
//! key is given, there is no secret.

use library::iam::Permission;
use library::kms::KeyHandle;
use resources::secretsmanager;
use template::{
    Condition, ConditionHandle, DeletionPolicy, Parameter, Resource, Scope, UpdateReplacePolicy,
    Value,
};

use crate::parameters;

/// Describes such a key.
pub(crate) struct SecretParameter {
    /// The parameter. That it is not echoed is seen to here.
    pub(crate) parameter: Parameter<String>,
    /// The name of the condition that one was given.
    pub(crate) condition: &'static str,
    /// The secret's id in the stack, and what the secret is.
    pub(crate) secret: (&'static str, &'static str),
}

/// A key that is in the stack.
pub(crate) struct Secret {
    value: Value<String>,
    given: ConditionHandle,
    secret: secretsmanager::SecretHandle,
    key: KeyHandle,
}

impl SecretParameter {
    /// Makes the parameter and, encrypted with a key of the stack, the secret.
    pub(crate) fn build(self, scope: &mut Scope<'_>, key: &KeyHandle) -> Secret {
        let parameter = self.parameter.default_value("").no_echo().group(parameters::ENRICHMENT);
        let stack = scope.stack();
        let value = stack.parameter(parameter);
        let given = stack.condition(self.condition, Condition::given(value.clone()));
        let (id, description) = self.secret;
        let secret = secretsmanager::Secret::new()
            .description(description)
            .kms_key_id(key.arn())
            .secret_string(value.clone());
        let secret = Resource::new(id, secret)
            .condition(&given)
            // Whoever gave the key has it still.
            .deletion_policy(DeletionPolicy::Delete)
            .update_replace_policy(UpdateReplacePolicy::Delete);
        let secret = scope.add(secret);
        Secret { value, given, secret, key: key.clone() }
    }
}

impl Secret {
    /// Whether a key was given, for conditions that are made of several.
    pub(crate) fn is_given(&self) -> Condition {
        Condition::given(self.value.clone())
    }

    /// The secret's ARN; nothing where no key was given.
    pub(crate) fn arn(&self) -> Value<String> {
        Value::if_else(&self.given, self.secret.reference(), "")
    }

    /// Read the key.
    pub(crate) fn read(&self) -> Permission {
        Permission::new(&["secretsmanager:GetSecretValue"], [self.secret.reference()])
            .and(self.key.decrypt())
            .only_where(&self.given)
    }
}
