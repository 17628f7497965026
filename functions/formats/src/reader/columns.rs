//! Lines whose fields stand between separators.
//!
//! This is the hot path of the largest logs: values are borrowed from the line, and only
//! the document itself is allocated.
//!
//! A field of quoted text keeps its escapes as they are written: `\"` and `\x22` are
//! what dashboards and saved searches know from the original.

use std::borrow::Cow;

use contract::log_spec::{Columns, Quoting, Separator};
use ecs::Document;

use crate::Names;
use crate::header::LEFT_OUT;

/// Reads lines with columns.
#[derive(Debug)]
pub(super) struct ColumnsReader {
    separator: Separator,
    quoting: Quoting,
    names: Names,
}

impl ColumnsReader {
    pub(super) fn new(columns: &Columns) -> Self {
        let names = Names::new(columns.names.iter().map(str::to_owned).collect());
        Self { separator: columns.separator, quoting: columns.quoting, names }
    }

    /// The fields of `line`, called as the object says, else as the format says.
    pub(super) fn read<'a>(&'a self, line: &'a str, names: Option<&'a Names>) -> Document<'a> {
        let Names(names) = names.unwrap_or(&self.names);
        let mut document = Document::of_record();
        let fields = Fields::new(line, self.separator, self.quoting);
        for (name, value) in names.iter().zip(fields) {
            if name != LEFT_OUT && !name.is_empty() {
                document.push(name.as_str(), value);
            }
        }
        document
    }
}

/// The fields of a line.
#[derive(Debug)]
struct Fields<'a> {
    /// What has not been looked at; none behind the last field.
    rest: Option<&'a str>,
    separator: u8,
    /// Whether several separators in a row count as one.
    runs: bool,
    quoting: Quoting,
}

impl<'a> Fields<'a> {
    fn new(line: &'a str, separator: Separator, quoting: Quoting) -> Self {
        let byte = match separator {
            Separator::Spaces | Separator::Space => b' ',
            Separator::Tab => b'\t',
            Separator::Comma => b',',
            Separator::Semicolon => b';',
            Separator::Pipe => b'|',
        };
        let line = line.trim_end_matches(['\r', '\n']);
        Self { rest: Some(line), separator: byte, runs: separator == Separator::Spaces, quoting }
    }

    const fn separates(&self, byte: u8) -> bool {
        byte == self.separator || (self.runs && byte == b'\t')
    }

    /// Whether a field may end here: a separator follows, or nothing.
    fn ends(&self, text: &str, at: usize) -> bool {
        text.as_bytes().get(at).is_none_or(|&byte| self.separates(byte))
    }

    /// Length of the field that `text` begins with if no quote is heeded.
    fn plain_length(&self, text: &str) -> usize {
        let bytes = text.as_bytes();
        let found = if self.runs {
            memchr::memchr2(b' ', b'\t', bytes)
        } else {
            memchr::memchr(self.separator, bytes)
        };
        found.unwrap_or(bytes.len())
    }

    /// The field up to `length`, what follows it and its separator being left.
    fn take(&mut self, text: &'a str, length: usize) -> &'a str {
        let (field, rest) = text.split_at_checked(length).unwrap_or((text, ""));
        self.rest = rest.get(1..);
        field
    }

    fn plain(&mut self, text: &'a str) -> &'a str {
        self.take(text, self.plain_length(text))
    }

    /// A field behind its opening mark, up to a closing one that a separator follows,
    /// unless the version of HTTP and another mark come next: a URL may hold quotes, and
    /// what it is in is the request. One that is never closed was cut, and goes to the end of the line.
    fn marked(&mut self, text: &'a str, close: u8) -> &'a str {
        let marks = memchr::memchr_iter(close, text.as_bytes());
        let mut closing = marks.filter(|&at| self.ends(text, at + 1));
        let end = match close {
            b'"' => {
                let ends = |at: &usize| !is_escaped(text, *at) && !within_request(text, *at);
                closing.clone().find(ends).or_else(|| closing.next())
            }
            _ => closing.next(),
        };
        match end {
            Some(end) => {
                let field = self.take(text, end + 1);
                field.get(..end).unwrap_or_default()
            }
            None => {
                self.rest = None;
                text
            }
        }
    }

    /// A field of CSV behind its opening quote. What follows the closing one belongs to
    /// the field as well, as Python reads it.
    fn csv(&mut self, text: &'a str) -> Cow<'a, str> {
        let mut field = Cow::Borrowed("");
        let mut text = text;
        loop {
            let Some(length) = memchr::memchr(b'"', text.as_bytes()) else {
                self.rest = None;
                return field + text;
            };
            let (part, rest) = text.split_at_checked(length).unwrap_or((text, ""));
            let rest = rest.get(1..).unwrap_or_default();
            match rest.strip_prefix('"') {
                Some(rest) => {
                    field = field + part + "\"";
                    text = rest;
                }
                None => return field + part + self.plain(rest),
            }
        }
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Cow<'a, str>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let mut text = self.rest?;
        if self.runs {
            text = text.trim_start_matches([' ', '\t']);
            if text.is_empty() {
                self.rest = None;
                return None;
            }
        }
        let mark = text.as_bytes().first().copied();
        let marked = || text.get(1..).unwrap_or_default();
        Some(match (self.quoting, mark) {
            (Quoting::Csv, Some(b'"')) => self.csv(marked()),
            (Quoting::Lenient | Quoting::LenientAndBrackets, Some(b'"')) => {
                Cow::Borrowed(self.marked(marked(), b'"'))
            }
            (Quoting::LenientAndBrackets, Some(b'[')) => Cow::Borrowed(self.marked(marked(), b']')),
            _ => Cow::Borrowed(self.plain(text)),
        })
    }
}

/// Whether ` HTTP/1.1"` stands behind the quote at this place.
fn within_request(text: &str, quote: usize) -> bool {
    let behind = text.as_bytes().get(quote + 2..).unwrap_or_default();
    let version = behind.strip_prefix(b"HTTP/").unwrap_or_default();
    let length = version.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    length > 0 && version.get(length) == Some(&b'"')
}

/// Whether an odd number of backslashes stands before a place.
fn is_escaped(text: &str, at: usize) -> bool {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    before.iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
}

#[cfg(test)]
mod tests;
