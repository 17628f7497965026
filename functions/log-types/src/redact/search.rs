//! How each text of a record is searched for secrets.

use contract::log_spec::Redaction;
use ecs::{Document, Value};
use formats::json::{StringToken, strings};

use super::{is_written_by_service, marks_secret, quotes_request};

/// Fields that may tell that their object is about a secret: see [`marks_secret`].
const MARKS: &[&str] = &["location", "key", "matchedFieldName", "name"];

/// The field that holds a header's value.
pub(super) const VALUE: &str = "value";

/// What is searched for in a text of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Search {
    /// Nothing: it is a field's name, or the service wrote it.
    Nothing,
    /// Secrets that are replaced everywhere.
    Text,
    /// All secrets.
    Quote,
    /// All secrets if the object is about a secret, which its other fields tell.
    Value,
}

impl Search {
    /// How the values of a field are searched.
    fn of(field: &str, what: &Redaction) -> Self {
        if is_written_by_service(field) {
            Self::Nothing
        } else if quotes_request(field, what) {
            Self::Quote
        } else if field == VALUE {
            Self::Value
        } else {
            Self::Text
        }
    }
}

/// An object of the record whose end is not reached.
struct Open {
    number: usize,
    /// How the values of its last field are searched.
    field: Search,
    /// That field's name, if its value may tell that the object is about a secret.
    marks: Option<&'static str>,
}

/// The texts of the document, which are also those of the record, and how each is searched:
/// [`searches`] without reading the record once more. None if that cannot be: a text has
/// escapes, or is not in the document because its name came twice, or the document has
/// texts of its own.
pub(super) fn searches_of<'r>(
    record: &'r str,
    document: &Document<'_>,
    what: &Redaction,
) -> Option<(Vec<StringToken<'r>>, Vec<Search>)> {
    if memchr::memchr(b'\\', record.as_bytes()).is_some() {
        return None;
    }
    let (tokens, searches) = (Vec::with_capacity(64), Vec::with_capacity(64));
    let mut walk = Walk { record, what, tokens, searches, names: 0 };
    walk.object(document)?;
    let quotes = memchr::memchr_iter(b'"', record.as_bytes()).count();
    let all = 2 * (walk.names + walk.tokens.len()) == quotes;
    all.then_some((walk.tokens, walk.searches))
}

/// Goes through the texts of a document that are parts of the record.
struct Walk<'r, 'w> {
    record: &'r str,
    what: &'w Redaction,
    tokens: Vec<StringToken<'r>>,
    searches: Vec<Search>,
    names: usize,
}

impl Walk<'_, '_> {
    fn object(&mut self, object: &Document<'_>) -> Option<()> {
        self.names += object.len();
        let start = self.searches.len();
        let (mut is_secret, mut has_value) = (false, false);
        for (name, value) in object.iter() {
            match value {
                Value::Text(_) | Value::List(_) => {
                    let search = Search::of(name, self.what);
                    has_value |= search == Search::Value;
                    let marks = MARKS.contains(&name).then_some(name);
                    is_secret |= self.value(value, search, marks)?;
                }
                Value::Object(object) => self.object(object)?,
                _ => {}
            }
        }
        if has_value {
            let found = if is_secret { Search::Quote } else { Search::Text };
            let own = self.searches.iter_mut().skip(start);
            own.filter(|search| **search == Search::Value).for_each(|search| *search = found);
        }
        Some(())
    }

    /// A value, of a field that `marks` its object. Whether that is about a secret.
    fn value(&mut self, value: &Value<'_>, search: Search, marks: Option<&str>) -> Option<bool> {
        match value {
            Value::Text(text) => {
                let start = text.as_ptr().addr().checked_sub(self.record.as_ptr().addr())?;
                let span = start..start + text.len();
                let raw = self.record.get(span.clone())?;
                self.tokens.push(StringToken { span, raw, has_escapes: false, is_name: false });
                self.searches.push(search);
                Some(marks.is_some_and(|field| marks_secret(field, text, self.what)))
            }
            Value::List(elements) => {
                let mut is_secret = false;
                for element in elements {
                    is_secret |= self.value(element, search, marks)?;
                }
                Some(is_secret)
            }
            Value::Object(object) => self.object(object).map(|()| false),
            _ => Some(false),
        }
    }
}

/// The record's texts and how each is searched.
pub(super) fn searches<'r>(
    record: &'r str,
    what: &Redaction,
) -> (Vec<StringToken<'r>>, Vec<Search>) {
    let mut tokens = Vec::with_capacity(256);
    tokens.extend(strings(record));
    // Of each object whether it is secret.
    let mut secret: Vec<bool> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut searches = Vec::with_capacity(tokens.len());
    // Texts for which that counts, and their objects.
    let mut values: Vec<(usize, usize)> = Vec::new();
    let mut end = 0;
    for token in &tokens {
        for byte in record.as_bytes().get(end..token.span.start).unwrap_or_default() {
            if *byte == b'{' {
                open.push(Open { number: secret.len(), field: Search::Text, marks: None });
                secret.push(false);
            } else if *byte == b'}' {
                open.pop();
            }
        }
        end = token.span.end;
        let mut search = if token.is_name { Search::Nothing } else { Search::Text };
        if let Some(object) = open.last_mut() {
            let text = token.text();
            if token.is_name {
                object.field = Search::of(&text, what);
                object.marks = MARKS.iter().copied().find(|marks| *marks == text);
            } else {
                search = object.field;
                if object.marks.is_some_and(|field| marks_secret(field, &text, what))
                    && let Some(is_secret) = secret.get_mut(object.number)
                {
                    *is_secret = true;
                }
                if search == Search::Value {
                    values.push((searches.len(), object.number));
                }
            }
        }
        searches.push(search);
    }
    for (n, object) in values {
        if let (Some(search), Some(is_secret)) = (searches.get_mut(n), secret.get(object)) {
            *search = if *is_secret { Search::Quote } else { Search::Text };
        }
    }
    (tokens, searches)
}
