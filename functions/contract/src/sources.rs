//! S3 keys under which logs arrive.
//!
//! For each source one constant holds what AWS, or the stack, writes into a key and
//! the pattern by which the loader knows it. A construct that switches a source on
//! takes the text from here, so that what it switches on is always recognised.

/// Prefix under which the loader keeps what it could not load. It never reads from
/// there, or it would feed itself.
pub const SET_ASIDE_PREFIX: &str = "aes-siem-set-aside/";

/// Folders into which Firehose puts what it could not transform or convert: its own JSON
/// with the records in Base64, under keys that hold the stream's name like any other.
///
/// <https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html>
pub const FIREHOSE_ERROR_FOLDERS: &[&str] = &["processing-failed", "format-conversion-failed"];

/// Where a log comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// AWS's name of it.
    pub name: &'static str,
    /// Texts, one of which stands in every key of this source.
    pub marks: &'static [&'static str],
    /// Regular expression that matches a key with one of the marks.
    pub pattern: &'static str,
    /// Keys as they are written, one for each way of delivery.
    pub examples: &'static [&'static str],
}

/// A [`Source`] whose pattern is made of its marks, so that they cannot differ.
macro_rules! source {
    ($name:literal, marks: [$first:literal $(, $mark:literal)*], examples: $examples:expr) => {
        Source {
            name: $name,
            marks: &[$first $(, $mark)*],
            pattern: concat!($first $(, "|", $mark)*),
            examples: $examples,
        }
    };
}

/// AWS WAF.
///
/// The name of a Firehose stream, and of a bucket that WAF writes to itself, must begin
/// with the first mark; Firehose begins file names with the stream's name. The second
/// stands in the file names of WAF's own delivery.
///
/// <https://docs.aws.amazon.com/waf/latest/developerguide/logging-destinations.html>
pub const WAF: Source = source!(
    "AWS WAF",
    marks: ["aws-waf-logs-", "_waflogs_"],
    examples: &[
        "aws-waf-logs-siem/2026/11/24/06/\
         aws-waf-logs-siem-1-2026-11-24-06-00-00-5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10",
        "AWSLogs/111122223333/WAFLogs/us-east-1/web/2026/11/24/06/00/\
         111122223333_waflogs_us-east-1_web_20261124T0600Z_1b2c3d4e.log.gz",
        "AWSLogs/111122223333/WAFLogs/cloudfront/web/2026/11/24/06/00/\
         111122223333_waflogs_cloudfront_web_20261124T0600Z_1b2c3d4e.log.gz",
    ]
);

/// All sources.
pub const ALL: &[Source] = &[WAF];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_holds_a_mark_of_its_source() {
        for source in ALL {
            for example in source.examples {
                assert!(source.marks.iter().any(|mark| example.contains(mark)), "{example}");
            }
        }
    }

    #[test]
    fn a_mark_is_a_pattern_of_itself() {
        for mark in ALL.iter().flat_map(|source| source.marks) {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/');
            assert!(mark.chars().all(plain), "`{mark}` means something else in a pattern");
        }
    }
}
