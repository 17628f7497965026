//! Flow logs of VPCs and of transit gateways, all versions and custom formats, as text
//! and as Parquet.
//!
//! A file as text says in its first line what its columns are called, in whatever order
//! was asked for; a row of Parquet has the names itself.
//!
//! Where a document differs from that of v2.10.4:
//! - The last record of a file is not lost.
//! - `network.transport` is known for ESP, AH, IGMP, OSPF and a few more, and `ipv6-icmp`.
//! - `cloud.region` that the log leaves out (`-`) is that of the key.
//! - Numbers of bytes and packets are 64 bits: large flows do not fit into 32.
//! - A format without `end` takes the time from `start`, and without that from the file's
//!   name; v2.10.4 loses such files.
//!
//! Records: <https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html>,
//! <https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html>

use std::borrow::Cow;

use contract::log_spec::{
    Columns, EcsMapping, Enrichment, Field, FieldType, Format, Header, IndexSettings, LogSpec,
    StaticField, Texts, Timestamp, TimestampFormat, UtcOffset,
};
use contract::sources;
use ecs::{Document, Value};

use crate::log_type::Definition;
use crate::notes::Notes;
use crate::steps::transport;

/// Flow logs in files of their own.
pub(crate) const VPC_FLOW_LOGS: Definition = Definition::new(spec(
    "vpcflowlogs",
    sources::VPC_FLOW_LOGS.pattern,
    Columns::new(DEFAULT_FORMAT).header(Header::FirstLine),
))
.refined_by(refine);

/// A type of flow log.
pub(super) const fn spec(name: &'static str, pattern: &'static str, columns: Columns) -> LogSpec {
    LogSpec::new(name, "log-aws-vpcflowlogs", pattern, Format::Columns(columns), TIMESTAMP)
        .ecs(ECS)
        .static_fields(STATIC)
        .enrichment(
            Enrichment::NOTHING.geo(&["source", "destination"]).indicator_ips(&[
                "source.ip",
                "destination.ip",
                "related.ip",
            ]),
        )
        .fields(FIELDS)
        .index_settings(IndexSettings { refresh_interval_seconds: Some(30), shards: None, alias: None })
}

/// Version 2, which is what a flow log has if nobody asks for another.
pub(super) const DEFAULT_FORMAT: &[&str] = &[
    "version",
    "account_id",
    "interface_id",
    "srcaddr",
    "dstaddr",
    "srcport",
    "dstport",
    "protocol",
    "packets",
    "bytes",
    "start",
    "end",
    "action",
    "log_status",
];

const TIMESTAMP: Timestamp = Timestamp {
    fields: Texts::of(&["end", "start", Timestamp::KEY]),
    formats: Cow::Borrowed(&[TimestampFormat::EpochAuto]),
    offset: UtcOffset::UTC,
    key_pattern: Some(Cow::Borrowed(
        r"_(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)T(?P<hour>\d\d)(?P<minute>\d\d)Z_",
    )),
};

const ECS: &[EcsMapping] = &[
    ecs::CLOUD_ACCOUNT_ID.from("account_id"),
    ecs::CLOUD_INSTANCE_ID.from("instance_id"),
    ecs::CLOUD_REGION.from("region"),
    ecs::DESTINATION_ADDRESS.from("dstaddr"),
    ecs::DESTINATION_IP.from("dstaddr"),
    ecs::DESTINATION_PORT.from("dstport"),
    ecs::EVENT_ACTION.from("action"),
    ecs::NETWORK_BYTES.from("bytes"),
    ecs::NETWORK_DIRECTION.from("flow_direction"),
    ecs::NETWORK_IANA_NUMBER.from("protocol"),
    ecs::NETWORK_PACKETS.from("packets"),
    ecs::NETWORK_TYPE.from("type"),
    ecs::RELATED_IP.from_all(&["srcaddr", "dstaddr", "pkt_srcaddr", "pkt_dstaddr"]),
    ecs::SOURCE_ADDRESS.from("srcaddr"),
    ecs::SOURCE_BYTES.from("bytes"),
    ecs::SOURCE_IP.from("srcaddr"),
    ecs::SOURCE_PACKETS.from("packets"),
    ecs::SOURCE_PORT.from("srcport"),
];

const STATIC: &[StaticField] =
    &[ecs::EVENT_KIND.is("event"), ecs::EVENT_CATEGORY.is_all(&["network"])];

/// One pass over the fields: there are more flow logs than of anything else.
pub(super) fn refine(document: &mut Document<'_>, _: &mut Notes) {
    let mut outcome = "unknown";
    let mut of_transit_gateway = false;
    let mut by_number = None;
    let mut network_type = None;
    for (name, value) in document.iter() {
        let (Value::Text(text) | Value::Number(text)) = value else { continue };
        match name {
            "action" => outcome = outcome_of(text),
            "protocol" => by_number = transport(text),
            "type" => network_type = lower_case(text),
            "resource_type" => of_transit_gateway = !text.is_empty(),
            _ => {}
        }
    }
    if of_transit_gateway {
        document.insert("@log_type", "transit-gateway");
    } else {
        document.set(ecs::EVENT_OUTCOME, outcome);
    }
    if let Some(name) = by_number {
        document.set(ecs::NETWORK_TRANSPORT, name);
    }
    if let Some(name) = network_type {
        document.set(ecs::NETWORK_TYPE, name);
    }
}

fn outcome_of(action: &str) -> &'static str {
    match action {
        "ACCEPT" => "success",
        "REJECT" => "failure",
        _ => "unknown",
    }
}

/// `IPv4` as ECS writes it. None if there is nothing to say.
fn lower_case(text: &str) -> Option<Value<'static>> {
    match text {
        "IPv4" => Some(Value::from("ipv4")),
        "IPv6" => Some(Value::from("ipv6")),
        "-" | "" => None,
        other => Some(Value::from(other.to_ascii_lowercase())),
    }
}

/// The fields of both kinds of flow log, by name.
const FIELDS: &[Field] = &[
    Field::new("account_id", FieldType::Keyword),
    Field::new("action", FieldType::Keyword),
    Field::new("az_id", FieldType::Keyword),
    Field::new("bytes", FieldType::Long),
    Field::new("dstaddr", FieldType::Ip),
    Field::new("dstport", FieldType::Integer),
    Field::new("ecs_cluster_arn", FieldType::Keyword),
    Field::new("ecs_cluster_name", FieldType::Keyword),
    Field::new("ecs_container_id", FieldType::Keyword),
    Field::new("ecs_container_instance_arn", FieldType::Keyword),
    Field::new("ecs_container_instance_id", FieldType::Keyword),
    Field::new("ecs_second_container_id", FieldType::Keyword),
    Field::new("ecs_service_name", FieldType::Keyword),
    Field::new("ecs_task_arn", FieldType::Keyword),
    Field::new("ecs_task_definition_arn", FieldType::Keyword),
    Field::new("ecs_task_id", FieldType::Keyword),
    Field::new("encryption_status", FieldType::Keyword),
    Field::new("end", FieldType::DateEpochSeconds),
    Field::new("flow_direction", FieldType::Keyword),
    Field::new("instance_id", FieldType::Keyword),
    Field::new("interface_id", FieldType::Keyword),
    Field::new("log_status", FieldType::Keyword),
    Field::new("packets", FieldType::Long),
    Field::new("packets_lost_blackhole", FieldType::Long),
    Field::new("packets_lost_mtu_exceeded", FieldType::Long),
    Field::new("packets_lost_no_route", FieldType::Long),
    Field::new("packets_lost_ttl_expired", FieldType::Long),
    Field::new("pkt_dst_aws_service", FieldType::Keyword),
    Field::new("pkt_dstaddr", FieldType::Keyword),
    Field::new("pkt_src_aws_service", FieldType::Keyword),
    Field::new("pkt_srcaddr", FieldType::Keyword),
    Field::new("protocol", FieldType::Short),
    Field::new("region", FieldType::Keyword),
    Field::new("reject_reason", FieldType::Keyword),
    Field::new("resource_id", FieldType::Keyword),
    Field::new("resource_type", FieldType::Keyword),
    Field::new("srcaddr", FieldType::Ip),
    Field::new("srcport", FieldType::Integer),
    Field::new("start", FieldType::DateEpochSeconds),
    Field::new("sublocation_id", FieldType::Keyword),
    Field::new("sublocation_type", FieldType::Keyword),
    Field::new("subnet_id", FieldType::Keyword),
    Field::new("tcp_flags", FieldType::Short),
    Field::new("tgw_attachment_id", FieldType::Keyword),
    Field::new("tgw_dst_az_id", FieldType::Keyword),
    Field::new("tgw_dst_eni", FieldType::Keyword),
    Field::new("tgw_dst_subnet_id", FieldType::Keyword),
    Field::new("tgw_dst_vpc_account_id", FieldType::Keyword),
    Field::new("tgw_dst_vpc_id", FieldType::Keyword),
    Field::new("tgw_id", FieldType::Keyword),
    Field::new("tgw_pair_attachment_id", FieldType::Keyword),
    Field::new("tgw_src_az_id", FieldType::Keyword),
    Field::new("tgw_src_eni", FieldType::Keyword),
    Field::new("tgw_src_subnet_id", FieldType::Keyword),
    Field::new("tgw_src_vpc_account_id", FieldType::Keyword),
    Field::new("tgw_src_vpc_id", FieldType::Keyword),
    Field::new("traffic_path", FieldType::Keyword),
    Field::new("type", FieldType::Keyword),
    Field::new("version", FieldType::Keyword),
    Field::new("vpc_id", FieldType::Keyword),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn refined(fields: &[(&'static str, &'static str)]) -> Document<'static> {
        let mut document: Document<'_> =
            fields.iter().map(|(name, value)| ((*name).into(), Value::from(*value))).collect();
        refine(&mut document, &mut Notes::default());
        document
    }

    #[test]
    fn a_rejected_flow_is_a_failure() {
        for (action, outcome) in
            [("ACCEPT", "success"), ("REJECT", "failure"), ("-", "unknown"), ("", "unknown")]
        {
            let document = refined(&[("action", action)]);
            assert_eq!(document.text_at("event.outcome"), Some(outcome), "{action}");
        }
    }

    #[test]
    fn a_flow_of_a_transit_gateway_has_no_outcome() {
        let document = refined(&[("resource_type", "TransitGateway")]);
        assert_eq!(document.text_at("@log_type"), Some("transit-gateway"));
        assert_eq!(document.text_at("event.outcome"), None);
    }

    #[test]
    fn protocol_and_type_are_named_as_ecs_does() {
        let document = refined(&[("protocol", "17"), ("type", "EFA")]);
        assert_eq!(document.text_at("network.transport"), Some("udp"));
        assert_eq!(document.text_at("network.type"), Some("efa"));
        assert_eq!(refined(&[("protocol", "-"), ("type", "-")]).at("network"), None);
    }
}
