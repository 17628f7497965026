//! Firehose streams of sources: the contract's prefix, and a name that no other source's
//! pattern matches.

use std::str::FromStr;

use contract::sources::{FIREHOSE_ERROR_PREFIX, Part, Source};
use library::firehose::{BufferInterval, BufferSize, DeliveryStream, Partitions, Prefix};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use template::{Value, pseudo, text};

use super::destination::Destination;
use super::id::Id;
use crate::names::PREFIX;
use crate::{InvalidOption, checked};

/// The tag by which the role of log delivery finds the streams that it may put records to.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-Firehose.html>
pub(super) const FOR_LOG_DELIVERY: (&str, &str) = ("LogDeliveryEnabled", "true");

/// How much a stream collects before it writes an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Buffering {
    /// Most data of an object, in MiB before compression.
    pub size_mib: SizeMib,
    /// Longest time that a record waits, in seconds.
    pub interval_seconds: IntervalSeconds,
}

/// A buffer's size in MiB: 1 to 128; 64 if not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct SizeMib(#[schemars(with = "u32", range(min = 1, max = 128))] BufferSize);

/// A buffer's interval in seconds: 60 to 900; 60 if not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct IntervalSeconds(#[schemars(with = "u32", range(min = 60, max = 900))] BufferInterval);

impl Default for SizeMib {
    fn default() -> Self {
        Self(BufferSize::mib(64))
    }
}

impl Default for IntervalSeconds {
    fn default() -> Self {
        Self(BufferInterval::seconds(60))
    }
}

impl TryFrom<u32> for SizeMib {
    type Error = InvalidOption;

    fn try_from(mib: u32) -> Result<Self, InvalidOption> {
        BufferSize::try_from(mib).map(Self).map_err(InvalidOption::new)
    }
}

impl TryFrom<u32> for IntervalSeconds {
    type Error = InvalidOption;

    fn try_from(seconds: u32) -> Result<Self, InvalidOption> {
        BufferInterval::try_from(seconds).map(Self).map_err(InvalidOption::new)
    }
}

impl<'de> Deserialize<'de> for SizeMib {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::number(source)
    }
}

impl<'de> Deserialize<'de> for IntervalSeconds {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::number(source)
    }
}

/// A stream's name: 1 to 64 letters, digits and `_.-`.
///
/// It stands in the names of the objects, so that one which holds the mark of another log
/// would have them loaded as that.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
pub struct StreamName(#[schemars(regex(pattern = r"^[a-zA-Z0-9_.-]{1,64}$"))] String);

/// Why a text is no name of a stream.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("stream name `{0}` has 1 to 64 letters, digits, `_`, `.` and `-`")]
pub struct InvalidStreamName(String);

impl FromStr for StreamName {
    type Err = InvalidStreamName;

    fn from_str(name: &str) -> Result<Self, InvalidStreamName> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        if (1..=64).contains(&name.len()) && name.chars().all(allowed) {
            Ok(Self(name.to_owned()))
        } else {
            Err(InvalidStreamName(name.to_owned()))
        }
    }
}

impl<'de> Deserialize<'de> for StreamName {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::text(source)
    }
}

impl StreamName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `aes-siem-<log type>-<id>`, or what AWS demands at the beginning, `siem` and the id.
    pub(super) fn of(log: &Source, id: Option<&Id>) -> Self {
        let name = match log.stream {
            Some(beginning) => format!("{beginning}siem"),
            None => format!("{PREFIX}-{}", log.log_type),
        };
        Self(match id {
            Some(id) => format!("{name}-{}", id.as_str()),
            None => name,
        })
    }

    /// Why objects with this name would not be loaded as the log, if so.
    pub(super) fn refusal(&self, log: &Source) -> Option<String> {
        if let Some(beginning) = log.stream.filter(|beginning| !self.0.starts_with(beginning)) {
            return Some(format!(
                "the stream's name is `{}`; the loader and AWS want one that begins with \
                 `{beginning}`: choose such a name, or none",
                self.0
            ));
        }
        let others = contract::sources::ALL.iter().filter(|other| other.log_type != log.log_type);
        let mark = |other: &'static Source| {
            other.marks.iter().find(|mark| self.0.contains(**mark)).map(|mark| (other, *mark))
        };
        let (other, mark) = others.filter_map(mark).next()?;
        Some(format!(
            "the stream's name is `{}`; it stands in the names of the objects, which the loader \
             would take for logs of {} as they hold `{mark}`: choose another name, or none",
            self.0, other.name
        ))
    }
}

/// What a prefix holds in the places of its account, region and name.
pub(super) struct Filling<'a> {
    /// The account that the log is from.
    pub(super) account: Fill,
    /// The region that the log is from.
    pub(super) region: Fill,
    /// What tells the source from others of its kind.
    pub(super) name: &'a str,
}

/// What is put into a place.
pub(super) enum Fill {
    /// A value that is the same for all records.
    Value(Value<String>),
    /// A part of each record, by the name of its partition.
    Partition(&'static str),
}

impl Default for Filling<'_> {
    /// The stack's own account and region.
    fn default() -> Self {
        Self {
            account: Fill::Value(pseudo::account_id()),
            region: Fill::Value(pseudo::region()),
            name: "",
        }
    }
}

/// The prefix under which the loader recognises the log.
pub(super) fn prefix(log: &Source, filling: &Filling<'_>) -> Prefix {
    let parts = log.prefix.into_iter().flat_map(contract::sources::Prefix::parts);
    let (mut start, mut rest): (Vec<Value<String>>, Vec<Value<String>>) = (vec![], vec![]);
    for part in parts {
        let (value, expression): (Value<String>, bool) = match part {
            Part::Text(text) => (text.into(), false),
            Part::Name => (filling.name.into(), false),
            Part::Time(pattern) => (format!("!{{timestamp:{pattern}}}").into(), true),
            Part::Account => filled(&filling.account),
            Part::Region => filled(&filling.region),
        };
        let in_rest = expression || !rest.is_empty();
        if in_rest { rest.push(value) } else { start.push(value) }
    }
    Prefix::new(Value::concat(start)).then(Value::concat(rest))
}

fn filled(fill: &Fill) -> (Value<String>, bool) {
    match fill {
        Fill::Value(value) => (value.clone(), false),
        Fill::Partition(name) => (Partitions::expression(name).into(), true),
    }
}

/// Where a stream puts what it could not deliver. The loader takes nothing from there. The
/// account's id comes first: the log bucket's policy lets each account write below its own.
fn error_prefix(log: &Source) -> Prefix {
    Prefix::new(text!(FIREHOSE_ERROR_PREFIX, pseudo::account_id(), "/", log.log_type, "/"))
        .then("!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/")
}

/// A stream that delivers a log.
pub(super) fn stream(
    id: &str,
    log: &Source,
    name: &StreamName,
    filling: &Filling<'_>,
    buffering: Buffering,
    destination: &Destination,
) -> DeliveryStream {
    let (bucket, prefix) = (destination.bucket_arn(), prefix(log, filling));
    DeliveryStream::new(id, name.as_str(), bucket, prefix, error_prefix(log))
        .buffer_size(buffering.size_mib.0)
        .buffer_interval(buffering.interval_seconds.0)
}
