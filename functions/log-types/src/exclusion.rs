//! Which documents are not to be loaded.

use ecs::Document;

/// The rules of one type.
#[derive(Debug, Default)]
pub struct Rules {}

/// What rules say of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matched<'r> {
    /// The rule that excludes it.
    pub excluded_by: Option<&'r str>,
    /// The rules that only count it.
    pub counted_by: Vec<&'r str>,
}

impl Rules {
    /// No rule.
    pub const NONE: Self = Self {};

    /// What the rules say of a document.
    pub fn matched(&self, document: &Document<'_>) -> Matched<'_> {
        let _ = document;
        Matched::default()
    }
}
