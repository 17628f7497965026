//! Access logs of Classic Load Balancers.
//!
//! Where a document differs from that of v2.10.4:
//! - A line that its expression does not match is not lost.
//! - `url.full` is the whole URL also if it holds spaces, and has no `-` at its end if
//!   there is no path.
//! - A connection without a request (`- - - `) has no `request`.
//! - An IPv6 address in brackets is an address, and has none in its fields.
//!
//! Entries: <https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html>

use contract::log_spec::{
    Columns, EcsMapping, Enrichment, Extract, Extraction, Format, LogSpec, Quoting, Timestamp,
    TimestampFormat,
};
use contract::sources;

use super::elb;
use crate::log_type::Definition;

/// Access logs of Classic Load Balancers.
pub(crate) const CLB: Definition = Definition::new(
    LogSpec::new(
        "clb",
        elb::INDEX,
        sources::CLB.pattern,
        Format::Columns(Columns::new(NAMES).quoting(Quoting::Lenient)),
        Timestamp::new("timestamp", TimestampFormat::Iso8601),
    )
    .extracts(EXTRACTS)
    .ecs(ECS)
    .static_fields(elb::WEB)
    .enrichment(
        Enrichment::NOTHING
            .geo(&["source", "destination"])
            .indicator_ips(&["source.ip"])
            .user_agent(),
    )
    .fields(elb::FIELDS)
    .index_settings(elb::SETTINGS),
)
.refined_by(elb::refine_request);

const EXTRACTS: &[Extract] = &[
        Extract::new("client_ip", Extraction::host_and_port("client_ip", "client_port")),
        Extract::new("backend_ip", Extraction::host_and_port("backend_ip", "backend_port")),
    ];

const NAMES: &[&str] = &[
    "timestamp",
    "elb",
    "client_ip",
    "backend_ip",
    "request_processing_time",
    "backend_processing_time",
    "response_processing_time",
    "elb_status_code",
    "backend_status_code",
    "received_bytes",
    "sent_bytes",
    "request",
    "useragent",
    "ssl_cipher",
    "ssl_protocol",
];

const ECS: &[EcsMapping] = &[
    ecs::DESTINATION_ADDRESS.from("backend_ip"),
    ecs::DESTINATION_IP.from("backend_ip"),
    ecs::DESTINATION_PORT.from("backend_port"),
    ecs::HTTP_REQUEST_BYTES.from("received_bytes"),
    ecs::HTTP_RESPONSE_BYTES.from("sent_bytes"),
    ecs::HTTP_RESPONSE_STATUS_CODE.from("elb_status_code"),
    ecs::RELATED_IP.from_all(&["backend_ip", "client_ip"]),
    ecs::SOURCE_ADDRESS.from("client_ip"),
    ecs::SOURCE_IP.from("client_ip"),
    ecs::SOURCE_PORT.from("client_port"),
    ecs::USER_AGENT_ORIGINAL.from("useragent"),
];
