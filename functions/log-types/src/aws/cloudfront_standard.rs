//! Standard logs of CloudFront (legacy).
//!
//! Where a document differs from that of v2.10.4:
//! - Which fields an object has is read from its header, whatever AWS adds or puts
//!   elsewhere; a line that its expression does not match is not lost.
//! - A user agent that is encoded twice is decoded twice.
//! - `distribution_id` is known too for an object without a prefix.
//! - Cookies have a mark for a value.
//! - `source.ip` is the client behind trusted proxies, from `x_forwarded_for`.
//!
//! Fields: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html>

use contract::log_spec::{
    Columns, EcsMapping, Format, Header, LogSpec, Separator, Timestamp, TimestampFormat,
};
use contract::sources;
use ecs::Document;

use super::cloudfront;
use crate::log_type::Definition;
use crate::notes::Notes;

/// Standard logs of CloudFront (legacy).
pub(crate) const CLOUDFRONT_STANDARD: Definition = Definition::new(
    LogSpec::new(
        "cloudfront-standard",
        cloudfront::INDEX,
        sources::CLOUDFRONT_STANDARD.pattern,
        Format::Columns(COLUMNS),
        Timestamp::new("date_time", TimestampFormat::Iso8601),
    )
    .ecs(ECS)
    .static_fields(cloudfront::STATIC)
    .enrichment(cloudfront::ENRICHMENT)
    .fields(cloudfront::FIELDS)
    .redaction(cloudfront::REDACTION),
)
.adapted_by(cloudfront::join_date_and_time)
.refined_by(refine);

pub(super) const COLUMNS: Columns =
    Columns::new(cloudfront::STANDARD_NAMES).separator(Separator::Tab).header(Header::W3c);

pub(super) const ECS: &[EcsMapping] = &[
    ecs::HTTP_REQUEST_BYTES.from("cs_bytes"),
    ecs::HTTP_REQUEST_METHOD.from("cs_method"),
    ecs::HTTP_REQUEST_REFERRER.from("cs_referer"),
    ecs::HTTP_RESPONSE_BYTES.from("sc_bytes"),
    ecs::HTTP_RESPONSE_STATUS_CODE.from("sc_status"),
    ecs::RELATED_IP.from_all(&["c_ip"]),
    ecs::SOURCE_ADDRESS.from("c_ip"),
    ecs::SOURCE_IP.from("c_ip"),
    ecs::SOURCE_PORT.from("c_port"),
    ecs::URL_DOMAIN.from("x_host_header"),
    ecs::URL_PATH.from("cs_uri_stem"),
    ecs::URL_QUERY.from("cs_uri_query"),
    ecs::URL_SCHEME.from("cs_protocol"),
    ecs::USER_AGENT_ORIGINAL.from("cs_user_agent"),
];

pub(super) fn refine(document: &mut Document<'_>, _: &mut Notes) {
    cloudfront::protocol_and_user_agent(document);
    cloudfront::set_full_url(document, "x_host_header", Some("cs_uri_query"));
    cloudfront::set_distribution(document);
}
