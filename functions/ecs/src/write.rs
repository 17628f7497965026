//! Documents as JSON text.

use crate::{Document, Value};

impl Document<'_> {
    /// Appends the object as JSON on one line.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.push(b'{');
        let mut first = true;
        for (name, value) in self.iter() {
            if !first {
                out.push(b',');
            }
            first = false;
            write_text(name, out);
            out.push(b':');
            value.write(out);
        }
        out.push(b'}');
    }
}

impl Value<'_> {
    /// Appends the value as JSON on one line.
    pub fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null => out.extend_from_slice(b"null"),
            Self::Bool(true) => out.extend_from_slice(b"true"),
            Self::Bool(false) => out.extend_from_slice(b"false"),
            Self::Number(digits) => out.extend_from_slice(digits.as_bytes()),
            Self::Text(text) => write_text(text, out),
            Self::List(elements) => {
                out.push(b'[');
                for (n, element) in elements.iter().enumerate() {
                    if n > 0 {
                        out.push(b',');
                    }
                    element.write(out);
                }
                out.push(b']');
            }
            Self::Object(object) => object.write(out),
        }
    }
}

/// Appends a text as JSON, quotes included. Only what JSON demands is escaped: the
/// quote, the backslash and control characters.
pub fn write_text(text: &str, out: &mut Vec<u8>) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = first_escape(rest) {
        let (plain, from) = rest.split_at(at);
        out.extend_from_slice(plain);
        let Some((&byte, after)) = from.split_first() else { break };
        write_escape(byte, out);
        rest = after;
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// Where the first byte is that must be escaped. Eight bytes are looked at together,
/// each as a lane of a number.
fn first_escape(text: &[u8]) -> Option<usize> {
    let (chunks, rest) = text.as_chunks::<8>();
    for (n, chunk) in chunks.iter().enumerate() {
        let found = lanes_to_escape(u64::from_le_bytes(*chunk));
        if found != 0 {
            return Some(n * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let at = rest.iter().position(|&byte| byte < 0x20 || byte == b'"' || byte == b'\\')?;
    Some(chunks.len() * 8 + at)
}

/// The highest bit of each lane that must be escaped. Lanes above the first one found
/// may be wrong, because a borrow runs into them.
const fn lanes_to_escape(lanes: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHEST: u64 = ONES << 7;
    const fn lanes_below(lanes: u64, limit: u8) -> u64 {
        lanes.wrapping_sub(ONES * limit as u64) & !lanes & HIGHEST
    }
    lanes_below(lanes, 0x20)
        | lanes_below(lanes ^ (ONES * b'"' as u64), 1)
        | lanes_below(lanes ^ (ONES * b'\\' as u64), 1)
}

fn write_escape(byte: u8, out: &mut Vec<u8>) {
    const HEX: [u8; 16] = *b"0123456789abcdef";
    let short = match byte {
        b'"' | b'\\' => byte,
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        _ => {
            let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or(b'0');
            out.extend_from_slice(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15)]);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
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
}
