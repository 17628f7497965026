//! ArcSight's Common Event Format.
//!
//! ```text
//! Nov 24 01:02:03 host CEF:0|vendor|product|version|class|name|severity|key=value key=value
//! ```
//!
//! A value may hold spaces, and many writers leave a `=` in it as it is, in addresses of
//! web pages most of all. So what stands before a `=` is a key only if it follows a space
//! and has the signs of one; else it belongs to the value before it.
//!
//! `cs1=value cs1Label=name` becomes `name=value`.
//!
//! Format: <https://www.microfocus.com/documentation/arcsight/arcsight-smartconnectors-8.4/pdfdoc/cef-implementation-standard/cef-implementation-standard.pdf>

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use ecs::{Document, Value};

use super::names::keep_last;

/// The fields of the header in order, the version of the format being the first.
const HEADER: [&str; 7] = [
    "cef_version",
    "cef_device_vendor",
    "cef_device_product",
    "cef_device_version",
    "cef_device_event_class_id",
    "cef_name",
    SEVERITY,
];

/// The last field of the header, and the only one that may be missing.
const SEVERITY: &str = "cef_severity";

/// What the name of a field ends with that holds the name of another one.
const LABEL: &str = "Label";

/// Reads a line; none if it has no header.
pub(super) fn read(line: &str) -> Option<Document<'_>> {
    let mut document = Document::with_capacity(32);
    let mut rest = Some(header(line)?);
    for name in HEADER {
        let Some(text) = rest else { break };
        let end = unescaped(text, b'|');
        let (field, after) = end.and_then(|end| text.split_at_checked(end)).unwrap_or((text, ""));
        // Some writers leave the severity out.
        if name == SEVERITY && next_key(field, true).is_some() {
            break;
        }
        rest = end.and(after.get(1..));
        document.push(name, without_escapes(field.trim_ascii()));
    }
    for (key, value) in Extension::new(rest.unwrap_or_default()) {
        document.push(key, without_escapes(value));
    }
    keep_last(&mut document);
    name_labelled(&mut document);
    Some(document)
}

/// What follows the mark of the format, which a digit must follow.
fn header(line: &str) -> Option<&str> {
    let mut marks = memchr::memmem::find_iter(line.as_bytes(), "CEF:");
    marks.find_map(|at| {
        let header = line.get(at..)?.strip_prefix("CEF:")?.trim_ascii_start();
        header.starts_with(|c: char| c.is_ascii_digit()).then_some(header)
    })
}

/// The place of the first such sign that has no backslash before it.
fn unescaped(text: &str, sign: u8) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = text.as_bytes().get(at..)?;
        let found = memchr::memchr2(sign, b'\\', rest)?;
        if rest.get(found) == Some(&sign) {
            return Some(at + found);
        }
        at += found + 2;
    }
}

/// The keys and values behind the header.
#[derive(Debug)]
struct Extension<'a> {
    /// The next key, and what stands behind its `=`.
    next: Option<(&'a str, &'a str)>,
}

impl<'a> Extension<'a> {
    fn new(text: &'a str) -> Self {
        Self { next: next_key(text, true).map(|(_, key, rest)| (key, rest)) }
    }
}

impl<'a> Iterator for Extension<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let (key, rest) = self.next.take()?;
        let mut value = rest;
        if let Some((before, key, rest)) = next_key(rest, false) {
            value = before;
            self.next = Some((key, rest));
        }
        Some((key, value.trim()))
    }
}

/// The first key with what stands before it and what behind its `=`. Only the first key
/// of all may stand at the start.
fn next_key(text: &str, is_first: bool) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let end = from + unescaped(text.get(from..)?, b'=')?;
        let (before, rest) = text.split_at_checked(end)?;
        let since = before.get(from..)?;
        let start = since.rfind(|c| !is_of_key(c));
        let start = start.map_or(from, |at| from + at + since.get(at..).map_or(0, first_length));
        let (before, key) = before.split_at_checked(start)?;
        let follows_space = (start == 0 && is_first) || before.ends_with(char::is_whitespace);
        if follows_space && !key.is_empty() {
            return Some((before, key, rest.get(1..)?));
        }
        from = end + 1;
    }
}

fn first_length(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

fn is_of_key(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '[' | ']')
}

/// A value without its escapes. A backslash before any other sign is itself.
fn without_escapes(text: &str) -> Cow<'_, str> {
    let mut rest = text;
    let mut out = String::new();
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        let (before, escape) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let (text, length) = match escape.as_bytes().get(1) {
            Some(b'|') => ("|", 2),
            Some(b'=') => ("=", 2),
            Some(b'\\') => ("\\", 2),
            Some(b'n') => ("\n", 2),
            Some(b'r') => ("\r", 2),
            _ => ("\\", 1),
        };
        out.push_str(text);
        rest = escape.get(length..).unwrap_or_default();
    }
    if out.is_empty() {
        return Cow::Borrowed(rest);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Gives fields the names that others hold for them.
fn name_labelled(document: &mut Document<'_>) {
    let label = |(name, value): (&str, &Value<'_>)| {
        let label = value.as_text().filter(|label| !label.is_empty())?;
        Some((name.strip_suffix(LABEL)?.to_owned(), label.to_owned()))
    };
    let mut labels: HashMap<_, _> = document.iter().filter_map(label).collect();
    if labels.is_empty() {
        return;
    }
    let mut labelled = HashSet::new();
    for (name, _) in document.fields_mut() {
        if let Some((old, label)) = labels.remove_entry(name.as_ref()) {
            *name = Cow::Owned(label);
            labelled.insert(old);
        }
    }
    let is_label = |name: &str| name.strip_suffix(LABEL).is_some_and(|n| labelled.contains(n));
    document.fields_mut().retain(|(name, _)| !is_label(name));
    keep_last(document);
}

#[cfg(test)]
mod tests;
