//! How OpenSearch stores fields.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Text;

/// A field of the record and how OpenSearch stores it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Path of the field; lists on the way have no part in it.
    pub path: Text,
    /// How OpenSearch stores it.
    #[serde(rename = "type")]
    pub kind: FieldType,
}

impl Field {
    /// A field of the record.
    pub const fn new(path: &'static str, kind: FieldType) -> Self {
        Self { path: Cow::Borrowed(path), kind }
    }
}

/// How OpenSearch stores a field.
///
/// Types: <https://docs.opensearch.org/latest/field-types/supported-field-types/index/>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// Text that is compared as a whole.
    Keyword,
    /// A keyword that can be searched for but neither sorted nor counted by.
    KeywordNoDocValues,
    /// A keyword with a second form, `.text`, for search by word.
    KeywordWithText,
    /// Text for search by word.
    Text,
    /// An IPv4 or IPv6 address.
    Ip,
    /// A time in ISO 8601, or milliseconds since 1970.
    Date,
    /// A time as some logs write it: ISO 8601 with a space for the `T`, or
    /// `24/Nov/2026:06:00:00 +0000`.
    DateAsWritten,
    /// Milliseconds since 1970.
    DateEpochMilliseconds,
    /// Seconds since 1970, with or without decimals.
    DateEpochSeconds,
    /// A whole number of 64 bits.
    Long,
    /// A whole number of 32 bits.
    Integer,
    /// A whole number of 16 bits.
    Short,
    /// A number of 32 bits with decimals.
    Float,
    /// True or false.
    Boolean,
    /// A place on earth.
    GeoPoint,
    /// An object whose fields each get a mapping of their own.
    Object,
    /// An object of which only the fields that are listed are indexed. The others can
    /// be read but not searched: their names come from outside, and each new name
    /// would be a new field, until OpenSearch takes no more documents.
    ObjectOfKnownFields,
    /// An object whose fields have names that come from outside, indexed as one field.
    FlatObject,
    /// A list of objects, each searched by itself.
    Nested,
}
