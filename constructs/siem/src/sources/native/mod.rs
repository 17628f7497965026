//! Logs that AWS writes into the log bucket by itself, where CloudFormation has a resource
//! that switches them on.
//!
//! AWS chooses the keys; all of these sources leave the prefix empty, so that the loader
//! knows them by the part that no one can change.

mod cloudfront_standard;
mod cloudtrail;
mod config;
mod flow_log_fields;
mod flow_logs;
mod guardduty;
mod network_firewall;
mod route53_resolver;
mod transit_gateway_flow_logs;
mod waf;

use template::{Resource, Value};

use super::destination::Destination;

pub use cloudfront_standard::{CloudFrontStandard, LogsGoTo, OutputFormat};
pub use cloudtrail::{CloudTrail, InvalidResourceType, LoggedResourceType, TrailInsight, TrailOf};
pub use config::{Config, DeliveryFrequency, GlobalResources, Recorder};
pub use flow_log_fields::{Field, InvalidField};
pub use flow_logs::{Aggregation, FileFormat, Traffic, VpcFlowLogs};
pub use guardduty::{Frequency, GuardDuty};
pub use network_firewall::{FirewallLog, NetworkFirewall};
pub use route53_resolver::Route53Resolver;
pub use transit_gateway_flow_logs::TransitGatewayFlowLogs;
pub(super) use waf::Logging;
pub use waf::{
    Behavior, Filter, HeaderName, InvalidHeaderName, Redact, RequestPart, Requirement, WafAction,
    WafFilter, WafFirehose,
};

/// Makes a resource wait until the log bucket lets AWS write, where both are in one stack:
/// AWS tries when logs are switched on.
pub(super) fn once_writable<P>(resource: Resource<P>, destination: &Destination) -> Resource<P> {
    match destination.siem() {
        Some(siem) => resource.depends_on(siem.log_bucket.policy()),
        None => resource,
    }
}

/// What a source says that was given nothing to switch on.
pub(super) fn nothing_given(what: &str) -> Option<String> {
    Some(format!("it names no {what}; wanted is at least one: give it, or leave the source out"))
}

/// The values of a list.
fn values<T>(list: &[T], value: impl Fn(&T) -> Value<String>) -> Vec<Value<String>> {
    list.iter().map(value).collect()
}
