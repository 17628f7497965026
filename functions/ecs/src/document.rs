//! A JSON object as a tree that borrows from the record it was read from.
//!
//! Fields keep their order and stand in a plain list: a log record has tens of fields,
//! where a search from the start beats hashing, and one allocation beats many. Numbers
//! are kept as their digits, so that what was delivered comes out unchanged, however
//! long.

use std::borrow::Cow;
use std::cell::Cell;

use crate::Field;
use crate::short::is_same;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as its digits. Must be a number in the grammar of JSON.
    Number(Cow<'a, str>),
    /// A text, without escapes.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Value<'a>>),
    /// An object.
    Object(Document<'a>),
}

impl<'a> Value<'a> {
    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, if it is a list.
    pub fn as_list(&self) -> Option<&[Value<'a>]> {
        match self {
            Self::List(elements) => Some(elements),
            _ => None,
        }
    }

    /// As [`as_object`](Self::as_object), to be changed.
    pub fn as_object_mut(&mut self) -> Option<&mut Document<'a>> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The elements, if it is a list, to be changed.
    pub fn as_list_mut(&mut self) -> Option<&mut [Value<'a>]> {
        match self {
            Self::List(elements) => Some(elements),
            _ => None,
        }
    }

    /// What [`Value::write`] writes.
    pub fn to_json(&self) -> String {
        let mut text = Vec::new();
        self.write(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    }

    /// The object, if it is one.
    pub fn as_object(&self) -> Option<&Document<'a>> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Whether it says nothing: `null` or the empty text.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.is_empty(),
            _ => false,
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<Document<'a>> for Value<'a> {
    fn from(object: Document<'a>) -> Self {
        Self::Object(object)
    }
}

/// Room for the fields of most records, and for those that are added to them.
const OF_RECORD: usize = 64;

thread_local! {
    /// The room of the document that was recycled last.
    static SPARE: Cell<Vec<(Cow<'static, str>, Value<'static>)>> = const { Cell::new(Vec::new()) };
}

/// A JSON object with its fields in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document<'a>(Vec<(Cow<'a, str>, Value<'a>)>);

impl<'a> Document<'a> {
    /// An object without fields.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// An object without fields that has room for some.
    pub fn with_capacity(fields: usize) -> Self {
        Self(Vec::with_capacity(fields))
    }

    /// An object without fields that has room for those of most records: that of a document
    /// which was [recycled](Self::recycle), as its memory is near.
    pub fn of_record() -> Self {
        let spare = SPARE.take();
        Self(if spare.capacity() > 0 { spare } else { Vec::with_capacity(OF_RECORD) })
    }

    /// Leaves the document's room for the next [`of_record`](Self::of_record).
    pub fn recycle(mut self) {
        self.0.clear();
        // There is no field left that would borrow; collecting keeps the room.
        let nothing = |_| (Cow::Borrowed(""), Value::Null);
        SPARE.set(self.0.into_iter().map(nothing).collect());
    }

    /// An object of fields, of which no two may have the same name.
    pub const fn from_fields(fields: Vec<(Cow<'a, str>, Value<'a>)>) -> Self {
        Self(fields)
    }

    /// Number of fields.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has no fields.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value<'a>)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// The names of the fields in order.
    pub fn names(&self) -> impl Iterator<Item = &Cow<'a, str>> {
        self.0.iter().map(|(name, _)| name)
    }

    /// The place of a field, the last first: what was added is looked for soon after.
    #[inline]
    pub(crate) fn place_of(&self, name: &str) -> Option<usize> {
        self.0.iter().rposition(|(n, _)| is_same(n, name))
    }

    /// The name of the field at a place.
    pub(crate) fn name(&self, place: usize) -> Option<&Cow<'a, str>> {
        self.0.get(place).map(|(name, _)| name)
    }

    /// The value of the field at a place.
    pub(crate) fn value(&self, place: usize) -> Option<&Value<'a>> {
        self.0.get(place).map(|(_, value)| value)
    }

    /// As [`value`](Self::value), to be changed.
    pub(crate) fn value_mut(&mut self, place: usize) -> Option<&mut Value<'a>> {
        self.0.get_mut(place).map(|(_, value)| value)
    }

    /// The fields in order, to be changed. Two fields must not get the same name.
    pub fn fields_mut(&mut self) -> &mut Vec<(Cow<'a, str>, Value<'a>)> {
        &mut self.0
    }

    /// The value of a field of this object, dots having no meaning.
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.0.iter().find(|(n, _)| is_same(n, name)).map(|(_, value)| value)
    }

    /// As [`get`](Self::get), to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value<'a>> {
        self.0.iter_mut().find(|(n, _)| is_same(n, name)).map(|(_, value)| value)
    }

    /// Sets a field of this object, in its place if it is there, else at the end.
    pub fn insert(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Value<'a>>) {
        let name = name.into();
        match self.get_mut(&name) {
            Some(there) => *there = value.into(),
            None => self.0.push((name, value.into())),
        }
    }

    /// Adds a field at the end without looking whether it is there: the caller knows
    /// that it is not.
    pub fn push(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Value<'a>>) {
        self.0.push((name.into(), value.into()));
    }

    /// Takes a field out.
    pub fn remove(&mut self, name: &str) -> Option<Value<'a>> {
        let at = self.0.iter().position(|(n, _)| is_same(n, name))?;
        Some(self.0.remove(at).1)
    }

    /// The value at a path: names joined by dots, a number counting into a list.
    pub fn at(&self, path: &str) -> Option<&Value<'a>> {
        let (step, mut rest) = first_step(path);
        let mut value = self.get(step)?;
        while let Some(path) = rest {
            let step;
            (step, rest) = first_step(path);
            value = match value {
                Value::Object(object) => object.get(step)?,
                Value::List(elements) => elements.get(step.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(value)
    }

    /// As [`at`](Self::at), to be changed.
    pub fn at_mut(&mut self, path: &str) -> Option<&mut Value<'a>> {
        let (step, mut rest) = first_step(path);
        let mut value = self.get_mut(step)?;
        while let Some(path) = rest {
            let step;
            (step, rest) = first_step(path);
            value = match value {
                Value::Object(object) => object.get_mut(step)?,
                Value::List(elements) => elements.get_mut(step.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(value)
    }

    /// The text at a path, if there is one and it is not empty.
    pub fn text_at(&self, path: &str) -> Option<&str> {
        self.at(path)?.as_text().filter(|text| !text.is_empty())
    }

    /// Sets an ECS field.
    pub fn set(&mut self, field: Field, value: impl Into<Value<'a>>) {
        self.set_at(field.path, value);
    }

    /// Sets the value at a path. Objects on the way are made where they are missing,
    /// and replace whatever else stands there.
    pub fn set_at(&mut self, path: &'a str, value: impl Into<Value<'a>>) {
        self.set_value_at(path, value.into());
    }

    fn set_value_at(&mut self, path: &'a str, value: Value<'a>) {
        let (step, rest) = first_step(path);
        // What is set is mostly beside what was set just before.
        let last = self.0.iter_mut().rev().find(|(name, _)| is_same(name, step));
        let mut there = last.map(|(_, value)| value);
        if let (Some(Value::Object(object)), Some(rest)) = (&mut there, rest) {
            return object.set_value_at(rest, value);
        }
        let value = match rest {
            Some(rest) => {
                let mut object = Document::new();
                object.set_value_at(rest, value);
                Value::Object(object)
            }
            None => value,
        };
        match there {
            Some(there) => *there = value,
            None => self.0.push((Cow::Borrowed(step), value)),
        }
    }

    /// Takes over the fields of another object. Where both have an object, the two
    /// become one; else the other's value counts.
    pub fn merge(&mut self, other: Document<'a>) {
        for (name, value) in other.0 {
            match (self.get_mut(&name), value) {
                (Some(Value::Object(mine)), Value::Object(others)) => mine.merge(others),
                (Some(mine), value) => *mine = value,
                (None, value) => self.0.push((name, value)),
            }
        }
    }
}

/// The first name of a path, and the path behind it. Paths are short: looking at each
/// byte beats a search made for long texts.
fn first_step(path: &str) -> (&str, Option<&str>) {
    match path.bytes().position(|byte| byte == b'.') {
        Some(dot) => (path.get(..dot).unwrap_or_default(), path.get(dot + 1..)),
        None => (path, None),
    }
}

impl<'a> FromIterator<(Cow<'a, str>, Value<'a>)> for Document<'a> {
    /// Makes an object of fields, of which no two may have the same name.
    fn from_iter<I: IntoIterator<Item = (Cow<'a, str>, Value<'a>)>>(fields: I) -> Self {
        Self(fields.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EVENT_KIND, SOURCE_IP};

    #[test]
    fn a_path_leads_through_objects_and_lists() {
        let mut document = Document::new();
        let element = Document::from_iter([("b".into(), Value::from("deep"))]);
        document.insert("a", Value::List(vec![Value::Null, element.into()]));
        assert_eq!(document.text_at("a.1.b"), Some("deep"));
        assert_eq!(document.at("a.2.b"), None);
        assert_eq!(document.at("a.b"), None);
        assert_eq!(document.at("a.1.b.c"), None);
        *document.at_mut("a.1.b").unwrap() = Value::Null;
        assert_eq!(document.at("a.1.b"), Some(&Value::Null));
        assert_eq!(document.at_mut("a.2.b"), None);
    }

    #[test]
    fn setting_a_path_keeps_its_neighbours() {
        let mut document = Document::new();
        document.set(SOURCE_IP, "192.0.2.1");
        document.set(crate::SOURCE_ADDRESS, "192.0.2.1");
        document.set(SOURCE_IP, "192.0.2.2");
        assert_eq!(document.len(), 1);
        assert_eq!(document.text_at("source.ip"), Some("192.0.2.2"));
        assert_eq!(document.text_at("source.address"), Some("192.0.2.1"));
    }

    #[test]
    fn a_document_gets_the_room_of_the_one_that_was_recycled() {
        let text = "text".to_owned();
        let mut document = Document::of_record();
        document.insert("a", text.as_str());
        let room = document.0.as_ptr().addr();
        document.recycle();
        let next = Document::of_record();
        assert!(next.is_empty());
        assert_eq!(next.0.as_ptr().addr(), room);
        assert_ne!(Document::of_record().0.as_ptr().addr(), room, "it is given out once");
    }

    #[test]
    fn an_object_replaces_a_text_on_the_way() {
        let mut document = Document::new();
        document.insert("event", "text");
        document.set(EVENT_KIND, "alert");
        assert_eq!(document.text_at("event.kind"), Some("alert"));
    }

    #[test]
    fn merging_joins_objects_and_takes_over_the_rest() {
        let mut left = Document::new();
        left.set_at("a.x", "1");
        left.set_at("b", "1");
        let mut right = Document::new();
        right.set_at("a.y", "2");
        right.set_at("b", "2");
        left.merge(right);
        assert_eq!(left.text_at("a.x"), Some("1"));
        assert_eq!(left.text_at("a.y"), Some("2"));
        assert_eq!(left.text_at("b"), Some("2"));
    }
}
