//! What is remembered of a domain, in its own tags.
//!
//! There they are as true as the domain is there: a stack that is made again, another one that
//! takes the domain over and an update years later read the same.

use serde_json::{Value, json};

/// The tag with the physical id of the custom resource that made the domain.
const MADE_BY: &str = "aes-siem:made-by";

/// The tag with the ARN of the secret whose password is the master user's.
const ADMIN_SECRET: &str = "aes-siem:admin-secret";

/// What its tags say of a domain.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Memory {
    made_by: Option<String>,
    admin_secret: Option<String>,
}

impl Memory {
    pub(crate) fn of_new(physical_id: &str, admin_secret: &str) -> Self {
        Self { made_by: Some(physical_id.to_owned()), admin_secret: Some(admin_secret.to_owned()) }
    }

    /// From a list of `Key` and `Value`.
    pub(crate) fn read(tags: &Value) -> Self {
        let tag = |key: &str| {
            let tags = tags.as_array().into_iter().flatten();
            let mut found = tags.filter(|tag| tag.get("Key").and_then(Value::as_str) == Some(key));
            found.next()?.get("Value")?.as_str().map(str::to_owned)
        };
        Self { made_by: tag(MADE_BY), admin_secret: tag(ADMIN_SECRET) }
    }

    pub(crate) fn tags(&self) -> Value {
        let tags = [(MADE_BY, &self.made_by), (ADMIN_SECRET, &self.admin_secret)];
        let tags = tags.into_iter().filter_map(|(key, value)| Some((key, value.as_ref()?)));
        tags.map(|(key, value)| json!({ "Key": key, "Value": value })).collect()
    }

    pub(crate) fn was_made_by(&self, physical_id: &str) -> bool {
        self.made_by.as_deref() == Some(physical_id)
    }

    pub(crate) fn has_admin_secret(&self, arn: &str) -> bool {
        self.admin_secret.as_deref() == Some(arn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_read_back_between_tags_of_others() {
        let memory = Memory::of_new("aes-siem-domain-1", "arn:secret");
        let mut tags = memory.tags();
        tags.as_array_mut().unwrap().insert(0, json!({ "Key": "team", "Value": "soc" }));
        assert_eq!(Memory::read(&tags), memory);
        assert_eq!(Memory::read(&json!([])), Memory::default());
    }
}
