//! Texts with characters written as `%20`.

use std::borrow::Cow;

/// A text with its `%20` and the like decoded; bytes that are not UTF-8 become U+FFFD.
pub(crate) fn unquote(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut parts = text.split('%');
    out.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        let byte = part.get(..2).and_then(hex_byte);
        match byte {
            Some(byte) => {
                out.push(byte);
                out.extend_from_slice(part.get(2..).unwrap_or_default().as_bytes());
            }
            None => {
                out.push(b'%');
                out.extend_from_slice(part.as_bytes());
            }
        }
    }
    let text = String::from_utf8(out);
    Cow::Owned(text.unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned()))
}

fn hex_byte(digits: &str) -> Option<u8> {
    let valid = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    u8::from_str_radix(digits, 16).ok().filter(|_| valid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs_are_decoded() {
        assert_eq!(unquote("Mozilla/5.0%20(X11)%C3%BC"), "Mozilla/5.0 (X11)ü");
        assert_eq!(unquote("100%"), "100%");
        assert_eq!(unquote("%zz%+1%é%2"), "%zz%+1%é%2");
        assert_eq!(unquote("%FF"), "\u{fffd}");
    }
}
