//! Fields that every document has, whatever its log.

use std::borrow::Cow;

use contract::log_spec::{Field, FieldType};
use ecs::{Document, Value};
use formats::Envelope;

use crate::origin::Origin;
use crate::time::Timestamp;

/// Fields that every document has beside those of ECS, and their types.
pub const BASE_FIELDS: &[Field] = &[
    Field::new(ID, FieldType::Keyword),
    Field::new("@log_group", FieldType::Keyword),
    Field::new("@log_s3bucket", FieldType::Keyword),
    Field::new(KEY, FieldType::KeywordNoDocValues),
    Field::new("@log_stream", FieldType::Keyword),
    Field::new("@log_type", FieldType::Keyword),
    Field::new(MESSAGE, FieldType::Text),
    Field::new("@timestamp", FieldType::Date),
];

/// Fields that records of many services have, and their types, which are the same in all
/// indices of AWS's logs.
pub const SHARED_FIELDS: &[Field] = &[
    Field::new("SchemaVersion", FieldType::Keyword),
    Field::new("apiVersion", FieldType::Keyword),
];

/// The record's own text.
pub(crate) const MESSAGE: &str = "@message";
/// What the document is about: the same in documents about the same thing.
pub(crate) const ID: &str = "@id";
const KEY: &str = "@log_s3key";

/// What base fields are made of.
#[derive(Clone, Copy)]
pub(crate) struct Base<'a> {
    pub(crate) message: &'a str,
    pub(crate) timestamp: Timestamp,
    pub(crate) id: &'a str,
    pub(crate) log_type: &'a str,
    pub(crate) origin: &'a Origin,
    pub(crate) envelope: &'a Envelope,
}

impl<'a> Base<'a> {
    /// Adds the base fields that do not depend on the record's fields.
    pub(crate) fn add_to(self, document: &mut Document<'a>) {
        let texts = [
            (MESSAGE, Some(Cow::Borrowed(self.message))),
            ("@timestamp", Some(Cow::Owned(self.timestamp.text()))),
            ("@log_type", Some(Cow::Borrowed(self.log_type))),
            ("@log_s3bucket", Some(Cow::Borrowed(self.origin.bucket.as_str()))),
            (KEY, Some(Cow::Borrowed(self.origin.key.as_str()))),
            ("@log_group", self.envelope.log_group.as_deref().map(Cow::Borrowed)),
            ("@log_stream", self.envelope.log_stream.as_deref().map(Cow::Borrowed)),
            (ID, Some(Cow::Borrowed(self.id))),
        ];
        // Hardly any record has a field of such a name, which would have to be replaced.
        let may_be_there = document.names().any(|name| name.starts_with('@'));
        for (name, text) in texts {
            match text {
                Some(text) if may_be_there => document.insert(name, text),
                Some(text) => document.push(name, text),
                None => {}
            }
        }
        document.set(ecs::EVENT_MODULE, self.log_type);
        document.set(ecs::EVENT_INGESTED, self.origin.ingested_text.as_str());
        document.set(ecs::ECS_VERSION, ecs::VERSION);
    }

    /// Adds whose log it is and where it is from, as far as the record did not say.
    pub(crate) fn add_cloud_to(self, document: &mut Document<'a>) {
        // Logs write `unknown` or `-` themselves where they do not know.
        let known = |field: ecs::Field| {
            document.text_at(field.path).is_some_and(|value| !matches!(value, UNKNOWN | "-"))
        };
        let account = self.envelope.account.as_ref().or(self.origin.account.as_ref());
        let region = self.envelope.region.as_ref().or(self.origin.region.as_ref());
        let missing = [
            (ecs::CLOUD_PROVIDER, Some("aws")),
            (ecs::CLOUD_ACCOUNT_ID, account.map(String::as_str)),
            (ecs::CLOUD_REGION, region.map(String::as_str)),
        ]
        .map(|(field, value)| (!known(field)).then_some((field, value.unwrap_or(UNKNOWN))));
        for (field, value) in missing.into_iter().flatten() {
            document.set(field, Value::Text(Cow::Borrowed(value)));
        }
    }
}

/// The account or region of a log that names none, as the original writes it.
pub(crate) const UNKNOWN: &str = "unknown";
