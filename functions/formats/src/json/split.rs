//! Splitting a stream into JSON objects.
//!
//! Between records white space, NUL padding, byte-order marks, and the brackets and
//! commas of a list around them mean nothing; so lines, objects with nothing between
//! them, objects over several lines and a list of objects are read by the same few
//! rules, and so is a mixture.
//!
//! Where a record is damaged, reading goes on at the first place after its start that
//! looks like the start of another: a `{` that begins a line and is indented as the
//! damaged record is, or the second brace of `}{"`, which no JSON contains; within brackets
//! also what begins as the first of the records there. What lies between is one bad record.
//! Brackets that are open at the end are a list of which more was to come.
//!
//! Where the records are the elements of a list in an object, the object is not held:
//! see [`list`].

use std::io::{self, Read};

use memchr::memmem;

use super::scan::{Keys, Scanned, Stop, value};
use crate::input::{Input, Rest};
use crate::records::{BadReason, Found};

mod list;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The longest indentation that is told apart from others.
const MAX_INDENT: usize = 64;

/// What looking came to.
enum Look {
    Found(Scanned),
    Bad(BadReason),
    /// The source failed before it could be told.
    Unread,
}

/// Splits a stream into JSON objects.
#[derive(Debug, Clone)]
pub(crate) struct JsonSplitter {
    record_bytes: usize,
    /// Name of the field that holds a list of records.
    list: Option<Vec<u8>>,
    /// Whether it is within such a list.
    in_list: bool,
    /// How the records of the list begin.
    sign: Vec<u8>,
    /// How many brackets around records are open, and how records within them begin.
    open: usize,
    element: Vec<u8>,
    /// A line end and the indentation of the line that is being read.
    line_start: Vec<u8>,
    /// Whether nothing but indentation has been read of the line.
    in_indentation: bool,
}

impl JsonSplitter {
    /// Objects with a list of that name are no records, but its elements are.
    pub(crate) fn new(list: Option<&str>, record_bytes: usize) -> Self {
        Self {
            record_bytes,
            list: list.map(|name| name.as_bytes().to_vec()),
            in_list: false,
            sign: Vec::new(),
            open: 0,
            element: Vec::new(),
            line_start: vec![b'\n'],
            in_indentation: true,
        }
    }

    /// For an object that is taken up behind a record.
    pub(crate) fn within(mut self) -> Self {
        self.in_indentation = false;
        self
    }

    /// Whether what was read before has no bearing on what comes: the line is not indented,
    /// or where damage ends would be looked for elsewhere.
    pub(crate) fn is_checkpoint(&self) -> bool {
        self.line_start.len() == 1 && !self.in_indentation
    }

    /// The next record or bad stretch.
    pub(crate) fn next_found<R: Read>(
        &mut self,
        input: &mut Input<R>,
    ) -> io::Result<Option<Found>> {
        loop {
            if self.in_list {
                match self.next_in_list(input)? {
                    None => continue,
                    found => return Ok(found),
                }
            }
            let Some(first) = self.skip_separators(input) else {
                if self.open == 0 || input.rest() == Rest::Unknown {
                    return input.end();
                }
                self.open = 0;
                let (reason, offset) = (BadReason::CutShort, input.position());
                return Ok(Some(Found::Bad { reason, offset, length: 0 }));
            };
            self.in_indentation = false;
            let list = self.list.as_deref();
            match self.look(input, first, |bytes| value(bytes, list, true)) {
                Look::Found(Scanned::Whole(length, keys)) => {
                    if self.open > 0 && self.element.is_empty() {
                        self.element = list::sign_of(input.unused());
                    }
                    return Ok(Some(complete(input, first, length, keys)));
                }
                Look::Found(Scanned::List(length)) => {
                    input.consume(length);
                    self.in_list = true;
                    self.sign.clear();
                }
                Look::Bad(reason) => return Ok(Some(self.bad(input, first, reason))),
                Look::Unread => return input.end(),
            }
        }
    }

    /// Looks at what is unused with `scan`, reading as much as that takes.
    fn look<R: Read>(
        &self,
        input: &mut Input<R>,
        first: u8,
        scan: impl Fn(&[u8]) -> Result<Scanned, Stop>,
    ) -> Look {
        loop {
            // No further, or what is found would depend on how much was read.
            let window = input.unused();
            let window = window.get(..self.record_bytes).unwrap_or(window);
            let stop = match scan(window) {
                // More digits may come.
                Ok(Scanned::Whole(length, _))
                    if length == window.len()
                        && !matches!(first, b'{' | b']')
                        && !input.ended() =>
                {
                    Stop::Incomplete
                }
                Ok(scanned) => return Look::Found(scanned),
                Err(stop) => stop,
            };
            return Look::Bad(match stop {
                Stop::Incomplete if window.len() < self.record_bytes && !input.ended() => {
                    input.fill();
                    continue;
                }
                Stop::Incomplete if window.len() == self.record_bytes => BadReason::TooLong,
                Stop::Incomplete if input.rest() == Rest::Unknown => return Look::Unread,
                Stop::Incomplete => BadReason::CutShort,
                Stop::TooDeep => BadReason::TooDeep,
                Stop::Invalid | Stop::AtList => BadReason::NotJson,
            });
        }
    }

    /// Steps over what separates records. The byte that a record, or something else,
    /// begins with; none at the end.
    fn skip_separators<R: Read>(&mut self, input: &mut Input<R>) -> Option<u8> {
        loop {
            let unused = input.unused();
            let Some(&byte) = unused.first() else {
                if input.ended() {
                    return None;
                }
                input.fill();
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
                b'[' => {
                    self.open += 1;
                    self.element.clear();
                    1
                }
                b']' => {
                    self.open = self.open.saturating_sub(1);
                    1
                }
                b'\r' | b',' => 1,
                0xef if unused.starts_with(BYTE_ORDER_MARK) => BYTE_ORDER_MARK.len(),
                0xef if BYTE_ORDER_MARK.starts_with(unused) && !input.ended() => {
                    input.fill();
                    continue;
                }
                _ => return Some(byte),
            };
            input.consume(length);
        }
    }

    /// Steps over a bad stretch.
    fn bad<R: Read>(&mut self, input: &mut Input<R>, first: u8, reason: BadReason) -> Found {
        let offset = input.position();
        let is_sign = if first == b'{' {
            self.skip_to_next_record(input)
        } else {
            self.skip_line_or_to_element(input)
        };
        if !is_sign {
            // Whatever closes the brackets may have been passed.
            self.open = 0;
        }
        Found::Bad { reason, offset, length: input.position() - offset }
    }

    /// How a record begins that may follow on the same line; nothing outside of brackets.
    fn element(&self) -> Option<&[u8]> {
        Some(self.element.as_slice()).filter(|sign| self.open > 0 && !sign.is_empty())
    }

    /// Goes to where the next record seems to begin; whether there is such a place.
    fn skip_to_next_record<R: Read>(&mut self, input: &mut Input<R>) -> bool {
        let next_line = [self.line_start.as_slice(), b"{"].concat();
        let lines = memmem::Finder::new(&next_line);
        let braces = memmem::Finder::new(b"}{\"");
        let element = self.element().map(memmem::Finder::new);
        let longest = element.as_ref().map_or(3, |sign| sign.needle().len().max(3));
        let longest = longest.max(next_line.len());
        // The damaged record itself begins so.
        input.consume(1);
        loop {
            let unused = input.unused();
            let line = lines.find(unused);
            let brace = braces.find(unused).map(|at| at + 1);
            let sign = element.as_ref().and_then(|sign| sign.find(unused));
            if let Some(at) = [line, brace, sign].into_iter().flatten().min() {
                input.consume(at);
                return true;
            }
            if input.ended() {
                input.consume(unused.len());
                return false;
            }
            // The sign of a record may be cut by the end of what was read.
            input.consume(unused.len().saturating_sub(longest - 1));
            input.fill();
        }
    }

    /// Goes over what is no record up to the line's end, or, within brackets, to where the
    /// next record seems to begin; whether it is such a place.
    fn skip_line_or_to_element<R: Read>(&mut self, input: &mut Input<R>) -> bool {
        let Some(sign) = self.element() else {
            input.skip_to_line_end();
            return false;
        };
        let finder = memmem::Finder::new(sign);
        loop {
            let unused = input.unused();
            let end = memchr::memchr(b'\n', unused);
            let line = end.and_then(|end| unused.get(..end)).unwrap_or(unused);
            if let Some(at) = finder.find(line) {
                input.consume(at);
                return true;
            }
            if end.is_some() || input.ended() {
                input.consume(line.len());
                return false;
            }
            input.consume(unused.len().saturating_sub(sign.len() - 1));
            input.fill();
        }
    }
}

/// A JSON value was found: a record if it is an object.
fn complete<R: Read>(input: &mut Input<R>, first: u8, length: usize, keys: Keys) -> Found {
    let (start, offset) = (input.start(), input.position());
    input.consume(length);
    if first == b'{' {
        return Found::Object(start..start + length, keys);
    }
    Found::Bad { reason: BadReason::NotAnObject, offset, length: length as u64 }
}

#[cfg(test)]
mod tests;
