//! Standard logs of CloudFront (v2): JSON, W3C, plain lines or rows of Parquet, each with
//! the fields that were asked for.
//!
//! v2.10.4 does not know their keys. Documents are those of
//! [`cloudfront_standard`](super::cloudfront_standard), with the same names of fields:
//! `cs(User-Agent)` is `cs_user_agent`, `timestamp(ms)` is `timestamp_ms`. Plain lines do
//! not say what their fields are: they are the usual ones, between tabs.
//!
//! Fields: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html>

use contract::log_spec::{Format, LogSpec, Texts, Timestamp, TimestampFormat};
use contract::sources;
use ecs::Document;

use super::{cloudfront, cloudfront_standard};
use crate::log_type::Definition;

/// Standard logs of CloudFront (v2).
pub(crate) const CLOUDFRONT_STANDARD_V2: Definition = Definition::new(
    LogSpec::new(
        "cloudfront-standard-v2",
        cloudfront::INDEX,
        sources::CLOUDFRONT_STANDARD_V2.pattern,
        Format::Columns(cloudfront_standard::COLUMNS),
        Timestamp::of(Texts::of(&["timestamp_ms", "date_time"]), TIMES),
    )
    .ecs(cloudfront_standard::ECS)
    .static_fields(cloudfront::STATIC)
    .enrichment(cloudfront::ENRICHMENT)
    .fields(cloudfront::FIELDS)
    .redaction(cloudfront::REDACTION),
)
.adapted_by(adapt)
.refined_by(cloudfront_standard::refine);

const TIMES: &[TimestampFormat] =
    &[TimestampFormat::EpochMilliseconds, TimestampFormat::Iso8601];

fn adapt<'a>(document: &mut Document<'a>, text: &'a str) {
    for at in 0..document.len() {
        let Some(name) = document.names().nth(at).filter(|name| !is_plain(name)) else { continue };
        let plain = plain_name(name);
        if document.get(&plain).is_none()
            && let Some((name, _)) = document.fields_mut().get_mut(at)
        {
            *name = plain.into();
        }
    }
    cloudfront::join_date_and_time(document, text);
}

fn is_plain(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    name.bytes().all(plain) && !name.ends_with('_')
}

/// A name as a header of W3C is read.
fn plain_name(name: &str) -> String {
    if name.eq_ignore_ascii_case("DistributionId") {
        return "distribution_id".to_owned();
    }
    let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_").to_lowercase()
}
