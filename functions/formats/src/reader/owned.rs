//! Documents of a text that had to be changed to be read: they borrow from nothing.

use std::borrow::Cow;

use ecs::{Document, Value};

pub(super) fn owned_object(mut object: Document<'_>) -> Document<'static> {
    let fields = std::mem::take(object.fields_mut());
    fields.into_iter().map(|(name, value)| (owned_text(name), owned(value))).collect()
}

fn owned(value: Value<'_>) -> Value<'static> {
    match value {
        Value::Null => Value::Null,
        Value::Bool(value) => Value::Bool(value),
        Value::Number(digits) => Value::Number(owned_text(digits)),
        Value::Text(text) => Value::Text(owned_text(text)),
        Value::List(elements) => Value::List(elements.into_iter().map(owned).collect()),
        Value::Object(object) => Value::Object(owned_object(object)),
    }
}

fn owned_text(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}
