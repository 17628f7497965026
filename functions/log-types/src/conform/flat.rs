//! Objects that are indexed as one field.
//!
//! OpenSearch keeps each of their values as a term behind its path, and that once more behind
//! the name of the field, and refuses a document for a term that is too long. The names come
//! from outside, so that a path may be of any length.

use std::borrow::Cow;
use std::fmt::Display;

use ecs::{Document, LONGEST_TERM, TRUNCATION_MARK, Value};

use super::rename;

/// Twice the path of any field that a log type can have is shorter.
const LONGEST_FIELD: usize = 1_024;

/// A longer name is cut.
const LONGEST_NAME: usize = 512;

/// An object with a longer path is kept as text.
const LONGEST_PATH: usize = LONGEST_TERM / 2;

/// Cuts what is too long in the value of a field.
pub(super) fn fit(field: &dyn Display, value: &mut Value<'_>) {
    fit_at(format!("{field}.{field}").len(), value);
}

/// Whether nothing in the value is too long, whatever the path of its field.
pub(super) fn is_short(value: &Value<'_>) -> bool {
    is_short_at(LONGEST_FIELD, value)
}

fn is_short_at(path: usize, value: &Value<'_>) -> bool {
    match value {
        Value::Object(object) => object.iter().all(|(name, value)| {
            let path = path + ".".len() + name.len();
            name.len() <= LONGEST_NAME && path <= LONGEST_PATH && is_short_at(path, value)
        }),
        Value::List(elements) => elements.iter().all(|element| is_short_at(path, element)),
        Value::Text(text) => text.len() <= LONGEST_TERM.saturating_sub(path + "=".len()),
        _ => true,
    }
}

/// Cuts what is too long behind a path of this many bytes.
fn fit_at(path: usize, value: &mut Value<'_>) {
    match value {
        Value::Object(_) | Value::List(_) if path > LONGEST_PATH => {
            *value = Value::from(value.to_json());
            cut(path, value);
        }
        Value::Object(object) => fit_fields(path, object),
        Value::List(elements) => elements.iter_mut().for_each(|element| fit_at(path, element)),
        _ => cut(path, value),
    }
}

fn fit_fields(path: usize, object: &mut Document<'_>) {
    let long = object.fields_mut().iter().enumerate();
    let long: Vec<usize> =
        long.filter(|(_, (name, _))| name.len() > LONGEST_NAME).map(|(n, _)| n).collect();
    for n in long {
        rename(object, n, |name| cut_text(name, LONGEST_NAME));
    }
    for (name, value) in object.fields_mut() {
        fit_at(path + ".".len() + name.len(), value);
    }
}

/// Cuts a text or number.
fn cut(path: usize, value: &mut Value<'_>) {
    let longest = LONGEST_TERM.saturating_sub(path + "=".len());
    if let Value::Text(text) = value
        && text.len() > longest
    {
        *text = Cow::Owned(cut_text(text, longest));
    }
}

fn cut_text(text: &str, longest: usize) -> String {
    let end = text.floor_char_boundary(longest.saturating_sub(TRUNCATION_MARK.len()));
    [text.get(..end).unwrap_or_default(), TRUNCATION_MARK].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The longest term of the object's values.
    fn longest(path: usize, value: &Value<'_>) -> usize {
        match value {
            Value::Object(object) => {
                let below =
                    |(name, value): (&str, &Value<'_>)| longest(path + 1 + name.len(), value);
                object.iter().map(below).max().unwrap_or(path)
            }
            Value::List(elements) => {
                elements.iter().map(|element| longest(path, element)).max().unwrap_or(path)
            }
            other => path + 1 + other.as_text().map_or(0, str::len),
        }
    }

    #[test]
    fn no_term_is_too_long_whatever_the_names() {
        let name = "n".repeat(40_000);
        let deep = (0..200).fold(Value::from("é".repeat(20_000)), |inner, n| {
            Document::from_iter([(format!("{n}{name}").into(), inner)]).into()
        });
        let list = Value::List(vec!["x".repeat(LONGEST_TERM).into(), Value::Null]);
        for value in [deep, list] {
            let mut value = Document::from_iter([("a".into(), value)]).into();
            assert!(longest("lambda.json".len(), &value) > LONGEST_TERM);
            fit_at("lambda.json".len(), &mut value);
            assert!(longest("lambda.json".len(), &value) <= LONGEST_TERM);
            assert!(value.to_json().contains(TRUNCATION_MARK));
        }
    }

    #[test]
    fn names_that_begin_alike_stay_apart() {
        let names = ["a", "b"].map(|end| "n".repeat(LONGEST_NAME) + end);
        let fields = names.map(|name| (Cow::from(name), Value::from("x")));
        let mut value = Value::from(Document::from_iter(fields));
        fit_at(0, &mut value);
        let object = value.as_object().unwrap();
        assert_eq!(object.len(), 2);
        assert_ne!(object.names().next(), object.names().nth(1));
    }

    #[test]
    fn what_is_short_stays_as_it_is() {
        let text = r#"{"a":{"b":["x",1,null,{"c":true}]}}"#;
        let mut value = Value::from(formats::json::parse_object(text).unwrap());
        fit_at(100, &mut value);
        assert_eq!(value.to_json(), text);
    }
}
