//! Fields that are renamed, taken apart or kept as text before they are mapped.

use std::borrow::Cow;

use contract::log_spec::{Extraction, LogSpec};
use ecs::{Document, Value};
use regex::Regex;

use crate::log_type::SpecError;

/// What the extractions of a type need, in their order.
#[derive(Debug, Default)]
pub(crate) struct Patterns(Vec<Option<Regex>>);

impl Patterns {
    /// Makes the regular expressions of a type ready.
    pub(crate) fn of(spec: &LogSpec) -> Result<Self, SpecError> {
        let pattern = |extraction: &Extraction| match extraction {
            Extraction::Pattern(pattern) => Regex::new(pattern).map(Some),
            _ => Ok(None),
        };
        let patterns = spec.extracts.iter().map(|extract| {
            pattern(&extract.into).map_err(|source| SpecError::Pattern {
                name: spec.name.to_string(),
                what: format!("the pattern for `{}`", extract.field),
                source: Box::new(source),
            })
        });
        patterns.collect::<Result<_, _>>().map(Self)
    }
}

/// Renames fields and takes them apart.
pub(crate) fn prepare<'a>(document: &mut Document<'a>, spec: &'a LogSpec, patterns: &'a Patterns) {
    for rename in spec.renames.iter() {
        if let Some(value) = document.remove(&rename.from) {
            document.insert(rename.to.as_ref(), value);
        }
    }
    for (extract, pattern) in spec.extracts.iter().zip(&patterns.0) {
        let Some(Value::Text(text)) = document.at(&extract.field) else { continue };
        let text = text.clone();
        take_apart(&text, &extract.into, pattern.as_ref(), |name, part| {
            document.set_at(name, part);
        });
    }
}

/// Gives each part of a text to `set`, with the name of its field.
#[expect(clippy::ptr_arg, reason = "a part is borrowed where the text is")]
fn take_apart<'a>(
    text: &Cow<'a, str>,
    into: &'a Extraction,
    pattern: Option<&'a Regex>,
    mut set: impl FnMut(&'a str, Value<'a>),
) {
    match into {
        Extraction::HostAndPort { host, port } => {
            let Some((address, number)) = text.rsplit_once(':') else { return };
            let address = address.trim_start_matches('[').trim_end_matches(']');
            set(host, part_of(text, address));
            set(port, part_of(text, number));
        }
        Extraction::RequestLine { method, url, version } => {
            let Some((verb, rest)) = text.split_once(' ') else { return };
            set(method, part_of(text, verb));
            let (target, protocol) = rest.rsplit_once(' ').unwrap_or((rest, ""));
            set(url, part_of(text, target));
            if let Some(number) = protocol.strip_prefix("HTTP/") {
                set(version, part_of(text, number));
            }
        }
        Extraction::Pattern(_) => {
            let Some(pattern) = pattern else { return };
            let Some(captures) = pattern.captures(text) else { return };
            for name in pattern.capture_names().flatten() {
                if let Some(found) = captures.name(name) {
                    set(name, part_of(text, found.as_str()));
                }
            }
        }
    }
}

/// A part of a text, borrowed where the text is.
pub(crate) fn part_of<'a>(text: &Cow<'a, str>, part: &str) -> Value<'a> {
    match text {
        Cow::Borrowed(whole) => {
            let start = part.as_ptr().addr().saturating_sub(whole.as_ptr().addr());
            let borrowed = whole.get(start..start + part.len());
            borrowed.map_or_else(|| Value::from(part.to_owned()), Value::from)
        }
        Cow::Owned(_) => Value::from(part.to_owned()),
    }
}

/// Keeps the objects and lists at these paths as one text, JSON, each.
pub(crate) fn keep_as_text<'a>(document: &mut Document<'a>, spec: &'a LogSpec) {
    for path in spec.kept_as_text.iter() {
        let text = match document.at(path) {
            Some(value @ (Value::Object(_) | Value::List(_))) => {
                let mut text = Vec::new();
                value.write(&mut text);
                String::from_utf8_lossy(&text).into_owned()
            }
            _ => continue,
        };
        document.set_at(path, text);
    }
}
