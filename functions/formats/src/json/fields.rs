//! The fields of an object and the elements of a list, without reading them.
//!
//! For text that was found to be JSON: of anything else, as many as there are before it
//! goes wrong.

use std::ops::Range;

use super::scan::value_length;

/// A field of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field<'a> {
    /// Its name as it is written, without its quotes.
    pub name: &'a [u8],
    /// Where its value stands.
    pub value: Range<usize>,
}

/// Goes through the fields of an object.
#[derive(Debug, Clone)]
pub(crate) struct Fields<'a> {
    bytes: &'a [u8],
    at: usize,
    ended: bool,
}

impl<'a> Fields<'a> {
    /// The fields of the object at a place, which is that of its brace.
    pub(crate) fn new(bytes: &'a [u8], at: usize) -> Self {
        let ended = bytes.get(at) != Some(&b'{');
        Self { bytes, at: at + 1, ended }
    }

    /// Where it is: behind a field, at last behind the object.
    pub(crate) const fn position(&self) -> usize {
        self.at
    }

    /// The name of the next field, as it is written, without its quotes. Its value is
    /// next, and begins at the [`position`](Self::position).
    pub(crate) fn next_name(&mut self) -> Option<&'a [u8]> {
        if self.ended {
            return None;
        }
        self.ended = true;
        self.at = skip_space(self.bytes, self.at, b',');
        if self.bytes.get(self.at) != Some(&b'"') {
            self.at += 1;
            return None;
        }
        let name = self.next_value()?;
        self.at = skip_space(self.bytes, self.at, b':');
        self.ended = false;
        self.bytes.get(name.start + 1..name.end - 1)
    }

    /// Where the value stands whose name was given out last.
    pub(crate) fn next_value(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let length = self.bytes.get(start..).and_then(|rest| value_length(rest).ok());
        self.ended |= length.is_none();
        self.at += length?;
        Some(start..self.at)
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        let name = self.next_name()?;
        let value = self.next_value()?;
        Some(Field { name, value })
    }
}

/// Where the next element of a list begins; none behind the last.
///
/// `at` is behind the list's bracket or behind an element.
pub(crate) fn next_element(bytes: &[u8], at: usize) -> Option<usize> {
    let at = skip_space(bytes, at, b',');
    bytes.get(at).filter(|byte| **byte != b']').map(|_| at)
}

/// The first place from `at` on that is neither white space nor `mark`.
fn skip_space(bytes: &[u8], at: usize, mark: u8) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let skipped = rest.iter().take_while(|b| b.is_ascii_whitespace() || **b == mark).count();
    at + skipped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_with_the_place_of_their_value() {
        let text = br#"x{ "a" : [1, {}], "b\"":"c" ,"d":{"e":2}} y"#;
        let mut fields = Fields::new(text, 1);
        let found: Vec<_> = fields.by_ref().map(|f| (f.name, &text[f.value])).collect();
        let expected: [(&[u8], &[u8]); 3] =
            [(b"a", b"[1, {}]"), (br#"b\""#, b"\"c\""), (b"d", b"{\"e\":2}")];
        assert_eq!(found, expected);
        assert_eq!(&text[fields.position()..], b" y");
        assert_eq!(fields.next(), None);
    }

    #[test]
    fn what_is_not_json_has_no_more_fields() {
        for (text, count) in [("", 0), ("{", 0), ("{\"a\":1", 1), ("{\"a\":1,b}", 1), ("[1]", 0)] {
            assert_eq!(Fields::new(text.as_bytes(), 0).count(), count, "{text}");
        }
    }
}
