//! WAF logs, as short as they may be.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// Day 15 of a month, in milliseconds since 1970. Each test has a month, and so an
/// index, of its own.
pub(crate) fn time(year: u64, month: u64) -> u64 {
    // Days from civil: Howard Hinnant's formula, for months from March on.
    assert!((3..=12).contains(&month), "the formula here is for March to December");
    let era_days = year / 400 * 146_097;
    let year_of_era = year % 400;
    let day_of_year = (153 * (month - 3) + 2) / 5 + 14;
    let days = era_days + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    (days - 719_468) * 86_400_000
}

/// One record; `country` makes it one of its own kind.
pub(crate) fn record(time: u64, number: u64, country: &str) -> String {
    format!(
        r#"{{"timestamp":{time},"formatVersion":1,"webaclId":"arn:aws:wafv2:us-east-1:111122223333:regional/webacl/web/0a1b","terminatingRuleId":"block-{number}","terminatingRuleType":"REGULAR","action":"BLOCK","httpSourceName":"ALB","httpSourceId":"111122223333-app/web/0a1b","ruleGroupList":[],"httpRequest":{{"clientIp":"192.0.2.1","country":"{country}","headers":[],"uri":"/{number}","args":"","httpVersion":"HTTP/1.1","httpMethod":"GET","requestId":"{number}"}}}}"#
    )
}

/// `count` records, one a line.
pub(crate) fn records(time: u64, count: u64) -> Vec<u8> {
    let lines: Vec<_> = (1..=count).map(|number| record(time, number, "JP")).collect();
    lines.join("\n").into_bytes()
}

/// Compressed as WAF and Firehose do it.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(vec![], Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
