//! Health check logs of Application Load Balancers: what each target answered, and why it
//! counts as healthy or not.
//!
//! v2.10.4 takes them for access logs and loses them. They share the index of those.
//!
//! Entries: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-health-check-logs.html>

use contract::log_spec::{
    Columns, EcsMapping, Extract, Extraction, Format, LogSpec, Quoting, StaticField, Timestamp,
    TimestampFormat,
};
use contract::sources;
use ecs::Document;

use super::elb;
use crate::log_type::Definition;
use crate::notes::Notes;

/// Health check logs of Application Load Balancers.
pub(crate) const ALB_HEALTH_CHECK: Definition = Definition::new(
    LogSpec::new(
        "alb-health-check",
        elb::INDEX,
        sources::ALB_HEALTH_CHECK.pattern,
        Format::Columns(Columns::new(NAMES).quoting(Quoting::Lenient)),
        Timestamp::new("timestamp", TimestampFormat::Iso8601),
    )
    .extracts(EXTRACTS)
    .ecs(ECS)
    .static_fields(STATIC)
    .fields(elb::FIELDS)
    .index_settings(elb::SETTINGS),
)
.adapted_by(keep_function)
.refined_by(refine);

const EXTRACTS: &[Extract] = &[Extract::new(
        "target_ip",
        Extraction::host_and_port("target_ip", "target_port"),
    )];

const NAMES: &[&str] = &[
    "request_type",
    "timestamp",
    "latency",
    "target_ip",
    "target_group_id",
    "status",
    "status_code",
    "reason_code",
];

const ECS: &[EcsMapping] = &[
    ecs::DESTINATION_ADDRESS.from_first(&["target_ip", "target_arn"]),
    ecs::DESTINATION_IP.from("target_ip"),
    ecs::DESTINATION_PORT.from("target_port"),
    ecs::HTTP_RESPONSE_STATUS_CODE.from("status_code"),
    ecs::RELATED_IP.from_all(&["target_ip"]),
];

const STATIC: &[StaticField] =
    &[ecs::EVENT_KIND.is("event"), ecs::EVENT_CATEGORY.is_all(&["host"])];

/// A function's target is its ARN, which has no port.
fn keep_function<'a>(document: &mut Document<'a>, _: &'a str) {
    if document.text_at("target_ip").is_some_and(|target| target.starts_with("arn:"))
        && let Some(target) = document.remove("target_ip")
    {
        document.insert("target_arn", target);
    }
}

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    let outcome = match document.text_at("status") {
        Some("PASS") => "success",
        Some("FAIL") => "failure",
        _ => "unknown",
    };
    document.set(ecs::EVENT_OUTCOME, outcome);
}
