//! Access logs of Network Load Balancers, which only TLS listeners write.
//!
//! Where a document differs from that of v2.10.4:
//! - A line that its expression does not match is not lost, such as one of a connection
//!   that failed before it had a destination.
//! - An IPv6 address in brackets is an address, and has none in its fields.
//!
//! Entries: <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-access-logs.html>

use contract::log_spec::{
    Columns, EcsMapping, Enrichment, Extract, Extraction, Format, LogSpec, Timestamp,
    TimestampFormat,
};
use contract::sources;

use super::elb;
use crate::log_type::Definition;

/// Access logs of Network Load Balancers.
pub(crate) const NLB: Definition = Definition::new(
    LogSpec::new(
        "nlb",
        elb::INDEX,
        sources::NLB.pattern,
        Format::Columns(Columns::new(NAMES)),
        Timestamp::new("timestamp", TimestampFormat::Iso8601),
    )
    .extracts(EXTRACTS)
    .ecs(ECS)
    .static_fields(elb::NETWORK)
    .enrichment(
        Enrichment::NOTHING.geo(&["source", "destination"]).indicator_ips(&["source.ip"]),
    )
    .fields(elb::FIELDS)
    .index_settings(elb::SETTINGS),
);

const EXTRACTS: &[Extract] = &[
        Extract::new("client_ip", Extraction::host_and_port("client_ip", "client_port")),
        Extract::new(
            "destination_ip",
            Extraction::host_and_port("destination_ip", "destination_port"),
        ),
    ];

const NAMES: &[&str] = &[
    "listener_type",
    "log_entry_version",
    "timestamp",
    "elb",
    "listener",
    "client_ip",
    "destination_ip",
    "connection_time",
    "tls_handshake_time",
    "received_bytes",
    "sent_bytes",
    "incoming_tls_alert",
    "chosen_cert_arn",
    "chosen_cert_serial",
    "tls_cipher",
    "tls_protocol_version",
    "tls_named_group",
    "domain_name",
    "alpn_fe_protocol",
    "alpn_be_protocol",
    "alpn_client_preference_list",
    "tls_connection_creation_time",
];

const ECS: &[EcsMapping] = &[
    ecs::DESTINATION_ADDRESS.from("destination_ip"),
    ecs::DESTINATION_IP.from("destination_ip"),
    ecs::DESTINATION_PORT.from("destination_port"),
    ecs::HTTP_REQUEST_BYTES.from("received_bytes"),
    ecs::HTTP_RESPONSE_BYTES.from("sent_bytes"),
    ecs::RELATED_IP.from_all(&["client_ip", "destination_ip"]),
    ecs::SOURCE_ADDRESS.from("client_ip"),
    ecs::SOURCE_IP.from("client_ip"),
    ecs::SOURCE_PORT.from("client_port"),
    ecs::URL_DOMAIN.from("domain_name"),
    ecs::URL_PORT.from("destination_port"),
];
