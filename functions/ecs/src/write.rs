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
        while rest.len() >= 16 {
            // Each byte may become two, and sixteen are written where fewer are needed.
            let room = self.room(2 * rest.len().min(ROOM) + 17);
            let (read, written) = escape_some(rest, room);
            self.at += written;
            rest = rest.get(read..).unwrap_or_default();
            if let Some((byte @ 0..0x20, behind)) = rest.split_first() {
                self.control_character(*byte);
                rest = behind;
            }
        }
        for &byte in rest {
            match byte {
                b'"' | b'\\' => self.bytes(&[b'\\', byte]),
                0..0x20 => self.control_character(byte),
                _ => self.byte(byte),
            }
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
/// control character, or until fewer than sixteen bytes are left or too little room. How
/// many bytes were read, and how many written.
#[inline]
fn escape_some(text: &[u8], room: &mut [u8]) -> (usize, usize) {
    let (mut read, mut written) = (0, 0);
    while let Some(from) = text.get(read..).and_then(|text| text.first_chunk::<16>())
        && let Some(to) = room.get_mut(written..).and_then(|room| room.first_chunk_mut::<17>())
    {
        if let Some(to) = to.first_chunk_mut() {
            *to = *from;
        }
        let Some(n) = to_escape(from).first() else {
            (read, written) = (read + 16, written + 16);
            continue;
        };
        let byte = from.get(n).copied().unwrap_or_default();
        if byte < 0x20 {
            return (read + n, written + n);
        }
        if let Some([backslash, escaped]) = to.get_mut(n..n + 2) {
            (*backslash, *escaped) = (b'\\', byte);
        }
        (read, written) = (read + n + 1, written + n + 2);
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
mod tests {
    use super::*;

    fn written(value: &Value<'_>) -> String {
        let mut out = Vec::new();
        value.write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_number_comes_out_as_it_went_in() {
        let digits = "123456789012345678901234567890.10e+5";
        assert_eq!(written(&Value::Number(digits.into())), digits);
    }

    #[test]
    fn only_what_must_be_is_escaped() {
        let text = Value::from("a\"b\\c\n\u{1}ü/\u{7f}");
        assert_eq!(written(&text), "\"a\\\"b\\\\c\\n\\u0001ü/\u{7f}\"");
    }

    #[test]
    fn every_byte_is_escaped_or_not_wherever_it_stands() {
        for character in (0..0x180).filter_map(char::from_u32) {
            for before in 0..9 {
                let text = format!("{}{character}{}", "é".repeat(before), "\u{80}x".repeat(5));
                let written = written(&Value::from(text.as_str()));
                let plain = character >= ' ' && character != '"' && character != '\\';
                assert_eq!(written == format!("\"{text}\""), plain, "{written}");
            }
        }
    }

    #[test]
    fn lists_and_objects_nest() {
        let mut document = Document::new();
        document.set_at("a.b", Value::List(vec![Value::Null, Value::Bool(true), "x".into()]));
        document.insert("c", Value::Object(Document::new()));
        assert_eq!(written(&document.into()), r#"{"a":{"b":[null,true,"x"]},"c":{}}"#);
    }

    /// The same, one character at a time.
    fn slowly(text: &str) -> String {
        let escaped = |character| match character {
            '"' | '\\' => format!("\\{character}"),
            '\n' => "\\n".to_owned(),
            '\r' => "\\r".to_owned(),
            '\t' => "\\t".to_owned(),
            '\u{8}' => "\\b".to_owned(),
            '\u{c}' => "\\f".to_owned(),
            '\0'..' ' => format!("\\u{:04x}", u32::from(character)),
            _ => character.to_string(),
        };
        format!("\"{}\"", text.chars().map(escaped).collect::<String>())
    }

    proptest::proptest! {
        #[test]
        fn eight_bytes_at_a_time_are_written_as_one(
            text in "[\"\\\\\\x00-\\x21a-é]{0,40}",
            times in 1..80_usize,
            before in "[a-z\"]{0,9}",
        ) {
            let text = text.repeat(times);
            let mut out = before.clone().into_bytes();
            write_text(&text, &mut out);
            proptest::prop_assert_eq!(String::from_utf8(out).unwrap(), before + &slowly(&text));
        }
    }
}
