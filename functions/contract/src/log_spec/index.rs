//! The indices of a log.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Text, UtcOffset};

/// How often a new index begins, and so what follows the index name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rotation {
    /// `-2026`.
    Yearly,
    /// `-2026-11`.
    #[default]
    Monthly,
    /// `-2026-w48`: year and week of ISO 8601.
    Weekly,
    /// `-2026-11-24`.
    Daily,
    /// Nothing follows: the name is an alias that OpenSearch rolls over.
    Auto,
}

/// Settings of a log's indices; what is not set is as for every log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndexSettings {
    /// After how many seconds new documents can be found; 2 if not set. Longer takes
    /// load off a domain with many documents.
    #[serde(default)]
    pub refresh_interval_seconds: Option<u32>,
    /// Number of primary shards; 3 if not set.
    #[serde(default)]
    pub shards: Option<u32>,
    /// Another name for all of them, under which they are found together with those of
    /// other logs: `log-win-aws-fsx-win` by `log-win-*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<Text>,
}

impl IndexSettings {
    /// As for every log.
    pub const NONE: Self = Self { refresh_interval_seconds: None, shards: None, alias: None };
}

/// What follows an index name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndexNaming {
    /// A text between the index name and the date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<Text>,
    /// How often a new index begins.
    #[serde(default)]
    pub rotation: Rotation,
    /// Which time counts.
    #[serde(default)]
    pub time: IndexTime,
    /// In which time zone a day begins.
    #[serde(default)]
    pub offset: UtcOffset,
}

impl IndexNaming {
    /// A new index a month.
    pub const MONTHLY: Self = Self {
        suffix: None,
        rotation: Rotation::Monthly,
        time: IndexTime::Event,
        offset: UtcOffset::UTC,
    };
}

/// Which time says what index a document belongs to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IndexTime {
    /// When the record happened.
    #[default]
    Event,
    /// When it was loaded. The same record loaded again may then be a second document.
    Ingested,
}
