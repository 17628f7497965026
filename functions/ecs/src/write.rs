//! Documents as JSON text.
//!
//! Writing is a fifth of what a record costs. So room is made ahead, and texts are
//! copied into it eight bytes at a time while they are searched for what must be escaped.

use crate::short;
use crate::{Document, Value};

impl Document<'_> {
    /// Appends the object as JSON on one line.
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut writer = Writer::behind(out);
        writer.object(self);
        writer.finish();
    }
}

impl Value<'_> {
    /// Appends the value as JSON on one line.
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut writer = Writer::behind(out);
        writer.value(self);
        writer.finish();
    }
}

/// Appends a text as JSON, quotes included. Only what JSON demands is escaped: the
/// quote, the backslash and control characters.
pub fn write_text(text: &str, out: &mut Vec<u8>) {
    let mut writer = Writer::behind(out);
    writer.text(text);
    writer.finish();
}

/// How much room is made at a time; less would be made more often, more must be filled
/// with zeros though it is not needed.
const ROOM: usize = 1 << 10;

/// Writes behind what a buffer holds.
struct Writer<'o> {
    /// What is written, and room.
    out: &'o mut Vec<u8>,
    /// Where the room begins.
    at: usize,
}

impl<'o> Writer<'o> {
    const fn behind(out: &'o mut Vec<u8>) -> Self {
        let at = out.len();
        Self { out, at }
    }

    fn finish(self) {
        self.out.truncate(self.at);
    }

    /// At least as much room as is asked for.
    #[inline]
    fn room(&mut self, bytes: usize) -> &mut [u8] {
        if self.out.len() - self.at < bytes {
            self.out.resize(self.at + bytes + ROOM, 0);
        }
        self.out.get_mut(self.at..).unwrap_or_default()
    }

    #[inline]
    fn byte(&mut self, byte: u8) {
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

    fn object(&mut self, object: &Document<'_>) {
        let mut before = b'{';
        for (name, value) in object.iter() {
            self.byte(before);
            before = b',';
            self.text(name);
            self.byte(b':');
            self.value(value);
        }
        if object.is_empty() {
            self.byte(b'{');
        }
        self.byte(b'}');
    }

    #[inline]
    fn value(&mut self, value: &Value<'_>) {
        match value {
            Value::Null => self.bytes(b"null"),
            Value::Bool(true) => self.bytes(b"true"),
            Value::Bool(false) => self.bytes(b"false"),
            Value::Number(digits) => self.bytes(digits.as_bytes()),
            Value::Text(text) => self.text(text),
            Value::List(elements) => self.list(elements),
            Value::Object(object) => self.object(object),
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

    #[inline]
    fn text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let room = self.room(bytes.len() + 2);
        if let Some((quote, room)) = room.split_first_mut()
            && copy_plain(bytes, room)
        {
            *quote = b'"';
            if let Some(quote) = room.get_mut(bytes.len()) {
                *quote = b'"';
            }
            self.at += bytes.len() + 2;
        } else {
            self.escaped_text(bytes);
        }
    }

    /// A text that may hold anything.
    #[cold]
    fn escaped_text(&mut self, text: &[u8]) {
        self.byte(b'"');
        let (chunks, rest) = text.as_chunks::<8>();
        for some in chunks.chunks(ROOM / 16) {
            // Each byte may become two, and eight are written where one may be needed.
            self.room(some.len() * 16 + 8);
            for chunk in some {
                let lanes = u64::from_le_bytes(*chunk);
                if lanes_below(lanes, 0x20) == 0 {
                    self.escaped_lanes(lanes);
                } else {
                    self.escaped_bytes(chunk);
                    self.room(some.len() * 16 + 8);
                }
            }
        }
        self.escaped_bytes(rest);
        self.byte(b'"');
    }

    /// Eight bytes without control characters, a backslash before each that needs one.
    /// There must be room for 24.
    #[inline]
    fn escaped_lanes(&mut self, lanes: u64) {
        let Some(room) = self.out.get_mut(self.at..self.at + 24) else { return };
        let mut found = lanes_equal(lanes, b'"') | lanes_equal(lanes, b'\\');
        let (mut at, mut done) = (0, 0);
        while found != 0 {
            let lane = found.trailing_zeros() as usize / 8;
            store(lanes >> (8 * done), room, at);
            at += lane - done;
            if let Some(to) = room.get_mut(at) {
                *to = b'\\';
            }
            at += 1;
            done = lane;
            found &= found - 1;
        }
        store(lanes >> (8 * done), room, at);
        self.at += at + 8 - done;
    }

    fn escaped_bytes(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            match byte {
                b'"' | b'\\' => self.bytes(&[b'\\', byte]),
                0..0x20 => self.control_character(byte),
                _ => self.byte(byte),
            }
        }
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

#[inline]
fn store(lanes: u64, room: &mut [u8], at: usize) {
    if let Some(to) = room.get_mut(at..).and_then(|room| room.first_chunk_mut::<8>()) {
        *to = lanes.to_le_bytes();
    }
}

/// Copies a text into `room`, which is at least as long, unless something in it must be
/// escaped. Whether it did.
#[inline]
fn copy_plain(text: &[u8], room: &mut [u8]) -> bool {
    let Some(room) = room.get_mut(..text.len()) else { return false };
    if text.len() < 8 {
        let plain = match short::ends::<4>(text) {
            Some((first, last)) => {
                let [first, last] = [first, last].map(|four| u64::from(u32::from_le_bytes(*four)));
                lanes_to_escape(first | last << 32) == 0
            }
            None => text.iter().all(|&byte| byte >= 0x20 && byte != b'"' && byte != b'\\'),
        };
        if plain {
            short::copy(text, room);
        }
        return plain;
    }
    let (chunks, _) = text.as_chunks::<8>();
    let (to, _) = room.as_chunks_mut::<8>();
    for (from, to) in chunks.iter().zip(to) {
        if lanes_to_escape(u64::from_le_bytes(*from)) != 0 {
            return false;
        }
        *to = *from;
    }
    match (text.last_chunk::<8>(), room.last_chunk_mut::<8>()) {
        (Some(from), Some(to)) if lanes_to_escape(u64::from_le_bytes(*from)) == 0 => {
            *to = *from;
            true
        }
        _ => false,
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHEST: u64 = ONES << 7;

/// Not zero if a lane must be escaped.
#[inline]
const fn lanes_to_escape(lanes: u64) -> u64 {
    lanes_below(lanes, 0x20)
        | lanes_below(lanes ^ (ONES * b'"' as u64), 1)
        | lanes_below(lanes ^ (ONES * b'\\' as u64), 1)
}

/// Not zero if a lane is below a limit, which is at most 128. Which one is known of the
/// lowest only, because a borrow runs into those above.
#[inline]
const fn lanes_below(lanes: u64, limit: u8) -> u64 {
    lanes.wrapping_sub(ONES * limit as u64) & !lanes & HIGHEST
}

/// The highest bit of each lane that is this byte.
#[inline]
const fn lanes_equal(lanes: u64, byte: u8) -> u64 {
    let zero = lanes ^ (ONES * byte as u64);
    !(((zero & !HIGHEST) + !HIGHEST) | zero | !HIGHEST)
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
