//! One record's text to a document that borrows from it.

use std::borrow::Cow;
use std::mem::take;

use ecs::{Document, Lanes, Value};

use super::MAX_DEPTH;

/// Why a text is no JSON object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// The grammar is broken here.
    #[error("not valid JSON at byte {0}")]
    Invalid(usize),
    /// It nests deeper than [`MAX_DEPTH`].
    #[error("nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
}

/// Reads a text that is one JSON object.
///
/// Texts without escapes and all numbers are borrowed. Where a name occurs twice in an
/// object the last value counts, as OpenSearch refuses a document that has both. Half
/// of a surrogate pair becomes U+FFFD.
///
/// # Errors
///
/// [`JsonError`] if the text is anything else.
pub fn parse_object(text: &str) -> Result<Document<'_>, JsonError> {
    let mut parser =
        Parser { text, at: 0, depth: 0, fields: Vec::with_capacity(FIELDS), elements: Vec::new() };
    parser.skip_space();
    parser.expect(b'{')?;
    let document = parser.object()?;
    parser.skip_space();
    if parser.at == text.len() { Ok(document) } else { Err(parser.invalid()) }
}

/// Room for the fields of most records, and for those that are added to them.
const FIELDS: usize = 64;

type Field<'a> = (Cow<'a, str>, Value<'a>);

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
    /// The fields of all objects that are open, so that a list is made of them only
    /// when it is known how many there are.
    fields: Vec<Field<'a>>,
    /// The same for lists.
    elements: Vec<Value<'a>>,
}

impl<'a> Parser<'a> {
    #[inline]
    fn value(&mut self) -> Result<Value<'a>, JsonError> {
        match self.peek() {
            Some(b'"') => {
                self.at += 1;
                self.string().map(Value::Text)
            }
            Some(b'{') => {
                self.at += 1;
                self.object().map(Value::Object)
            }
            Some(b'[') => {
                self.at += 1;
                self.list().map(Value::List)
            }
            Some(b't') => self.literal("true", Value::Bool(true)),
            Some(b'f') => self.literal("false", Value::Bool(false)),
            Some(b'n') => self.literal("null", Value::Null),
            _ => self.number(),
        }
    }

    /// The fields of an object, behind its brace.
    fn object(&mut self) -> Result<Document<'a>, JsonError> {
        self.enter()?;
        self.skip_space();
        if self.peek() == Some(b'}') {
            self.leave();
            return Ok(Document::new());
        }
        let start = self.fields.len();
        let mut seen = Seen::default();
        loop {
            self.skip_space();
            self.expect(b'"')?;
            let name = self.string()?;
            self.skip_space();
            self.expect(b':')?;
            self.skip_space();
            seen.add(&name, self.fields.get(start..).unwrap_or_default());
            let value = self.value()?;
            self.fields.push((name, value));
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return Err(self.invalid()),
            }
        }
        self.leave();
        // The outermost object keeps the room.
        let mut fields =
            if start == 0 { take(&mut self.fields) } else { self.fields.split_off(start) };
        if seen.perhaps_twice {
            keep_last_of_each_name(&mut fields);
        }
        Ok(Document::from_fields(fields))
    }

    /// The elements of a list, behind its bracket.
    fn list(&mut self) -> Result<Vec<Value<'a>>, JsonError> {
        self.enter()?;
        self.skip_space();
        if self.peek() == Some(b']') {
            self.leave();
            return Ok(Vec::new());
        }
        let start = self.elements.len();
        loop {
            self.skip_space();
            let value = self.value()?;
            self.elements.push(value);
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return Err(self.invalid()),
            }
        }
        self.leave();
        Ok(self.elements.split_off(start))
    }

    fn enter(&mut self) -> Result<(), JsonError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(JsonError::TooDeep) } else { Ok(()) }
    }

    fn leave(&mut self) {
        self.at += 1;
        self.depth -= 1;
    }

    /// A text, behind its opening quote.
    #[inline]
    fn string(&mut self) -> Result<Cow<'a, str>, JsonError> {
        let rest = self.rest();
        let length = quote_or_backslash(rest.as_bytes()).ok_or_else(|| self.invalid())?;
        if rest.as_bytes().get(length) == Some(&b'"') {
            self.at += length + 1;
            return Ok(Cow::Borrowed(rest.get(..length).unwrap_or_default()));
        }
        let (text, length) = unescape(rest).ok_or_else(|| self.invalid())?;
        self.at += length;
        Ok(Cow::Owned(text))
    }

    fn number(&mut self) -> Result<Value<'a>, JsonError> {
        let rest = self.rest();
        let digits = rest.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(0);
        let is_whole = !matches!(rest.as_bytes().get(digits), Some(b'.' | b'e' | b'E'))
            && (digits == 1 || digits > 1 && !rest.starts_with('0'));
        let length = if is_whole {
            digits
        } else if rest.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
            super::scan::value_length(rest.as_bytes()).map_err(|_| self.invalid())?
        } else {
            return Err(self.invalid());
        };
        self.at += length;
        Ok(Value::Number(Cow::Borrowed(rest.get(..length).unwrap_or_default())))
    }

    fn literal(&mut self, word: &str, value: Value<'a>) -> Result<Value<'a>, JsonError> {
        if !self.rest().starts_with(word) {
            return Err(self.invalid());
        }
        self.at += word.len();
        Ok(value)
    }

    fn expect(&mut self, byte: u8) -> Result<(), JsonError> {
        if self.peek() != Some(byte) {
            return Err(self.invalid());
        }
        self.at += 1;
        Ok(())
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    const fn invalid(&self) -> JsonError {
        JsonError::Invalid(self.at)
    }
}

/// The text that `rest` begins with, up to its closing quote, and its length with it.
fn unescape(rest: &str) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut at = 0;
    loop {
        let from = rest.get(at..)?;
        let length = memchr::memchr2(b'"', b'\\', from.as_bytes())?;
        text.push_str(from.get(..length)?);
        at += length + 1;
        if from.as_bytes().get(length) == Some(&b'"') {
            return Some((text, at));
        }
        let (character, length) = escaped(rest.get(at..)?)?;
        text.push(character);
        at += length;
    }
}

/// The character that an escape stands for, and its length behind the backslash.
pub(super) fn escaped(rest: &str) -> Option<(char, usize)> {
    let character = match rest.as_bytes().first()? {
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'u' => return unicode(rest),
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        _ => return None,
    };
    Some((character, 1))
}

fn unicode(rest: &str) -> Option<(char, usize)> {
    let unit = |from: usize| -> Option<u32> {
        let digits = rest.get(from..from + 4)?;
        digits
            .bytes()
            .all(|b| b.is_ascii_hexdigit())
            .then(|| u32::from_str_radix(digits, 16).ok())?
    };
    let first = unit(1)?;
    if (0xd800..0xdc00).contains(&first)
        && rest.get(5..7) == Some("\\u")
        && let Some(second) = unit(7).filter(|second| (0xdc00..0xe000).contains(second))
    {
        let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        return Some((char::from_u32(code)?, 11));
    }
    Some((char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 5))
}

/// The first quote or backslash. Texts are short: most end within the first sixteen bytes,
/// before a search made for long ones has begun.
#[inline]
pub(super) fn quote_or_backslash(bytes: &[u8]) -> Option<usize> {
    let (near, _) = bytes.as_chunks::<16>();
    for (n, chunk) in near.iter().take(4).enumerate() {
        let lanes = Lanes::new(chunk);
        if let Some(at) = (lanes.equal(b'"') | lanes.equal(b'\\')).first() {
            return Some(n * 16 + at);
        }
    }
    let behind = near.len().min(4) * 16;
    Some(behind + memchr::memchr2(b'"', b'\\', bytes.get(behind..)?)?)
}

/// The names of an object's fields, as far as is needed to notice one that comes twice.
#[derive(Default)]
struct Seen {
    /// A bit for each name; some share one.
    bits: u128,
    perhaps_twice: bool,
}

impl Seen {
    /// Adds a name, `before` being the fields before it.
    #[inline]
    fn add(&mut self, name: &str, before: &[Field<'_>]) {
        let ends = (name.as_bytes().first().copied(), name.as_bytes().last().copied());
        let (first, last) = (ends.0.unwrap_or(0), ends.1.unwrap_or(0));
        let mixed = usize::from(first) * 31 + usize::from(last) * 7 + name.len() * 3;
        let bit = 1 << (mixed % 128);
        if self.bits & bit != 0 && !self.perhaps_twice {
            // In a large object, comparing with each name before would take for ever.
            self.perhaps_twice =
                before.len() > 64 || before.iter().any(|(other, _)| ecs::is_same(other, name));
        }
        self.bits |= bit;
    }
}

/// Removes all but the last field of each name.
#[cold]
fn keep_last_of_each_name(fields: &mut Vec<Field<'_>>) {
    let mut seen = std::collections::HashSet::new();
    let mut keep: Vec<bool> =
        fields.iter().rev().map(|(name, _)| seen.insert(name.clone())).collect();
    fields.retain(|_| keep.pop().unwrap_or(true));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        parse_object(text).unwrap().write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_is_read_is_what_is_written() {
        let text = r#"{"a":[1,-2.50e+10,true,false,null,"x"],"b":{"c":{}},"d":[]}"#;
        assert_eq!(written(text), text);
        assert_eq!(written(" { \"a\" :\n[ ] , \"b\" : 1 } "), r#"{"a":[],"b":1}"#);
    }

    #[test]
    fn escapes_are_undone() {
        let document = parse_object(r#"{"a":"\"\\\/\b\f\n\r\t\u00fc\ud83d\ude00"}"#).unwrap();
        assert_eq!(document.text_at("a"), Some("\"\\/\u{8}\u{c}\n\r\tü😀"));
    }

    #[test]
    fn half_a_pair_becomes_the_replacement_character() {
        let document = parse_object(r#"{"a":"\ud83dx\ude00\ud83d\u0041"}"#).unwrap();
        assert_eq!(document.text_at("a"), Some("\u{fffd}x\u{fffd}\u{fffd}A"));
    }

    #[test]
    fn a_text_without_escapes_is_borrowed() {
        let document = parse_object(r#"{"a":"plain"}"#).unwrap();
        assert!(matches!(document.get("a"), Some(Value::Text(Cow::Borrowed("plain")))));
    }

    #[test]
    fn the_last_of_two_fields_with_one_name_counts() {
        assert_eq!(written(r#"{"a":1,"b":2,"a":3}"#), r#"{"b":2,"a":3}"#);
        let many: Vec<String> = (0..60).map(|n| format!("\"k{}\":{n}", n % 30)).collect();
        let document = format!("{{{}}}", many.join(","));
        assert_eq!(parse_object(&document).unwrap().len(), 30);
    }

    #[test]
    fn what_is_no_object_is_an_error() {
        for text in
            ["", "[]", "{", "{}x", "{\"a\":}", "{\"a\":1,}", "{\"a\":\"\\u12\"}", "{\"a\":nul}"]
        {
            assert!(parse_object(text).is_err(), "{text}");
        }
        assert_eq!(parse_object(&"{\"a\":".repeat(200)), Err(JsonError::TooDeep));
    }

    #[test]
    fn numbers_are_those_of_the_grammar() {
        for number in ["0", "7", "10", "-0", "-12", "0.5", "1e9", "12.5E-3", "123456789012345678"] {
            let record = format!("{{\"a\":{number}}}");
            assert_eq!(written(&record), record);
        }
        for number in ["", "-", "01", "00", "1.", ".5", "+1", "1e", "0x1", "1 2"] {
            assert!(parse_object(&format!("{{\"a\":{number}}}")).is_err(), "{number}");
        }
    }

    #[test]
    fn the_end_of_a_text_is_found_wherever_it_is() {
        for length in 0..60 {
            let record =
                format!("{{\"a\":\"{}\",\"{}\":1}}", "x".repeat(length), "y".repeat(length));
            assert_eq!(written(&record), record);
        }
    }

    proptest::proptest! {
        #[test]
        fn of_fields_with_one_name_the_last_counts(names in proptest::collection::vec("[a-d]{1,3}", 0..90)) {
            let fields = names.iter().enumerate().map(|(n, name)| format!("\"{name}\":{n}"));
            let record = format!("{{{}}}", fields.collect::<Vec<_>>().join(","));
            let last = |n: usize| !names[n + 1..].contains(&names[n]);
            let kept = (0..names.len()).filter(|n| last(*n)).map(|n| format!("\"{}\":{n}", names[n]));
            proptest::prop_assert_eq!(written(&record), format!("{{{}}}", kept.collect::<Vec<_>>().join(",")));
        }

        #[test]
        fn nothing_makes_it_panic(text in "\\PC{0,60}") {
            let _ = parse_object(&text);
            let _ = parse_object(&format!("{{\"a\":\"{text}\"}}"));
        }
    }
}
