//! The texts of a JSON record where they stand in it.
//!
//! For changing a text in place, byte for byte, without writing the record anew.

use std::borrow::Cow;
use std::ops::Range;

use super::parse::{escaped, quote_or_backslash};

/// A text in a JSON record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StringToken<'a> {
    /// Where it stands, without its quotes.
    pub span: Range<usize>,
    /// What stands there, with its escapes.
    pub raw: &'a str,
    /// Whether it has escapes.
    pub has_escapes: bool,
    /// Whether it is the name of a field.
    pub is_name: bool,
}

impl<'a> StringToken<'a> {
    /// The text, without escapes.
    pub fn text(&self) -> Cow<'a, str> {
        if self.has_escapes { unescaped(self.raw) } else { Cow::Borrowed(self.raw) }
    }

    /// Where a part of the text stands in the record.
    ///
    /// `part` is a range of bytes of the text.
    pub fn span_of(&self, part: Range<usize>) -> Range<usize> {
        if !self.has_escapes {
            return self.span.start + part.start..self.span.start + part.end;
        }
        let raw = self.raw;
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
        // Between two texts there are some signs, or a number.
        let gap = record.as_bytes().get(at..)?.iter().position(|byte| *byte == b'"')?;
        let start = at + gap + 1;
        let mut end = start;
        let mut has_escapes = false;
        loop {
            let rest = record.as_bytes().get(end..)?;
            end += quote_or_backslash(rest)?;
            if record.as_bytes().get(end) == Some(&b'"') {
                break;
            }
            has_escapes = true;
            end += 2;
        }
        at = end + 1;
        let after = record.as_bytes().get(at..)?.iter().find(|byte| !byte.is_ascii_whitespace());
        let is_name = after == Some(&b':');
        Some(StringToken { span: start..end, raw: record.get(start..end)?, has_escapes, is_name })
    })
}

/// A text without its escapes. One that is no escape stays.
pub fn unescaped(raw: &str) -> Cow<'_, str> {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        rest = match escaped(after) {
            Some((character, length)) => {
                text.push(character);
                after.get(length..).unwrap_or_default()
            }
            None => {
                text.push('\\');
                after
            }
        };
    }
    if rest.len() == raw.len() {
        return Cow::Borrowed(raw);
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// Writes a text of JSON without its escapes. Its bytes need not be UTF-8.
pub(crate) fn unescape_bytes(raw: &[u8], out: &mut Vec<u8>) {
    let mut rest = raw;
    while let Some((before, after)) =
        memchr::memchr(b'\\', rest).and_then(|at| Some((rest.get(..at)?, rest.get(at + 1..)?)))
    {
        out.extend_from_slice(before);
        if let Some((&byte @ (b'"' | b'\\' | b'/'), after)) = after.split_first() {
            out.push(byte);
            rest = after;
            continue;
        }
        // Two escapes of a character beyond the first plane are the longest.
        let ascii = after.iter().take(11).take_while(|byte| byte.is_ascii()).count();
        let escape = after.get(..ascii).and_then(|escape| std::str::from_utf8(escape).ok());
        let (character, length) = escape.and_then(escaped).unwrap_or(('\\', 0));
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        rest = after.get(length..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"name" : "a\u00fc\/b", "list":["x","\"y\""]}"#;

    #[test]
    fn texts_come_with_their_place() {
        let found: Vec<_> = strings(RECORD).map(|t| (t.text().into_owned(), t.is_name)).collect();
        let expected =
            [("name", true), ("aü/b", false), ("list", true), ("x", false), ("\"y\"", false)];
        assert_eq!(found, expected.map(|(text, name)| (text.to_owned(), name)));
        let spans: Vec<_> = strings(RECORD).map(|t| &RECORD[t.span]).collect();
        assert_eq!(spans, ["name", r"a\u00fc\/b", "list", "x", r#"\"y\""#]);
    }

    #[test]
    fn bytes_between_escapes_stay_as_they_are() {
        let mut out = Vec::new();
        unescape_bytes(b"a\\n\xff\\\"\\ud83d\\ude00\\u00fc\\ud83dx\\\\", &mut out);
        let parts: [&[u8]; 3] = [b"a\n\xff\"", "\u{1f600}ü\u{fffd}x".as_bytes(), b"\\"];
        assert_eq!(out, parts.concat());
    }

    #[test]
    fn a_part_is_found_behind_escapes() {
        let token = strings(RECORD).nth(1).unwrap();
        assert_eq!(&RECORD[token.span_of(1..3)], r"\u00fc");
        assert_eq!(&RECORD[token.span_of(3..5)], r"\/b");
        assert_eq!(&RECORD[token.span_of(0..5)], r"a\u00fc\/b");
    }
}
