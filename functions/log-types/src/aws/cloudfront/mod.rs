//! What the logs of CloudFront have in common, whichever way they are delivered: one index,
//! its fields, and what is made of them.

use contract::log_spec::FieldType::{
    self, DateAsWritten, DateEpochMilliseconds, DateEpochSeconds, Float, Integer, Ip, Keyword,
    Long, Short,
};
use contract::log_spec::{Enrichment, Field, Redaction, StaticField};
use ecs::{Document, Value};

use crate::prepare::part_of;
use crate::steps::{http_version, unquote};

pub(super) const INDEX: &str = "log-aws-cloudfront";

pub(super) const STATIC: &[StaticField] = &[
    ecs::EVENT_KIND.is("event"),
    ecs::EVENT_CATEGORY.is_all(&["web"]),
    ecs::CLOUD_REGION.is("global"),
];

pub(super) const ENRICHMENT: Enrichment = Enrichment::NOTHING
    .geo(&["source"])
    .indicator_ips(&["source.ip"])
    .user_agent()
    .forwarded_for("x_forwarded_for");

/// The fields of standard logs in their order, for objects that do not say.
pub(super) const STANDARD_NAMES: &[&str] = &[
    "date",
    "time",
    "x_edge_location",
    "sc_bytes",
    "c_ip",
    "cs_method",
    "cs_host",
    "cs_uri_stem",
    "sc_status",
    "cs_referer",
    "cs_user_agent",
    "cs_uri_query",
    "cs_cookie",
    "x_edge_result_type",
    "x_edge_request_id",
    "x_host_header",
    "cs_protocol",
    "cs_bytes",
    "time_taken",
    "x_forwarded_for",
    "ssl_protocol",
    "ssl_cipher",
    "x_edge_response_result_type",
    "cs_protocol_version",
    "fle_status",
    "fle_encrypted_fields",
    "c_port",
    "time_to_first_byte",
    "x_edge_detailed_result_type",
    "sc_content_type",
    "sc_content_len",
    "sc_range_start",
    "sc_range_end",
];

/// Makes `date_time` of `date` and `time`.
pub(super) fn join_date_and_time<'a>(document: &mut Document<'a>, _: &'a str) {
    let Some(Value::Text(time)) = document.remove("time") else { return };
    let fields = document.fields_mut();
    if let Some((name, Value::Text(date))) = fields.iter_mut().find(|(name, _)| name == "date") {
        *date = [date.as_ref(), " ", &time].concat().into();
        *name = "date_time".into();
    }
}

/// Version of HTTP and the user agent, which CloudFront encodes.
pub(super) fn protocol_and_user_agent(document: &mut Document<'_>) {
    if let Some(Value::Text(protocol)) = document.get("cs_protocol_version") {
        let text = protocol.clone();
        let version = http_version(&text);
        if !version.is_empty() {
            document.set(ecs::HTTP_VERSION, part_of(&text, version));
        }
    }
    let agent = document.text_at("cs_user_agent").filter(|agent| agent.contains('%'));
    if let Some(decoded) = agent.map(|agent| {
        let once = unquote(agent);
        // Some are encoded twice: `%2520`.
        if once.contains("%20") { unquote(&once).into_owned() } else { once.into_owned() }
    }) {
        document.set(ecs::USER_AGENT_ORIGINAL, decoded);
    }
}

/// `url.full`, made of the fields with the host and with the query.
pub(super) fn set_full_url(document: &mut Document<'_>, host: &str, query: Option<&str>) {
    let text = |name| document.text_at(name).filter(|text| *text != "-");
    let (Some(scheme), Some(host)) = (text("cs_protocol"), text(host)) else { return };
    let path = text("cs_uri_stem").unwrap_or_default();
    let query = query.and_then(text);
    let mark = if query.is_some() { "?" } else { "" };
    let full = [scheme, "://", host, path, mark, query.unwrap_or_default()].concat();
    document.set(ecs::URL_FULL, full);
}

/// The distribution's id, which is no field of standard logs, from the key: the name of
/// the file begins with it, or a folder is called so.
pub(super) fn set_distribution(document: &mut Document<'_>) {
    if document.text_at("distribution_id").is_some() {
        return;
    }
    let Some(Value::Text(key)) = document.get("@log_s3key") else { return };
    let text = key.clone();
    let file = text.rsplit('/').next().and_then(|file| file.split('.').next());
    let mut places = file.into_iter().chain(text.split('/'));
    let id = places.find(|place| is_distribution(place));
    document.insert("distribution_id", id.map_or("unknown".into(), |id| part_of(&text, id)));
}

/// `E2QWRUHEXAMPLE`; twelve digits alone are an account.
fn is_distribution(text: &str) -> bool {
    (12..=14).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && text.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// The header `Cookie`, by what it is called in each format.
pub(super) const REDACTION: Redaction =
    Redaction::of_secrets(&["cs_cookie", "cs(Cookie)", "cs-cookie"]);

const fn f(path: &'static str, kind: FieldType) -> Field {
    Field::new(path, kind)
}

/// The fields of all of CloudFront's logs, by name.
pub(super) const FIELDS: &[Field] = &[
    f("asn", Long),
    f("c_country", Keyword),
    f("c_ip", Ip),
    f("c_ip_version", Keyword),
    f("c_port", Integer),
    f("cache_behavior_path_pattern", Keyword),
    f("cmcd_buffer_length", Keyword),
    f("cmcd_buffer_starvation", Keyword),
    f("cmcd_content_id", Keyword),
    f("cmcd_deadline", Keyword),
    f("cmcd_encoded_bitrate", Keyword),
    f("cmcd_measured_throughput", Keyword),
    f("cmcd_next_object_request", Keyword),
    f("cmcd_next_range_request", Keyword),
    f("cmcd_object_duration", Keyword),
    f("cmcd_object_type", Keyword),
    f("cmcd_playback_rate", Keyword),
    f("cmcd_requested_maximum_throughput", Keyword),
    f("cmcd_session_id", Keyword),
    f("cmcd_startup", Keyword),
    f("cmcd_stream_type", Keyword),
    f("cmcd_streaming_format", Keyword),
    f("cmcd_top_bitrate", Keyword),
    f("cmcd_version", Keyword),
    f("connection_id", Keyword),
    f("cs_accept", Keyword),
    f("cs_accept_encoding", Keyword),
    f("cs_bytes", Long),
    f("cs_cookie", Keyword),
    f("cs_header_names", Keyword),
    f("cs_headers", Keyword),
    f("cs_headers_count", Short),
    f("cs_host", Keyword),
    f("cs_method", Keyword),
    f("cs_protocol", Keyword),
    f("cs_protocol_version", Keyword),
    f("cs_referer", Keyword),
    f("cs_uri_query", Keyword),
    f("cs_uri_stem", Keyword),
    f("cs_user_agent", Keyword),
    // Of a record of which the two make no time.
    f("date", Keyword),
    f("date_time", DateAsWritten),
    f("distribution_id", Keyword),
    f("distribution_tenant_id", Keyword),
    f("fle_encrypted_fields", Keyword),
    f("fle_status", Keyword),
    f("origin_fbl", Float),
    f("origin_lbl", Float),
    f("primary_distribution_dns_name", Keyword),
    f("primary_distribution_id", Keyword),
    f("r_host", Keyword),
    f("sc_bytes", Long),
    f("sc_content_len", Long),
    f("sc_content_type", Keyword),
    // v2.10.4 has numbers for `sc-range-start`, which is no field: these are keywords there.
    f("sc_range_end", Keyword),
    f("sc_range_start", Keyword),
    f("sc_status", Keyword),
    f("sr_reason", Keyword),
    f("ssl_cipher", Keyword),
    f("ssl_protocol", Keyword),
    f("time", Keyword),
    f("time_taken", Float),
    f("time_to_first_byte", Float),
    f("timestamp", DateEpochSeconds),
    f("timestamp_ms", DateEpochMilliseconds),
    f("viewer_request_log_data", Keyword),
    f("x_edge_detailed_result_type", Keyword),
    f("x_edge_location", Keyword),
    f("x_edge_mqcs", Keyword),
    f("x_edge_request_id", Keyword),
    f("x_edge_response_result_type", Keyword),
    f("x_edge_result_type", Keyword),
    f("x_forwarded_for", Keyword),
    f("x_host_header", Keyword),
];
