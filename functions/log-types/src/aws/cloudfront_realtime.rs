//! Real-time logs of CloudFront, from Kinesis Data Streams through Firehose.
//!
//! A record does not say which fields it has: it must have all of them, in AWS's order, as
//! far as that went when the configuration was made.
//!
//! Where a document differs from that of v2.10.4:
//! - Fields from `primary_distribution_id` on are read, and what AWS adds behind them does
//!   no harm; a line that its expression does not match is not lost.
//! - A user agent that is encoded twice is decoded twice.
//! - Cookies and secret headers have a mark for a value.
//! - `source.ip` is the client behind trusted proxies, from `x_forwarded_for`.
//!
//! Fields: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html>

use contract::log_spec::{
    Columns, EcsMapping, Format, LogSpec, Separator, Timestamp, TimestampFormat,
};
use contract::sources;
use ecs::{Document, Value};

use super::cloudfront;
use crate::log_type::Definition;
use crate::notes::Notes;
use crate::prepare::part_of;

/// Real-time logs of CloudFront.
pub(crate) const CLOUDFRONT_REALTIME: Definition = Definition::new(
    LogSpec::new(
        "cloudfront-realtime",
        cloudfront::INDEX,
        sources::CLOUDFRONT_REALTIME.pattern,
        Format::Columns(Columns::new(NAMES).separator(Separator::Tab)),
        Timestamp::new("timestamp", TimestampFormat::EpochAuto),
    )
    .ecs(ECS)
    .static_fields(cloudfront::STATIC)
    .enrichment(cloudfront::ENRICHMENT)
    .fields(cloudfront::FIELDS)
    .redaction(cloudfront::REDACTION.header_texts(&["cs_headers"])),
)
.refined_by(refine);

const NAMES: &[&str] = &[
    "timestamp",
    "c_ip",
    "time_to_first_byte",
    "sc_status",
    "sc_bytes",
    "cs_method",
    "cs_protocol",
    "cs_host",
    "cs_uri_stem",
    "cs_bytes",
    "x_edge_location",
    "x_edge_request_id",
    "x_host_header",
    "time_taken",
    "cs_protocol_version",
    "c_ip_version",
    "cs_user_agent",
    "cs_referer",
    "cs_cookie",
    "cs_uri_query",
    "x_edge_response_result_type",
    "x_forwarded_for",
    "ssl_protocol",
    "ssl_cipher",
    "x_edge_result_type",
    "fle_encrypted_fields",
    "fle_status",
    "sc_content_type",
    "sc_content_len",
    "sc_range_start",
    "sc_range_end",
    "c_port",
    "x_edge_detailed_result_type",
    "c_country",
    "cs_accept_encoding",
    "cs_accept",
    "cache_behavior_path_pattern",
    "cs_headers",
    "cs_header_names",
    "cs_headers_count",
    "primary_distribution_id",
    "primary_distribution_dns_name",
    "origin_fbl",
    "origin_lbl",
    "asn",
    "cmcd_encoded_bitrate",
    "cmcd_buffer_length",
    "cmcd_buffer_starvation",
    "cmcd_content_id",
    "cmcd_object_duration",
    "cmcd_deadline",
    "cmcd_measured_throughput",
    "cmcd_next_object_request",
    "cmcd_next_range_request",
    "cmcd_object_type",
    "cmcd_playback_rate",
    "cmcd_requested_maximum_throughput",
    "cmcd_streaming_format",
    "cmcd_session_id",
    "cmcd_stream_type",
    "cmcd_startup",
    "cmcd_top_bitrate",
    "cmcd_version",
    "r_host",
    "sr_reason",
    "x_edge_mqcs",
];

const ECS: &[EcsMapping] = &[
    ecs::HTTP_REQUEST_BYTES.from("cs_bytes"),
    ecs::HTTP_REQUEST_METHOD.from("cs_method"),
    ecs::HTTP_REQUEST_REFERRER.from("cs_referer"),
    ecs::HTTP_RESPONSE_BYTES.from("sc_bytes"),
    ecs::HTTP_RESPONSE_STATUS_CODE.from("sc_status"),
    ecs::RELATED_IP.from_all(&["c_ip"]),
    ecs::SOURCE_ADDRESS.from("c_ip"),
    ecs::SOURCE_IP.from("c_ip"),
    ecs::SOURCE_PORT.from("c_port"),
    ecs::URL_DOMAIN.from("cs_host"),
    ecs::URL_QUERY.from("cs_uri_query"),
    ecs::URL_SCHEME.from("cs_protocol"),
    ecs::USER_AGENT_ORIGINAL.from("cs_user_agent"),
];

/// Here `cs_uri_stem` holds the query too.
fn refine(document: &mut Document<'_>, _: &mut Notes) {
    if let Some(Value::Text(stem)) = document.get("cs_uri_stem") {
        let text = stem.clone();
        let path = text.split_once('?').map_or(text.as_ref(), |(path, _)| path);
        document.set(ecs::URL_PATH, part_of(&text, path));
    }
    cloudfront::protocol_and_user_agent(document);
    cloudfront::set_full_url(document, "cs_host", None);
    cloudfront::set_distribution(document);
}
