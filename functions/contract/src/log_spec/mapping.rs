//! Fields made of other fields.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Text, Texts};

/// One ECS field and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EcsMapping {
    /// Path of the ECS field.
    pub field: Text,
    /// Paths in the record.
    pub from: Sources,
}

/// The paths that an ECS field is taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sources {
    /// The first that is there and not empty.
    FirstOf(Texts),
    /// The values of all of them, sorted, each once.
    AllOf(Texts),
}

/// A field with the same value in every document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StaticField {
    /// Path of the field.
    pub field: Text,
    /// Its value.
    pub value: StaticValue,
}

/// The value of a [`StaticField`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum StaticValue {
    /// A text.
    Text(Text),
    /// A list of texts.
    List(Texts),
}
