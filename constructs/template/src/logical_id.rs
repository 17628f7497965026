//! Logical ids: the name of a resource within its template.

use std::fmt;

/// The name of a resource within its template.
///
/// To CloudFormation it is the resource's identity: under another id the resource is
/// another one, and the old one is deleted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogicalId(String);

/// CloudFormation's limit.
pub(crate) const MAX_LENGTH: usize = 255;

impl LogicalId {
    pub(crate) fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id that a construct's path gives: its segments in one word, without hash.
    pub(crate) fn of_path(path: &str) -> Self {
        Self(path.chars().filter(|c| *c != '/').collect())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_valid(id: &str) -> bool {
        (1..=MAX_LENGTH).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }
}

impl fmt::Display for LogicalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
