//! Documents that conform already, written in one walk.
//!
//! Of most documents nothing must change but that fields which say nothing are left out.
//! Those are written as they are looked at, without being changed first. Where anything
//! else must change, the writing is given up, and the document is
//! [conformed](TypeTree::conform) and then written.

use contract::log_spec::FieldType;
use ecs::{Document, LONGEST_TERM, Value, Writer, says_nothing};

use super::{NO_TYPES, contradicts, flat, is_refused};
use crate::base::MESSAGE;
use crate::types::TypeTree;

impl TypeTree {
    /// Appends a document as JSON, as it would be once it conforms. Whether it could: not if
    /// more must change than that blank fields are left out. Then a part has been written.
    pub(crate) fn write_if_fitting(&self, document: &Document<'_>, out: &mut Vec<u8>) -> bool {
        let place = Place { free_form: false, blanks: true, is_top: true };
        write_object(Some(self), document, place, &mut Writer::behind(out)).is_some()
    }

    /// Writes a value of this field; none if it must change.
    fn write(&self, value: &Value<'_>, place: Place, writer: &mut Writer<'_>) -> Option<Written> {
        match value {
            Value::Text(text) if text.len() > LONGEST_TERM && !place.is_top => return None,
            Value::Text(text) => writer.text(text),
            Value::Object(object) => {
                let types = (!self.is_leaf()).then_some(self);
                return write_object(types, object, Place { is_top: false, ..place }, writer);
            }
            Value::List(elements) => {
                let mut before = b'[';
                for element in elements {
                    writer.byte(before);
                    before = b',';
                    // Lists within lists keep their blanks.
                    let blanks = place.blanks && !matches!(element, Value::List(_));
                    self.write(element, Place { blanks, ..place }, writer)?;
                }
                if elements.is_empty() {
                    writer.byte(b'[');
                }
                writer.byte(b']');
            }
            other => writer.value(other),
        }
        Some(Written::Something)
    }
}

/// What was written.
#[derive(PartialEq, Eq)]
enum Written {
    Something,
    /// An object without fields.
    EmptyObject,
}

/// Where a value is.
#[derive(Clone, Copy)]
struct Place {
    /// Whether it is in a free-form part.
    free_form: bool,
    /// Whether blank fields are left out of it.
    blanks: bool,
    /// Whether it is the document; of a value, whether it is the record's own text.
    is_top: bool,
}

/// Writes an object of which the types are known, or nothing; none if it must change.
fn write_object(
    types: Option<&TypeTree>,
    object: &Document<'_>,
    place: Place,
    writer: &mut Writer<'_>,
) -> Option<Written> {
    let is_free_form = |types: &TypeTree| types.kind == Some(FieldType::ObjectOfKnownFields);
    let free_form = place.free_form || types.is_some_and(is_free_form);
    let mut before = b'{';
    for (name, value) in object.iter() {
        // An object is blank or not when its own blanks are left out; anything else is already.
        if place.blanks && !matches!(value, Value::Object(_)) && says_nothing(value) {
            continue;
        }
        let field = match types.and_then(|types| types.field(name)) {
            Some(field) if field.kind == Some(FieldType::FlatObject) && !flat::is_short(value) => {
                return None;
            }
            Some(field) if field.fits(value) => field,
            Some(_) => return None,
            // What is not indexed may have any name.
            None if contradicts(name, value, types)
                || ((types.is_some() || !free_form) && is_refused(name, types)) =>
            {
                return None;
            }
            None => NO_TYPES,
        };
        let start = writer.position();
        writer.name(before, name);
        let is_top = place.is_top && name == MESSAGE;
        let written = field.write(value, Place { free_form, is_top, ..place }, writer)?;
        if place.blanks && written == Written::EmptyObject {
            writer.back_to(start);
        } else {
            before = b',';
        }
    }
    let is_empty = before == b'{';
    if is_empty {
        writer.byte(b'{');
    }
    writer.byte(b'}');
    Some(if is_empty { Written::EmptyObject } else { Written::Something })
}
