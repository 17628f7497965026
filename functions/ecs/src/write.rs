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
    out.push(b'"');
    let mut rest = text.as_bytes();
    // Most texts need no escape at all: whole stretches are copied.
    while let Some(at) = rest.iter().position(|&byte| needs_escape(byte)) {
        let (plain, from) = rest.split_at(at);
        out.extend_from_slice(plain);
        let Some((&byte, after)) = from.split_first() else {
            break;
        };
        write_escape(byte, out);
        rest = after;
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

const fn needs_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
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
    fn lists_and_objects_nest() {
        let mut document = Document::new();
        document.set_at(
            "a.b",
            Value::List(vec![Value::Null, Value::Bool(true), "x".into()]),
        );
        document.insert("c", Value::Object(Document::new()));
        assert_eq!(
            written(&document.into()),
            r#"{"a":{"b":[null,true,"x"]},"c":{}}"#
        );
    }
}
