//! Values that are objects in some records and texts in others.

use ecs::{Document, Value};

/// A text at `path` becomes an object with the text in `name`, so that the field is an
/// object in every record.
pub(crate) fn text(document: &mut Document<'_>, path: &str, name: &'static str) {
    let Some(value) = document.at_mut(path) else { return };
    if value.as_text().is_some_and(|text| !text.is_empty()) {
        let text = std::mem::replace(value, Value::Null);
        *value = Document::from_iter([(name.into(), text)]).into();
    }
}

/// As [`text`], and for lists of texts, numbers and truth values too; objects and lists of
/// them stay.
pub(crate) fn plain(document: &mut Document<'_>, path: &str, name: &'static str) {
    let Some(value) = document.at_mut(path) else { return };
    let stays = match value {
        Value::Object(_) | Value::Null => true,
        Value::List(elements) => elements.first().is_none_or(|e| e.as_object().is_some()),
        _ => false,
    };
    if !stays {
        let plain = std::mem::replace(value, Value::Null);
        *value = Document::from_iter([(name.into(), plain)]).into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(record: &str, wrap: fn(&mut Document<'_>, &str, &'static str)) -> String {
        let mut document = formats::json::parse_object(record).unwrap();
        wrap(&mut document, "a.b", "value");
        Value::from(document).to_json()
    }

    #[test]
    fn a_text_becomes_an_object_and_an_object_stays() {
        assert_eq!(wrapped(r#"{"a":{"b":"x"}}"#, text), r#"{"a":{"b":{"value":"x"}}}"#);
        for record in [r#"{"a":{"b":{"c":1}}}"#, r#"{"a":{"b":["x"]}}"#, r#"{"a":"b"}"#] {
            assert_eq!(wrapped(record, text), record);
        }
    }

    #[test]
    fn a_list_of_texts_becomes_an_object_and_a_list_of_objects_stays() {
        assert_eq!(wrapped(r#"{"a":{"b":["x"]}}"#, plain), r#"{"a":{"b":{"value":["x"]}}}"#);
        assert_eq!(wrapped(r#"{"a":{"b":7}}"#, plain), r#"{"a":{"b":{"value":7}}}"#);
        for record in [r#"{"a":{"b":[{"c":1}]}}"#, r#"{"a":{"b":[]}}"#, r#"{"a":{"b":null}}"#] {
            assert_eq!(wrapped(record, plain), record);
        }
    }
}
