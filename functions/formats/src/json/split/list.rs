//! The list of records in an object: `{"Records":[{…},{…}]}`.
//!
//! Such an object may have any size, so its elements are given out while it is read;
//! what stands beside the list is no record. A damaged element ends where the next
//! place looks like the start of an element: a brace and the name of the first field
//! that the list's first element has, for an object within an element begins otherwise.

use std::io::{self, Read};

use memchr::memmem;

use super::{JsonSplitter, Look, complete};
use crate::input::{Input, Rest};
use crate::json::scan::{Keys, Scanned, rest_of_object, value};
use crate::records::{BadReason, Found};

/// The longest start of an element that is remembered.
const MAX_SIGN: usize = 128;

impl JsonSplitter {
    /// The next element of the list that is being read; none behind it.
    pub(super) fn next_in_list<R: Read>(
        &mut self,
        input: &mut Input<R>,
    ) -> io::Result<Option<Found>> {
        loop {
            let Some(first) = skip_commas(input) else {
                self.in_list = false;
                if input.rest() == Rest::Unknown {
                    return input.end();
                }
                // Nothing is wrong with what was read, but more was to come.
                return Ok(Some(bad_since(input, input.position(), BadReason::CutShort)));
            };
            let list = self.list.as_deref();
            let is_end = first == b']';
            let scan = |bytes: &[u8]| {
                if is_end { end_of_list(bytes, list) } else { value(bytes, list, true) }
            };
            let offset = input.position();
            match self.look(input, first, scan) {
                Look::Found(Scanned::List(length)) => {
                    input.consume(length);
                    if is_end {
                        continue;
                    }
                    // No element but the next object: the end of this one is missing.
                    let reason = BadReason::CutShort;
                    return Ok(Some(Found::Bad { reason, offset, length: 0 }));
                }
                Look::Found(Scanned::Whole(length, _)) if is_end => {
                    input.consume(length);
                    self.in_list = false;
                    return Ok(None);
                }
                Look::Found(Scanned::Whole(length, _)) => {
                    if self.sign.is_empty() {
                        self.sign = sign_of(input.unused());
                    }
                    return Ok(Some(complete(input, first, length, Keys::NONE)));
                }
                Look::Bad(reason) => {
                    if is_end {
                        self.in_list = false;
                        _ = self.skip_to_next_record(input);
                    } else {
                        self.skip_to_next_element(input);
                    }
                    return Ok(Some(bad_since(input, offset, reason)));
                }
                Look::Unread => {
                    self.in_list = false;
                    return input.end();
                }
            }
        }
    }

    /// Goes to where the next element seems to begin; or to the end.
    fn skip_to_next_element<R: Read>(&mut self, input: &mut Input<R>) {
        while self.sign.is_empty() && input.unused().len() < MAX_SIGN && !input.ended() {
            input.fill();
        }
        if self.sign.is_empty() {
            self.sign = sign_of(input.unused());
        }
        let sign = if self.sign.is_empty() { b"{\"" } else { self.sign.as_slice() };
        let finder = memmem::Finder::new(sign);
        input.consume(1);
        loop {
            let unused = input.unused();
            if let Some(at) = finder.find(unused) {
                return input.consume(at);
            }
            if input.ended() {
                self.in_list = false;
                return input.consume(unused.len());
            }
            // The sign may be cut by the end of what was read.
            input.consume(unused.len().saturating_sub(sign.len() - 1));
            input.fill();
        }
    }
}

/// The end of the list, and of the object unless it has another such list.
fn end_of_list(bytes: &[u8], list: Option<&[u8]>) -> Result<Scanned, super::Stop> {
    Ok(match rest_of_object(bytes.get(1..).unwrap_or_default(), list)? {
        Scanned::Whole(length, keys) => Scanned::Whole(length + 1, keys),
        Scanned::List(length) => Scanned::List(length + 1),
    })
}

/// Steps over what stands between two elements. What follows; none at the end.
fn skip_commas<R: Read>(input: &mut Input<R>) -> Option<u8> {
    loop {
        let unused = input.unused();
        let between = |byte: &&u8| byte.is_ascii_whitespace() || matches!(byte, b',' | 0);
        let length = unused.iter().take_while(between).count();
        let next = unused.get(length).copied();
        input.consume(length);
        if next.is_some() || input.ended() {
            return next;
        }
        input.fill();
    }
}

/// How an element begins: its brace and the name of its first field; nothing if it does
/// not begin so.
pub(super) fn sign_of(element: &[u8]) -> Vec<u8> {
    let start = element.get(..MAX_SIGN).unwrap_or(element);
    let quote = |from: usize| Some(from + memchr::memchr(b'"', start.get(from..)?)?);
    let sign = quote(0).and_then(|name| {
        let brace = start.get(..name)?.trim_ascii_end();
        let end = quote(name + 1)?;
        // A line that was cut within the name does not say how others begin.
        let is_name = memchr::memchr(b'\n', start.get(name..end)?).is_none();
        start.get(..=end).filter(|_| brace == b"{" && is_name)
    });
    sign.unwrap_or_default().to_vec()
}

fn bad_since<R: Read>(input: &Input<R>, offset: u64, reason: BadReason) -> Found {
    Found::Bad { reason, offset, length: input.position() - offset }
}

#[cfg(test)]
mod tests;
