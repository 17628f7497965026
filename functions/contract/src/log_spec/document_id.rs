//! The ids of documents.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Texts;

/// What makes a record the same record when it is loaded again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentId {
    /// Bucket, key, number of the record in the object, and its bytes: two equal lines
    /// are two events.
    #[default]
    PositionAndContent,
    /// The record alone, as v2.10.4: two equal records are one document. For replaying
    /// what v2.10.4 has loaded.
    Content,
    /// The log's own id: the value at the first of these paths, and, each behind a `_`,
    /// those at the others, as far as they are there. Where the first is missing the id
    /// is that of `position_and_content`. `@id` is the first value alone, so that several
    /// documents about one thing, as the updates of a finding, can be counted as one.
    Fields(Texts),
}

impl DocumentId {
    /// The log's own id, at one path.
    pub const fn field(path: &'static str) -> Self {
        Self::Fields(Texts::one(path))
    }
}
