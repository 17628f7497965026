//! Connection logs of Application Load Balancers: TLS handshakes, and the certificates that
//! clients show.
//!
//! v2.10.4 takes them for access logs and loses them. They share the index of those.
//!
//! Entries: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-connection-logs.html>

use contract::log_spec::{
    Columns, EcsMapping, Enrichment, Format, LogSpec, Quoting, Timestamp, TimestampFormat,
};
use contract::sources;
use ecs::Document;

use super::elb;
use crate::log_type::Definition;
use crate::notes::Notes;

/// Connection logs of Application Load Balancers.
pub(crate) const ALB_CONNECTION: Definition = Definition::new(
    LogSpec::new(
        "alb-connection",
        elb::INDEX,
        sources::ALB_CONNECTION.pattern,
        Format::Columns(Columns::new(NAMES).quoting(Quoting::Lenient)),
        Timestamp::new("timestamp", TimestampFormat::Iso8601),
    )
    .ecs(ECS)
    .static_fields(elb::NETWORK)
    .enrichment(Enrichment::NOTHING.geo(&["source"]).indicator_ips(&["source.ip"]))
    .fields(elb::FIELDS)
    .index_settings(elb::SETTINGS),
)
.refined_by(refine);

const NAMES: &[&str] = &[
    "timestamp",
    "client_ip",
    "client_port",
    "listener_port",
    "tls_protocol",
    "tls_cipher",
    "tls_handshake_latency",
    "leaf_client_cert_subject",
    "leaf_client_cert_validity",
    "leaf_client_cert_serial_number",
    "tls_verify_status",
    "conn_trace_id",
    "tls_keyexchange",
];

const ECS: &[EcsMapping] = &[
    ecs::DESTINATION_PORT.from("listener_port"),
    ecs::RELATED_IP.from_all(&["client_ip"]),
    ecs::SOURCE_ADDRESS.from("client_ip"),
    ecs::SOURCE_IP.from("client_ip"),
    ecs::SOURCE_PORT.from("client_port"),
    ecs::TLS_CIPHER.from("tls_cipher"),
    ecs::TLS_CLIENT_SUBJECT.from("leaf_client_cert_subject"),
    ecs::TLS_CLIENT_X509_SERIAL_NUMBER.from("leaf_client_cert_serial_number"),
    ecs::TLS_VERSION.from("tls_protocol"),
];

/// `Success`, or `Failed:` and a reason; `-` where a connection has no TLS, or was closed
/// before its end.
fn refine(document: &mut Document<'_>, _: &mut Notes) {
    let outcome = match document.text_at("tls_verify_status") {
        Some("Success") => "success",
        Some(status) if status.starts_with("Failed") => "failure",
        _ => "unknown",
    };
    document.set(ecs::EVENT_OUTCOME, outcome);
}
