//! The records of an object, one at a time.

use std::io::{self, Read};
use std::ops::Range;

use crate::envelope::Envelope;

use contract::log_spec::Format;

use crate::expand::{Expander, Inner};
use crate::header::Names;
use crate::input::Input;
use crate::json::Keys;
use crate::splitter::Splitter;
use crate::{DecompressError, Limits};

/// A record as it was delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    /// Its place in the object, counted from 1. The same in every run.
    pub number: u64,
    /// Its bytes, without what separates it from its neighbours. They may not be UTF-8.
    pub bytes: &'a [u8],
    /// What it was delivered in.
    pub envelope: &'a Envelope,
    /// What its columns are called, where the object says so.
    pub names: Option<&'a Names>,
    /// Whether it is a JSON object although its type has another format.
    pub is_json: bool,
}

impl<'a> Record<'a> {
    /// A record by itself.
    pub const fn new(number: u64, bytes: &'a [u8]) -> Self {
        Self { number, bytes, envelope: &Envelope::NONE, names: None, is_json: false }
    }
}

/// A stretch of an object that is no record.
///
/// It takes a number of its own. Its text is not here, because nobody has looked for
/// secrets in it; the object still has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadRecord {
    /// Its place among the records, counted from 1.
    pub number: u64,
    /// What is wrong with it.
    pub reason: BadReason,
    /// Where it begins, in bytes from the start of the decompressed object.
    pub offset: u64,
    /// How many bytes it has.
    pub length: u64,
}

/// What is wrong with a [`BadRecord`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum BadReason {
    /// It does not follow the format.
    #[error("not valid JSON; the writer was interrupted or the log is of another format")]
    NotJson,
    /// It is not within an element, or no XML.
    #[error("not valid XML; the writer was interrupted or the log is of another format")]
    NotXml,
    /// It is valid, but a record has fields.
    #[error("a JSON value that is no object; a record is an object")]
    NotAnObject,
    /// The object ends in the middle of it.
    #[error("the object ends in the middle of this record; it was not written to its end")]
    CutShort,
    /// It is larger than [`Limits::record_bytes`].
    #[error("larger than a record may be; raise the limit if such records are expected")]
    TooLong,
    /// It nests deeper than [`MAX_DEPTH`](crate::json::MAX_DEPTH).
    #[error("nested too deep to be stored")]
    TooDeep,
}

impl BadReason {
    /// A stable name, for counting and grouping.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotJson => "NotJson",
            Self::NotXml => "NotXml",
            Self::NotAnObject => "NotAnObject",
            Self::CutShort => "CutShort",
            Self::TooLong => "TooLong",
            Self::TooDeep => "TooDeep",
        }
    }
}

/// What stands at one number of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item<'a> {
    /// A record.
    Record(Record<'a>),
    /// Something else.
    Bad(BadRecord),
    /// A part of an envelope that holds no record, by its number: a control message of
    /// CloudWatch Logs, an event without text. Nothing is lost.
    Control(u64),
}

impl Item<'_> {
    /// The number.
    pub const fn number(&self) -> u64 {
        match self {
            Self::Record(record) => record.number,
            Self::Bad(bad) => bad.number,
            Self::Control(number) => *number,
        }
    }
}

/// Why an object could not be read to its end. Everything before has been given out.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The source failed. Reading the object again may succeed.
    #[error("reading failed at record {from_number}")]
    Source {
        /// The number that the next item would have had.
        from_number: u64,
        /// What the source said.
        source: io::Error,
    },
    /// The object is damaged. Reading it again fails at the same place.
    #[error("the object is damaged from record {from_number} on: {source}")]
    Damaged {
        /// The number that the next item would have had.
        from_number: u64,
        /// What is wrong.
        source: DecompressError,
    },
}

impl ReadError {
    pub(crate) fn new(from_number: u64, error: io::Error) -> Self {
        match error.downcast::<DecompressError>() {
            Ok(source) => Self::Damaged { from_number, source },
            Err(source) => Self::Source { from_number, source },
        }
    }
}

/// Numbers of records, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordRange {
    /// The first, 1 at least.
    pub first: u64,
    /// The last; none means to the end of the object.
    pub last: Option<u64>,
}

impl RecordRange {
    /// All records.
    pub const ALL: Self = Self { first: 1, last: None };

    fn ends_before(self, number: u64) -> bool {
        self.last.is_some_and(|last| last < number)
    }
}

/// A place between two records at which reading can be taken up again, without what stands
/// before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// The number of the record that comes next.
    pub number: u64,
    /// Where it is, in bytes from the start of the decompressed object; there may be blanks
    /// before it.
    pub offset: u64,
}

/// What a splitter found; a record as its place in the splitter's buffer.
#[derive(Debug)]
pub(crate) enum Found {
    /// A record, or an object that holds some.
    Record(Range<usize>),
    /// A JSON object, with those of its names that tell what it is.
    Object(Range<usize>, Keys),
    Bad {
        reason: BadReason,
        offset: u64,
        length: u64,
    },
}

/// The records of an object, one at a time.
///
/// This is no [`Iterator`]: a record borrows from the block of input that it lies in,
/// and is gone when the next one is asked for.
#[derive(Debug)]
pub struct Records<R> {
    pub(crate) input: Input<R>,
    splitter: Splitter,
    expander: Expander,
    format: Format,
    range: RecordRange,
    next_number: u64,
}

impl<R: Read> Records<R> {
    /// The records of what `reader` gives, usually [`decompress`](crate::decompress).
    pub fn new(reader: R, format: &Format, limits: Limits) -> Self {
        let input = Input::new(reader);
        let splitter = Splitter::new(format, limits.record_bytes);
        let (expander, format) = (Expander::new(format), format.clone());
        Self { input, splitter, expander, format, range: RecordRange::ALL, next_number: 1 }
    }

    /// The records of an object that `reader` gives from a checkpoint on, which other
    /// [`Records`] of the same object and format have told. They have the numbers that they
    /// have when the object is read from its start.
    pub fn from_checkpoint(
        reader: R,
        format: &Format,
        limits: Limits,
        checkpoint: Checkpoint,
    ) -> Self {
        let input = Input::from_offset(reader, checkpoint.offset);
        let splitter = Splitter::within(format, limits.record_bytes);
        let (expander, format) = (Expander::new(format), format.clone());
        let (range, next_number) = (RecordRange::ALL, checkpoint.number);
        Self { input, splitter, expander, format, range, next_number }
    }

    /// Where the records could be taken up again; none where the rest cannot be read
    /// without what stands before it.
    pub fn checkpoint(&self) -> Option<Checkpoint> {
        let checkpoint = Checkpoint { number: self.next_number, offset: self.input.position() };
        let possible =
            self.splitter.is_checkpoint(&self.format) && self.expander.is_done(&self.input);
        possible.then_some(checkpoint)
    }

    /// What gives the bytes.
    pub const fn reader(&self) -> &R {
        self.input.reader()
    }

    /// Gives out only the records with these numbers. Those before are read and
    /// counted, those after are not read.
    #[must_use]
    pub fn range(mut self, range: RecordRange) -> Self {
        self.range = range;
        self
    }

    /// The number that the next item has.
    pub const fn next_number(&self) -> u64 {
        self.next_number
    }

    /// The next record, or what stands in its place; `None` at the end.
    ///
    /// # Errors
    ///
    /// [`ReadError`] once, when the object cannot be read to its end; `None` after it.
    pub fn next_item(&mut self) -> Result<Option<Item<'_>>, ReadError> {
        let (number, inner) = loop {
            if self.range.ends_before(self.next_number) {
                return Ok(None);
            }
            let Some(inner) = self.next_inner()? else { return Ok(None) };
            let number = self.next_number;
            self.next_number += 1;
            if number >= self.range.first {
                break (number, inner);
            }
        };
        Ok(Some(match inner {
            Inner::Record(piece) => Item::Record(Record {
                number,
                bytes: self.expander.bytes(&self.input, &piece),
                envelope: self.expander.envelope(),
                names: self.splitter.names(),
                is_json: piece.is_json,
            }),
            Inner::Bad { reason, offset, length } => {
                Item::Bad(BadRecord { number, reason, offset, length })
            }
            Inner::Control => Item::Control(number),
        }))
    }

    /// What the next number is for.
    fn next_inner(&mut self) -> Result<Option<Inner>, ReadError> {
        loop {
            if let Some(inner) = self.expander.next_inner(&self.input) {
                return Ok(Some(inner));
            }
            let found = self
                .splitter
                .next_found(&mut self.input)
                .map_err(|error| ReadError::new(self.next_number, error))?;
            let inner = match found {
                None => return Ok(None),
                Some(Found::Record(at)) => self.expander.open(&self.input, at, None),
                Some(Found::Object(at, keys)) => self.expander.open(&self.input, at, Some(keys)),
                Some(Found::Bad { reason, offset, length }) => {
                    Some(Inner::Bad { reason, offset, length })
                }
            };
            if inner.is_some() {
                return Ok(inner);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Records<&[u8]> {
        Records::new(text.as_bytes(), &Format::JSON, Limits::default())
    }

    #[test]
    fn a_range_gives_out_its_numbers_only() {
        let mut records = records("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n{\"a\":4}\n")
            .range(RecordRange { first: 2, last: Some(3) });
        let second = Item::Record(Record::new(2, b"{\"a\":2}"));
        assert_eq!(records.next_item().unwrap(), Some(second));
        assert_eq!(records.next_item().unwrap().unwrap().number(), 3);
        assert_eq!(records.next_item().unwrap(), None);
    }

    /// Every record's number and text, and each checkpoint on the way.
    fn read(mut records: Records<&[u8]>) -> (Vec<(u64, String)>, Vec<Checkpoint>) {
        let (mut all, mut checkpoints) = (vec![], vec![]);
        loop {
            checkpoints.extend(records.checkpoint());
            let text = match records.next_item().unwrap() {
                None => return (all, checkpoints),
                Some(Item::Record(record)) => String::from_utf8_lossy(record.bytes).into_owned(),
                Some(Item::Bad(bad)) => format!("{:?} at {}", bad.reason, bad.offset),
                Some(Item::Control(_)) => "control".to_owned(),
            };
            let number = all.len() as u64 + 1;
            all.push((number, text));
        }
    }

    #[test]
    fn from_a_checkpoint_the_same_records_come_as_from_the_start() {
        let csv = contract::log_spec::Columns::new(&["a", "b"])
            .separator(contract::log_spec::Separator::Comma)
            .quoting(contract::log_spec::Quoting::Csv);
        for (format, text) in [
            (
                Format::JSON,
                concat!(
                    r#"{"messageType":"DATA_MESSAGE","logEvents":[{"message":"a"},{"message":"b"}]}"#,
                    r#"{"messageType":"CONTROL_MESSAGE","logEvents":[]}"#,
                    "\n{\"detail-type\":\"\",\"detail\":{}}"
                ),
            ),
            (
                Format::JSON,
                "{\"a\":1}\n{\"a\":2}\r\nno\n{\"a\":4} {\"a\":5}\n[{\"a\":6},{\"a\":7}]",
            ),
            (Format::text(".*"), "one\n\ntwo\r\n\0\0three"),
            (Format::multiline("[0-9]", ".*"), "0 a\n b\n1 c\n2 d\n e"),
            (Format::Columns(csv), "a,\"b\nc\"\nd,e\nf,g\n"),
            (Format::Cef, "CEF:0|a\nCEF:0|b\n"),
        ] {
            let limits = Limits::default();
            let (all, checkpoints) = read(Records::new(text.as_bytes(), &format, limits));
            assert!(checkpoints.len() >= all.len() - 1, "{format:?}: {checkpoints:?}");
            for checkpoint in checkpoints {
                let rest = &text.as_bytes()[usize::try_from(checkpoint.offset).unwrap()..];
                let records = Records::from_checkpoint(rest, &format, limits, checkpoint);
                assert_eq!(records.next_number(), checkpoint.number);
                let (rest, _) = read(records);
                let rest: Vec<_> = rest.into_iter().map(|(_, text)| text).collect();
                let wanted = all.iter().filter(|(number, _)| *number >= checkpoint.number);
                let wanted: Vec<_> = wanted.map(|(_, text)| text.clone()).collect();
                assert_eq!(rest, wanted, "{format:?} from {checkpoint:?}");
            }
        }
    }

    #[test]
    fn where_the_rest_needs_what_stands_before_it_there_is_no_checkpoint() {
        let columns = |header| {
            let columns = contract::log_spec::Columns::new(&["a"]).header(header);
            Format::Columns(columns)
        };
        for (format, text) in [
            (columns(contract::log_spec::Header::FirstLine), "name\n1\n2\n"),
            (columns(contract::log_spec::Header::W3c), "#Fields: name\n1\n2\n"),
            (Format::text(".*"), "{\"message\":1}\n{\"message\":2}\n"),
            (Format::json_records("Records"), "{\"Records\":[{},{}]}\n{}"),
            (Format::JSON, "[\n  {},\n  {}\n]"),
        ] {
            let (_, checkpoints) = read(Records::new(text.as_bytes(), &format, Limits::default()));
            // What stands before the end of an object is no start of a record.
            let inner = checkpoints.iter().filter(|at| (at.offset as usize) < text.len() - 1);
            assert_eq!(inner.count(), 0, "{format:?}: {checkpoints:?}");
        }
    }

    #[test]
    fn a_bad_stretch_takes_a_number() {
        let mut records = records("{\"a\":1}\nno\n{\"a\":3}\n");
        assert_eq!(records.next_item().unwrap().unwrap().number(), 1);
        let bad = BadRecord { number: 2, reason: BadReason::NotJson, offset: 8, length: 2 };
        assert_eq!(records.next_item().unwrap(), Some(Item::Bad(bad)));
        assert_eq!(records.next_item().unwrap().unwrap().number(), 3);
    }

    #[test]
    fn a_failing_source_is_no_damage() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::ConnectionReset.into())
            }
        }
        let reader = b"{\"a\":1}\n{\"b\":".chain(Broken);
        let mut records = Records::new(reader, &Format::JSON, Limits::default());
        assert_eq!(records.next_item().unwrap().unwrap().number(), 1);
        let error = records.next_item().unwrap_err();
        assert!(matches!(error, ReadError::Source { from_number: 2, .. }), "{error:?}");
        assert_eq!(records.next_item().unwrap(), None);
    }
}
