//! Values that contradict their field's type.
//!
//! OpenSearch refuses a whole document for one value that is an object where a text is
//! expected, or a text where an object is; and it drops, without a word, a text that is
//! no address or no number. So what does not fit is kept as text beside its field, as
//! `<field>_text`, and the document says so.

use std::fmt;
use std::net::IpAddr;

use contract::log_spec::{FieldType, LogSpec, TimestampFormat};
use ecs::{Document, Value};

use crate::base::BASE_FIELDS;
use crate::notes::Notes;
use crate::time::Timestamp;

/// The types of a log's fields by their path.
#[derive(Debug, Default)]
pub(crate) struct TypeTree {
    kind: Option<FieldType>,
    /// Sorted by length, then by name: most comparisons are then of two numbers.
    fields: Vec<(String, TypeTree)>,
}

impl TypeTree {
    /// All types of a log: those of every document, of ECS, and its own.
    pub(crate) fn of(spec: &LogSpec) -> Self {
        let mut tree = Self::default();
        for field in ecs::FIELDS {
            tree.add(field.path, field.kind);
        }
        for field in BASE_FIELDS.iter().chain(spec.fields.iter()) {
            tree.add(&field.path, field.kind);
        }
        tree
    }

    fn add(&mut self, path: &str, kind: FieldType) {
        let mut tree = self;
        for step in path.split('.') {
            let at = match tree.position(step) {
                Ok(at) => at,
                Err(at) => {
                    tree.fields.insert(at, (step.to_owned(), Self::default()));
                    at
                }
            };
            // The position was just found or filled.
            let Some((_, field)) = tree.fields.get_mut(at) else {
                return;
            };
            tree = field;
        }
        tree.kind = Some(kind);
    }

    fn position(&self, name: &str) -> Result<usize, usize> {
        let wanted = (name.len(), name);
        self.fields.binary_search_by(|(name, _)| (name.len(), name.as_str()).cmp(&wanted))
    }

    fn field(&self, name: &str) -> Option<&Self> {
        let at = self.position(name).ok()?;
        self.fields.get(at).map(|(_, field)| field)
    }

    /// Moves what does not fit beside its field.
    pub(crate) fn conform(&self, document: &mut Document<'_>, notes: &mut Notes) {
        self.conform_below(None, document, notes);
    }

    fn conform_below(
        &self,
        path: Option<&Path<'_>>,
        document: &mut Document<'_>,
        notes: &mut Notes,
    ) {
        let mut misfits = Vec::new();
        for (n, (name, value)) in document.fields_mut().iter_mut().enumerate() {
            let Some(field) = self.field(name) else { continue };
            if !field.fits(value) {
                misfits.push(n);
            } else if !field.fields.is_empty() {
                field.descend(&Path { parent: path, name }, value, notes);
            }
        }
        for n in misfits {
            let Some((name, value)) = document.fields_mut().get_mut(n) else { continue };
            let beside = format!("{name}_text");
            let path = path.map(|path| format!("{path}.")).unwrap_or_default();
            notes.problem(format!(
                "the value of `{path}{name}` does not fit the field's type and is in \
                 `{path}{beside}`"
            ));
            *value = Value::from(as_text(value));
            *name = beside.into();
        }
    }

    /// Goes on with the objects that a value is or holds.
    fn descend(&self, path: &Path<'_>, value: &mut Value<'_>, notes: &mut Notes) {
        match value {
            Value::Object(object) => self.conform_below(Some(path), object, notes),
            Value::List(elements) => {
                for element in elements {
                    self.descend(path, element, notes);
                }
            }
            _ => {}
        }
    }

    fn fits(&self, value: &Value<'_>) -> bool {
        match (self.kind, value) {
            (_, Value::Null) | (Some(FieldType::GeoPoint), _) | (None, Value::Object(_)) => true,
            (_, Value::List(elements)) => elements.iter().all(|element| self.fits(element)),
            (Some(kind), Value::Object(_)) => is_object(kind),
            // A field that is only on the way to others.
            (None, _) => self.fields.is_empty(),
            (Some(kind), Value::Text(text)) => text_fits(text, kind),
            (Some(kind), Value::Number(digits)) => number_fits(digits, kind),
            (Some(kind), Value::Bool(_)) => is_text(kind) || kind == FieldType::Boolean,
        }
    }
}

/// The way to an object, put into words only when something is wrong there.
struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    name: &'p str,
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            write!(f, "{parent}.")?;
        }
        f.write_str(self.name)
    }
}

const fn is_object(kind: FieldType) -> bool {
    use FieldType::{FlatObject, Nested, Object, ObjectOfKnownFields};
    matches!(kind, Object | ObjectOfKnownFields | FlatObject | Nested)
}

const fn is_text(kind: FieldType) -> bool {
    use FieldType::{Keyword, KeywordNoDocValues, KeywordWithText, Text};
    matches!(kind, Keyword | KeywordNoDocValues | KeywordWithText | Text)
}

fn text_fits(text: &str, kind: FieldType) -> bool {
    match kind {
        FieldType::Ip => text.parse::<IpAddr>().is_ok(),
        FieldType::Boolean => matches!(text, "true" | "false"),
        FieldType::Date if Timestamp::read(text, &TimestampFormat::Iso8601).is_some() => true,
        _ => is_text(kind) || number_fits(text, kind),
    }
}

fn number_fits(digits: &str, kind: FieldType) -> bool {
    let within = |bits: u32| {
        let limit = 2_f64.powi(i32::try_from(bits).unwrap_or(0) - 1);
        digits.parse::<i64>().map_or_else(
            |_| digits.parse::<f64>().is_ok_and(|number| number.abs() < limit),
            |number| bits == 64 || number.unsigned_abs() < 1 << (bits - 1),
        )
    };
    match kind {
        FieldType::Long => within(64),
        FieldType::Integer => within(32),
        FieldType::Short => within(16),
        FieldType::Float => digits.parse::<f32>().is_ok_and(f32::is_finite),
        FieldType::Date | FieldType::DateEpochMilliseconds | FieldType::DateEpochSeconds => {
            digits.parse::<i64>().is_ok()
        }
        _ => is_text(kind),
    }
}

fn as_text(value: &Value<'_>) -> String {
    if let Some(text) = value.as_text() {
        return text.to_owned();
    }
    let mut text = Vec::new();
    value.write(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use contract::log_spec::{Field, Format, Timestamp};

    use super::*;

    const FIELDS: &[Field] = &[
        Field::new("ip", FieldType::Ip),
        Field::new("list.name", FieldType::Keyword),
        Field::new("count", FieldType::Short),
        Field::new("time", FieldType::DateEpochMilliseconds),
    ];

    fn conformed(record: &str) -> (String, Option<String>) {
        let time = Timestamp::new("", TimestampFormat::EpochAuto);
        let spec = LogSpec::new("x", "x", "x", Format::JSON, time).fields(FIELDS);
        let mut document = formats::json::parse_object(record).unwrap();
        let mut notes = Notes::default();
        TypeTree::of(&spec).conform(&mut document, &mut notes);
        let mut out = Vec::new();
        document.write(&mut out);
        (String::from_utf8(out).unwrap(), notes.message())
    }

    #[test]
    fn what_fits_stays() {
        let record = r#"{"ip":["192.0.2.1",null],"list":[{"name":"x"},{"name":7}],"count":"12","time":1609459200123,"other":{}}"#;
        assert_eq!(conformed(record), (record.to_owned(), None));
    }

    #[test]
    fn what_does_not_fit_is_kept_as_text_beside_its_field() {
        let (document, message) = conformed(r#"{"ip":"host","count":70000,"time":"noon"}"#);
        assert_eq!(document, r#"{"ip_text":"host","count_text":"70000","time_text":"noon"}"#);
        assert!(message.unwrap().contains("`count` does not fit"));
    }

    #[test]
    fn an_object_in_the_place_of_a_text_is_kept_as_text() {
        let (document, message) = conformed(r#"{"list":[{"name":{"a":1}}]}"#);
        assert_eq!(document, r#"{"list":[{"name_text":"{\"a\":1}"}]}"#);
        assert!(message.unwrap().contains("`list.name`"));
    }

    #[test]
    fn a_text_in_the_place_of_an_object_is_kept_beside_it() {
        assert_eq!(conformed(r#"{"list":"x"}"#).0, r#"{"list_text":"x"}"#);
        assert_eq!(conformed(r#"{"source":1}"#).0, r#"{"source_text":"1"}"#);
    }
}
