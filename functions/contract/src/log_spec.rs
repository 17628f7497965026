//! A type of log as data.
//!
//! A [`LogSpec`] says everything about a log that can be said without code: how its
//! keys look, how an object is split into records, when a record happened, which of
//! its fields are which ECS fields, and how OpenSearch is to store them. Built-in types
//! are constants; the same type is read from a file for types that a user adds, which
//! is why it serialises. What data cannot say is a function, and lives in `log-types`.
//!
//! A path is field names joined by `.`; a number counts into a list from 0.

use std::borrow::Cow;
use std::mem::{forget, replace};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod texts;

pub use texts::Texts;

/// Text that is part of the program, or was read from a file.
pub type Text = Cow<'static, str>;

/// A list that is part of the program, or was read from a file.
pub type List<T> = Cow<'static, [T]>;

/// A type of log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogSpec {
    /// What users call it, and the value of `@log_type` and `event.module`: `waf`.
    pub name: Text,
    /// Index names begin with it: `log-aws-waf`.
    pub index_name: Text,
    /// How often a new index begins.
    #[serde(default)]
    pub rotation: Rotation,
    /// Regular expression that S3 keys of this log match somewhere.
    pub key_pattern: Text,
    /// How an object is split into records.
    pub format: Format,
    /// When a record happened.
    pub timestamp: Timestamp,
    /// What makes a record the same record when it is loaded again.
    #[serde(default)]
    pub document_id: DocumentId,
    /// ECS fields taken from the record.
    #[serde(default)]
    pub ecs: List<EcsMapping>,
    /// Fields with the same value in every document.
    #[serde(default)]
    pub static_fields: List<StaticField>,
    /// How OpenSearch stores the record's own fields. A field that is not listed is
    /// a keyword when it holds text.
    #[serde(default)]
    pub fields: List<Field>,
    /// What must not be readable in a document.
    #[serde(default)]
    pub redaction: Redaction,
    /// Settings of its indices.
    #[serde(default)]
    pub index_settings: IndexSettings,
}

impl LogSpec {
    /// A type of log with monthly indices and nothing mapped yet.
    pub const fn new(
        name: &'static str,
        index_name: &'static str,
        key_pattern: &'static str,
        format: Format,
        timestamp: Timestamp,
    ) -> Self {
        Self {
            name: Cow::Borrowed(name),
            index_name: Cow::Borrowed(index_name),
            rotation: Rotation::Monthly,
            key_pattern: Cow::Borrowed(key_pattern),
            format,
            timestamp,
            document_id: DocumentId::PositionAndContent,
            ecs: Cow::Borrowed(&[]),
            static_fields: Cow::Borrowed(&[]),
            fields: Cow::Borrowed(&[]),
            redaction: Redaction::NOTHING,
            index_settings: IndexSettings { refresh_interval_seconds: None, shards: None },
        }
    }

    /// Sets the ECS fields taken from the record.
    // In these constant functions the old value is forgotten, not dropped: a constant
    // function cannot run a destructor, and the old value is a borrowed, empty list.
    pub const fn ecs(mut self, mappings: &'static [EcsMapping]) -> Self {
        forget(replace(&mut self.ecs, Cow::Borrowed(mappings)));
        self
    }

    /// Sets the fields with the same value in every document.
    pub const fn static_fields(mut self, fields: &'static [StaticField]) -> Self {
        forget(replace(&mut self.static_fields, Cow::Borrowed(fields)));
        self
    }

    /// Sets how OpenSearch stores the record's own fields.
    pub const fn fields(mut self, fields: &'static [Field]) -> Self {
        forget(replace(&mut self.fields, Cow::Borrowed(fields)));
        self
    }

    /// Sets what its indices are to be like.
    pub const fn index_settings(mut self, settings: IndexSettings) -> Self {
        self.index_settings = settings;
        self
    }

    /// Sets what must not be readable in a document.
    pub const fn redaction(mut self, redaction: Redaction) -> Self {
        forget(replace(&mut self.redaction, redaction));
        self
    }
}

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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndexSettings {
    /// After how many seconds new documents can be found; 2 if not set. Longer takes
    /// load off a domain with many documents.
    #[serde(default)]
    pub refresh_interval_seconds: Option<u32>,
    /// Number of primary shards; 3 if not set.
    #[serde(default)]
    pub shards: Option<u32>,
}

/// How an object is split into records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// JSON objects: one a line, one after the other with nothing between, spread over
    /// lines, or the elements of a list.
    Json,
}

/// When a record happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Timestamp {
    /// Path of the field that holds the time.
    pub field: Text,
    /// How the time is written.
    pub format: TimestampFormat,
}

impl Timestamp {
    /// A time at a path.
    pub const fn new(field: &'static str, format: TimestampFormat) -> Self {
        Self { field: Cow::Borrowed(field), format }
    }
}

/// How a time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimestampFormat {
    /// Seconds since 1970, with or without decimals.
    EpochSeconds,
    /// Milliseconds since 1970.
    EpochMilliseconds,
    /// Microseconds since 1970.
    EpochMicroseconds,
    /// One of these three, told apart by size: over 10^15 microseconds, over 10^12
    /// milliseconds, else seconds.
    EpochAuto,
    /// `2026-11-24T06:00:00.123Z`, with a space for the `T`, with an offset, or without
    /// one, which means UTC.
    Iso8601,
}

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
    /// The log's own id, at this path.
    Field(Text),
}

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
    /// Milliseconds since 1970.
    DateEpochMilliseconds,
    /// Seconds since 1970.
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

/// What must not be readable in a document.
///
/// The values of these headers are replaced wherever they stand: in the list of
/// headers, in what is made from it, in match details, and in `@message`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Redaction {
    /// Paths of lists of objects with `name` and `value`.
    #[serde(default)]
    pub header_lists: Texts,
    /// Names of headers, in lower case.
    #[serde(default)]
    pub header_names: Texts,
    /// Names of fields that quote parts of a request. Even a short part of a secret is
    /// replaced there.
    #[serde(default)]
    pub quotes: Texts,
}

impl Redaction {
    /// Everything may be read.
    pub const NOTHING: Self =
        Self { header_lists: Texts::NONE, header_names: Texts::NONE, quotes: Texts::NONE };
}

/// Headers whose value lets its holder act for somebody else.
pub const SECRET_HEADERS: &[&str] = &[
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
    "x-amz-security-token",
    "x-amzn-oidc-accesstoken",
    "x-amzn-oidc-data",
    "x-api-key",
    "x-auth-token",
    "x-csrf-token",
    "x-xsrf-token",
];

#[cfg(test)]
mod tests {
    use super::*;

    const ECS: &[EcsMapping] = &[EcsMapping {
        field: Cow::Borrowed("source.ip"),
        from: Sources::FirstOf(Texts::of(&["client", "peer"])),
    }];
    const FIELDS: &[Field] = &[Field::new("client", FieldType::Ip)];
    const EXAMPLE: LogSpec = LogSpec::new(
        "example",
        "log-example",
        "Example/",
        Format::Json,
        Timestamp::new("time", TimestampFormat::EpochAuto),
    )
    .ecs(ECS)
    .fields(FIELDS);

    #[test]
    fn a_constant_carries_its_lists() {
        assert_eq!(EXAMPLE.ecs.len(), 1);
        assert_eq!(EXAMPLE.fields.len(), 1);
        assert_eq!(EXAMPLE.rotation, Rotation::Monthly);
    }

    #[test]
    fn a_spec_has_a_schema_that_names_its_fields() {
        let schema = schemars::schema_for!(LogSpec);
        let properties = schema.get("properties").and_then(|p| p.as_object()).unwrap();
        assert!(properties.contains_key("key_pattern"));
        assert!(properties.contains_key("redaction"));
    }
}
