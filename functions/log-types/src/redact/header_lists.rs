//! Records whose secrets are the values of headers and nothing else.
//!
//! That is nearly every record that has a secret. There each of those values is replaced as
//! a whole, and it is enough to see that no other part of the record quotes one: the texts
//! of the record need not be looked at one by one.

use std::ops::Range;

use contract::log_spec::Redaction;
use ecs::{Document, Path, Value};
use memchr::memmem;

use super::search::VALUE;
use super::{Change, REDACTED, REDACTED_BY_AWS, Redacted, Secrets, without};

/// Where the headers of a type's records are, for a type that has them in lists only.
#[derive(Debug)]
pub(crate) struct HeaderLists {
    lists: Vec<Path>,
    /// The names of secret headers.
    names: Vec<Box<str>>,
    /// The fields that quote a request.
    quotes: Vec<Box<str>>,
}

impl HeaderLists {
    /// Those of a type; none if its secrets are elsewhere too.
    pub(crate) fn of(what: &Redaction) -> Option<Self> {
        let others = [&what.header_objects, &what.header_texts, &what.secrets];
        let only = !what.header_lists.is_empty() && others.iter().all(|texts| texts.is_empty());
        only.then(|| Self {
            lists: what.header_lists.iter().map(Path::new).collect(),
            names: what.header_names.iter().map(Box::from).collect(),
            quotes: what.quotes.iter().map(Box::from).collect(),
        })
    }

    /// The record without the values of its secret headers, or that it has no secret.
    ///
    /// None if that is not all that there is to do.
    pub(super) fn redact(&self, record: &str, document: &Document<'_>) -> Option<Option<Redacted>> {
        let (mut spans, mut values, mut headers) = (vec![], vec![], 0);
        for header in self.headers(document) {
            let Some(name) = header.text_at("name").filter(|name| self.is_secret(name)) else {
                continue;
            };
            headers += 1;
            match header.get(VALUE) {
                None => {}
                Some(Value::Text(text)) if text.trim().is_empty() => {}
                Some(Value::Text(text)) if text != REDACTED_BY_AWS => {
                    spans.push(span_in(record, text)?);
                    values.push((name, text));
                }
                Some(_) => return None,
            }
        }
        let mut survey = Survey::default();
        survey.object(self, document);
        if document.is_empty() || survey.marks != headers {
            return None;
        }
        if values.is_empty() {
            return Some(None);
        }
        if survey.has_quotes || !survey.is_all_of(record) {
            return None;
        }
        let encoded = memchr::memchr(b'%', record.as_bytes()).is_some();
        let mut secrets = Secrets { found: vec![], encoded };
        for (name, value) in values {
            secrets.add_header(name, value);
        }
        if is_elsewhere(&secrets, record, &spans) {
            return None;
        }
        spans.sort_unstable_by_key(|span| span.start);
        Some(Some(Redacted { text: without(record, &spans, 0), change: Change::Headers }))
    }

    /// Marks the values that [`redact`](Self::redact) has taken out of the record.
    pub(super) fn apply_to(&self, document: &mut Document<'_>) {
        for path in &self.lists {
            let list = document.at_path_mut(path).and_then(Value::as_list_mut).unwrap_or_default();
            for header in list.iter_mut().filter_map(Value::as_object_mut) {
                if header.text_at("name").is_some_and(|name| self.is_secret(name))
                    && let Some(value) = header.get_mut(VALUE)
                    && value.as_text().is_some_and(|text| !text.trim().is_empty())
                {
                    *value = Value::from(REDACTED);
                }
            }
        }
    }

    fn headers<'d>(&'d self, document: &'d Document<'_>) -> impl Iterator<Item = &'d Document<'d>> {
        let lists = self.lists.iter().filter_map(|path| document.at_path(path)?.as_list());
        lists.flatten().filter_map(Value::as_object)
    }

    fn is_secret(&self, name: &str) -> bool {
        self.names.iter().any(|secret| secret.eq_ignore_ascii_case(name))
    }

    /// Whether a field tells that its object is about a secret; see
    /// [`marks_secret`](super::marks_secret).
    fn marks(&self, field: &str, text: &str) -> bool {
        match field {
            "location" | "key" => text.contains("COOKIE"),
            "matchedFieldName" | "name" => self.is_secret(text),
            _ => false,
        }
    }
}

/// Where a text of the document stands in the record.
fn span_in(record: &str, text: &str) -> Option<Range<usize>> {
    let start = text.as_ptr().addr().checked_sub(record.as_ptr().addr())?;
    let span = start..start + text.len();
    record.get(span.clone()).map(|_| span)
}

/// Whether a secret stands in the record outside of these spans.
fn is_elsewhere(secrets: &Secrets, record: &str, spans: &[Range<usize>]) -> bool {
    // One that ends with another is found where that one is.
    let ends_with_another = |text: &str| {
        secrets.everywhere().any(|other| other.len() < text.len() && text.ends_with(other))
    };
    secrets.everywhere().filter(|text| !ends_with_another(text)).any(|text| {
        let mut places = memmem::find_iter(record.as_bytes(), text);
        places.any(|at| !spans.iter().any(|s| s.start <= at && at + text.len() <= s.end))
    })
}

/// What there is in a document.
#[derive(Default)]
struct Survey {
    /// Texts, names of fields included.
    texts: usize,
    /// Fields that tell that their object is about a secret.
    marks: usize,
    /// Whether a field quotes a request.
    has_quotes: bool,
}

impl Survey {
    fn object(&mut self, lists: &HeaderLists, object: &Document<'_>) {
        self.texts += object.len();
        for (name, value) in object.iter() {
            self.value(lists, name, value);
        }
    }

    fn value(&mut self, lists: &HeaderLists, field: &str, value: &Value<'_>) {
        match value {
            Value::Text(text) => {
                self.texts += 1;
                self.marks += usize::from(lists.marks(field, text));
                self.has_quotes |= lists.quotes.iter().any(|quote| ecs::is_same(quote, field));
            }
            Value::Object(object) => self.object(lists, object),
            Value::List(elements) => {
                elements.iter().for_each(|element| self.value(lists, field, element));
            }
            _ => {}
        }
    }

    /// Whether the texts of the document are those of the record, as they stand there.
    fn is_all_of(&self, record: &str) -> bool {
        let bytes = record.as_bytes();
        memchr::memchr(b'\\', bytes).is_none()
            && memchr::memchr_iter(b'"', bytes).count() == 2 * self.texts
    }
}
