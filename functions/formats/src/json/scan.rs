//! Finding where a JSON value ends.
//!
//! The grammar is that of RFC 8259 with two differences. A control character may stand
//! in a text, as some writers forget to escape a tab; but not a line end, because a
//! line that was cut inside a text must not take the next line with it. And bytes of a
//! text need not be UTF-8: that is for the reader of the record to judge.

use std::ops::{BitOr, BitOrAssign};

use ecs::Lanes;

use super::MAX_DEPTH;

/// Why the end of a value was not found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The bytes end before the value does.
    Incomplete,
    /// The bytes are not JSON.
    Invalid,
    /// The value nests deeper than [`MAX_DEPTH`].
    TooDeep,
    /// The list of records begins here.
    AtList,
}

/// Which of the names that tell an envelope an object has.
///
/// They are noted while the end of the object is looked for, which costs next to
/// nothing; looking for them in every record would not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Keys(u8);

impl Keys {
    pub(crate) const NONE: Self = Self(0);
    /// `messageType`: CloudWatch Logs.
    pub(crate) const MESSAGE_TYPE: Self = Self(1);
    /// `logEvents`: CloudWatch Logs.
    pub(crate) const LOG_EVENTS: Self = Self(2);
    /// `detail`: EventBridge.
    pub(crate) const DETAIL: Self = Self(4);
    /// `detail-type`: EventBridge.
    pub(crate) const DETAIL_TYPE: Self = Self(8);
    /// `log`: FireLens.
    pub(crate) const LOG: Self = Self(16);
    /// `container_id` or `container_name`: FireLens.
    pub(crate) const CONTAINER: Self = Self(32);
    /// `message`.
    pub(crate) const MESSAGE: Self = Self(64);
    /// The list of records.
    pub(crate) const LIST: Self = Self(128);

    /// Whether all of `others` are there.
    pub(crate) const fn has(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    fn of(name: &[u8], list: Option<&[u8]>) -> Self {
        let key = match name {
            b"messageType" => Self::MESSAGE_TYPE,
            b"logEvents" => Self::LOG_EVENTS,
            b"detail" => Self::DETAIL,
            b"detail-type" => Self::DETAIL_TYPE,
            b"log" => Self::LOG,
            b"container_id" | b"container_name" => Self::CONTAINER,
            b"message" => Self::MESSAGE,
            _ => Self::NONE,
        };
        if list == Some(name) { key | Self::LIST } else { key }
    }
}

impl BitOr for Keys {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Keys {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// What was found where a value was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scanned {
    /// A value of this length, with these names if it is an object.
    Whole(usize, Keys),
    /// An object with a list of records, which begins behind this many bytes.
    List(usize),
}

/// The length of the JSON value that `bytes` begin with.
pub(crate) fn value_length(bytes: &[u8]) -> Result<usize, Stop> {
    let mut scanner = Scanner::new(bytes, None);
    scanner.value()?;
    Ok(scanner.at)
}

/// The JSON value that `bytes` begin with, in which `list` is the name of a list of
/// records. With `stop` the value is not looked at behind the start of such a list.
pub(crate) fn value(bytes: &[u8], list: Option<&[u8]>, stop: bool) -> Result<Scanned, Stop> {
    let mut scanner = Scanner { stop, ..Scanner::new(bytes, list) };
    let ended = scanner.value();
    scanner.scanned(ended)
}

/// What is left of an object behind the value of a field; as [`value`] with `stop`.
pub(crate) fn rest_of_object(bytes: &[u8], list: Option<&[u8]>) -> Result<Scanned, Stop> {
    let mut scanner = Scanner { depth: 1, objects: 1, stop: true, ..Scanner::new(bytes, list) };
    let ended = scanner.close().and_then(|ended| if ended { Ok(()) } else { scanner.value() });
    scanner.scanned(ended)
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: u32,
    /// One bit for each open list or object, the innermost lowest: 1 for an object.
    objects: u128,
    /// Name of the list of records.
    list: Option<&'a [u8]>,
    /// Whether to stop at that list.
    stop: bool,
    /// The names in the outermost object.
    keys: Keys,
}

impl<'a> Scanner<'a> {
    const fn new(bytes: &'a [u8], list: Option<&'a [u8]>) -> Self {
        Self { bytes, at: 0, depth: 0, objects: 0, list, stop: false, keys: Keys::NONE }
    }

    fn scanned(&self, ended: Result<(), Stop>) -> Result<Scanned, Stop> {
        match ended {
            Ok(()) => Ok(Scanned::Whole(self.at, self.keys)),
            Err(Stop::AtList) => Ok(Scanned::List(self.at)),
            Err(stop) => Err(stop),
        }
    }
}

impl Scanner<'_> {
    fn value(&mut self) -> Result<(), Stop> {
        loop {
            let opened = match self.peek_token()? {
                b'{' => self.open(true)?,
                b'[' => self.open(false)?,
                b'"' => self.string().map(|()| false)?,
                b't' => self.literal(b"true").map(|()| false)?,
                b'f' => self.literal(b"false").map(|()| false)?,
                b'n' => self.literal(b"null").map(|()| false)?,
                _ => self.number().map(|()| false)?,
            };
            if !opened && self.close()? {
                return Ok(());
            }
        }
    }

    /// Enters a list or an object. Whether a value follows: not if it is empty.
    fn open(&mut self, object: bool) -> Result<bool, Stop> {
        if self.depth == MAX_DEPTH {
            return Err(Stop::TooDeep);
        }
        self.at += 1;
        self.depth += 1;
        self.objects = (self.objects << 1) | u128::from(object);
        let token = self.peek_token()?;
        if token == if object { b'}' } else { b']' } {
            self.leave();
            return Ok(false);
        }
        if object {
            self.key()?;
        }
        Ok(true)
    }

    /// After a value: leaves what ends here and steps over a comma. Whether the
    /// outermost value is complete.
    fn close(&mut self) -> Result<bool, Stop> {
        while self.depth > 0 {
            let in_object = self.objects & 1 == 1;
            match (self.peek_token()?, in_object) {
                (b',', true) => {
                    self.at += 1;
                    self.peek_token()?;
                    self.key()?;
                    return Ok(false);
                }
                (b',', false) => {
                    self.at += 1;
                    return Ok(false);
                }
                (b'}', true) | (b']', false) => self.leave(),
                _ => return Err(Stop::Invalid),
            }
        }
        Ok(true)
    }

    fn leave(&mut self) {
        self.at += 1;
        self.depth -= 1;
        self.objects >>= 1;
    }

    fn key(&mut self) -> Result<(), Stop> {
        if self.peek()? != b'"' {
            return Err(Stop::Invalid);
        }
        let start = self.at + 1;
        self.string()?;
        let end = self.at - 1;
        if self.peek_token()? != b':' {
            return Err(Stop::Invalid);
        }
        self.at += 1;
        if self.depth == 1 { self.note(start, end) } else { Ok(()) }
    }

    /// Looks at a name of the outermost object, behind which its value begins.
    fn note(&mut self, start: usize, end: usize) -> Result<(), Stop> {
        let name = self.bytes.get(start..end).unwrap_or_default();
        let key = Keys::of(name, self.list);
        self.keys |= key;
        if self.stop && key.has(Keys::LIST) && self.peek_token()? == b'[' {
            self.at += 1;
            return Err(Stop::AtList);
        }
        Ok(())
    }

    fn string(&mut self) -> Result<(), Stop> {
        self.at += 1;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let length = quote_backslash_or_line_end(rest).ok_or(Stop::Incomplete)?;
            self.at += length + 1;
            match rest.get(length) {
                Some(b'"') => return Ok(()),
                Some(b'\\') => self.escape()?,
                _ => return Err(Stop::Invalid),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Stop> {
        let kind = self.peek()?;
        self.at += 1;
        match kind {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Ok(()),
            b'u' => {
                for _ in 0..4 {
                    if !self.peek()?.is_ascii_hexdigit() {
                        return Err(Stop::Invalid);
                    }
                    self.at += 1;
                }
                Ok(())
            }
            _ => Err(Stop::Invalid),
        }
    }

    fn literal(&mut self, word: &[u8]) -> Result<(), Stop> {
        for &expected in word {
            if self.peek()? != expected {
                return Err(Stop::Invalid);
            }
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), Stop> {
        if self.peek()? == b'-' {
            self.at += 1;
        }
        if self.peek()? == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek_or_end() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek_or_end(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek()?, b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Stop> {
        if !self.peek()?.is_ascii_digit() {
            return Err(Stop::Invalid);
        }
        while self.peek_or_end().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        Ok(())
    }

    fn peek_or_end(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn peek(&self) -> Result<u8, Stop> {
        self.peek_or_end().ok_or(Stop::Incomplete)
    }

    /// The next byte that is not white space.
    fn peek_token(&mut self) -> Result<u8, Stop> {
        loop {
            match self.peek()? {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                token => return Ok(token),
            }
        }
    }
}

/// The first quote, backslash or line end; most are near, as with
/// [`quote_or_backslash`](super::parse::quote_or_backslash).
#[inline]
fn quote_backslash_or_line_end(bytes: &[u8]) -> Option<usize> {
    let (near, _) = bytes.as_chunks::<16>();
    for (n, chunk) in near.iter().take(4).enumerate() {
        let lanes = Lanes::new(chunk);
        let found = lanes.equal(b'"') | lanes.equal(b'\\') | lanes.equal(b'\n');
        if let Some(at) = found.first() {
            return Some(n * 16 + at);
        }
    }
    let behind = near.len().min(4) * 16;
    Some(behind + memchr::memchr3(b'"', b'\\', b'\n', bytes.get(behind..)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_ends_where_its_grammar_says() {
        for (text, length) in [
            ("{}{}", 2),
            (r#"{"a":[1,-2.5e+10,true,null,"}\"]"]} rest"#, 35),
            ("{ \"a\" :\n { } }\n", 14),
            ("\"text\",", 6),
            ("12,", 2),
        ] {
            assert_eq!(value_length(text.as_bytes()), Ok(length), "{text}");
        }
    }

    #[test]
    fn what_is_not_json_is_noticed() {
        for text in [
            "{a:1}",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "[1 2]",
            "{\"a\":tru}",
            "{\"a\":01}",
            "{\"a\":.5}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"line\nend\"}",
            "{\"a\":{\"b\":1\n{",
            "[}",
            "{\"a\":1]",
            "{\"a\":\"\\u12g4\"}",
            "{,",
        ] {
            assert_eq!(value_length(text.as_bytes()), Err(Stop::Invalid), "{text}");
        }
    }

    #[test]
    fn every_beginning_of_a_value_is_incomplete() {
        let text = br#"{"a":[1,-2.5e+10,true,null,"\u00fc\""],"b":{"c":{}}}"#;
        for length in 0..text.len() {
            assert_eq!(value_length(&text[..length]), Err(Stop::Incomplete), "{length}");
        }
    }

    #[test]
    fn names_of_the_outermost_object_are_noted() {
        let text = br#"{"detail":{"message":1},"x":[{"log":2}],"r":{},"container_id":3}"#;
        let keys = Keys::DETAIL | Keys::CONTAINER | Keys::LIST;
        assert_eq!(value(text, Some(b"r"), true), Ok(Scanned::Whole(text.len(), keys)));
    }

    #[test]
    fn a_list_of_records_is_not_looked_at() {
        let text = br#"{"x":{"r":[]},"r" : [ {"#;
        assert_eq!(value(text, Some(b"r"), true), Ok(Scanned::List(21)));
        assert_eq!(value(text, Some(b"r"), false), Err(Stop::Incomplete));
        let rest = b",\"a\":{\"r\":1},\"c\":2} {}";
        assert_eq!(rest_of_object(rest, Some(b"r")), Ok(Scanned::Whole(19, Keys::NONE)));
        assert_eq!(rest_of_object(b"}]", None), Ok(Scanned::Whole(1, Keys::NONE)));
        assert_eq!(rest_of_object(b",\"r\":[", Some(b"r")), Ok(Scanned::List(6)));
        assert_eq!(rest_of_object(b"]", None), Err(Stop::Invalid));
    }

    #[test]
    fn nesting_has_an_end() {
        let deep = "[".repeat(MAX_DEPTH as usize + 1);
        assert_eq!(value_length(deep.as_bytes()), Err(Stop::TooDeep));
        let allowed = "[".repeat(128) + &"]".repeat(128);
        assert_eq!(value_length(allowed.as_bytes()), Ok(256));
    }
}
