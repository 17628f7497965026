//! JSON, and what is nearly JSON.

use ecs::Document;

use super::owned::owned_object;
use crate::json::{JsonError, parse_object};

/// Reads a JSON object.
///
/// nginx and the audit log of OpenSearch write bytes as `\xNN`, which is no escape of
/// JSON. Such a text is read with these four characters as they are.
pub(super) fn read(text: &str) -> Result<Document<'_>, JsonError> {
    parse_object(text).or_else(|error| {
        let escaped = escape_hexadecimal(text).ok_or(error)?;
        parse_object(&escaped).map(owned_object).map_err(|_| error)
    })
}

/// The text with a second backslash in front of each `\x`, if there is one.
fn escape_hexadecimal(text: &str) -> Option<String> {
    let mut escaped = String::new();
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        let (before, escape) = rest.split_at_checked(at)?;
        // Whatever stands behind the backslash goes with it: it may be another one.
        let length = 1 + escape.chars().nth(1).map_or(0, char::len_utf8);
        let (escape, after) = escape.split_at_checked(length)?;
        escaped.push_str(before);
        escaped.push_str(if escape == r"\x" { r"\\x" } else { escape });
        rest = after;
    }
    escaped.push_str(rest);
    (escaped.len() > text.len()).then_some(escaped)
}

#[cfg(test)]
mod tests {
    use ecs::Value;

    use super::*;

    #[test]
    fn a_hexadecimal_escape_is_read_as_it_is() {
        let document = read(r#"{"a":"\x22x\x5C\n","b":[{"c":"\\x22"},1,null,true]}"#).unwrap();
        assert_eq!(document.text_at("a"), Some("\\x22x\\x5C\n"));
        assert_eq!(document.text_at("b.0.c"), Some(r"\x22"));
        assert_eq!(document.at("b.3"), Some(&Value::Bool(true)));
    }

    #[test]
    fn a_hexadecimal_escape_behind_a_backslash_is_one() {
        let document = read(r#"{"a":"\\\x22 \\x22"}"#).unwrap();
        assert_eq!(document.text_at("a"), Some(r"\\x22 \x22"));
    }

    #[test]
    fn json_that_was_cut_is_not_read() {
        assert_eq!(read(r#"{"a":"\x22"#), Err(JsonError::Invalid(6)));
        assert!(read(r#"{"a":"\"#).is_err());
        assert!(read(r#"{"a":"\ü"}"#).is_err());
        assert!(read("").is_err());
    }
}
