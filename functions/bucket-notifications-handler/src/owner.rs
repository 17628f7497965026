//! Whose notifications are ours: the ids that they get.

use std::fmt::Write;

use kit::custom_resource::Call;
use sha2::{Digest, Sha256};

/// Begins the ids of our entries.
const ID: &str = "aes-siem-";

/// Length of an owner's token in an id.
const TOKEN: usize = 16;

/// Whose our entries are: a resource of a stack, as a short token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owner {
    token: String,
}

impl Owner {
    pub(crate) fn of(call: &Call<'_>) -> Self {
        let request = call.request;
        Self::new(&[&request.stack_id, &request.logical_resource_id, call.physical_resource_id])
    }

    pub(crate) fn new(names: &[&str]) -> Self {
        let mut token = String::new();
        for byte in Sha256::digest(names.join("\n")).iter().take(TOKEN / 2) {
            // Writing to a string cannot fail.
            let _ = write!(token, "{byte:02x}");
        }
        Self { token }
    }

    /// The id of an entry.
    pub(crate) fn id(&self, index: usize) -> String {
        format!("{ID}{}-{index}", self.token)
    }

    /// Whether an entry's id names this owner.
    pub(crate) fn has(&self, id: &str) -> bool {
        token(id) == Some(&self.token)
    }

    /// Whether an entry's id names an owner that is not this one.
    pub(crate) fn differs_in(&self, id: &str) -> bool {
        token(id).is_some_and(|token| token != self.token)
    }
}

/// The token in an id of our form.
fn token(id: &str) -> Option<&str> {
    let (token, index) = id.strip_prefix(ID)?.split_once('-')?;
    let is_ours = token.len() == TOKEN
        && token.bytes().all(|byte| byte.is_ascii_hexdigit())
        && !index.is_empty()
        && index.bytes().all(|byte| byte.is_ascii_digit());
    is_ours.then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_id_of_our_form_names_an_owner() {
        let owner = Owner::new(&["stack", "resource"]);
        for id in ["aes-siem-", "aes-siem-es-loader-0", "aes-siem-0123456789abcdef", "x"] {
            assert!(!owner.differs_in(id) && !owner.has(id), "{id}");
        }
        assert!(owner.differs_in("aes-siem-0123456789abcdef-0"));
        assert!(owner.has(&owner.id(3)) && !owner.differs_in(&owner.id(3)));
    }
}
