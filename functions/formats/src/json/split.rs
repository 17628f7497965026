//! Splitting a stream into JSON objects.
//!
//! Between records white space, NUL padding, byte-order marks, and the brackets and
//! commas of a list around them mean nothing; so lines, objects with nothing between
//! them, objects over several lines and a list of objects are read by the same few
//! rules, and so is a mixture.
//!
//! Where a record is damaged, reading goes on at the first place after its start that
//! looks like the start of another: a `{` that begins a line and is indented as the
//! damaged record is, or the second brace of `}{"`, which no JSON contains. What lies
//! between is one bad record.

use std::io::{self, Read};
use std::ops::Range;

use memchr::memmem;

use super::scan::{Stop, value_length};
use crate::input::Input;
use crate::records::{BadReason, Found};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The longest indentation that is told apart from others.
const MAX_INDENT: usize = 64;

/// Splits a stream into JSON objects.
#[derive(Debug)]
pub(crate) struct JsonSplitter<R> {
    input: Input<R>,
    record_bytes: usize,
    /// A line end and the indentation of the line that is being read.
    line_start: Vec<u8>,
    /// Whether nothing but indentation has been read of the line.
    in_indentation: bool,
}

impl<R: Read> JsonSplitter<R> {
    pub(crate) fn new(reader: R, record_bytes: usize) -> Self {
        let input = Input::new(reader);
        Self { input, record_bytes, line_start: vec![b'\n'], in_indentation: true }
    }

    /// The bytes of a record that was just found.
    pub(crate) fn bytes(&self, range: Range<usize>) -> &[u8] {
        self.input.at(range)
    }

    /// The next record or bad stretch.
    pub(crate) fn next_found(&mut self) -> io::Result<Option<Found>> {
        let Some(first) = self.skip_separators() else {
            return self.input.take_error().map_or(Ok(None), Err);
        };
        self.in_indentation = false;
        loop {
            let unread = !self.input.ended();
            let reason = match value_length(self.input.unused()) {
                // More digits may come.
                Ok(length) if length == self.input.unused().len() && first != b'{' && unread => {
                    self.input.fill();
                    continue;
                }
                Ok(length) => return Ok(Some(self.complete(first, length))),
                Err(Stop::Incomplete) if self.input.ended() && self.input.source_failed() => {
                    self.input.consume(usize::MAX);
                    return self.input.take_error().map_or(Ok(None), Err);
                }
                Err(Stop::Incomplete) if self.input.ended() => BadReason::CutShort,
                Err(Stop::Incomplete) if self.input.unused().len() < self.record_bytes => {
                    self.input.fill();
                    continue;
                }
                Err(Stop::Incomplete) => BadReason::TooLong,
                Err(Stop::Invalid) => BadReason::NotJson,
                Err(Stop::TooDeep) => BadReason::TooDeep,
            };
            return Ok(Some(self.bad(first, reason)));
        }
    }

    /// Steps over what separates records. The byte that a record, or something else,
    /// begins with; none at the end.
    fn skip_separators(&mut self) -> Option<u8> {
        loop {
            let unused = self.input.unused();
            let Some(&byte) = unused.first() else {
                if self.input.ended() {
                    return None;
                }
                self.input.fill();
                continue;
            };
            let length = match byte {
                b'\n' => {
                    self.line_start.truncate(1);
                    self.in_indentation = true;
                    1
                }
                b' ' | b'\t' => {
                    if self.in_indentation && self.line_start.len() < MAX_INDENT {
                        self.line_start.push(byte);
                    }
                    1
                }
                0 => unused.iter().position(|&b| b != 0).unwrap_or(unused.len()),
                b'\r' | b',' | b'[' | b']' => 1,
                0xef if unused.starts_with(BYTE_ORDER_MARK) => BYTE_ORDER_MARK.len(),
                0xef if BYTE_ORDER_MARK.starts_with(unused) && !self.input.ended() => {
                    self.input.fill();
                    continue;
                }
                _ => return Some(byte),
            };
            self.input.consume(length);
        }
    }

    /// A JSON value was found: a record if it is an object.
    fn complete(&mut self, first: u8, length: usize) -> Found {
        if first != b'{' {
            return self.bad(first, BadReason::NotAnObject);
        }
        if length > self.record_bytes {
            return self.bad(first, BadReason::TooLong);
        }
        let start = self.input.start();
        self.input.consume(length);
        Found::Record(start..start + length)
    }

    /// Steps over a bad stretch.
    fn bad(&mut self, first: u8, reason: BadReason) -> Found {
        let offset = self.input.position();
        if first == b'{' {
            self.skip_to_next_record();
        } else {
            self.skip_to_line_end(reason);
        }
        Found::Bad { reason, offset, length: self.input.position() - offset }
    }

    /// Goes to where the next record seems to begin.
    fn skip_to_next_record(&mut self) {
        let next_line = [self.line_start.as_slice(), b"{"].concat();
        let lines = memmem::Finder::new(&next_line);
        let braces = memmem::Finder::new(b"}{\"");
        loop {
            let unused = self.input.unused();
            let line = lines.find(unused);
            let brace = braces.find(unused).map(|at| at + 1);
            if let Some(at) = [line, brace].into_iter().flatten().min() {
                return self.input.consume(at);
            }
            if self.input.ended() {
                return self.input.consume(unused.len());
            }
            // The sign of a record may be cut by the end of what was read.
            let sign = next_line.len().max(3);
            self.input.consume(unused.len().saturating_sub(sign - 1));
            self.input.fill();
        }
    }

    /// Goes to the end of the line; or, behind a value of a list, to where it ends.
    fn skip_to_line_end(&mut self, reason: BadReason) {
        if reason == BadReason::NotAnObject
            && let Ok(length) = value_length(self.input.unused())
        {
            self.input.consume(length);
            return;
        }
        loop {
            let unused = self.input.unused();
            if let Some(at) = memchr::memchr(b'\n', unused) {
                return self.input.consume(at);
            }
            self.input.consume(unused.len());
            if self.input.ended() {
                return;
            }
            self.input.fill();
        }
    }
}

#[cfg(test)]
mod tests;
