//! Moments, as logs write them and as documents and index names show them.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use contract::log_spec::{Rotation, TimestampFormat};
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// A moment, to the microsecond, in the years 1 to 9999.
///
/// It is displayed as Python's `isoformat` does: `2026-11-24T06:00:00.123000+00:00`,
/// without decimals on a full second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(DateTime);

impl Timestamp {
    /// A moment by microseconds since 1970; outside of the years 1 to 9999, 1970 itself.
    pub fn from_unix_micros(micros: i64) -> Self {
        Self::checked(micros).unwrap_or(Self(DateTime::constant(1970, 1, 1, 0, 0, 0, 0)))
    }

    fn checked(micros: i64) -> Option<Self> {
        let moment = jiff::Timestamp::from_microsecond(micros).ok()?;
        let moment = Offset::UTC.to_datetime(moment);
        (moment.year() >= 1).then_some(Self(moment))
    }

    /// Reads what a log writes.
    pub(crate) fn read(text: &str, format: TimestampFormat) -> Option<Self> {
        let digits = match format {
            TimestampFormat::EpochSeconds => 0,
            TimestampFormat::EpochMilliseconds => 3,
            TimestampFormat::EpochMicroseconds => 6,
            TimestampFormat::EpochAuto => match decimal(text, 0)? {
                1_000_000_000_000_001.. => 6,
                1_000_000_000_001.. => 3,
                _ => 0,
            },
            TimestampFormat::Iso8601 => return iso8601(text),
        };
        Self::checked(decimal(text, 6 - digits)?)
    }

    /// What follows an index name for a document of this moment.
    pub(crate) fn index_suffix(self, rotation: Rotation) -> String {
        let date = self.0.date();
        let (year, month, day) = (date.year(), date.month(), date.day());
        match rotation {
            Rotation::Auto => String::new(),
            Rotation::Yearly => format!("-{year:04}"),
            Rotation::Monthly => format!("-{year:04}-{month:02}"),
            Rotation::Daily => format!("-{year:04}-{month:02}-{day:02}"),
            Rotation::Weekly => {
                let week = date.iso_week_date();
                format!("-{:04}-w{:02}", week.year(), week.week())
            }
        }
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let micros = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros());
        Self::from_unix_micros(i64::try_from(micros).unwrap_or_default())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = (self.0.date(), self.0.time());
        write!(f, "{:04}-{:02}-{:02}T", date.year(), date.month(), date.day())?;
        write!(f, "{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())?;
        let micros = time.subsec_nanosecond() / 1000;
        if micros > 0 {
            write!(f, ".{micros:06}")?;
        }
        f.write_str("+00:00")
    }
}

/// A decimal number times a power of ten, what is left behind the point cut off.
fn decimal(text: &str, power: usize) -> Option<i64> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(decimals) {
        return None;
    }
    let kept = decimals.get(..power.min(decimals.len()))?;
    let number: i64 = format!("{whole}{kept:0<power$}").parse().ok()?;
    Some(if negative { -number } else { number })
}

fn iso8601(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Timestamp::checked(moment.as_microsecond());
    }
    let moment = text.parse::<DateTime>().ok()?;
    let moment = Offset::UTC.to_timestamp(moment).ok()?;
    Timestamp::checked(moment.as_microsecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, format: TimestampFormat) -> String {
        Timestamp::read(text, format).map_or("none".to_owned(), |moment| moment.to_string())
    }

    #[test]
    fn the_unit_of_an_epoch_shows_in_its_size() {
        let auto = |text| shown(text, TimestampFormat::EpochAuto);
        assert_eq!(auto("1609459200"), "2021-01-01T00:00:00+00:00");
        assert_eq!(auto("1609459200.5"), "2021-01-01T00:00:00.500000+00:00");
        assert_eq!(auto("1609459200123"), "2021-01-01T00:00:00.123000+00:00");
        assert_eq!(auto("1609459200123456"), "2021-01-01T00:00:00.123456+00:00");
    }

    #[test]
    fn iso_8601_comes_in_several_forms() {
        let iso = |text| shown(text, TimestampFormat::Iso8601);
        assert_eq!(iso("2021-01-01T00:00:00Z"), "2021-01-01T00:00:00+00:00");
        assert_eq!(iso("2021-01-01 00:00:00.123456"), "2021-01-01T00:00:00.123456+00:00");
        assert_eq!(iso("2021-01-01T09:00:00+09:00"), "2021-01-01T00:00:00+00:00");
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in ["", "yesterday", "12a", "-", "99999999999999999999", "1e9", "."] {
            assert_eq!(shown(text, TimestampFormat::EpochAuto), "none", "{text}");
        }
        assert_eq!(shown("2021-02-30T00:00:00Z", TimestampFormat::Iso8601), "none");
    }

    #[test]
    fn an_index_is_named_for_its_time() {
        let moment = Timestamp::from_unix_micros(1_609_459_200_000_000); // 2021-01-01
        let suffix = |rotation| moment.index_suffix(rotation);
        assert_eq!(suffix(Rotation::Yearly), "-2021");
        assert_eq!(suffix(Rotation::Monthly), "-2021-01");
        assert_eq!(suffix(Rotation::Weekly), "-2020-w53");
        assert_eq!(suffix(Rotation::Daily), "-2021-01-01");
        assert_eq!(suffix(Rotation::Auto), "");
    }
}
