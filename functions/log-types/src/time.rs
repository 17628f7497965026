//! Moments, as logs write them and as documents and index names show them.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use contract::log_spec::{IndexNaming, IndexTime, Rotation, TimestampFormat, UtcOffset};
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use regex::Regex;

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

    /// Seconds since 1970, what is left of a second cut off.
    pub(crate) fn unix_seconds(self) -> i64 {
        Offset::UTC.to_timestamp(self.0).map_or(0, jiff::Timestamp::as_second)
    }

    /// Nanoseconds from an earlier moment to this one; none if it is later.
    pub(crate) fn nanoseconds_since(self, earlier: Self) -> Option<i64> {
        let micros = |moment: Self| {
            Offset::UTC.to_timestamp(moment.0).map(jiff::Timestamp::as_microsecond).ok()
        };
        let passed = micros(self)?.checked_sub(micros(earlier)?)?;
        passed.checked_mul(1_000).filter(|passed| *passed >= 0)
    }

    /// As C's `strftime` writes it, or nothing if the format is wrong.
    pub(crate) fn strftime(self, format: &str) -> String {
        jiff::fmt::strtime::format(format, self.0).unwrap_or_default()
    }

    /// Reads what a log writes. `now` tells the year of a time that names none, and
    /// `offset` is the zone of one that names none.
    pub(crate) fn read_at(
        text: &str,
        format: &TimestampFormat,
        offset: UtcOffset,
        now: Self,
    ) -> Option<Self> {
        let local = match format {
            TimestampFormat::Iso8601 => return iso8601(text, offset),
            TimestampFormat::Syslog => syslog(text, offset, now)?,
            TimestampFormat::Pattern(pattern) => return by_pattern(text, pattern, offset),
            _ => return Self::read(text, format),
        };
        Some(local)
    }

    /// Reads what a log writes, with a year and in UTC unless it says otherwise.
    pub(crate) fn read(text: &str, format: &TimestampFormat) -> Option<Self> {
        let digits = match format {
            TimestampFormat::EpochSeconds => 0,
            TimestampFormat::EpochMilliseconds => 3,
            TimestampFormat::EpochMicroseconds => 6,
            TimestampFormat::EpochAuto => match decimal(text, 0)? {
                1_000_000_000_000_001.. => 6,
                1_000_000_000_001.. => 3,
                _ => 0,
            },
            TimestampFormat::Iso8601 => return iso8601(text, UtcOffset::UTC),
            TimestampFormat::Syslog | TimestampFormat::Pattern(_) => return None,
        };
        Self::checked(decimal(text, 6 - digits)?)
    }

    /// Reads a time in the Common Log Format: `24/Nov/2026:06:00:00 +0000`.
    pub(crate) fn read_common_log(text: &str) -> Option<Self> {
        by_pattern(text, "%d/%b/%Y:%H:%M:%S %z", UtcOffset::UTC)
    }

    /// The time in a key, by the groups of a pattern.
    pub(crate) fn in_key(pattern: &Regex, key: &str) -> Option<Self> {
        let captures = pattern.captures(key)?;
        let part = |name: &str, default: i32| {
            captures.name(name).map_or(Some(default), |found| found.as_str().parse().ok())
        };
        let small = |name: &str, default: i32| i8::try_from(part(name, default)?).ok();
        let time = DateTime::new(
            i16::try_from(captures.name("year")?.as_str().parse::<i32>().ok()?).ok()?,
            small("month", 1)?,
            small("day", 1)?,
            small("hour", 0)?,
            small("minute", 0)?,
            small("second", 0)?,
            part("microsecond", 0)?.checked_mul(1000)?,
        );
        local(time.ok()?, UtcOffset::UTC)
    }

    /// What follows an index name for a document of this moment.
    pub(crate) fn index_suffix(self, naming: &IndexNaming, ingested: Self) -> String {
        let moment = match naming.time {
            IndexTime::Event => self,
            IndexTime::Ingested => ingested,
        };
        let date = moment.date_at(naming.offset);
        let (year, month, day) = (date.year(), date.month(), date.day());
        let mut text = String::with_capacity(16);
        // The alias alone: what it stands for has the suffix.
        if naming.rotation == Rotation::Auto {
            return text;
        }
        if let Some(suffix) = &naming.suffix {
            text.push('-');
            text.push_str(suffix);
        }
        text.push('-');
        match naming.rotation {
            Rotation::Auto => {}
            Rotation::Yearly => push_year(&mut text, year),
            Rotation::Monthly => {
                push_year(&mut text, year);
                push_two(&mut text, '-', month);
            }
            Rotation::Daily => {
                push_year(&mut text, year);
                push_two(&mut text, '-', month);
                push_two(&mut text, '-', day);
            }
            Rotation::Weekly => {
                let week = date.iso_week_date();
                push_year(&mut text, week.year());
                text.push_str("-w");
                push_digits(&mut text, 2, u32::from(week.week().unsigned_abs()));
            }
        }
        text
    }

    /// The date on a clock that is `offset` ahead of UTC.
    fn date_at(self, offset: UtcOffset) -> Date {
        if offset == UtcOffset::UTC {
            return self.0.date();
        }
        let span = jiff::Span::new().minutes(i64::from(offset.minutes()));
        self.0.checked_add(span).unwrap_or(self.0).date()
    }

    /// Whether a text is surely a moment as it is displayed. Every document holds some, and
    /// reading a text as ISO 8601 takes longer.
    pub(crate) fn is_shown(text: &str) -> bool {
        let text = text.as_bytes();
        let Some(time) = text.strip_suffix(b"+00:00") else { return false };
        let form: &[u8] = match time.len() {
            19 => b"2000-00-00T00:00:00",
            26 => b"2000-00-00T00:00:00.000000",
            _ => return false,
        };
        let has_form = time.iter().zip(form).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            form => byte == form || (*form == b'2' && matches!(byte, b'1'..=b'9')),
        });
        let two = |at: usize| time.get(at..at + 2);
        has_form
            && two(5).is_some_and(|month| month >= b"01".as_slice() && month <= b"12".as_slice())
            && two(8).is_some_and(|day| day >= b"01".as_slice() && day <= b"28".as_slice())
            && two(11).is_some_and(|hour| hour <= b"23".as_slice())
            && two(14).is_some_and(|minute| minute <= b"59".as_slice())
            && two(17).is_some_and(|second| second <= b"59".as_slice())
    }

    /// The moment as it is displayed. Every document shows one, so it is put together
    /// digit by digit rather than by `format!`.
    pub(crate) fn text(self) -> String {
        let (date, time) = (self.0.date(), self.0.time());
        let mut text = String::with_capacity("2026-11-24T06:00:00.123000+00:00".len());
        push_year(&mut text, date.year());
        push_two(&mut text, '-', date.month());
        push_two(&mut text, '-', date.day());
        push_two(&mut text, 'T', time.hour());
        push_two(&mut text, ':', time.minute());
        push_two(&mut text, ':', time.second());
        let micros = time.subsec_nanosecond().unsigned_abs() / 1000;
        if micros > 0 {
            text.push('.');
            push_digits(&mut text, 6, micros);
        }
        text.push_str("+00:00");
        text
    }
}

fn push_year(text: &mut String, year: i16) {
    push_digits(text, 4, u32::from(year.unsigned_abs()));
}

fn push_two(text: &mut String, before: char, number: i8) {
    text.push(before);
    push_digits(text, 2, u32::from(number.unsigned_abs()));
}

/// The last digits of a number, with zeros before it.
fn push_digits(text: &mut String, digits: u32, number: u32) {
    for power in (0..digits).rev() {
        let digit = number / 10_u32.pow(power) % 10;
        text.push(char::from_digit(digit, 10).unwrap_or('0'));
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
        f.write_str(&self.text())
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
    let mut number = 0_i64;
    for digit in whole.bytes().chain(kept.bytes()) {
        number = number.checked_mul(10)?.checked_add(i64::from(digit - b'0'))?;
    }
    for _ in kept.len()..power {
        number = number.checked_mul(10)?;
    }
    Some(if negative { -number } else { number })
}

fn iso8601(text: &str, offset: UtcOffset) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Timestamp::checked(moment.as_microsecond());
    }
    local(text.parse::<DateTime>().ok()?, offset)
}

/// A time on a clock that is `offset` ahead of UTC.
fn local(time: DateTime, offset: UtcOffset) -> Option<Timestamp> {
    let offset = Offset::from_seconds(i32::from(offset.minutes()) * 60).ok()?;
    Timestamp::checked(offset.to_timestamp(time).ok()?.as_microsecond())
}

/// As `strptime` reads it.
fn by_pattern(text: &str, pattern: &str, offset: UtcOffset) -> Option<Timestamp> {
    let parts = jiff::fmt::strtime::parse(pattern, text.trim()).ok()?;
    if let Ok(moment) = parts.to_timestamp() {
        return Timestamp::checked(moment.as_microsecond());
    }
    local(parts.to_datetime().ok()?, offset)
}

/// `Nov 24 06:00:00`: the last such time that is not more than a day ahead.
fn syslog(text: &str, offset: UtcOffset, now: Timestamp) -> Option<Timestamp> {
    let this_year = now.0.year();
    let of_year = |year: i16| by_pattern(&format!("{year} {text}"), "%Y %b %d %H:%M:%S%.f", offset);
    let tomorrow = now.0.checked_add(jiff::Span::new().days(1)).ok()?;
    // 29 February is in some years only.
    (0..=4).filter_map(|ago| of_year(this_year - ago)).find(|time| time.0 <= tomorrow)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, format: &TimestampFormat) -> String {
        Timestamp::read(text, format).map_or("none".to_owned(), |moment| moment.to_string())
    }

    #[test]
    fn the_unit_of_an_epoch_shows_in_its_size() {
        let auto = |text| shown(text, &TimestampFormat::EpochAuto);
        assert_eq!(auto("1609459200"), "2021-01-01T00:00:00+00:00");
        assert_eq!(auto("1609459200.5"), "2021-01-01T00:00:00.500000+00:00");
        assert_eq!(auto("1609459200123"), "2021-01-01T00:00:00.123000+00:00");
        assert_eq!(auto("1609459200123456"), "2021-01-01T00:00:00.123456+00:00");
    }

    #[test]
    fn iso_8601_comes_in_several_forms() {
        let iso = |text| shown(text, &TimestampFormat::Iso8601);
        assert_eq!(iso("2021-01-01T00:00:00Z"), "2021-01-01T00:00:00+00:00");
        assert_eq!(iso("2021-01-01 00:00:00.123456"), "2021-01-01T00:00:00.123456+00:00");
        assert_eq!(iso("2021-01-01T09:00:00+09:00"), "2021-01-01T00:00:00+00:00");
    }

    proptest::proptest! {
        #[test]
        fn a_moment_that_is_shown_is_read(micros in -62_000_000_000_000_000..253_000_000_000_000_000_i64) {
            for micros in [micros, micros / 1_000_000 * 1_000_000] {
                let moment = Timestamp::from_unix_micros(micros);
                let text = moment.to_string();
                proptest::prop_assert_eq!(Timestamp::read(&text, &TimestampFormat::Iso8601), Some(moment));
            }
        }

        #[test]
        fn what_is_taken_for_shown_can_be_read(
            text in "[0-3][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{6})?\\+00:00",
        ) {
            let read = Timestamp::read(&text, &TimestampFormat::Iso8601).is_some();
            proptest::prop_assert!(!Timestamp::is_shown(&text) || read, "{}", text);
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in ["", "yesterday", "12a", "-", "99999999999999999999", "1e9", "."] {
            assert_eq!(shown(text, &TimestampFormat::EpochAuto), "none", "{text}");
        }
        assert_eq!(shown("2021-02-30T00:00:00Z", &TimestampFormat::Iso8601), "none");
    }

    #[test]
    fn an_index_is_named_for_its_time() {
        let moment = Timestamp::from_unix_micros(1_609_459_200_000_000); // 2021-01-01
        let naming = |rotation| IndexNaming { rotation, ..IndexNaming::MONTHLY };
        let suffix = |rotation| moment.index_suffix(&naming(rotation), moment);
        assert_eq!(suffix(Rotation::Yearly), "-2021");
        assert_eq!(suffix(Rotation::Monthly), "-2021-01");
        assert_eq!(suffix(Rotation::Weekly), "-2020-w53");
        assert_eq!(suffix(Rotation::Daily), "-2021-01-01");
        assert_eq!(suffix(Rotation::Auto), "");
    }
}
