//! Documents as JSON text.
//!
//! Writing is a large part of what a record costs. So room is made ahead, and texts are
//! copied into it sixteen bytes at a time while they are searched for what must be
//! escaped.

use crate::lanes::{Found, Lanes};
use crate::short;
use crate::{Document, Value};

impl Document<'_> {
    /// Appends the object as JSON on one line.
    pub fn write(&self, out: &mut Vec<u8>) {
        Writer::behind(out).object(self);
    }
}

impl Value<'_> {
    /// Appends the value as JSON on one line.
    pub fn write(&self, out: &mut Vec<u8>) {
        Writer::behind(out).value(self);
    }
}

/// Appends a text as JSON, quotes included. Only what JSON demands is escaped: the
/// quote, the backslash and control characters.
pub fn write_text(text: &str, out: &mut Vec<u8>) {
    Writer::behind(out).text(text);
}

/// How much room is made at a time; less would be made more often, more must be filled
/// with zeros though it is not needed.
const ROOM: usize = 2 << 10;

/// How much of a text that is escaped is in view at a time: sixteen bytes, and as many
/// behind the last of them.
const WINDOW: usize = 32;

/// The room that goes with it, as each of the sixteen may get a backslash.
const WINDOW_ROOM: usize = 48;

/// The most bytes of a name that is [`Name`], with what stands around it.
const NAME: usize = 32;

/// A name of a field that is known before, ready to be written.
#[derive(Debug, Clone)]
pub struct Name {
    /// `,"name":` and what is never read.
    bytes: [u8; NAME],
    length: usize,
}

impl Name {
    /// Makes a name ready; not one that is long or must be escaped.
    pub fn new(name: &str) -> Option<Self> {
        let mut bytes = [0; NAME];
        let length = name.len() + 4;
        let [first, quote, room @ .., last, colon] = bytes.get_mut(..length)? else { return None };
        (*first, *quote, *last, *colon) = (b',', b'"', b'"', b':');
        copy_plain(name.as_bytes(), room).then_some(Self { bytes, length })
    }
}

/// Writes JSON behind what a buffer holds. The buffer ends where the writing ended when
/// the writer is dropped.
#[derive(Debug)]
pub struct Writer<'o> {
    /// What is written, and room.
    out: &'o mut Vec<u8>,
    /// Where the room begins.
    at: usize,
}

impl Drop for Writer<'_> {
    fn drop(&mut self) {
        self.out.truncate(self.at);
    }
}

impl<'o> Writer<'o> {
    /// Writes behind what `out` holds.
    pub const fn behind(out: &'o mut Vec<u8>) -> Self {
        let at = out.len();
        Self { out, at }
    }

    /// Where it is, for [`back_to`](Self::back_to).
    pub const fn position(&self) -> usize {
        self.at
    }

    /// Forgets what was written behind a position.
    pub fn back_to(&mut self, position: usize) {
        self.at = self.at.min(position);
    }

    /// At least as much room as is asked for.
    #[inline]
    fn room(&mut self, bytes: usize) -> &mut [u8] {
        if self.out.len() - self.at < bytes {
            self.make_room(bytes);
        }
        self.out.get_mut(self.at..).unwrap_or_default()
    }

    #[cold]
    fn make_room(&mut self, bytes: usize) {
        self.out.resize(self.at + bytes + ROOM, 0);
    }

    /// Writes a byte as it is: a brace, a bracket, a comma.
    #[inline]
    pub fn byte(&mut self, byte: u8) {
        if let Some(to) = self.room(1).first_mut() {
            *to = byte;
        }
        self.at += 1;
    }

    #[inline]
    fn bytes(&mut self, bytes: &[u8]) {
        short::copy(bytes, self.room(bytes.len()));
        self.at += bytes.len();
    }

    /// Writes an object.
    pub fn object(&mut self, object: &Document<'_>) {
        let mut before = b'{';
        for (name, value) in object.iter() {
            self.name(before, name);
            before = b',';
            self.value(value);
        }
        if object.is_empty() {
            self.byte(b'{');
        }
        self.byte(b'}');
    }

    /// Writes the name of a field: `before`, which is a brace or a comma, the name, and a
    /// colon.
    #[inline]
    pub fn name(&mut self, before: u8, name: &str) {
        let name = name.as_bytes();
        let length = name.len() + 4;
        if let Some([first, quote, room @ .., last, colon]) = self.room(length).get_mut(..length)
            && copy_plain(name, room)
        {
            (*first, *quote, *last, *colon) = (before, b'"', b'"', b':');
            self.at += length;
        } else {
            self.byte(before);
            self.escaped_text(name);
            self.byte(b':');
        }
    }

    /// As [`name`](Self::name), of a name that is ready.
    #[inline]
    pub fn ready_name(&mut self, before: u8, name: &Name) {
        if let Some(room) = self.room(NAME).first_chunk_mut::<NAME>() {
            *room = name.bytes;
            if let Some(first) = room.first_mut() {
                *first = before;
            }
        }
        self.at += name.length;
    }

    /// Writes a field whose name is ready and whose value is a text.
    #[inline]
    pub fn text_field(&mut self, before: u8, name: &Name, text: &str) {
        let (bytes, start) = (text.as_bytes(), self.at);
        let room = self.room(NAME + bytes.len() + 2);
        if let Some(to) = room.first_chunk_mut::<NAME>() {
            *to = name.bytes;
            if let Some(first) = to.first_mut() {
                *first = before;
            }
        }
        let end = name.length + bytes.len() + 2;
        if let Some([first, room @ .., last]) = room.get_mut(name.length..end)
            && copy_plain(bytes, room)
        {
            (*first, *last) = (b'"', b'"');
            self.at = start + end;
        } else {
            self.at = start + name.length;
            self.escaped_text(bytes);
        }
    }

    /// Writes a value.
    #[inline]
    pub fn value(&mut self, value: &Value<'_>) {
        match value {
            Value::Text(text) => self.text(text),
            Value::Number(digits) => self.bytes(digits.as_bytes()),
            Value::Object(object) => self.object(object),
            Value::List(elements) => self.list(elements),
            Value::Null => self.bytes(b"null"),
            Value::Bool(true) => self.bytes(b"true"),
            Value::Bool(false) => self.bytes(b"false"),
        }
    }

    fn list(&mut self, elements: &[Value<'_>]) {
        self.byte(b'[');
        for (n, element) in elements.iter().enumerate() {
            if n > 0 {
                self.byte(b',');
            }
            self.value(element);
        }
        self.byte(b']');
    }

    /// Writes a text.
    #[inline]
    pub fn text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let length = bytes.len() + 2;
        if let Some([first, room @ .., last]) = self.room(length).get_mut(..length)
            && copy_plain(bytes, room)
        {
            (*first, *last) = (b'"', b'"');
            self.at += length;
        } else {
            self.escaped_text(bytes);
        }
    }

    /// A text that may hold anything.
    #[inline(never)]
    fn escaped_text(&mut self, text: &[u8]) {
        self.byte(b'"');
        let mut rest = text;
        loop {
            // Each byte may become two, and more are written than are needed.
            let room = self.room(2 * rest.len().min(ROOM) + WINDOW_ROOM);
            let (read, written) = escape_some(rest, room);
            self.at += written;
            let some = rest.get(read..).unwrap_or_default();
            let (some, behind) = some.split_at_checked(16).unwrap_or((some, &[]));
            for &byte in some {
                match byte {
                    b'"' | b'\\' => self.bytes(&[b'\\', byte]),
                    0..0x20 => self.control_character(byte),
                    _ => self.byte(byte),
                }
            }
            if behind.is_empty() {
                break;
            }
            rest = behind;
        }
        self.byte(b'"');
    }

    fn control_character(&mut self, byte: u8) {
        const HEX: [u8; 16] = *b"0123456789abcdef";
        let short = match byte {
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x08 => b'b',
            0x0c => b'f',
            _ => {
                let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or(b'0');
                return self.bytes(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15)]);
            }
        };
        self.bytes(&[b'\\', short]);
    }
}

/// Copies the beginning of a text, a backslash before each byte that needs one: up to a
/// control character, or until fewer than [`WINDOW`] bytes are left or too little room.
/// How many bytes were read, and how many written.
///
/// What stands behind a backslash is copied again, a place further on, with all that
/// follows it; so no step has to wait for the one before.
#[inline]
fn escape_some(text: &[u8], room: &mut [u8]) -> (usize, usize) {
    let (mut read, mut written) = (0, 0);
    while let Some(window) = text.get(read..).and_then(|text| text.first_chunk::<WINDOW>())
        && let Some(to) =
            room.get_mut(written..).and_then(|room| room.first_chunk_mut::<WINDOW_ROOM>())
        && let (Some(from), Some(plain)) = (window.first_chunk::<16>(), to.first_chunk_mut::<16>())
    {
        *plain = *from;
        let lanes = Lanes::new(from);
        if lanes.at_most(0x1f).bits() != 0 {
            break;
        }
        let mut found = (lanes.equal(b'"') | lanes.equal(b'\\')).bits();
        let mut added = 0;
        while found != 0 {
            let lane = found.trailing_zeros() as usize;
            let behind = window.get(lane..).and_then(|text| text.first_chunk::<16>());
            if let (Some(behind), Some([backslash, rest @ ..])) =
                (behind, to.get_mut(lane + added..))
                && let Some(rest) = rest.first_chunk_mut::<16>()
            {
                (*backslash, *rest) = (b'\\', *behind);
            }
            added += 1;
            found &= found - 1;
        }
        (read, written) = (read + 16, written + 16 + added);
    }
    (read, written)
}

/// Copies a text into `room`, which is as long, unless something in it must be escaped.
/// Whether it did.
#[inline]
fn copy_plain(text: &[u8], room: &mut [u8]) -> bool {
    match text.len() {
        0..4 => {
            for (from, to) in text.iter().zip(room) {
                *to = *from;
                if *from < 0x20 || *from == b'"' || *from == b'\\' {
                    return false;
                }
            }
            true
        }
        4..8 => copy_plain_ends::<4>(text, room),
        8..16 => copy_plain_ends::<8>(text, room),
        _ => copy_plain_chunks(text, room),
    }
}

/// As [`copy_plain`], for a text of at least `N` bytes and at most twice as many.
#[inline]
fn copy_plain_ends<const N: usize>(text: &[u8], room: &mut [u8]) -> bool {
    let Some((first, last)) = short::ends::<N>(text) else { return false };
    let mut both = [b' '; 16];
    if let (Some(a), Some(b)) = (both.first_chunk_mut::<N>(), room.first_chunk_mut::<N>()) {
        (*a, *b) = (*first, *first);
    }
    if let (Some(a), Some(b)) = (both.last_chunk_mut::<N>(), room.last_chunk_mut::<N>()) {
        (*a, *b) = (*last, *last);
    }
    to_escape(&both).bits() == 0
}

/// As [`copy_plain`], for a text of at least sixteen bytes.
#[inline]
fn copy_plain_chunks(text: &[u8], room: &mut [u8]) -> bool {
    let (chunks, _) = text.as_chunks::<16>();
    let (to, _) = room.as_chunks_mut::<16>();
    for (from, to) in chunks.iter().zip(to) {
        if to_escape(from).bits() != 0 {
            return false;
        }
        *to = *from;
    }
    let (Some(from), Some(to)) = (text.last_chunk::<16>(), room.last_chunk_mut::<16>()) else {
        return false;
    };
    *to = *from;
    to_escape(from).bits() == 0
}

/// Those bytes that must be escaped.
#[inline]
fn to_escape(bytes: &[u8; 16]) -> Found {
    let lanes = Lanes::new(bytes);
    lanes.equal(b'"') | lanes.equal(b'\\') | lanes.at_most(0x1f)
}

#[cfg(test)]
mod tests;
