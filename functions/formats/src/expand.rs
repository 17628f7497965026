//! What an object of an envelope holds.
//!
//! An envelope may hold another: a container's line that went through CloudWatch Logs,
//! an event of EventBridge that went into a log group. Only CloudWatch Logs is always
//! the outermost, as that is how its subscriptions deliver.
//!
//! A text within JSON is unescaped into a buffer of its own, which is the only copy of
//! a record that is made.

use std::io::Read;
use std::ops::Range;

use contract::log_spec::Format;

use crate::envelope::Envelope;
use crate::input::Input;
use crate::json::{Fields, Keys, Scanned, next_element, unescape_bytes, value, value_length};
use crate::lines::trim;
use crate::records::BadReason;

mod wrappers;

/// How many envelopes may lie in each other. The innermost is a record then.
const MAX_LEVELS: u32 = 4;

/// What a number is for.
#[derive(Debug)]
pub(crate) enum Inner {
    Record(Piece),
    Bad { reason: BadReason, offset: u64, length: u64 },
    Control,
}

/// Where a record is.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    place: Place,
    range: Range<usize>,
    /// Whether it is a JSON object although its type has another format.
    pub is_json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The block of input.
    Input,
    /// The text that was unescaped last.
    Text,
}

/// A list that is being gone through.
#[derive(Debug)]
struct List {
    place: Place,
    /// Where the next element is looked for.
    at: usize,
}

/// Finds the records that an object holds.
#[derive(Debug)]
pub(crate) struct Expander {
    /// Name of the field that holds a list of records.
    list: Option<Vec<u8>>,
    /// Whether a record of this type is no JSON object as a rule.
    is_text: bool,
    /// Whether a record of such a type may be wrapped in the `message` of an object.
    is_wrapped: bool,
    /// What the record that was given out last was delivered in.
    envelope: Envelope,
    /// Whether anything is in it.
    enveloped: bool,
    /// Whether anything is in it from within an event of CloudWatch Logs.
    nested: bool,
    /// What all events of a message of CloudWatch Logs were delivered in.
    message: Envelope,
    text: Vec<u8>,
    spare: Vec<u8>,
    /// The events of a message of CloudWatch Logs.
    events: Option<usize>,
    /// The list of records.
    elements: Option<List>,
    /// Where the object stands in the stream.
    offset: u64,
    length: u64,
}

impl Expander {
    pub(crate) fn new(format: &Format) -> Self {
        let (list, is_text) = match format {
            Format::Json(json) => (json.records.as_ref(), false),
            _ => (None, true),
        };
        Self {
            list: list.map(|name| name.as_bytes().to_vec()),
            is_text,
            is_wrapped: is_text && !matches!(format, Format::Text(text) if text.json_is_record),
            envelope: Envelope::NONE,
            enveloped: false,
            nested: false,
            message: Envelope::NONE,
            text: Vec::new(),
            spare: Vec::new(),
            events: None,
            elements: None,
            offset: 0,
            length: 0,
        }
    }

    /// What the record that was given out last was delivered in.
    pub(crate) const fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The bytes of the record that was given out last.
    pub(crate) fn bytes<'a, R: Read>(&'a self, input: &'a Input<R>, piece: &Piece) -> &'a [u8] {
        let range = piece.range.clone();
        match piece.place {
            Place::Input => input.at(range),
            Place::Text => self.text.get(range).unwrap_or_default(),
        }
    }

    /// Looks at what a splitter found, with the names that it has if these are known.
    /// None if it holds no record, or none yet that is not one of a list.
    pub(crate) fn open<R: Read>(
        &mut self,
        input: &Input<R>,
        range: Range<usize>,
        keys: Option<Keys>,
    ) -> Option<Inner> {
        if self.enveloped {
            self.envelope = Envelope::NONE;
            self.enveloped = false;
        }
        self.length = range.len() as u64;
        self.offset = input.position().saturating_sub((input.start() - range.start) as u64);
        if let Some(keys) = keys
            && keys.has(Keys::MESSAGE_TYPE | Keys::LOG_EVENTS)
        {
            return self.open_message(input, range);
        }
        self.unwrap(input, Place::Input, range, keys)
    }

    /// The next record of what was opened; none behind the last.
    pub(crate) fn next_inner<R: Read>(&mut self, input: &Input<R>) -> Option<Inner> {
        loop {
            if self.elements.is_some() {
                let element = self.next_element(input);
                if element.is_some() {
                    return element;
                }
                self.elements = None;
            }
            let at = self.events?;
            let inner = self.next_event(input, at);
            if inner.is_some() {
                return inner;
            }
        }
    }

    /// Whether all records of what was opened have been given out.
    pub(crate) fn is_done<R: Read>(&self, input: &Input<R>) -> bool {
        let events = self.events.map(|at| (Place::Input, at));
        let elements = self.elements.as_ref().map(|list| (list.place, list.at));
        let mut lists = [events, elements].into_iter().flatten();
        lists.all(|(place, at)| next_element(self.slice(input, place), at).is_none())
    }

    fn slice<'a, R: Read>(&'a self, input: &'a Input<R>, place: Place) -> &'a [u8] {
        match place {
            Place::Input => input.at(0..input.start()),
            Place::Text => &self.text,
        }
    }

    /// Takes off one envelope after the other.
    fn unwrap<R: Read>(
        &mut self,
        input: &Input<R>,
        mut place: Place,
        mut range: Range<usize>,
        mut keys: Option<Keys>,
    ) -> Option<Inner> {
        for _ in 0..MAX_LEVELS {
            let bytes = self.slice(input, place).get(range.clone()).unwrap_or_default();
            let Some(found) = keys.take().or_else(|| keys_of(bytes, self.list.as_deref())) else {
                return Some(Inner::Record(Piece { place, range, is_json: false }));
            };
            let next = if found.has(Keys::MESSAGE_TYPE | Keys::LOG_EVENTS) && place == Place::Input
            {
                return self.open_message(input, range);
            } else if found.has(Keys::DETAIL | Keys::DETAIL_TYPE) {
                self.open_event(input, place, &range)
            } else if found.has(Keys::LOG | Keys::CONTAINER) {
                self.open_container(input, place, &range)
            } else if found.has(Keys::MESSAGE) && self.is_wrapped {
                self.field_of(input, place, &range, b"message")
                    .filter(|field| self.slice(input, place).get(field.start) == Some(&b'"'))
            } else if found.has(Keys::LIST)
                && let Some(at) = self.list_of(input, place, &range)
            {
                self.elements = Some(List { place, at });
                return self.next_element(input);
            } else {
                None
            };
            let Some(next) = next else {
                return Some(Inner::Record(Piece { place, range, is_json: self.is_text }));
            };
            (place, range) = self.content(input, place, next);
            if range.is_empty() {
                return Some(Inner::Control);
            }
        }
        let is_json =
            self.is_text && keys_of(self.slice(input, place).get(range.clone())?, None).is_some();
        Some(Inner::Record(Piece { place, range, is_json }))
    }

    /// The content of a value: the text if it is a text, and else the value itself.
    fn content<R: Read>(
        &mut self,
        input: &Input<R>,
        place: Place,
        value: Range<usize>,
    ) -> (Place, Range<usize>) {
        let bytes = self.slice(input, place);
        if bytes.get(value.start) != Some(&b'"') {
            return (place, value);
        }
        let mut text = std::mem::take(&mut self.spare);
        text.clear();
        let raw = self.slice(input, place).get(value.start + 1..value.end - 1);
        unescape_bytes(raw.unwrap_or_default(), &mut text);
        self.spare = std::mem::replace(&mut self.text, text);
        let (before, content) = trim(&self.text);
        (Place::Text, before..before + content.len())
    }

    /// The value of a field.
    fn field_of<R: Read>(
        &self,
        input: &Input<R>,
        place: Place,
        object: &Range<usize>,
        name: &[u8],
    ) -> Option<Range<usize>> {
        let mut fields = Fields::new(self.slice(input, place), object.start);
        fields.find(|field| field.name == name).map(|field| field.value)
    }

    /// Where the list of records begins, behind its bracket.
    fn list_of<R: Read>(
        &self,
        input: &Input<R>,
        place: Place,
        object: &Range<usize>,
    ) -> Option<usize> {
        let start = self.field_of(input, place, object, self.list.as_deref()?)?.start;
        (self.slice(input, place).get(start) == Some(&b'[')).then_some(start + 1)
    }

    /// The next element of the list of records.
    fn next_element<R: Read>(&mut self, input: &Input<R>) -> Option<Inner> {
        let list = self.elements.as_ref()?;
        let place = list.place;
        let bytes = self.slice(input, place);
        let start = next_element(bytes, list.at)?;
        let element = bytes.get(start..)?;
        let length = value_length(element).ok()?;
        let is_object = element.first() == Some(&b'{');
        self.elements = Some(List { place, at: start + length });
        if is_object {
            let range = start..start + length;
            return Some(Inner::Record(Piece { place, range, is_json: self.is_text }));
        }
        Some(self.no_object())
    }

    /// An element of a list that is no object; the place is that of what it lies in.
    const fn no_object(&self) -> Inner {
        Inner::Bad { reason: BadReason::NotAnObject, offset: self.offset, length: self.length }
    }
}

/// The names of an object; none if the bytes are anything else than one object.
fn keys_of(bytes: &[u8], list: Option<&[u8]>) -> Option<Keys> {
    if bytes.first() != Some(&b'{') {
        return None;
    }
    match value(bytes, list, false) {
        Ok(Scanned::Whole(length, keys)) => {
            let rest = bytes.get(length..).unwrap_or_default();
            rest.iter().all(u8::is_ascii_whitespace).then_some(keys)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
