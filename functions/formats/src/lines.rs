//! Splitting a stream into lines.
//!
//! Blank lines, NUL padding and byte-order marks are no records. In CSV a field in
//! quotes may have several lines; a quote that is not closed as it should be costs its
//! own line only, and the reader of the record says what is wrong with it.

use std::io::{self, Read};

use contract::log_spec::{Format, Quoting, Separator};

use crate::header::{HeaderLines, Names};
use crate::input::{Input, Rest};
use crate::records::{BadReason, Found};

/// Splits a stream into lines.
#[derive(Debug, Clone)]
pub(crate) struct LineSplitter {
    record_bytes: usize,
    /// Lines at the start that are yet to be left out.
    lines_to_skip: u32,
    header: Option<HeaderLines>,
    /// The separator, if a field may have several lines.
    quoted_lines: Option<u8>,
}

impl LineSplitter {
    pub(crate) fn new(format: &Format, record_bytes: usize) -> Self {
        let (mut lines_to_skip, mut header, mut quoted_lines) = (0, None, None);
        match format {
            Format::Text(text) => lines_to_skip = text.header_lines,
            Format::Columns(columns) => {
                header = Some(HeaderLines::new(columns));
                let quoted = columns.quoting == Quoting::Csv;
                quoted_lines = quoted.then(|| byte_of(columns.separator));
            }
            _ => {}
        }
        Self { record_bytes, lines_to_skip, header, quoted_lines }
    }

    /// For an object that is taken up after its first lines.
    pub(crate) fn within(mut self) -> Self {
        self.lines_to_skip = 0;
        self
    }

    /// Whether what was read before has no bearing on the next line: there is no header
    /// that it would need.
    pub(crate) fn is_checkpoint(&self) -> bool {
        self.header.as_ref().is_none_or(HeaderLines::is_without) && self.lines_to_skip == 0
    }

    /// What the columns of the line that was just found are called.
    pub(crate) fn names(&self) -> Option<&Names> {
        self.header.as_ref().and_then(HeaderLines::names)
    }

    /// The next line or bad stretch.
    pub(crate) fn next_found<R: Read>(
        &mut self,
        input: &mut Input<R>,
    ) -> io::Result<Option<Found>> {
        loop {
            input.skip_padding();
            let unused = input.unused();
            let whole = input.ended() && input.rest() != Rest::Unknown;
            let end = match self.quoted_lines {
                Some(separator) => csv_end(unused, separator, whole, self.record_bytes),
                None => memchr::memchr(b'\n', unused),
            };
            let length = match end {
                Some(length) => length,
                None if !input.ended() && unused.len() <= self.record_bytes => {
                    input.fill();
                    continue;
                }
                None if !input.ended() => return Ok(Some(self.too_long(input))),
                None if unused.is_empty() || input.rest() == Rest::Unknown => return input.end(),
                None => unused.len(),
            };
            let is_last = end.is_none();
            let line = unused.get(..length).unwrap_or_default();
            if line.len() > self.record_bytes {
                return Ok(Some(self.too_long(input)));
            }
            let left_out = self.lines_to_skip > 0;
            self.lines_to_skip = self.lines_to_skip.saturating_sub(1);
            let (before, content) = trim(line);
            if left_out || content.is_empty() {
                input.consume(length + 1);
                continue;
            }
            let bad = if is_last && input.rest() == Rest::CutShort {
                Some(BadReason::CutShort)
            } else {
                None
            };
            if bad.is_none() && self.header.as_mut().is_some_and(|header| header.takes(content)) {
                input.consume(length + 1);
                continue;
            }
            let (start, content) = (input.start() + before, content.len());
            let offset = input.position() + before as u64;
            input.consume(length + 1);
            return Ok(Some(match bad {
                Some(reason) => Found::Bad { reason, offset, length: content as u64 },
                None => Found::Record(start..start + content),
            }));
        }
    }

    /// Steps over a line that is longer than a record may be.
    fn too_long<R: Read>(&mut self, input: &mut Input<R>) -> Found {
        self.lines_to_skip = self.lines_to_skip.saturating_sub(1);
        let offset = input.position();
        input.skip_to_line_end();
        let length = input.position() - offset;
        Found::Bad { reason: BadReason::TooLong, offset, length }
    }
}

const fn byte_of(separator: Separator) -> u8 {
    match separator {
        Separator::Spaces | Separator::Space => b' ',
        Separator::Tab => b'\t',
        Separator::Comma => b',',
        Separator::Semicolon => b';',
        Separator::Pipe => b'|',
    }
}

/// A line without marks, padding and the end of its end; empty if it is blank. How much
/// was taken away before it.
pub(crate) fn trim(line: &[u8]) -> (usize, &[u8]) {
    let mut rest = line;
    loop {
        rest = match rest {
            [0, rest @ ..] | [0xef, 0xbb, 0xbf, rest @ ..] => rest,
            _ => break,
        };
    }
    let before = line.len() - rest.len();
    while let [start @ .., b'\r' | b'\n' | 0] = rest {
        rest = start;
    }
    if rest.iter().all(u8::is_ascii_whitespace) { (before, b"") } else { (before, rest) }
}

/// Where a record of CSV ends; none if more must be read to know.
fn csv_end(bytes: &[u8], separator: u8, ended: bool, record_bytes: usize) -> Option<usize> {
    let first_line = memchr::memchr(b'\n', bytes);
    let mut in_quotes = false;
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'"', b'\n', bytes.get(at..)?) {
        let here = at + found;
        at = here + 1;
        let before = here.checked_sub(1).and_then(|before| bytes.get(before));
        match (bytes.get(here), in_quotes) {
            (Some(b'\n'), false) if here > record_bytes => return first_line,
            (Some(b'\n'), false) => return Some(here),
            (Some(b'\n'), true) => {}
            (_, false) => {
                let opens = |byte: u8| byte == separator || matches!(byte, b'\n' | 0 | 0xbf);
                in_quotes = before.is_none_or(|byte| opens(*byte));
            }
            (_, true) => match bytes.get(at) {
                Some(b'"') => at += 1,
                Some(b'\r' | b'\n') => in_quotes = false,
                Some(byte) if *byte == separator => in_quotes = false,
                Some(_) => return first_line,
                None => in_quotes = !ended,
            },
        }
    }
    // If the quotes never close, the line is a record by itself.
    if (in_quotes && ended) || bytes.len() > record_bytes { first_line } else { None }
}

#[cfg(test)]
mod tests;
