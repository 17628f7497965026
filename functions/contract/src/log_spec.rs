//! A type of log as data.
//!
//! A [`LogSpec`] says everything about a log that can be said without code: how its
//! keys look, how an object is split into records, when a record happened, which of
//! its fields are which ECS fields, and how OpenSearch is to store them. Built-in types
//! are constants; the same type is read from a file for types that a user adds, which
//! is why it serialises. What data cannot say is a function, and lives in `log-types`.
//!
//! The fields stand in the order in which a record passes through them:
//!
//! ```text
//! key_pattern ─ format ─ renames, extracts ─ timestamp ─ document_id ─ kept_as_text
//!   ─ ecs, static_fields ─ (function or program) ─ enrichment ─ prefix ─ exclude ─ index
//! ```
//!
//! A path is field names joined by `.`; a number counts into a list from 0.

use std::borrow::Cow;
use std::mem::{forget, replace};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod document_id;
mod enrichment;
mod extract;
mod field;
mod format;
mod index;
mod mapping;
mod redaction;
mod texts;
mod time;

pub use document_id::DocumentId;
pub use enrichment::Enrichment;
pub use extract::{Extract, Extraction, Rename};
pub use field::{Field, FieldType};
pub use format::{Columns, Format, Header, Json, Multiline, Quoting, Separator, TextLines, Xml};
pub use index::{IndexNaming, IndexSettings, IndexTime, Rotation};
pub use mapping::{EcsMapping, Sources, StaticField, StaticValue};
pub use redaction::{Redaction, SECRET_HEADERS};
pub use texts::Texts;
pub use time::{Timestamp, TimestampFormat, UtcOffset};

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
    /// What follows the index name.
    #[serde(default)]
    pub index_naming: IndexNaming,
    /// Regular expression that S3 keys of this log match somewhere.
    pub key_pattern: Text,
    /// Regular expression of keys that `key_pattern` matches too and that hold no log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ignored_keys: Option<Text>,
    /// How an object is split into records, and a record into fields.
    pub format: Format,
    /// Fields that get another name before anything else looks at them.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub renames: List<Rename>,
    /// Fields that are taken apart.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub extracts: List<Extract>,
    /// When a record happened.
    pub timestamp: Timestamp,
    /// What makes a record the same record when it is loaded again.
    #[serde(default)]
    pub document_id: DocumentId,
    /// Paths of objects and lists whose names come from outside: they are kept as one
    /// text, JSON, each.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub kept_as_text: Texts,
    /// ECS fields taken from the record.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub ecs: List<EcsMapping>,
    /// Fields with the same value in every document.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub static_fields: List<StaticField>,
    /// A program in VRL that changes the document, for what the fields of this
    /// specification cannot say. `.` is the document.
    ///
    /// Language: <https://vector.dev/docs/reference/vrl/>
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<Text>,
    /// What is looked up about addresses, domains and user agents.
    #[serde(default)]
    pub enrichment: Enrichment,
    /// The record's own fields are moved below a field of this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Text>,
    /// Conditions in JMESPath; a document for which one holds is not loaded.
    ///
    /// Language: <https://jmespath.org/specification.html>
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub exclude: Texts,
    /// How OpenSearch stores the record's own fields. A field that is not listed is
    /// a keyword when it holds text.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub fields: List<Field>,
    /// What must not be readable in a document.
    #[serde(default)]
    pub redaction: Redaction,
    /// Settings of its indices.
    #[serde(default)]
    pub index_settings: IndexSettings,
}

fn is_empty<T: Clone>(list: &List<T>) -> bool {
    list.is_empty()
}

/// Setters of a constant: each takes what a `static` holds.
///
/// In a constant function the old value is forgotten, not dropped: a constant function
/// cannot run a destructor, and the old value is a borrowed, empty list.
macro_rules! setters {
    ($($(#[$doc:meta])* $field:ident: $argument:ty => $value:expr;)*) => {
        impl LogSpec {
            $(
                $(#[$doc])*
                pub const fn $field(mut self, $field: $argument) -> Self {
                    let value = $value;
                    forget(replace(&mut self.$field, value));
                    self
                }
            )*
        }
    };
}

setters! {
    /// Sets what follows the index name.
    index_naming: IndexNaming => index_naming;
    /// Sets which keys hold no log though they match.
    ignored_keys: &'static str => Some(Cow::Borrowed(ignored_keys));
    /// Sets which fields get another name.
    renames: &'static [Rename] => Cow::Borrowed(renames);
    /// Sets which fields are taken apart.
    extracts: &'static [Extract] => Cow::Borrowed(extracts);
    /// Sets what makes a record the same record.
    document_id: DocumentId => document_id;
    /// Sets which objects are kept as one text.
    kept_as_text: &'static [&'static str] => Texts::of(kept_as_text);
    /// Sets the ECS fields taken from the record.
    ecs: &'static [EcsMapping] => Cow::Borrowed(ecs);
    /// Sets the fields with the same value in every document.
    static_fields: &'static [StaticField] => Cow::Borrowed(static_fields);
    /// Sets what is looked up.
    enrichment: Enrichment => enrichment;
    /// Sets below which field the record's own fields are moved.
    prefix: &'static str => Some(Cow::Borrowed(prefix));
    /// Sets how OpenSearch stores the record's own fields.
    fields: &'static [Field] => Cow::Borrowed(fields);
    /// Sets what must not be readable in a document.
    redaction: Redaction => redaction;
    /// Sets what its indices are to be like.
    index_settings: IndexSettings => index_settings;
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
            index_naming: IndexNaming::MONTHLY,
            key_pattern: Cow::Borrowed(key_pattern),
            ignored_keys: None,
            format,
            renames: Cow::Borrowed(&[]),
            extracts: Cow::Borrowed(&[]),
            timestamp,
            document_id: DocumentId::PositionAndContent,
            kept_as_text: Texts::NONE,
            ecs: Cow::Borrowed(&[]),
            static_fields: Cow::Borrowed(&[]),
            program: None,
            enrichment: Enrichment::NOTHING,
            prefix: None,
            exclude: Texts::NONE,
            fields: Cow::Borrowed(&[]),
            redaction: Redaction::NOTHING,
            index_settings: IndexSettings::NONE,
        }
    }
}

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
        Format::JSON,
        Timestamp::new("time", TimestampFormat::EpochAuto),
    )
    .ecs(ECS)
    .fields(FIELDS);

    #[test]
    fn a_constant_carries_its_lists() {
        assert_eq!(EXAMPLE.ecs.len(), 1);
        assert_eq!(EXAMPLE.fields.len(), 1);
        assert_eq!(EXAMPLE.index_naming, IndexNaming::MONTHLY);
    }

    #[test]
    fn a_spec_has_a_schema_that_names_its_fields() {
        let schema = schemars::schema_for!(LogSpec);
        let properties = schema.get("properties").and_then(|p| p.as_object()).unwrap();
        assert!(properties.contains_key("key_pattern"));
        assert!(properties.contains_key("redaction"));
    }

    #[test]
    fn a_spec_that_is_written_reads_as_itself() {
        let text = serde_json::to_string(&EXAMPLE).unwrap();
        assert_eq!(serde_json::from_str::<LogSpec>(&text).unwrap(), EXAMPLE);
    }
}
