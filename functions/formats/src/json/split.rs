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
                return input.end();
            };
            self.in_indentation = false;
            let list = self.list.as_deref();
            match self.look(input, first, |bytes| value(bytes, list, true)) {
                Look::Found(Scanned::Whole(length, keys)) => {
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
                b'\r' | b',' | b'[' | b']' => 1,
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
        if first == b'{' {
            self.skip_to_next_record(input);
        } else {
            input.skip_to_line_end();
        }
        Found::Bad { reason, offset, length: input.position() - offset }
    }

    /// Goes to where the next record seems to begin.
    fn skip_to_next_record<R: Read>(&mut self, input: &mut Input<R>) {
        let next_line = [self.line_start.as_slice(), b"{"].concat();
        let lines = memmem::Finder::new(&next_line);
        let braces = memmem::Finder::new(b"}{\"");
        loop {
            let unused = input.unused();
            let line = lines.find(unused);
            let brace = braces.find(unused).map(|at| at + 1);
            if let Some(at) = [line, brace].into_iter().flatten().min() {
                return input.consume(at);
            }
            if input.ended() {
                return input.consume(unused.len());
            }
            // The sign of a record may be cut by the end of what was read.
            let sign = next_line.len().max(3);
            input.consume(unused.len().saturating_sub(sign - 1));
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
