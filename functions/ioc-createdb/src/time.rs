//! Times as OpenSearch takes them: in UTC, to the second, `2026-11-24T05:08:45Z`.
//!
//! The sources write `2026-11-24 05:08:45`, the same with `UTC` behind it, a date, and ISO
//! 8601 with and without an offset. A time without one is in UTC.

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

/// Reads a time; `None` where it is none.
pub(crate) fn iso(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_suffix("UTC").map_or(text, str::trim_end);
    let (date, rest) = text.split_at_checked(10)?;
    let rest = rest.trim_start_matches([' ', 'T', 't']);
    let (time, offset) = match rest.find(['Z', 'z', '+', '-', ' ']) {
        Some(at) => rest.split_at_checked(at)?,
        None => (rest, ""),
    };
    let time = match time.len() {
        0 => "00:00:00".to_owned(),
        5 => format!("{time}:00"),
        _ => time.to_owned(),
    };
    let offset = match offset.trim() {
        "" | "z" => "Z".to_owned(),
        // `+0900`
        plain if plain.len() == 5 && plain.is_ascii() => {
            let (hours, minutes) = plain.split_at_checked(3)?;
            format!("{hours}:{minutes}")
        }
        offset => offset.to_owned(),
    };
    let written = format!("{date}T{time}{offset}");
    let read = DateTime::from_str(&written, Format::DateTimeWithOffset).ok()?;
    seconds(read.secs())
}

/// A moment in seconds since 1970.
pub(crate) fn seconds(seconds: i64) -> Option<String> {
    DateTime::from_secs(seconds).fmt(Format::DateTime).ok()
}

/// `Wed, 21 Oct 2015 07:28:00 GMT`, as HTTP writes it.
pub(crate) fn http_date(text: &str) -> Option<String> {
    seconds(DateTime::from_str(text, Format::HttpDate).ok()?.secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_all_sources_are_read() {
        for (text, read) in [
            ("2026-11-24 05:08:45", Some("2026-11-24T05:08:45Z")),
            ("2026-11-24 05:08:45 UTC", Some("2026-11-24T05:08:45Z")),
            ("2026-11-24", Some("2026-11-24T00:00:00Z")),
            ("2026-11-24T05:08", Some("2026-11-24T05:08:00Z")),
            ("2026-11-24T05:08:45.123000", Some("2026-11-24T05:08:45Z")),
            ("2026-11-24T05:08:45.123Z", Some("2026-11-24T05:08:45Z")),
            ("2026-11-24T05:08:45+09:00", Some("2026-11-23T20:08:45Z")),
            ("2026-11-24T05:08:45-0300", Some("2026-11-24T08:08:45Z")),
            ("2026-02-31T00:00:00Z", None),
            ("2026-13-01", None),
            ("yesterday", None),
            ("", None),
            ("ééééé-11-24", None),
            ("2026-11-24T25:00:00Z", None),
        ] {
            assert_eq!(iso(text).as_deref(), read, "{text}");
        }
        assert_eq!(
            http_date("Wed, 21 Oct 2015 07:28:00 GMT").as_deref(),
            Some("2015-10-21T07:28:00Z")
        );
        assert_eq!(http_date("then"), None);
    }
}
