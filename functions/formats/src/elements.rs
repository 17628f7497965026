//! Splitting a stream into XML elements of one name, wherever they stand.
//!
//! Markup around them (declarations, comments, elements that hold them) is no record
//! and means nothing. Text around them that is not white space is a bad stretch.
//!
//! Where a record is damaged, reading goes on where another seems to begin: at the tag
//! of an element of the same name that begins a line as the damaged one did, or, where
//! the markup itself is broken, at the next tag of that name.

use std::io::{self, Read};

use memchr::memmem;

use crate::input::{Input, Rest};
use crate::records::{BadReason, Found};

/// Splits a stream into XML elements.
#[derive(Debug, Clone)]
pub(crate) struct ElementSplitter {
    name: Vec<u8>,
    record_bytes: usize,
    /// What stands before the current place in its line, if it is white space only.
    indentation: Option<Vec<u8>>,
}

/// Why markup could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// More bytes are needed.
    Incomplete,
    /// What follows is no XML.
    Invalid,
    /// An element like it begins within, at this place: its end is missing.
    Another(usize),
}

/// A piece of markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Markup {
    /// The tag that begins an element of the name that is looked for.
    Start { empty: bool },
    /// The tag that ends it.
    End,
    /// Anything else.
    Other,
}

impl ElementSplitter {
    pub(crate) fn new(name: &str, record_bytes: usize) -> Self {
        let name = name.as_bytes().to_vec();
        Self { name, record_bytes, indentation: Some(Vec::new()) }
    }

    /// The next record or bad stretch.
    pub(crate) fn next_found<R: Read>(
        &mut self,
        input: &mut Input<R>,
    ) -> io::Result<Option<Found>> {
        loop {
            let Some(first) = self.skip_space(input) else {
                return input.end();
            };
            if first != b'<' {
                return Ok(Some(self.skip_text(input)));
            }
            let window = input.unused();
            let window = window.get(..self.record_bytes).unwrap_or(window);
            let is_record = match self.markup(window) {
                Ok((Markup::Other | Markup::End, length)) => {
                    self.consume(input, length);
                    continue;
                }
                Ok((Markup::Start { .. }, _)) => true,
                Err(_) => self.begins_record(window),
            };
            let stop = match self.element(window) {
                Ok(length) if is_record => {
                    let start = input.start();
                    self.consume(input, length);
                    return Ok(Some(Found::Record(start..start + length)));
                }
                Ok(_) => Stop::Invalid,
                Err(stop) => stop,
            };
            if stop == Stop::Incomplete && window.len() < self.record_bytes && !input.ended() {
                input.fill();
                continue;
            }
            let reason = match stop {
                Stop::Incomplete if window.len() == self.record_bytes => BadReason::TooLong,
                Stop::Incomplete if input.rest() == Rest::Unknown => return input.end(),
                Stop::Incomplete | Stop::Another(_) => BadReason::CutShort,
                Stop::Invalid => BadReason::NotXml,
            };
            let another = if let Stop::Another(at) = stop { Some(at) } else { None };
            return Ok(Some(self.bad(input, reason, another)));
        }
    }

    /// Steps over white space, marks and padding. What follows; none at the end.
    fn skip_space<R: Read>(&mut self, input: &mut Input<R>) -> Option<u8> {
        loop {
            let unused = input.unused();
            let Some(&byte) = unused.first() else {
                if input.ended() {
                    return None;
                }
                input.fill();
                continue;
            };
            // A byte-order mark may be cut by the end of what was read.
            let is_mark = matches!(byte, 0xef | 0xbb | 0xbf);
            if !byte.is_ascii_whitespace() && byte != 0 && !is_mark {
                return Some(byte);
            }
            self.consume(input, 1);
        }
    }

    /// Marks bytes as used, and looks whether a line was begun with them.
    fn consume<R: Read>(&mut self, input: &mut Input<R>, length: usize) {
        let used = input.unused().get(..length).unwrap_or_default();
        let line = memchr::memrchr(b'\n', used).map(|at| at + 1);
        if line.is_some() {
            self.indentation = Some(Vec::new());
        }
        let used = used.get(line.unwrap_or(0)..).unwrap_or_default();
        if used.iter().any(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | 0 | 0xef | 0xbb | 0xbf)) {
            self.indentation = None;
        } else if let Some(indentation) = &mut self.indentation {
            let blank = used.iter().filter(|byte| matches!(byte, b' ' | b'\t'));
            indentation.extend(blank.take(MAX_INDENT.saturating_sub(indentation.len())));
        }
        input.consume(length);
    }

    /// Steps over text that is in no element, to the end of the line or the next tag.
    fn skip_text<R: Read>(&mut self, input: &mut Input<R>) -> Found {
        let offset = input.position();
        loop {
            let unused = input.unused();
            let end = memchr::memchr2(b'<', b'\n', unused);
            let length = end.unwrap_or(unused.len());
            self.consume(input, length);
            if end.is_some() || input.ended() {
                let length = input.position() - offset;
                return Found::Bad { reason: BadReason::NotXml, offset, length };
            }
            input.fill();
        }
    }

    /// Steps over a bad stretch, to where another record begins.
    fn bad<R: Read>(
        &mut self,
        input: &mut Input<R>,
        reason: BadReason,
        another: Option<usize>,
    ) -> Found {
        let offset = input.position();
        if let Some(another) = another {
            self.consume(input, another);
        } else {
            self.consume(input, 1);
            self.skip_to_tag(input);
        }
        Found::Bad { reason, offset, length: input.position() - offset }
    }

    fn skip_to_tag<R: Read>(&mut self, input: &mut Input<R>) {
        let tag = [b"<", self.name.as_slice()].concat();
        let finder = memmem::Finder::new(&tag);
        loop {
            let unused = input.unused();
            let found = finder.find(unused);
            let after = found.and_then(|at| unused.get(at + tag.len()));
            if let (Some(at), Some(after)) = (found, after) {
                if ends_name(*after) {
                    return self.consume(input, at);
                }
                self.consume(input, at + 1);
                continue;
            }
            if input.ended() {
                return self.consume(input, unused.len());
            }
            let length = found.unwrap_or(unused.len().saturating_sub(tag.len()));
            self.consume(input, length);
            input.fill();
        }
    }

    /// Whether bytes begin with a tag of the name, complete or not.
    fn begins_record(&self, bytes: &[u8]) -> bool {
        let after = bytes.strip_prefix(b"<").and_then(|rest| rest.strip_prefix(&*self.name));
        after.is_some_and(|rest| rest.first().is_none_or(|byte| ends_name(*byte)))
    }

    /// The length of the element that `bytes` begin with.
    fn element(&self, bytes: &[u8]) -> Result<usize, Stop> {
        let mut depth = 0_u32;
        let mut at = 0;
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let (markup, length) = self.markup(rest)?;
            match markup {
                Markup::Start { .. } if depth > 0 && self.begins_line(bytes, at) => {
                    return Err(Stop::Another(at));
                }
                Markup::Start { empty: false } => depth += 1,
                Markup::End => depth = depth.saturating_sub(1),
                Markup::Start { empty: true } | Markup::Other => {}
            }
            at += length;
            if depth == 0 {
                return Ok(at);
            }
            let text = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default());
            at += text.ok_or(Stop::Incomplete)?;
        }
    }

    /// Whether the place begins a line as the record does.
    fn begins_line(&self, bytes: &[u8], at: usize) -> bool {
        let before = bytes.get(..at).unwrap_or_default();
        let Some(indentation) = &self.indentation else {
            return false;
        };
        before.strip_suffix(indentation.as_slice()).is_some_and(|before| before.ends_with(b"\n"))
    }

    /// The markup that `bytes` begin with, and its length.
    fn markup(&self, bytes: &[u8]) -> Result<(Markup, usize), Stop> {
        let until = |start: usize, end: &[u8]| {
            let rest = bytes.get(start..).unwrap_or_default();
            let at = memmem::find(rest, end).ok_or(Stop::Incomplete)?;
            Ok((Markup::Other, start + at + end.len()))
        };
        for (start, end) in [(&b"<!--"[..], &b"-->"[..]), (b"<![CDATA[", b"]]>"), (b"<?", b"?>")] {
            if bytes.starts_with(start) {
                return until(start.len(), end);
            }
            if start.starts_with(bytes) {
                return Err(Stop::Incomplete);
            }
        }
        let length = tag_length(bytes)?;
        let tag = bytes.get(1..length - 1).unwrap_or_default();
        let is_named = |tag: &[u8]| {
            tag.strip_prefix(&*self.name)
                .is_some_and(|rest| rest.first().is_none_or(|byte| ends_name(*byte)))
        };
        let markup = match tag.strip_prefix(b"/") {
            Some(tag) if is_named(tag) => Markup::End,
            None if is_named(tag) => Markup::Start { empty: tag.ends_with(b"/") },
            _ => Markup::Other,
        };
        Ok((markup, length))
    }
}

/// The longest indentation that is told apart from others.
const MAX_INDENT: usize = 64;

/// The length of the tag that `bytes` begin with.
fn tag_length(bytes: &[u8]) -> Result<usize, Stop> {
    // A name, `/`, or the `!` of a document type.
    match bytes.get(1) {
        None => return Err(Stop::Incomplete),
        Some(b'/' | b'!' | b'_' | b':' | b'a'..=b'z' | b'A'..=b'Z' | 0x80..) => {}
        Some(_) => return Err(Stop::Invalid),
    }
    let mut at = 1;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let quote = rest.iter().position(|byte| matches!(byte, b'"' | b'\'' | b'>' | b'<'));
        at += quote.ok_or(Stop::Incomplete)?;
        match bytes.get(at) {
            Some(b'>') => return Ok(at + 1),
            Some(quote @ (b'"' | b'\'')) => {
                let value = bytes.get(at + 1..).unwrap_or_default();
                // No attribute holds a `<`; where one seems to, its quote is missing.
                match memchr::memchr2(*quote, b'<', value) {
                    Some(end) if value.get(end) == Some(quote) => at += end + 2,
                    Some(_) => return Err(Stop::Invalid),
                    None => return Err(Stop::Incomplete),
                }
            }
            _ => return Err(Stop::Invalid),
        }
    }
}

/// Whether a byte may follow the name of a tag.
const fn ends_name(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/')
}

#[cfg(test)]
mod tests;
