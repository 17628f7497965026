//! Connection logs of AWS Client VPN, from CloudWatch Logs.
//!
//! Where a document differs from that of v2.10.4:
//! - A record without one of the fields that are looked at keeps the others' meaning:
//!   v2.10.4 stops at the first that is missing.
//! - `source.address` is set, and `network.transport`.
//!
//! Fields: <https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/connection-logging.html>

use contract::log_spec::FieldType::{self, Date, Ip, Keyword, Long};
use contract::log_spec::{
    EcsMapping, Enrichment, Field, Format, IndexSettings, LogSpec, StaticField, Timestamp,
    TimestampFormat,
};
use contract::sources;
use ecs::{Document, Value};

use crate::log_type::Definition;
use crate::notes::Notes;

/// Connection logs of AWS Client VPN.
pub(crate) const CLIENT_VPN: Definition = Definition::new(
    LogSpec::new(
        "clientvpn",
        "log-aws-clientvpn",
        sources::CLIENT_VPN.pattern,
        Format::JSON,
        Timestamp::new("connection-last-update-time", TimestampFormat::Iso8601),
    )
    .ecs(ECS)
    .static_fields(STATIC)
    .enrichment(Enrichment::NOTHING.geo(&["source"]).indicator_ips(&["source.ip"]))
    .prefix("clientvpn")
    .fields(FIELDS)
    .index_settings(IndexSettings { refresh_interval_seconds: Some(30), shards: Some(1), alias: None }),
)
.refined_by(refine);

const ECS: &[EcsMapping] = &[
    ecs::NETWORK_TRANSPORT.from("transport-protocol"),
    ecs::RELATED_IP.from_all(&["device-ip", "client-ip"]),
    ecs::RELATED_USER.from_all(&["username"]),
    ecs::SOURCE_ADDRESS.from("device-ip"),
    ecs::SOURCE_IP.from("device-ip"),
    ecs::SOURCE_PORT.from("port"),
    ecs::USER_ID.from("username"),
    ecs::USER_NAME.from("username"),
];

const STATIC: &[StaticField] =
    &[ecs::EVENT_KIND.is("event"), ecs::EVENT_CATEGORY.is_all(&["network"])];

/// How AWS writes that there is no value.
const NONE: &str = "NA";

/// Times, as `2026-11-24 06:05:17`.
const TIMES: &[&str] =
    &["connection-start-time", "connection-end-time", "connection-last-update-time"];

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    match document.text_at("connection-attempt-status") {
        Some("successful") => document.set(ecs::EVENT_OUTCOME, "success"),
        Some("failed") => document.set(ecs::EVENT_OUTCOME, "failure"),
        _ => {}
    }
    let reason = document.text_at("connection-attempt-failure-reason");
    if let Some(reason) = reason.filter(|reason| *reason != NONE).map(str::to_owned) {
        document.set(ecs::ERROR_MESSAGE, reason);
    }
    let sum = |one, other| number(document, one).saturating_add(number(document, other));
    let bytes = sum("egress-bytes", "ingress-bytes");
    let packets = sum("egress-packets", "ingress-packets");
    let seconds = document.at("connection-duration-seconds").and_then(parsed);
    if bytes != 0 || packets != 0 {
        document.set(ecs::NETWORK_BYTES, Value::Number(bytes.to_string().into()));
        document.set(ecs::NETWORK_PACKETS, Value::Number(packets.to_string().into()));
    }
    if let Some(nanoseconds) = seconds.and_then(|seconds| seconds.checked_mul(1_000_000_000)) {
        document.set(ecs::EVENT_DURATION, Value::Number(nanoseconds.to_string().into()));
    }
    if document.text_at("client-ip") == Some(NONE) {
        document.remove("client-ip");
    }
    if document.text_at("device-ip") == Some(NONE) {
        document.remove("device-ip");
        if let Some(Value::Object(source)) = document.get_mut("source") {
            source.remove("address");
        }
    }
    for name in TIMES {
        match document.text_at(name) {
            Some(NONE) => {
                document.remove(name);
            }
            // Nothing is made of a text that is no time.
            Some(time) if time.len() == 19 && !time.contains('T') => {
                let time = [&time.replace(' ', "T"), "+00:00"].concat();
                document.insert(*name, time);
            }
            _ => {}
        }
    }
}

/// The number in a field; 0 if there is none.
fn number(document: &Document<'_>, name: &str) -> u64 {
    document.get(name).and_then(parsed).unwrap_or_default()
}

fn parsed(value: &Value<'_>) -> Option<u64> {
    match value {
        Value::Text(digits) | Value::Number(digits) => digits.parse().ok(),
        _ => None,
    }
}

const fn f(path: &'static str, kind: FieldType) -> Field {
    Field::new(path, kind)
}

const FIELDS: &[Field] = &[
    f("clientvpn.client-ip", Ip),
    f("clientvpn.client-vpn-endpoint-id", Keyword),
    f("clientvpn.common-name", Keyword),
    f("clientvpn.connection-attempt-failure-reason", Keyword),
    f("clientvpn.connection-attempt-status", Keyword),
    f("clientvpn.connection-duration-seconds", Keyword),
    f("clientvpn.connection-end-time", Date),
    f("clientvpn.connection-id", Keyword),
    f("clientvpn.connection-last-update-time", Date),
    f("clientvpn.connection-log-type", Keyword),
    f("clientvpn.connection-reset-status", Keyword),
    f("clientvpn.connection-start-time", Date),
    f("clientvpn.device-ip", Ip),
    f("clientvpn.device-type", Keyword),
    f("clientvpn.egress-bytes", Long),
    f("clientvpn.egress-packets", Long),
    f("clientvpn.ingress-bytes", Long),
    f("clientvpn.ingress-packets", Long),
    f("clientvpn.port", Long),
    f("clientvpn.posture-compliance-statuses", Keyword),
    f("clientvpn.transport-protocol", Keyword),
    f("clientvpn.username", Keyword),
];
