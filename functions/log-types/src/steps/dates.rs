//! Times that AWS writes in more than one way.
//!
//! Java's default form, `Nov 24, 2026, 6:00:00 AM`, gets into logs where a service hands
//! its own objects on, and services leave it from one day to the next. OpenSearch reads it
//! only with the words of the right locale, so it becomes ISO 8601.

use contract::log_spec::{TimestampFormat, UtcOffset};
use ecs::{Document, Value};

use crate::time::Timestamp;

/// As `strptime` has it; older versions of Java write no comma behind the year, and
/// `Date.toString` writes `Tue Nov 24 06:00:00.951 UTC 2026`.
pub(crate) const JAVA: &[TimestampFormat] = &[
    TimestampFormat::pattern("%b %d, %Y, %I:%M:%S %p"),
    TimestampFormat::pattern("%b %d, %Y %I:%M:%S %p"),
    TimestampFormat::pattern("%a %b %d %H:%M:%S%.f UTC %Y"),
];

/// A time in Java's form.
pub(crate) fn java(text: &str) -> Option<Timestamp> {
    let now = Timestamp::from_unix_micros(0);
    // Newer versions write a narrow space before AM and PM.
    let text = text.replace('\u{202f}', " ");
    JAVA.iter().find_map(|format| Timestamp::read_at(&text, format, UtcOffset::UTC, now))
}

/// Writes the times at these paths in ISO 8601, if they are in Java's form.
pub(crate) fn to_iso(document: &mut Document<'_>, paths: &[&str]) {
    for path in paths {
        if let Some(value) = document.at_mut(path) {
            value_to_iso(value);
        }
    }
}

/// As [`to_iso`], for fields of an object or of the objects in a list.
pub(crate) fn to_iso_in(value: &mut Value<'_>, names: &[&str]) {
    match value {
        Value::List(elements) => {
            elements.iter_mut().for_each(|element| to_iso_in(element, names));
        }
        Value::Object(object) => to_iso(object, names),
        _ => {}
    }
}

fn value_to_iso(value: &mut Value<'_>) {
    if let Value::Text(text) = value
        && let Some(time) = java(text)
    {
        *text = time.to_string().into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn javas_form_becomes_iso_8601_and_all_else_stays() {
        for (text, expected) in [
            ("Nov 4, 2026, 6:05:09 AM", "2026-11-04T06:05:09+00:00"),
            ("Nov 24, 2026 12:00:00 PM", "2026-11-24T12:00:00+00:00"),
            ("Nov 24, 2026, 12:00:00\u{202f}AM", "2026-11-24T00:00:00+00:00"),
            ("2026-11-24T06:00:00Z", "2026-11-24T06:00:00Z"),
            ("soon", "soon"),
        ] {
            let mut document = Document::new();
            document.set_at("a.b", text);
            to_iso(&mut document, &["a.b", "a.c", "d"]);
            assert_eq!(document.text_at("a.b"), Some(expected));
        }
    }
}
