//! Access logs of Application Load Balancers.
//!
//! Where a document differs from that of v2.10.4:
//! - A line that its expression does not match is not lost: lists of several targets,
//!   a quote in the user agent, a space in the URL or in the reason of a failed function.
//! - `url.full` is the whole URL also if it holds spaces, and has no `-` at its end if
//!   there is no path.
//! - An IPv6 address in brackets is an address: `client_ip`, `source.ip` and the like
//!   have it without them.
//! - `conn_trace_id`, `transformed_host`, `transformed_uri` and `request_transform_status`
//!   are read, and what AWS adds behind them does no harm.
//!
//! Entries: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html>

use contract::log_spec::{
    Columns, EcsMapping, Enrichment, Extract, Extraction, Format, LogSpec, Quoting, Timestamp,
    TimestampFormat,
};
use contract::sources;

use super::elb;
use crate::log_type::Definition;

/// Access logs of Application Load Balancers.
pub(crate) const ALB: Definition = Definition::new(
    LogSpec::new(
        "alb",
        elb::INDEX,
        sources::ALB.pattern,
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
        Extract::new("target_ip", Extraction::host_and_port("target_ip", "target_port")),
    ];

const NAMES: &[&str] = &[
    "request_type",
    "timestamp",
    "elb",
    "client_ip",
    "target_ip",
    "request_processing_time",
    "target_processing_time",
    "response_processing_time",
    "elb_status_code",
    "target_status_code",
    "received_bytes",
    "sent_bytes",
    "request",
    "useragent",
    "ssl_cipher",
    "ssl_protocol",
    "target_group_arn",
    "trace_id",
    "domain_name",
    "chosen_cert_arn",
    "matched_rule_priority",
    "request_creation_time",
    "actions_executed",
    "redirect_url",
    "lambda_error_reason",
    "target_port_list",
    "target_status_code_list",
    "classification",
    "classification_reason",
    "conn_trace_id",
    "transformed_host",
    "transformed_uri",
    "request_transform_status",
];

const ECS: &[EcsMapping] = &[
    ecs::DESTINATION_ADDRESS.from("target_ip"),
    ecs::DESTINATION_IP.from("target_ip"),
    ecs::DESTINATION_PORT.from("target_port"),
    ecs::HTTP_REQUEST_BYTES.from("received_bytes"),
    ecs::HTTP_RESPONSE_BYTES.from("sent_bytes"),
    ecs::HTTP_RESPONSE_STATUS_CODE.from("elb_status_code"),
    ecs::RELATED_IP.from_all(&["target_ip", "client_ip"]),
    ecs::SOURCE_ADDRESS.from("client_ip"),
    ecs::SOURCE_IP.from("client_ip"),
    ecs::SOURCE_PORT.from("client_port"),
    ecs::USER_AGENT_ORIGINAL.from("useragent"),
];
