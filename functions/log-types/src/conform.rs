//! What OpenSearch cannot or need not store, out of a document.
//!
//! OpenSearch refuses a whole document for one value that is an object where a text is
//! expected, or a text where an object is; and it drops, without a word, a text that is
//! no address or no number. So what does not fit is kept as text beside its field, as
//! `<field>_text`, and the document says so.
//!
//! Fields that say nothing are taken out before, and long texts are cut behind it; but
//! all in one walk over the document.

use std::borrow::Cow;
use std::fmt;

use contract::log_spec::{FieldType, TimestampFormat};
use ecs::{Document, LONGEST_TERM, Value, says_nothing, truncate};

use crate::address::is_address;
use crate::base::MESSAGE;
use crate::notes::Notes;
use crate::time::Timestamp;
use crate::types::TypeTree;

impl TypeTree {
    /// Takes out fields that say nothing, moves what does not fit beside its field, and
    /// cuts long texts, except the record's own.
    pub(crate) fn conform(&self, document: &mut Document<'_>, notes: &mut Notes) {
        conform(Some(self), None, document, notes, true);
    }

    /// Goes on with the objects that a value of this field is or holds.
    fn descend(&self, path: &Path<'_>, value: &mut Value<'_>, notes: &mut Notes, blanks: bool) {
        match value {
            Value::Text(text) if text.len() > LONGEST_TERM && !path.is_message() => truncate(value),
            Value::Object(object) => {
                conform((!self.is_leaf()).then_some(self), Some(path), object, notes, blanks);
            }
            Value::List(elements) => {
                for element in elements {
                    // Lists within lists keep their blanks.
                    let blanks = blanks && !matches!(element, Value::List(_));
                    self.descend(path, element, notes, blanks);
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
            (None, _) => self.is_leaf(),
            (Some(kind), Value::Text(text)) => text_fits(text, kind),
            (Some(kind), Value::Number(digits)) => number_fits(digits, kind),
            (Some(kind), Value::Bool(_)) => is_text(kind) || kind == FieldType::Boolean,
        }
    }
}

/// Conforms an object of which the types are known, or nothing; it also loses its
/// `blanks`, or not.
fn conform<'a>(
    types: Option<&TypeTree>,
    path: Option<&Path<'_>>,
    object: &mut Document<'a>,
    notes: &mut Notes,
    blanks: bool,
) {
    let mut misfits = Vec::new();
    let mut kept = 0;
    let mut stays = |name: &Cow<'a, str>, value: &mut Value<'a>| {
        // An object is blank or not when its own blanks are gone; anything else is already.
        if blanks && !matches!(value, Value::Object(_)) && says_nothing(value) {
            return false;
        }
        let path = Path { parent: path, name };
        match types.and_then(|types| types.field(name)) {
            None => NO_TYPES.descend(&path, value, notes, blanks),
            Some(field) if field.fits(value) => field.descend(&path, value, notes, blanks),
            Some(_) => {
                if blanks {
                    remove_blanks(value);
                }
                misfits.push(kept);
            }
        }
        if blanks && matches!(value, Value::Object(object) if object.is_empty()) {
            misfits.pop_if(|last| *last == kept);
            return false;
        }
        kept += 1;
        true
    };
    object.fields_mut().retain_mut(|(name, value)| stays(name, value));
    for n in misfits {
        if let Some((name, value)) = object.fields_mut().get_mut(n) {
            put_beside(path, name, value, notes);
        }
    }
}

/// Where nothing is known.
const NO_TYPES: &TypeTree = &TypeTree::NONE;

fn remove_blanks(value: &mut Value<'_>) {
    match value {
        Value::Object(object) => object.remove_blank_fields(),
        Value::List(elements) => {
            for object in elements {
                if let Value::Object(object) = object {
                    object.remove_blank_fields();
                }
            }
        }
        _ => {}
    }
}

/// Makes a value that does not fit a text under another name.
#[cold]
fn put_beside<'a>(
    path: Option<&Path<'_>>,
    name: &mut Cow<'a, str>,
    value: &mut Value<'a>,
    notes: &mut Notes,
) {
    let beside = format!("{name}_text");
    let path = path.map(|path| format!("{path}.")).unwrap_or_default();
    notes.problem(format!(
        "the value of `{path}{name}` does not fit the field's type and is in `{path}{beside}`"
    ));
    *value = Value::from(as_text(value));
    truncate(value);
    *name = beside.into();
}

/// The way to an object, put into words only when something is wrong there.
struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    name: &'p str,
}

impl Path<'_> {
    fn is_message(&self) -> bool {
        self.parent.is_none() && self.name == MESSAGE
    }
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
        FieldType::Ip => is_address(text),
        FieldType::Boolean => matches!(text, "true" | "false"),
        FieldType::Date if Timestamp::is_shown(text) => true,
        FieldType::Date | FieldType::DateAsWritten
            if Timestamp::read(text, &TimestampFormat::Iso8601).is_some() =>
        {
            true
        }
        FieldType::DateAsWritten => Timestamp::read_common_log(text).is_some(),
        _ => is_text(kind) || number_fits(text, kind),
    }
}

fn number_fits(digits: &str, kind: FieldType) -> bool {
    let within = |bits: u32| {
        let limit = || 2_f64.powi(i32::try_from(bits).unwrap_or(0) - 1);
        digits.parse::<i64>().map_or_else(
            |_| digits.parse::<f64>().is_ok_and(|number| number.abs() < limit()),
            |number| bits == 64 || number.unsigned_abs() < 1 << (bits - 1),
        )
    };
    match kind {
        FieldType::Long => within(64),
        FieldType::Integer => within(32),
        FieldType::Short => within(16),
        FieldType::Float => digits.parse::<f32>().is_ok_and(f32::is_finite),
        FieldType::Date | FieldType::DateAsWritten | FieldType::DateEpochMilliseconds => {
            digits.parse::<i64>().is_ok()
        }
        FieldType::DateEpochSeconds => digits.parse::<f64>().is_ok_and(|n| n.abs() < 1e15),
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
mod tests;
