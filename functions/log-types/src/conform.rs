//! What OpenSearch cannot or need not store, out of a document.
//!
//! OpenSearch refuses a whole document for one value that is an object where a text is
//! expected, or a text where an object is; and it drops, without a word, a text that is
//! no address or no number. So what does not fit is kept as text beside its field, as
//! `<field>_text`, and the document says so.
//!
//! In a free-form part, an object of which only known fields are indexed, one name means
//! different things in different records (`key` is a name in one service and an object in
//! another). There an object in the place of a text is kept as text in its place, what
//! else does not fit beside it, and nothing is wrong.
//!
//! A dot in a name makes OpenSearch look for a field in an object. Where that object is no
//! object, or a part of the name is blank, it refuses the document; there the dots become
//! `_`.
//!
//! Fields that say nothing are taken out before, and long texts are cut behind it; but
//! all in one walk over the document.

mod fitting;
mod flat;

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
            (_, Value::Null) | (None, Value::Object(_)) => true,
            (Some(FieldType::GeoPoint), value) => is_point(value),
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
    let free_form = path.is_some_and(|path| path.free_form)
        || types.is_some_and(|types| types.kind == Some(FieldType::ObjectOfKnownFields));
    let (mut misfits, mut refused) = (Vec::new(), Vec::new());
    let mut kept = 0;
    let mut stays = |name: &Cow<'a, str>, value: &mut Value<'a>| {
        // An object is blank or not when its own blanks are gone; anything else is already.
        if blanks && !matches!(value, Value::Object(_)) && says_nothing(value) {
            return false;
        }
        let path = Path { parent: path, name, free_form };
        match types.and_then(|types| types.field(name)) {
            None => {
                // What is not indexed may have any name.
                if contradicts(name, value, types)
                    || ((types.is_some() || !free_form) && is_refused(name, types))
                {
                    refused.push(kept);
                }
                NO_TYPES.descend(&path, value, notes, blanks);
            }
            Some(field) if field.fits(value) => {
                field.descend(&path, value, notes, blanks);
                if field.kind == Some(FieldType::FlatObject) {
                    flat::fit(&path, value);
                }
            }
            Some(field) => {
                if blanks {
                    remove_blanks(value);
                }
                let empty = matches!(value, Value::Object(object) if object.is_empty());
                if !free_form || !field.kind.is_some_and(is_text) {
                    misfits.push(kept);
                } else if !(blanks && empty) {
                    *value = Value::from(value.to_json());
                    truncate(value);
                }
            }
        }
        if blanks && matches!(value, Value::Object(object) if object.is_empty()) {
            misfits.pop_if(|last| *last == kept);
            refused.pop_if(|last| *last == kept);
            return false;
        }
        kept += 1;
        true
    };
    object.fields_mut().retain_mut(|(name, value)| stays(name, value));
    for n in refused {
        rename(object, n, |name| name.replace('.', "_"));
    }
    for n in misfits {
        put_beside(path, free_form, object, n, notes);
    }
}

/// Whether a name with dots is the path of a field that the value does not fit.
fn contradicts(name: &str, value: &Value<'_>, types: Option<&TypeTree>) -> bool {
    let field = types
        .filter(|_| name.contains('.'))
        .and_then(|types| name.split('.').try_fold(types, |types, step| types.field(step)));
    field.is_some_and(|field| !field.fits(value))
}

/// Whether OpenSearch refuses a field of this name, which is none of those known.
fn is_refused(name: &str, types: Option<&TypeTree>) -> bool {
    if !name.bytes().any(|byte| byte == b'.') {
        return name.trim_start().is_empty();
    }
    let mut types = types;
    name.split('.').any(|step| {
        let is_value = types.is_some_and(|t| t.kind.is_some_and(|kind| !is_object(kind)));
        types = types.and_then(|types| types.field(step));
        is_value || step.trim_start().is_empty()
    })
}

/// Gives a field of an object another name, which no other field of it has.
#[cold]
fn rename(object: &mut Document<'_>, n: usize, new: impl Fn(&str) -> String) -> String {
    let fields = object.fields_mut();
    let mut wanted = fields.get(n).map(|(name, _)| new(name)).unwrap_or_default();
    while wanted.trim().is_empty() || fields.iter().any(|(name, _)| *name == wanted) {
        wanted.push('_');
    }
    if let Some((name, _)) = fields.get_mut(n) {
        *name = wanted.clone().into();
    }
    wanted
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
fn put_beside(
    path: Option<&Path<'_>>,
    free_form: bool,
    object: &mut Document<'_>,
    n: usize,
    notes: &mut Notes,
) {
    let Some((name, value)) = object.fields_mut().get_mut(n) else { return };
    let name = name.clone();
    *value = Value::from(as_text(value));
    truncate(value);
    let beside = rename(object, n, |name| format!("{name}_text"));
    if !free_form {
        let path = path.map(|path| format!("{path}.")).unwrap_or_default();
        notes.problem(format!(
            "the value of `{path}{name}` does not fit the field's type and is in `{path}{beside}`"
        ));
    }
}

/// The way to an object, put into words only when something is wrong there.
struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    name: &'p str,
    /// Whether the field is in a free-form part.
    free_form: bool,
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
        FieldType::Date | FieldType::DateAsWritten if is_strict(text) => true,
        FieldType::DateAsWritten => {
            is_strict_with_blank(text) || Timestamp::read_common_log(text).is_some()
        }
        _ => is_text(kind) || number_fits(text, kind),
    }
}

/// Whether a text is a time in the form of ISO 8601 that OpenSearch takes: with a `T`, and
/// nothing that others write in its place.
fn is_strict(text: &str) -> bool {
    let form = |(at, byte): (usize, u8)| match byte {
        b'T' => at == 10,
        b'0'..=b'9' | b'-' | b':' | b'.' | b'+' | b'Z' => {
            at != 10 && (at != 13 || !byte.is_ascii_digit())
        }
        _ => false,
    };
    text.bytes().enumerate().all(form)
        && text.get(17..19) != Some("60")
        && Timestamp::read(text, &TimestampFormat::Iso8601).is_some()
}

/// Whether a text is `2026-11-24 06:00:00`.
fn is_strict_with_blank(text: &str) -> bool {
    text.len() == 19
        && text
            .split_once(' ')
            .is_some_and(|(date, time)| date.len() == 10 && is_strict(&format!("{date}T{time}")))
}

/// Whether a value is a place as OpenSearch takes it: an object with latitude and
/// longitude, a list of longitude and latitude, or a list of places.
fn is_point(value: &Value<'_>) -> bool {
    let within = |value: &Value<'_>, most: f64| matches!(value, Value::Number(digits) if digits.parse::<f64>().is_ok_and(|n| n.abs() <= most));
    match value {
        Value::Object(point) => {
            let is = |name, most| point.get(name).is_some_and(|value| within(value, most));
            point.len() == 2 && is("lat", 90.0) && is("lon", 180.0)
        }
        Value::List(elements) => match elements.as_slice() {
            [lon @ Value::Number(_), lat] => within(lon, 180.0) && within(lat, 90.0),
            elements => elements.iter().all(is_point),
        },
        _ => false,
    }
}

fn number_fits(digits: &str, kind: FieldType) -> bool {
    // Most numbers are counts: a few digits, which need not be read to be seen to fit.
    if !digits.is_empty() && digits.len() <= surely_fits(kind) && is_digits(digits) {
        return true;
    }
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
            let is_year = |millis: i64| millis.unsigned_abs() < 1 << 60;
            !digits.starts_with('+') && digits.parse::<i64>().is_ok_and(is_year)
        }
        FieldType::DateEpochSeconds => {
            // OpenSearch reads no part of a second before 1970, no zero below zero, and no
            // exponent.
            let is_read = digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.'))
                || digits.parse::<i64>().is_ok_and(|n| n < 0);
            is_read && digits.parse::<f64>().is_ok_and(|n| n.abs() < 1e15)
        }
        _ => is_text(kind),
    }
}

/// With how many digits a number surely fits.
const fn surely_fits(kind: FieldType) -> usize {
    match kind {
        FieldType::Long
        | FieldType::Date
        | FieldType::DateAsWritten
        | FieldType::DateEpochMilliseconds => 18,
        FieldType::DateEpochSeconds => 15,
        FieldType::Integer | FieldType::Float => 9,
        FieldType::Short => 4,
        _ => 0,
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn as_text(value: &Value<'_>) -> String {
    value.as_text().map_or_else(|| value.to_json(), str::to_owned)
}

#[cfg(test)]
mod tests;
