//! Log types that a user adds, and changes to built-in ones: one file in the geo bucket.
//!
//! Synthesis writes it from the stack's options, the loader reads it again every few
//! minutes, so that a log type changes without a new function.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::log_spec::{
    DocumentId, Enrichment, IndexNaming, IndexSettings, LogSpec, StaticField, Text, Texts,
};

/// The version of the file that this program writes and reads.
pub const VERSION: u32 = 1;

/// The file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// [`VERSION`].
    pub version: u32,
    /// What it holds.
    pub log_types: LogTypes,
}

/// Log types that a user adds, and changes to built-in ones.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogTypes {
    /// Log types of your own. A key is compared with them in this order, and before the
    /// built-in ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<LogSpec>,
    /// Changes to built-in log types, by their name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub built_in: BTreeMap<String, Changes>,
}

/// What can be changed of a built-in log type. What is not set stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Changes {
    /// Regular expression of its keys, instead of the built-in one. Such a type is
    /// compared before those whose keys are as they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_pattern: Option<Text>,
    /// Regular expression of keys that hold no log though they match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ignored_keys: Option<Text>,
    /// Index names begin with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index_name: Option<Text>,
    /// What follows the index name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index_naming: Option<IndexNaming>,
    /// What makes a record the same record when it is loaded again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_id: Option<DocumentId>,
    /// Fields with the same value in every document, beside the built-in ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub static_fields: Vec<StaticField>,
    /// A program in VRL that changes the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<Text>,
    /// What is looked up about addresses, domains and user agents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrichment: Option<Enrichment>,
    /// Conditions in JMESPath; a document for which one holds is not loaded.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub exclude: Texts,
    /// Settings of its indices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index_settings: Option<IndexSettings>,
}

impl Changes {
    /// Changes a specification.
    pub fn apply(&self, spec: &mut LogSpec) {
        fn set<T: Clone>(field: &mut T, change: Option<&T>) {
            if let Some(change) = change {
                field.clone_from(change);
            }
        }
        set(&mut spec.key_pattern, self.key_pattern.as_ref());
        set(&mut spec.index_name, self.index_name.as_ref());
        set(&mut spec.index_naming, self.index_naming.as_ref());
        set(&mut spec.document_id, self.document_id.as_ref());
        set(&mut spec.enrichment, self.enrichment.as_ref());
        set(&mut spec.index_settings, self.index_settings.as_ref());
        for (field, change) in
            [(&mut spec.ignored_keys, &self.ignored_keys), (&mut spec.program, &self.program)]
        {
            if change.is_some() {
                field.clone_from(change);
            }
        }
        if !self.exclude.is_empty() {
            spec.exclude = self.exclude.clone();
        }
        spec.static_fields.to_mut().extend(self.static_fields.iter().cloned());
    }
}

/// A file that another version of this program wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongVersion(pub u32);

impl fmt::Display for WrongVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(version) = self;
        write!(
            f,
            "the file of log types has version {version}, and this program reads {VERSION}; \
             deploy stack and functions together"
        )
    }
}

impl std::error::Error for WrongVersion {}

impl LogTypes {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.own.is_empty() && self.built_in.is_empty()
    }

    /// Whether a log type brings a program.
    pub fn has_programs(&self) -> bool {
        self.own.iter().any(|spec| spec.program.is_some())
            || self.built_in.values().any(|changes| changes.program.is_some())
    }

    /// The names that stand twice among the types of one's own.
    pub fn double_names(&self) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        self.own.iter().map(|spec| spec.name.as_ref()).filter(|name| !seen.insert(*name)).collect()
    }
}

impl From<LogTypes> for File {
    fn from(log_types: LogTypes) -> Self {
        Self { version: VERSION, log_types }
    }
}

impl LogTypes {
    /// Takes what a file holds.
    ///
    /// # Errors
    ///
    /// [`WrongVersion`] if another version of this program wrote it.
    pub fn of(file: File) -> Result<Self, WrongVersion> {
        if file.version == VERSION { Ok(file.log_types) } else { Err(WrongVersion(file.version)) }
    }
}
