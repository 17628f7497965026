//! Flow logs of VPCs and of transit gateways through Firehose: one JSON object around each
//! record, `{"message": "2 111122223333 eni-…"}`, or the record alone.
//!
//! What v2.10.4 cannot read at all. Documents, `@log_type` and `event.module` are those of
//! [`vpcflowlogs`](super::vpcflowlogs), so that a flow is found the same way however it came.
//!
//! A record does not say which fields it has: it is of the default format, that of VPCs or
//! that of transit gateways. Whoever wants others
//! has flow logs write to S3.
//!
//! Delivery: <https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-firehose.html>

use contract::log_spec::Columns;
use contract::sources;
use ecs::Document;

use super::vpcflowlogs;
use crate::log_type::Definition;
use crate::notes::Notes;

/// Flow logs through Firehose.
pub(crate) const VPC_FLOW_LOGS_FIREHOSE: Definition = Definition::new(vpcflowlogs::spec(
    "vpcflowlogs-firehose",
    sources::VPC_FLOW_LOGS_FIREHOSE.pattern,
    Columns::new(vpcflowlogs::DEFAULT_FORMAT),
))
.adapted_by(adapt)
.refined_by(refine);

/// The default format of transit gateways. Of VPCs no record has text in its second field.
const TRANSIT_GATEWAY_FORMAT: &[&str] = &[
    "version",
    "resource_type",
    "account_id",
    "tgw_id",
    "tgw_attachment_id",
    "tgw_src_vpc_account_id",
    "tgw_dst_vpc_account_id",
    "tgw_src_vpc_id",
    "tgw_dst_vpc_id",
    "tgw_src_subnet_id",
    "tgw_dst_subnet_id",
    "tgw_src_eni",
    "tgw_dst_eni",
    "tgw_src_az_id",
    "tgw_dst_az_id",
    "tgw_pair_attachment_id",
    "srcaddr",
    "dstaddr",
    "srcport",
    "dstport",
    "protocol",
    "packets",
    "bytes",
    "start",
    "end",
    "log_status",
    "type",
    "packets_lost_no_route",
    "packets_lost_blackhole",
    "packets_lost_mtu_exceeded",
    "packets_lost_ttl_expired",
    "tcp_flags",
    "region",
    "flow_direction",
    "pkt_src_aws_service",
    "pkt_dst_aws_service",
];

fn adapt<'a>(document: &mut Document<'a>, text: &'a str) {
    if document.text_at("account_id") == Some("TransitGateway") {
        *document = Document::new();
        for (name, value) in TRANSIT_GATEWAY_FORMAT.iter().zip(text.split_ascii_whitespace()) {
            document.push(*name, value);
        }
    }
}

fn refine(document: &mut Document<'_>, notes: &mut Notes) {
    document.insert("@log_type", "vpcflowlogs");
    document.set(ecs::EVENT_MODULE, "vpcflowlogs");
    vpcflowlogs::refine(document, notes);
}
