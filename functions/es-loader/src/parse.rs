//! From the bytes of an object to documents: blocking, and without any service.
//!
//! The same code runs in the function and in `siem parse`; what is done with a document
//! is the [`Sink`]'s business.

use crate::own::Own;
use crate::ranges::Ranges;
use crate::reason::Reason;
use formats::{BadRecord, Checkpoint, Item, ReadError, RecordRange, Records};
use log_types::{Aids, LogType, Matched, Normalised};
use std::io::{self, Read};
use std::ops::ControlFlow;

/// What to parse, apart from its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    /// The type that the key was recognised as.
    pub log_type: &'a LogType,
    /// Where the bytes come from, what is looked up, what is left out.
    pub aids: Aids<'a>,
    /// Which records are traces of the loader itself.
    pub own: &'a Own,
    /// Where in the object its bytes begin; none for the start.
    pub from: Option<Checkpoint>,
    /// The records that are wanted.
    pub records: &'a Ranges,
    /// Bounds on decompression and on a record.
    pub limits: formats::Limits,
}

/// What one record came to.
#[derive(Debug)]
pub enum Outcome<'a> {
    /// A document.
    Document {
        /// The record's number.
        record: u64,
        /// Its index, id and so on.
        normalised: Normalised,
        /// The document, in one line.
        json: &'a [u8],
    },
    /// Nothing to load: a rule excludes it, or it is a trace of the loader itself.
    Excluded {
        /// The record's number.
        record: u64,
    },
    /// No record that could be understood.
    Bad {
        /// The number that it takes.
        record: u64,
        /// Why.
        reason: Reason,
        /// Where it is.
        place: String,
    },
}

/// Takes what records come to, in their order.
pub trait Sink {
    /// Takes one; `Break` ends the parsing.
    fn take(&mut self, outcome: Outcome<'_>) -> ControlFlow<()>;

    /// Hears which rules the record matches that comes next.
    fn matched(&mut self, matched: &Matched<'_>) {
        let _ = matched;
    }

    /// Hears where the object can be read from to get what comes next.
    fn pass(&mut self, checkpoint: Checkpoint) {
        let _ = checkpoint;
    }
}

/// How the parsing ended.
#[derive(Debug)]
pub enum End {
    /// All records that were wanted have been given to the sink.
    Complete,
    /// The sink wanted no more.
    Stopped,
    /// The bytes could not be got; nothing is known about the rest.
    Unread(io::Error),
    /// The rest, from this record on, cannot be decompressed or told apart.
    Damaged {
        /// The first record that is lost.
        from: u64,
        /// Why.
        reason: Reason,
    },
}

/// Parses all of `source`, or what of it is wanted.
pub fn parse(source: impl Read + Send, job: &Job<'_>, sink: &mut impl Sink) -> End {
    let Some(first) = job.records.first() else {
        return End::Complete;
    };
    let format = &job.log_type.spec().format;
    let records = match job.from {
        None => Records::new(formats::decompress(source, job.limits), format, job.limits),
        Some(from) => {
            let source = formats::plain(source, job.limits);
            Records::from_checkpoint(source, format, job.limits, from)
        }
    };
    let mut records = records.range(RecordRange { first, last: job.records.last() });
    let mut json = Vec::with_capacity(16 << 10);
    loop {
        // Within an archive there is no place to begin at.
        let checkpoint = records.checkpoint().filter(|_| records.reader().is_plain());
        if let Some(checkpoint) = checkpoint {
            sink.pass(checkpoint);
        }
        let outcome = match records.next_item() {
            Ok(None) => return End::Complete,
            Ok(Some(item)) if !job.records.contains(item.number()) => continue,
            Ok(Some(Item::Record(record))) if job.own.has_made(job.log_type.name(), &record) => {
                Outcome::Excluded { record: record.number }
            }
            Ok(Some(Item::Record(record))) => {
                json.clear();
                let number = record.number;
                match job.log_type.normalise(&record, job.aids, &mut json) {
                    log_types::Outcome::Document(normalised, matched) => {
                        sink.matched(&matched);
                        Outcome::Document { record: number, normalised, json: &json }
                    }
                    log_types::Outcome::Excluded(matched) => {
                        sink.matched(&matched);
                        Outcome::Excluded { record: number }
                    }
                }
            }
            Ok(Some(Item::Bad(bad))) => outcome_of(&bad),
            Ok(Some(Item::Control(record))) => Outcome::Excluded { record },
            Err(ReadError::Source { source, .. }) => return End::Unread(source),
            Err(ReadError::Damaged { from_number, source }) => {
                let reason = Reason::own(source.as_str(), source.to_string());
                return End::Damaged { from: from_number, reason };
            }
        };
        if sink.take(outcome).is_break() {
            return End::Stopped;
        }
    }
}

fn outcome_of(bad: &BadRecord) -> Outcome<'static> {
    Outcome::Bad {
        record: bad.number,
        reason: Reason::own(bad.reason.as_str(), bad.reason.to_string()),
        place: format!(
            "record {}: {} bytes from byte {} of the decompressed object",
            bad.number, bad.length, bad.offset
        ),
    }
}
