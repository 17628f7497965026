//! Document ids: what makes a record that is loaded again overwrite itself.

use contract::log_spec::DocumentId;
use ecs::{Document, Value};
use md5::{Digest, Md5};
use sha2::Sha256;

use crate::origin::Origin;

/// What a document is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// What it is about, the value of `@id`: a finding, a resource, or just itself.
    pub(crate) subject: String,
    /// Which document about it, where there are several.
    pub(crate) version: Option<String>,
}

impl Identity {
    const fn only(subject: String) -> Self {
        Self { subject, version: None }
    }

    /// The id of the document.
    pub(crate) fn document_id(&self) -> String {
        self.version
            .as_ref()
            .map_or_else(|| self.subject.clone(), |version| format!("{}_{version}", self.subject))
    }
}

/// What a record's document is known by.
pub(crate) fn identity(
    kind: &DocumentId,
    document: &Document<'_>,
    record: &formats::Record<'_>,
    origin: &Origin,
) -> Identity {
    let position = || Identity::only(position_and_content(record, origin));
    match kind {
        DocumentId::PositionAndContent => position(),
        DocumentId::Content => Identity::only(content(document)),
        DocumentId::Fields(paths) => {
            let mut values = paths.iter().map(|path| scalar(document, path));
            let Some(first) = values.next().flatten() else {
                return position();
            };
            let others: Vec<&str> = values.flatten().collect();
            let version = (!others.is_empty()).then(|| others.join("_"));
            Identity { subject: first.to_owned(), version }
        }
    }
}

/// A text or number that is not empty.
fn scalar<'d>(document: &'d Document<'_>, path: &str) -> Option<&'d str> {
    match document.at(path)? {
        Value::Text(text) | Value::Number(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// 128 bits of SHA-256 over bucket, key, number and bytes.
fn position_and_content(record: &formats::Record<'_>, origin: &Origin) -> String {
    let mut hash = origin.place_hash.clone();
    hash.update(record.number.to_le_bytes());
    hash.update(record.bytes);
    hex(hash.finalize().iter().take(16))
}

/// What all ids of an object have in common. Neither a bucket's name nor a key can hold
/// a NUL, which keeps the parts apart.
pub(crate) fn place_hash(bucket: &str, key: &str) -> Sha256 {
    let mut hash = Sha256::new();
    hash.update(bucket.as_bytes());
    hash.update([0]);
    hash.update(key.as_bytes());
    hash.update([0]);
    hash
}

/// MD5 of the record as Python's `json.dumps` writes it, which is the id that v2.10.4
/// gives.
fn content(document: &Document<'_>) -> String {
    let mut text = Vec::new();
    write_object(document, &mut text);
    hex(Md5::digest(&text).iter())
}

/// MD5 of a text, as hexadecimal digits.
pub(crate) fn md5_hex(text: &str) -> String {
    hex(Md5::digest(text).iter())
}

fn hex<'a>(bytes: impl Iterator<Item = &'a u8>) -> String {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    let digit = |nibble: u8| char::from(*DIGITS.get(usize::from(nibble)).unwrap_or(&b'0'));
    let mut text = String::with_capacity(32);
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

/// Writes as Python does: a space behind each comma and colon.
fn write_object(document: &Document<'_>, out: &mut Vec<u8>) {
    out.push(b'{');
    for (n, (name, value)) in document.iter().enumerate() {
        if n > 0 {
            out.extend_from_slice(b", ");
        }
        ecs::write_text(name, out);
        out.extend_from_slice(b": ");
        write_value(value, out);
    }
    out.push(b'}');
}

fn write_value(value: &Value<'_>, out: &mut Vec<u8>) {
    match value {
        Value::Object(object) => write_object(object, out),
        Value::List(elements) => {
            out.push(b'[');
            for (n, element) in elements.iter().enumerate() {
                if n > 0 {
                    out.extend_from_slice(b", ");
                }
                write_value(element, out);
            }
            out.push(b']');
        }
        Value::Number(digits) => out.extend_from_slice(python_number(digits).as_bytes()),
        other => other.write(out),
    }
}

/// A number as Python shows it after reading it.
fn python_number(digits: &str) -> String {
    if !digits.contains(['.', 'e', 'E']) {
        return if digits == "-0" { "0".to_owned() } else { digits.to_owned() };
    }
    let Ok(number) = digits.parse::<f64>() else {
        return digits.to_owned();
    };
    // The shortest digits that mean this number, and where the point stands in them.
    let scientific = format!("{number:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..16).contains(&exponent) {
        return format!("{number:?}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    fn position(number: u64, bytes: &[u8]) -> String {
        let origin = Origin::new("bucket", "key", Timestamp::from_unix_micros(0));
        position_and_content(&formats::Record::new(number, bytes), &origin)
    }

    #[test]
    fn equal_records_at_two_places_are_two_documents() {
        assert_eq!(position(1, b"{}").len(), 32);
        assert_eq!(position(1, b"{}"), position(1, b"{}"));
        assert_ne!(position(1, b"{}"), position(2, b"{}"));
        assert_ne!(position(1, b"{}"), position(1, b"{\"a\":1}"));
    }

    #[test]
    fn a_content_id_is_that_of_python() {
        // md5 of json.dumps(json.loads(text), ensure_ascii=False), by Python 3.11
        let text =
            "{\"a\":1,\"b\":[\"ü\\/\",null,true,{}],\"c\":{\"d\":1.50,\"e\":1e20,\"f\":1e-5}}";
        let document = formats::json::parse_object(text).unwrap();
        let mut out = Vec::new();
        write_object(&document, &mut out);
        let written = String::from_utf8(out).unwrap();
        let expected = "{\"a\": 1, \"b\": [\"ü/\", null, true, {}], \"c\": {\"d\": 1.5, \"e\": 1e+20, \"f\": 1e-05}}";
        assert_eq!(written, expected);
        assert_eq!(content(&document), "32813b6fda239c04add3c9af7d712a69");
    }

    #[test]
    fn the_logs_own_id_counts_where_it_is_there() {
        let origin = Origin::new("bucket", "key", Timestamp::from_unix_micros(0));
        let record = formats::Record::new(1, b"{\"id\":\"x\"}");
        let kind = DocumentId::field("id");
        let document = formats::json::parse_object("{\"id\":\"x\"}").unwrap();
        assert_eq!(identity(&kind, &document, &record, &origin).document_id(), "x");
        let without = identity(&kind, &Document::new(), &record, &origin);
        assert_eq!(without.document_id(), position(1, record.bytes));
    }

    #[test]
    fn the_first_field_is_what_a_document_is_about_and_the_others_tell_documents_apart() {
        let origin = Origin::new("bucket", "key", Timestamp::from_unix_micros(0));
        let record = formats::Record::new(1, b"{}");
        let kind = DocumentId::Fields(contract::log_spec::Texts::of(&["id", "s.count", "no"]));
        let document = formats::json::parse_object(r#"{"id":"x","s":{"count":7}}"#).unwrap();
        let found = identity(&kind, &document, &record, &origin);
        assert_eq!((found.subject.as_str(), found.document_id().as_str()), ("x", "x_7"));
    }
}
