//! Times in logs.

use std::borrow::Cow;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{List, Text, Texts};

/// When a record happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Timestamp {
    /// Paths of fields that may hold the time; the first that is not empty counts.
    /// `cwl_timestamp` and `cwe_timestamp` are the times on the envelopes of CloudWatch
    /// Logs and EventBridge, and `key_timestamp` is that in the object's key. Where there
    /// is none, the envelope's time counts, and then that of loading.
    pub fields: Texts,
    /// How the time may be written; the first that fits counts.
    pub formats: List<TimestampFormat>,
    /// The time zone of a time that names none.
    #[serde(default)]
    pub offset: UtcOffset,
    /// Regular expression for the time in a key, with the groups `year`, `month`, `day`,
    /// `hour`, `minute`, `second` and `microsecond`, of which only `year` must be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_pattern: Option<Text>,
}

impl Timestamp {
    /// The name under which the time of a CloudWatch Logs event is found: milliseconds.
    pub const CWL: &'static str = "cwl_timestamp";
    /// The name under which the time of an EventBridge event is found: ISO 8601.
    pub const CWE: &'static str = "cwe_timestamp";
    /// The name under which the time in the key is found.
    pub const KEY: &'static str = "key_timestamp";

    /// A time at a path.
    pub const fn new(field: &'static str, format: TimestampFormat) -> Self {
        let formats: &'static [TimestampFormat] = match format {
            TimestampFormat::EpochSeconds => &[TimestampFormat::EpochSeconds],
            TimestampFormat::EpochMilliseconds => &[TimestampFormat::EpochMilliseconds],
            TimestampFormat::EpochMicroseconds => &[TimestampFormat::EpochMicroseconds],
            TimestampFormat::EpochAuto => &[TimestampFormat::EpochAuto],
            TimestampFormat::Iso8601 => &[TimestampFormat::Iso8601],
            TimestampFormat::Syslog => &[TimestampFormat::Syslog],
            TimestampFormat::Pattern(_) => panic!("a pattern stands in a list: use `of`"),
        };
        std::mem::forget(format);
        Self::of(Texts::one(field), formats)
    }

    /// A time at the first of some paths, in one of some formats.
    pub const fn of(fields: Texts, formats: &'static [TimestampFormat]) -> Self {
        Self { fields, formats: Cow::Borrowed(formats), offset: UtcOffset::UTC, key_pattern: None }
    }

    /// The time in the key.
    pub const fn in_key(pattern: &'static str) -> Self {
        let mut time = Self::of(Texts::one(Self::KEY), &[]);
        std::mem::forget(time.key_pattern.replace(Cow::Borrowed(pattern)));
        time
    }
}

/// How a time is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimestampFormat {
    /// Seconds since 1970, with or without decimals.
    EpochSeconds,
    /// Milliseconds since 1970.
    EpochMilliseconds,
    /// Microseconds since 1970.
    EpochMicroseconds,
    /// One of these three, told apart by size: over 10^15 microseconds, over 10^12
    /// milliseconds, else seconds.
    EpochAuto,
    /// `2026-11-24T06:00:00.123Z`, with a space for the `T`, with an offset, or without
    /// one, which means UTC.
    Iso8601,
    /// `Nov 24 06:00:00`, without a year: of this year and the last, that which is not
    /// in the future.
    Syslog,
    /// As C's `strptime` reads it: `%d/%b/%Y:%H:%M:%S %z`.
    Pattern(Text),
}

impl TimestampFormat {
    /// As C's `strptime` reads it.
    pub const fn pattern(pattern: &'static str) -> Self {
        Self::Pattern(Cow::Borrowed(pattern))
    }
}

/// How far a clock is ahead of UTC, in minutes. In a file, `+09:00` or `-03:30`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct UtcOffset(i16);

impl UtcOffset {
    /// Not at all.
    pub const UTC: Self = Self(0);

    /// How many minutes.
    pub const fn minutes(self) -> i16 {
        self.0
    }
}

/// A text that is no offset from UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongOffset(String);

impl std::fmt::Display for WrongOffset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is no offset from UTC; write it like `+09:00` or `-03:30`", self.0)
    }
}

impl std::error::Error for WrongOffset {}

impl FromStr for UtcOffset {
    type Err = WrongOffset;

    fn from_str(text: &str) -> Result<Self, WrongOffset> {
        let wrong = || WrongOffset(text.to_owned());
        let (sign, rest) = match text.as_bytes().first() {
            Some(b'+') => (1, text.get(1..)),
            Some(b'-') => (-1, text.get(1..)),
            _ => return Err(wrong()),
        };
        let (hours, minutes) = rest.and_then(|rest| rest.split_once(':')).ok_or_else(wrong)?;
        let number = |text: &str, most: i16| {
            let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<i16>().ok().filter(|number| digits && *number <= most)
        };
        let hours = number(hours, 18).ok_or_else(wrong)?;
        let minutes = number(minutes, 59).ok_or_else(wrong)?;
        Ok(Self(sign * (hours * 60 + minutes)))
    }
}

impl TryFrom<String> for UtcOffset {
    type Error = WrongOffset;

    fn try_from(text: String) -> Result<Self, WrongOffset> {
        text.parse()
    }
}

impl From<UtcOffset> for String {
    fn from(offset: UtcOffset) -> Self {
        let minutes = offset.0.unsigned_abs();
        let sign = if offset.0 < 0 { '-' } else { '+' };
        format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl JsonSchema for UtcOffset {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "UtcOffset".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^[+-](0[0-9]|1[0-8]):[0-5][0-9]$"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_read_and_written() {
        for (text, minutes) in [("+09:00", 540), ("-03:30", -210), ("+00:00", 0)] {
            let offset: UtcOffset = text.parse().unwrap();
            assert_eq!(offset.minutes(), minutes);
            assert_eq!(String::from(offset), text);
        }
        for text in ["", "09:00", "+9:00", "+09", "+19:00", "+09:60", "JST", "+é:00"] {
            assert!(text.parse::<UtcOffset>().is_err(), "{text}");
        }
    }
}
