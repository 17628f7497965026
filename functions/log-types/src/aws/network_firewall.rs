//! AWS Network Firewall: alert, flow and TLS logs.
//!
//! What Suricata writes is in `event`, beside the fields of ECS.
//!
//! Where a document differs from that of v2.10.4, beside what is new in it:
//! - A record without `event.proto` or `event.event_type` keeps all other fields, and one
//!   without `event.app_proto` its `network.transport`.
//! - `network.transport` is set where no number of bytes is, as in an alert, too.
//!
//! Fields: <https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-logging-contents.html>

use contract::log_spec::{
    EcsMapping, Enrichment, Field, FieldType, Format, IndexSettings, LogSpec, StaticField,
    Timestamp, TimestampFormat,
};
use contract::sources;
use ecs::Document;

use crate::log_type::Definition;
use crate::notes::Notes;

/// AWS Network Firewall.
pub(crate) const NETWORK_FIREWALL: Definition = Definition::new(
    LogSpec::new(
        "networkfirewall",
        "log-aws-networkfirewall",
        sources::NETWORK_FIREWALL.pattern,
        Format::JSON,
        Timestamp::new("event.timestamp", TimestampFormat::Iso8601),
    )
    .ecs(ECS)
    .static_fields(STATIC)
    .enrichment(
        Enrichment::NOTHING
            .geo(&["source", "destination"])
            .indicator_ips(&["source.ip", "destination.ip"])
            .user_agent(),
    )
    .fields(FIELDS)
    .index_settings(IndexSettings { refresh_interval_seconds: Some(10), shards: None, alias: None }),
)
.refined_by(refine);

const ECS: &[EcsMapping] = &[
    ecs::CLOUD_AVAILABILITY_ZONE.from("availability_zone"),
    ecs::DESTINATION_IP.from("event.dest_ip"),
    ecs::DESTINATION_PORT.from("event.dest_port"),
    ecs::EVENT_ACTION.from("event.alert.action"),
    ecs::EVENT_MODULE.from("event.event_type"),
    ecs::EVENT_SEVERITY.from("event.alert.severity"),
    ecs::HTTP_REQUEST_METHOD.from("event.http.http_method"),
    ecs::NETWORK_BYTES.from("event.netflow.bytes"),
    ecs::NETWORK_PACKETS.from("event.netflow.pkts"),
    ecs::NETWORK_PROTOCOL.from("event.app_proto"),
    ecs::RELATED_IP.from_all(&["event.dest_ip", "event.src_ip"]),
    ecs::RULE_ID.from("event.alert.signature_id"),
    ecs::RULE_NAME.from("event.alert.signature"),
    ecs::RULE_VERSION.from("event.alert.rev"),
    ecs::SERVICE_NODE_NAME.from("firewall_name"),
    ecs::SOURCE_BYTES.from("event.netflow.bytes"),
    ecs::SOURCE_IP.from("event.src_ip"),
    ecs::SOURCE_PACKETS.from("event.netflow.pkts"),
    ecs::SOURCE_PORT.from("event.src_port"),
    ecs::URL_DOMAIN.from_first(&["event.http.hostname", "event.tls.sni"]),
    ecs::USER_AGENT_ORIGINAL.from("event.http.http_user_agent"),
];

const STATIC: &[StaticField] =
    &[ecs::EVENT_KIND.is("event"), ecs::EVENT_CATEGORY.is_all(&["network"])];

const FIELDS: &[Field] = &[
    Field::new("availability_zone", FieldType::Keyword),
    Field::new("event.alert.action", FieldType::Keyword),
    Field::new("event.alert.category", FieldType::Keyword),
    Field::new("event.alert.gid", FieldType::Long),
    // Named by the authors of rules.
    Field::new("event.alert.metadata", FieldType::FlatObject),
    Field::new("event.alert.rev", FieldType::Keyword),
    Field::new("event.alert.severity", FieldType::Long),
    Field::new("event.alert.signature", FieldType::Keyword),
    Field::new("event.alert.signature_id", FieldType::Keyword),
    Field::new("event.app_proto", FieldType::Keyword),
    Field::new("event.dest_ip", FieldType::Ip),
    Field::new("event.dest_port", FieldType::Long),
    Field::new("event.event_type", FieldType::Keyword),
    Field::new("event.flow.bytes_toclient", FieldType::Long),
    Field::new("event.flow.bytes_toserver", FieldType::Long),
    Field::new("event.flow.pkts_toclient", FieldType::Long),
    Field::new("event.flow.pkts_toserver", FieldType::Long),
    Field::new("event.flow_id", FieldType::Long),
    Field::new("event.http.hostname", FieldType::Keyword),
    Field::new("event.http.http_method", FieldType::Keyword),
    Field::new("event.http.http_user_agent", FieldType::Keyword),
    Field::new("event.http.length", FieldType::Long),
    Field::new("event.http.protocol", FieldType::Keyword),
    Field::new("event.http.status", FieldType::Long),
    Field::new("event.http.url", FieldType::Keyword),
    Field::new("event.icmp_code", FieldType::Long),
    Field::new("event.icmp_type", FieldType::Long),
    Field::new("event.netflow.age", FieldType::Long),
    Field::new("event.netflow.bytes", FieldType::Long),
    Field::new("event.netflow.end", FieldType::Keyword),
    Field::new("event.netflow.max_ttl", FieldType::Long),
    Field::new("event.netflow.min_ttl", FieldType::Long),
    Field::new("event.netflow.pkts", FieldType::Long),
    Field::new("event.netflow.start", FieldType::Keyword),
    Field::new("event.proto", FieldType::Keyword),
    Field::new("event.src_ip", FieldType::Ip),
    Field::new("event.src_port", FieldType::Long),
    Field::new("event.tcp.ack", FieldType::Boolean),
    Field::new("event.tcp.cwr", FieldType::Boolean),
    Field::new("event.tcp.ecn", FieldType::Boolean),
    Field::new("event.tcp.fin", FieldType::Boolean),
    Field::new("event.tcp.psh", FieldType::Boolean),
    Field::new("event.tcp.rst", FieldType::Boolean),
    Field::new("event.tcp.syn", FieldType::Boolean),
    Field::new("event.tcp.tcp_flag", FieldType::Keyword),
    Field::new("event.tcp.tcp_flags", FieldType::Keyword),
    Field::new("event.tcp.urg", FieldType::Boolean),
    Field::new("event.timestamp", FieldType::Keyword),
    Field::new("event.tls.action", FieldType::Keyword),
    Field::new("event.tls.issuerdn", FieldType::Keyword),
    Field::new("event.tls.leaf_cert_fpr", FieldType::Keyword),
    Field::new("event.tls.sni", FieldType::Keyword),
    Field::new("event.tls.status", FieldType::Keyword),
    Field::new("event.tls.subject", FieldType::Keyword),
    Field::new("event.tls.version", FieldType::Keyword),
    Field::new("event.tls_error.error_message", FieldType::KeywordWithText),
    Field::new("event.tls_inspected", FieldType::Boolean),
    Field::new("event.tx_id", FieldType::Long),
    Field::new("event.verdict.action", FieldType::Keyword),
    Field::new("event_timestamp", FieldType::Keyword),
    Field::new("firewall_name", FieldType::Keyword),
];

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    let transport = document.text_at("event.proto").map(str::to_ascii_lowercase);
    if let Some(transport) = transport {
        document.set(ecs::NETWORK_TRANSPORT, transport);
    }
    if document.text_at("event.event_type") == Some("alert") {
        document.set(ecs::EVENT_KIND, "alert");
        document.set(ecs::EVENT_CATEGORY, "intrusion_detection");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing;

    #[test]
    fn an_alert_is_one_and_a_flow_is_not() {
        for (kind, expected) in [("alert", "alert"), ("netflow", "event"), ("tls", "event")] {
            let event = json!({"event_type": kind, "timestamp": "2026-11-24T06:00:00.1+0000"});
            let found = testing::document("networkfirewall", &json!({ "event": event }));
            assert_eq!(found["event"]["kind"], expected);
            assert_eq!(found["event"]["module"], kind);
            assert_eq!(found["@timestamp"], "2026-11-24T06:00:00.100000+00:00");
        }
    }

    #[test]
    fn a_record_without_a_protocol_keeps_its_addresses() {
        let event = json!({"src_ip": "192.0.2.1", "dest_ip": "198.51.100.1"});
        let found = testing::document("networkfirewall", &json!({ "event": event }));
        assert_eq!(found["related"]["ip"], json!(["192.0.2.1", "198.51.100.1"]));
        assert_eq!(found["network"], json!(null));
    }
}
