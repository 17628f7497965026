//! Splitting a stream into records of one line or several.
//!
//! A record begins with a line that a regular expression matches and goes on to the
//! next such line. What stands before the first of them is a record as well.

use std::io::{self, Read};

use regex_automata::meta::Regex;
use regex_automata::{Anchored, Input as Haystack};

use crate::input::{Input, Rest};
use crate::lines::trim;
use crate::records::{BadReason, Found};

/// How much of a line is looked at to see whether it begins a record, if it is longer.
const FIRST_LINE: usize = 64 << 10;

/// Splits a stream into records of one line or several.
#[derive(Debug, Clone)]
pub(crate) struct MultilineSplitter {
    /// Matches the start of a record's first line. Without one every line is a record.
    first_line: Option<Regex>,
    record_bytes: usize,
}

impl MultilineSplitter {
    /// `first_line` is a regular expression, as [`Reader::new`](crate::Reader::new) sees
    /// to; if it is none, every line is a record.
    pub(crate) fn new(first_line: &str, record_bytes: usize) -> Self {
        Self { first_line: Regex::new(first_line).ok(), record_bytes }
    }

    /// The next record or bad stretch.
    pub(crate) fn next_found<R: Read>(
        &mut self,
        input: &mut Input<R>,
    ) -> io::Result<Option<Found>> {
        // How much of what is unused is known to belong to the record.
        let mut known = 0;
        loop {
            if known == 0 {
                input.skip_padding();
            }
            let unused = input.unused();
            let rest = unused.get(known..).unwrap_or_default();
            let line_end = memchr::memchr(b'\n', rest);
            if line_end.is_none() && !input.ended() && unused.len() <= self.most() {
                input.fill();
                continue;
            }
            let is_last = line_end.is_none() && input.ended();
            if is_last && input.rest() == Rest::Unknown {
                return input.end();
            }
            let line = rest.get(..line_end.unwrap_or(rest.len())).unwrap_or_default();
            let blank = trim(line).1.is_empty();
            if known == 0 && blank && (line_end.is_some() || is_last) {
                if unused.is_empty() {
                    return input.end();
                }
                input.consume(line.len() + 1);
                continue;
            }
            if known > 0 && !blank && self.begins_record(line) {
                return Ok(Some(self.found(input, known, None)));
            }
            if is_last && unused.len() <= self.most() {
                let cut = (input.rest() == Rest::CutShort).then_some(BadReason::CutShort);
                let length = unused.len();
                return Ok(Some(self.found(input, length, cut)));
            }
            known += line.len() + usize::from(line_end.is_some());
            if line_end.is_none() || known > self.most() {
                return Ok(Some(self.too_long(input, known, line_end.is_some())));
            }
        }
    }

    /// The most bytes that a record may have, its line end included.
    const fn most(&self) -> usize {
        self.record_bytes.saturating_add(2)
    }

    fn begins_record(&self, line: &[u8]) -> bool {
        let line = Haystack::new(trim(line).1).anchored(Anchored::Yes);
        self.first_line.as_ref().is_none_or(|first_line| first_line.is_match(line))
    }

    /// The next `length` bytes are a record, or what is wrong with them.
    fn found<R: Read>(&self, input: &mut Input<R>, length: usize, bad: Option<BadReason>) -> Found {
        let bytes = input.unused().get(..length).unwrap_or_default();
        let (before, content) = trim(bytes);
        let content = content.len();
        let (start, offset) = (input.start() + before, input.position() + before as u64);
        input.consume(length);
        match bad {
            Some(reason) => Found::Bad { reason, offset, length: content as u64 },
            None => Found::Record(start..start + content),
        }
    }

    /// Steps over a record that is longer than allowed, of which `known` bytes are here.
    fn too_long<R: Read>(&self, input: &mut Input<R>, known: usize, line_ended: bool) -> Found {
        let offset = input.position();
        input.consume(known);
        if !line_ended {
            self.skip_line(input);
        }
        loop {
            let unused = input.unused();
            let line_end = memchr::memchr(b'\n', unused);
            if line_end.is_none() && !input.ended() && unused.len() < FIRST_LINE {
                input.fill();
                continue;
            }
            let line = unused.get(..line_end.unwrap_or(unused.len())).unwrap_or_default();
            let begins = !trim(line).1.is_empty() && self.begins_record(line);
            if unused.is_empty() || begins {
                let length = input.position() - offset;
                return Found::Bad { reason: BadReason::TooLong, offset, length };
            }
            self.skip_line(input);
        }
    }

    fn skip_line<R: Read>(&self, input: &mut Input<R>) {
        input.skip_to_line_end();
        input.consume(1);
    }
}

#[cfg(test)]
mod tests;
