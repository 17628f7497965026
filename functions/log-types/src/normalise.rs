//! One record to one document.

use std::borrow::Cow;

use contract::log_spec::{LogSpec, Timestamp as Times, TimestampFormat};
use ecs::{Document, Value};
use enrichment::Enricher;
use formats::{Envelope, Record};

use crate::base::{Base, ID};
use crate::exclusion::{Matched, Rules};
use crate::identity::identity;
use crate::log_type::LogType;
use crate::mapping::map;
use crate::notes::Notes;
use crate::origin::Origin;
use crate::prepare::{keep_as_text, prepare};
use crate::redact::{Redacted, redact};
use crate::time::Timestamp;

/// What is there beside a record to make a document of it.
#[derive(Debug, Clone, Copy)]
pub struct Aids<'a> {
    /// The object that the record is from.
    pub origin: &'a Origin,
    /// What is known of addresses, domains and user agents.
    pub enricher: &'a Enricher,
    /// Which documents are not to be loaded.
    pub rules: &'a Rules,
}

impl<'a> Aids<'a> {
    /// Only where records are from: nothing is looked up and nothing left out.
    pub fn only(origin: &'a Origin) -> Self {
        Self { origin, enricher: &Enricher::NONE, rules: Rules::none() }
    }
}

/// What becomes of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<'r> {
    /// A document, which was written.
    Document(Normalised, Matched<'r>),
    /// Nothing: a rule excludes it.
    Excluded(Matched<'r>),
}

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
    /// Whatever the record holds, there is a document, unless a rule excludes it: with
    /// all that could be understood, and with `error.message` for the rest.
    pub fn normalise<'r>(
        &self,
        record: &Record<'_>,
        aids: Aids<'r>,
        out: &mut Vec<u8>,
    ) -> Outcome<'r> {
        let mut notes = Notes::default();
        let text = text_of(record, &mut notes);
        let mut delivered = self.reader().read(&text, record).unwrap_or_else(|error| {
            notes.problem(error.to_string());
            Document::new()
        });
        let identity = identity(&self.spec().document_id, &delivered, record, aids.origin);
        let mut redacted = redact(&text, &delivered, &self.spec().redaction);
        let applied = redacted.as_mut().is_none_or(|redacted| redacted.apply_to(&mut delivered));
        let (message, mut document) = match &redacted {
            None if delivered.is_empty() => (unreadable(&text, self.spec()), delivered),
            None => (text.as_ref(), delivered),
            Some(redacted) if applied => (redacted.text.as_str(), delivered),
            // Only bytes within texts have changed: it can still be read.
            Some(Redacted { text, .. }) => {
                (text.as_str(), self.reader().read(text, record).unwrap_or_default())
            }
        };
        if let Some(rule) = aids.rules.of_record(&document) {
            return Outcome::Excluded(Matched { excluded_by: Some(rule), counted_by: vec![] });
        }
        if let Some(adapt) = self.adapt() {
            adapt(&mut document, message);
        }
        prepare(&mut document, self.spec(), self.patterns());
        let timestamp = self.timestamp_of(&mut document, record.envelope, aids.origin, &mut notes);

        let base = Base {
            message,
            timestamp,
            id: &identity.subject,
            log_type: self.name(),
            origin: aids.origin,
            envelope: record.envelope,
        };
        self.complete(&mut document, base, aids, &mut notes);
        let start = out.len();
        let problem = self.write(document, &mut notes, out);
        let written = out.get(start..).unwrap_or_default();
        let matched = aids.rules.of_document(written, self.excludes());
        if matched.excluded_by.is_some() {
            out.truncate(start);
            return Outcome::Excluded(matched);
        }

        let naming = &self.spec().index_naming;
        let suffix = timestamp.index_suffix(naming, aids.origin.ingested);
        let index = [notes.index_name().unwrap_or(&self.spec().index_name), &suffix].concat();
        let id = notes.identity().unwrap_or(&identity).document_id();
        Outcome::Document(Normalised { index, id, timestamp, problem }, matched)
    }

    /// From the record's own fields to all fields of the document.
    fn complete<'a>(
        &'a self,
        document: &mut Document<'a>,
        base: Base<'a>,
        aids: Aids<'a>,
        notes: &mut Notes,
    ) {
        let own = own_names(document, self.spec());
        base.add_to(document);
        keep_as_text(document, self.spec());
        map(document, self.spec());
        base.add_cloud_to(document);
        if let Some(refine) = self.refine() {
            refine(document, notes);
        }
        if let Some(identity) = notes.identity() {
            document.insert(ID, identity.subject.clone());
        }
        if let Some(program) = self.program()
            && let Err(why) = program.run(document)
        {
            notes.problem(format!("the log type's program failed: {why}"));
        }
        aids.enricher.enrich(&self.spec().enrichment, document);
        if let Some(prefix) = &self.spec().prefix {
            move_below(prefix, &own, document);
        }
    }

    /// Appends the document as OpenSearch takes it. What could not be understood.
    fn write(
        &self,
        mut document: Document<'_>,
        notes: &mut Notes,
        out: &mut Vec<u8>,
    ) -> Option<String> {
        let start = out.len();
        if notes.message().is_none() && self.types().write_if_fitting(&document, out) {
            return None;
        }
        out.truncate(start);
        self.types().conform(&mut document, notes);
        let problem = notes.message();
        if let Some(message) = &problem {
            document.set(ecs::ERROR_MESSAGE, message.clone());
        }
        document.write(out);
        problem
    }

    fn timestamp_of(
        &self,
        document: &mut Document<'_>,
        envelope: &Envelope,
        origin: &Origin,
        notes: &mut Notes,
    ) -> Timestamp {
        let wanted = &self.spec().timestamp;
        for field in wanted.fields.iter() {
            let delivered = match field {
                Times::CWL => envelope.cwl_timestamp.as_deref(),
                Times::CWE => envelope.cwe_timestamp.as_deref(),
                Times::KEY => {
                    let found = self.key_time().and_then(|p| Timestamp::in_key(p, &origin.key));
                    if let Some(found) = found {
                        return found;
                    }
                    continue;
                }
                _ => None,
            };
            if let Some(delivered) = delivered {
                let value = if field == Times::CWL {
                    Value::Number(Cow::Owned(delivered.to_owned()))
                } else {
                    Value::from(delivered.to_owned())
                };
                document.insert(field.to_owned(), value);
            }
            let value = match document.at(field) {
                Some(Value::Text(text) | Value::Number(text)) if !text.is_empty() => text,
                _ => continue,
            };
            let read = |format| Timestamp::read_at(value, format, wanted.offset, origin.ingested);
            if let Some(found) = wanted.formats.iter().find_map(read) {
                return found;
            }
            break;
        }
        let fields: Vec<&str> = wanted.fields.iter().collect();
        let envelopes = [
            (&envelope.cwl_timestamp, TimestampFormat::EpochMilliseconds),
            (&envelope.cwe_timestamp, TimestampFormat::Iso8601),
        ];
        let on_envelope =
            envelopes.iter().find_map(|(text, format)| Timestamp::read(text.as_deref()?, format));
        let instead = if on_envelope.is_some() { "received by AWS" } else { "ingested" };
        notes.problem(format!(
            "`{}` holds no time, `@timestamp` is when the record was {instead}",
            fields.join("`, `")
        ));
        on_envelope.unwrap_or(origin.ingested)
    }
}

/// The names of the record's own fields, if they are to be moved.
fn own_names<'a>(document: &Document<'a>, spec: &LogSpec) -> Vec<Cow<'a, str>> {
    if spec.prefix.is_none() {
        return vec![];
    }
    document.names().cloned().collect()
}

/// Moves fields below another.
fn move_below<'a>(prefix: &'a str, names: &[Cow<'a, str>], document: &mut Document<'a>) {
    let mut moved = match document.remove(prefix) {
        Some(Value::Object(object)) if !names.iter().any(|name| name == prefix) => object,
        Some(other) => Document::from_iter([(Cow::Borrowed(prefix), other)]),
        None => Document::new(),
    };
    for name in names {
        if let Some(value) = document.remove(name) {
            moved.insert(name.clone(), value);
        }
    }
    if !moved.is_empty() {
        document.insert(prefix, moved);
    }
}

/// The record as text; bytes that are none become U+FFFD.
fn text_of<'a>(record: &Record<'a>, notes: &mut Notes) -> Cow<'a, str> {
    std::str::from_utf8(record.bytes).map_or_else(
        |_| {
            notes.problem("bytes that are not UTF-8 were replaced by U+FFFD");
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
