//! The texts of a JSON record where they stand in it.
//!
//! For changing a text in place, byte for byte, without writing the record anew.

use std::borrow::Cow;
use std::ops::Range;

use super::parse::{escaped, unescape};

/// A text in a JSON record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StringToken<'a> {
    /// Where it stands, without its quotes.
    pub span: Range<usize>,
    /// The text, without escapes.
    pub text: Cow<'a, str>,
    /// Whether it is the name of a field.
    pub is_name: bool,
}

impl StringToken<'_> {
    /// Where a part of the text stands in `record`, of which this token is.
    ///
    /// `part` is a range of bytes of the text.
    pub fn span_of(&self, record: &str, part: Range<usize>) -> Range<usize> {
        if self.text.len() == self.span.len() {
            return self.span.start + part.start..self.span.start + part.end;
        }
        let raw = record.get(self.span.clone()).unwrap_or_default();
        let (mut raw_at, mut text_at) = (0, 0);
        let mut start = None;
        while raw_at < raw.len() && text_at < part.end {
            if text_at >= part.start && start.is_none() {
                start = Some(raw_at);
            }
            let (length, text_length) = character(raw.get(raw_at..).unwrap_or_default());
            raw_at += length;
            text_at += text_length;
        }
        let start = start.unwrap_or(raw_at);
        self.span.start + start..self.span.start + raw_at
    }
}

/// How long the first character of `raw` is there, and how long in the text.
fn character(raw: &str) -> (usize, usize) {
    let Some(first) = raw.chars().next() else {
        return (1, 1);
    };
    if first == '\\'
        && let Some((character, length)) = raw.get(1..).and_then(escaped)
    {
        return (1 + length, character.len_utf8());
    }
    (first.len_utf8(), first.len_utf8())
}

/// The texts of a record in order, names of fields included.
///
/// `record` is valid JSON; of anything else, the texts up to where it goes wrong.
pub fn strings(record: &str) -> impl Iterator<Item = StringToken<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + memchr::memchr(b'"', record.as_bytes().get(at..)?)? + 1;
        let rest = record.get(start..)?;
        let length = memchr::memchr2(b'"', b'\\', rest.as_bytes())?;
        let (text, length) = if rest.as_bytes().get(length) == Some(&b'"') {
            (Cow::Borrowed(rest.get(..length)?), length)
        } else {
            let (text, length) = unescape(rest)?;
            (Cow::Owned(text), length - 1)
        };
        at = start + length + 1;
        let after = record.get(at..).unwrap_or_default().trim_ascii_start();
        Some(StringToken { span: start..start + length, text, is_name: after.starts_with(':') })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"name" : "a\u00fc\/b", "list":["x","\"y\""]}"#;

    #[test]
    fn texts_come_with_their_place() {
        let found: Vec<_> = strings(RECORD).map(|t| (t.text.into_owned(), t.is_name)).collect();
        let expected =
            [("name", true), ("aü/b", false), ("list", true), ("x", false), ("\"y\"", false)];
        assert_eq!(found, expected.map(|(text, name)| (text.to_owned(), name)));
        let spans: Vec<_> = strings(RECORD).map(|t| &RECORD[t.span]).collect();
        assert_eq!(spans, ["name", r"a\u00fc\/b", "list", "x", r#"\"y\""#]);
    }

    #[test]
    fn a_part_is_found_behind_escapes() {
        let token = strings(RECORD).nth(1).unwrap();
        assert_eq!(&RECORD[token.span_of(RECORD, 1..3)], r"\u00fc");
        assert_eq!(&RECORD[token.span_of(RECORD, 3..5)], r"\/b");
        assert_eq!(&RECORD[token.span_of(RECORD, 0..5)], r"a\u00fc\/b");
    }
}
