//! One record to one document.

use std::borrow::Cow;

use contract::log_spec::LogSpec;
use ecs::{Document, Value};
use formats::Record;
use formats::json::parse_object;

use crate::base::{Base, MESSAGE};
use crate::identity::document_id;
use crate::log_type::{LogType, Problems};
use crate::mapping::map;
use crate::origin::Origin;
use crate::redact::redact;
use crate::time::Timestamp;

/// What is said of a document outside of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normalised {
    /// The index that it belongs to.
    pub index: String,
    /// Its id, the same whenever the record is loaded.
    pub id: String,
    /// When the record happened; if it does not say, when it was ingested.
    pub timestamp: Timestamp,
    /// What could not be understood, as in `error.message`; none if all was.
    pub problem: Option<String>,
}

impl LogType {
    /// Appends the document of a record to `out`, as JSON on one line without its end.
    ///
    /// Whatever the record holds, there is a document: with all that could be
    /// understood, and with `error.message` for the rest.
    pub fn normalise(&self, record: &Record<'_>, origin: &Origin, out: &mut Vec<u8>) -> Normalised {
        let mut problems = Problems::default();
        let text = text_of(record, &mut problems);
        let delivered = parse_object(&text).unwrap_or_else(|error| {
            problems.add(error.to_string());
            Document::new()
        });
        let id = document_id(&self.spec().document_id, &delivered, record, origin);
        let redacted = redact(&text, &delivered, &self.spec().redaction);
        let (message, mut document) = match &redacted {
            None if delivered.is_empty() => (unreadable(&text, self.spec()), delivered),
            None => (text.as_ref(), delivered),
            // Only bytes within texts have changed: it is still an object.
            Some(text) => (text.as_str(), parse_object(text).unwrap_or_default()),
        };
        let timestamp = timestamp_of(&document, self.spec(), origin, &mut problems);

        let base = Base { message, timestamp, id: &id, log_type: self.name(), origin };
        self.complete(&mut document, base, &mut problems);
        let problem = problems.into_message();
        if let Some(message) = &problem {
            document.set(ecs::ERROR_MESSAGE, message.as_str());
        }
        document.write(out);

        let suffix = timestamp.index_suffix(self.spec().rotation);
        let index = format!("{}{suffix}", self.spec().index_name);
        Normalised { index, id, timestamp, problem }
    }

    /// From the record's own fields to all fields of the document.
    fn complete<'a>(
        &'a self,
        document: &mut Document<'a>,
        base: Base<'a>,
        problems: &mut Problems,
    ) {
        base.add_to(document);
        map(document, self.spec());
        base.add_cloud_to(document);
        if let Some(refine) = self.refine() {
            refine(document, problems);
        }
        document.remove_blank_fields();
        self.types().conform(document, problems);
        document.truncate_long_texts(MESSAGE);
    }
}

/// The record as text; bytes that are none become U+FFFD.
fn text_of<'a>(record: &Record<'a>, problems: &mut Problems) -> Cow<'a, str> {
    std::str::from_utf8(record.bytes).map_or_else(
        |_| {
            problems.add("bytes that are not UTF-8 were replaced by U+FFFD");
            String::from_utf8_lossy(record.bytes)
        },
        Cow::Borrowed,
    )
}

/// What `@message` is if no field could be read. Nobody could look for secrets in it.
fn unreadable<'a>(text: &'a str, spec: &LogSpec) -> &'a str {
    let empty_object = text.trim_start_matches('{').trim_start().starts_with('}');
    if spec.redaction.header_lists.is_empty() || empty_object {
        text
    } else {
        "not kept, because it cannot be read and may hold secrets"
    }
}

fn timestamp_of(
    document: &Document<'_>,
    spec: &LogSpec,
    origin: &Origin,
    problems: &mut Problems,
) -> Timestamp {
    let field = &spec.timestamp.field;
    let value = match document.at(field) {
        Some(Value::Text(text) | Value::Number(text)) => text.as_ref(),
        _ => "",
    };
    Timestamp::read(value, spec.timestamp.format).unwrap_or_else(|| {
        problems
            .add(format!("`{field}` holds no time, `@timestamp` is when the record was ingested"));
        origin.ingested
    })
}
