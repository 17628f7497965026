//! Fields of an object that have the same name.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use ecs::{Document, Value};

/// Up to how many fields comparing all names beats hashing them.
const FEW: usize = 24;

/// A field of an object.
pub(super) type Field<'a> = (Cow<'a, str>, Value<'a>);

/// The fields as an object; those that have the same name are one list in the place of
/// the first.
pub(super) fn with_lists(fields: Vec<Field<'_>>) -> Document<'_> {
    let mut object = Document::with_capacity(fields.len().min(FEW));
    let mut places = HashMap::new();
    let hashed = fields.len() > FEW;
    for (name, value) in fields {
        let place = if hashed {
            places.get(&name).copied()
        } else {
            object.names().position(|there| *there == name)
        };
        let Some(place) = place else {
            if hashed {
                places.insert(name.clone(), object.len());
            }
            object.push(name, value);
            continue;
        };
        let Some((_, there)) = object.fields_mut().get_mut(place) else { continue };
        match there {
            // The value of an element is never a list by itself.
            Value::List(elements) => elements.push(value),
            first => *first = Value::List(vec![std::mem::replace(first, Value::Null), value]),
        }
    }
    object
}

/// Takes out all but the last field of each name.
pub(super) fn keep_last(object: &mut Document<'_>) {
    let fields = object.fields_mut();
    if fields.len() <= FEW && is_each_once(fields) {
        return;
    }
    let mut seen = HashSet::new();
    let mut keep: Vec<_> = fields.iter().rev().map(|(name, _)| seen.insert(name.clone())).collect();
    fields.retain(|_| keep.pop().unwrap_or(true));
}

fn is_each_once(fields: &[Field<'_>]) -> bool {
    let mut rest = fields;
    while let Some(((name, _), others)) = rest.split_first() {
        if others.iter().any(|(other, _)| other == name) {
            return false;
        }
        rest = others;
    }
    true
}
