//! What the logs of Amazon RDS and Aurora for MySQL and MariaDB have in common: one index,
//! the field `mysql`, and times.
//!
//! Times are those of CloudWatch Logs, as in v2.10.4, because versions write them each in
//! their own way; in a file without envelopes they are the records' own.
//!
//! Where documents differ from those of v2.10.4:
//! - A file without an envelope of CloudWatch Logs is loaded; it failed as a whole.
//! - `mysql.timestamp` is a time in ISO 8601 where a version writes `20210715 05:45:55`,
//!   `210723 12:33:18` or microseconds: two of these were no date for OpenSearch.

use contract::log_spec::{
    Format, LogSpec, StaticField, Texts, Timestamp as Times, TimestampFormat, UtcOffset,
};
use ecs::Document;

use crate::log_type::{Definition, Refine};
use crate::steps::rds;
use crate::time::Timestamp;

/// A record begins with a time: ISO 8601 or, of old versions, `210723 12:33:18`.
pub(super) const FIRST_LINE: &str =
    r"20[0-9]{2}-[0-9]{2}-[0-9]{2}|[0-9]{6} [ 0-9][0-9]:[0-9]{2}:[0-9]{2}";

/// A log of MySQL.
pub(super) const fn definition(spec: LogSpec, refine: Refine) -> Definition {
    Definition::new(spec.fields(rds::FIELDS).index_settings(rds::SETTINGS))
        .adapted_by(adapt)
        .refined_by(refine)
}

/// Its name, pattern, format and fixed fields.
pub(super) const fn spec(
    name: &'static str,
    pattern: &'static str,
    format: Format,
    fixed: &'static [StaticField],
) -> LogSpec {
    LogSpec::new(name, "log-aws-rds-mysql", pattern, format, TIMESTAMP).static_fields(fixed)
}

const TIMESTAMP: Times = Times::of(
    Texts::of(&[Times::CWL, "mysql_timestamp"]),
    &[TimestampFormat::EpochAuto, TimestampFormat::Iso8601],
);

fn adapt<'a>(document: &mut Document<'a>, _: &'a str) {
    let time = document.text_at("mysql_timestamp").and_then(iso_time);
    if let Some(time) = time {
        document.insert("mysql_timestamp", time);
    }
}

/// A time in ISO 8601, if it is none yet and can be understood.
fn iso_time(text: &str) -> Option<String> {
    let text = text.trim();
    // ISO 8601 also knows `20210715`, which OpenSearch would take for a number.
    if text.contains('-') && Timestamp::read(text, &TimestampFormat::Iso8601).is_some() {
        return None;
    }
    let format = match text.split(' ').next().map_or(0, str::len) {
        6 => TimestampFormat::pattern("%y%m%d %H:%M:%S"),
        8 => TimestampFormat::pattern("%Y%m%d %H:%M:%S"),
        10 if text.contains('-') => TimestampFormat::pattern("%Y-%m-%d %H:%M:%S"),
        _ => TimestampFormat::EpochAuto,
    };
    let words = text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let never = Timestamp::from_unix_micros(0);
    Timestamp::read_at(&words, &format, UtcOffset::UTC, never).map(|time| time.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_all_versions_are_understood() {
        for (text, expected) in [
            ("1626329400410570", Some("2021-07-15T06:10:00.410570+00:00")),
            ("20210715 05:45:55", Some("2021-07-15T05:45:55+00:00")),
            ("211203  1:02:03", Some("2021-12-03T01:02:03+00:00")),
            ("2021-12-03  1:02:03", Some("2021-12-03T01:02:03+00:00")),
            ("2021-12-03T01:02:03.123456Z", None),
            ("2021-12-03 01:02:03", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(iso_time(text).as_deref(), expected, "{text}");
        }
    }
}
