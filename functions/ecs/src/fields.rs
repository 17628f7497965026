//! The fields of the Elastic Common Schema, version 1.10, that documents use.
//!
//! A field is a constant, so that a name that does not exist does not compile. Types
//! are those of the original's index templates, which users' panels rely on, but for
//! `as.number` and `network.bytes`: those are 64 bits here as in ECS, because neither
//! number fits into 32.
//!
//! Fields: <https://www.elastic.co/guide/en/ecs/1.10/ecs-field-reference.html>

use std::borrow::Cow;

use contract::log_spec::{EcsMapping, FieldType, Sources, StaticField, StaticValue, Texts};

/// The version of ECS, the value of `ecs.version`.
pub const VERSION: &str = "1.10.0";

/// An ECS field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name, with dots.
    pub path: &'static str,
    /// How OpenSearch stores it.
    pub kind: FieldType,
}

impl Field {
    /// The field's value is the value at `path` of the record.
    pub const fn from(self, path: &'static str) -> EcsMapping {
        EcsMapping { field: Cow::Borrowed(self.path), from: Sources::FirstOf(Texts::one(path)) }
    }

    /// The field's value is the first value, of those at `paths`, that is not empty.
    pub const fn from_first(self, paths: &'static [&'static str]) -> EcsMapping {
        EcsMapping { field: Cow::Borrowed(self.path), from: Sources::FirstOf(Texts::of(paths)) }
    }

    /// The field is the list of the values at `paths`.
    pub const fn from_all(self, paths: &'static [&'static str]) -> EcsMapping {
        EcsMapping { field: Cow::Borrowed(self.path), from: Sources::AllOf(Texts::of(paths)) }
    }

    /// The field has this value in every document.
    pub const fn is(self, value: &'static str) -> StaticField {
        let value = StaticValue::Text(Cow::Borrowed(value));
        StaticField { field: Cow::Borrowed(self.path), value }
    }

    /// The field is this list in every document.
    pub const fn is_all(self, values: &'static [&'static str]) -> StaticField {
        let value = StaticValue::List(Texts::of(values));
        StaticField { field: Cow::Borrowed(self.path), value }
    }
}

/// Declares each field as a constant, and [`FIELDS`] as the list of them.
macro_rules! fields {
    ($($name:ident: $path:literal, $kind:ident;)*) => {
        $(
            #[doc = concat!("`", $path, "`.")]
            pub const $name: Field = Field { path: $path, kind: FieldType::$kind };
        )*

        /// Every ECS field in use, by name.
        pub const FIELDS: &[Field] = &[$($name),*];
    };
}

fields! {
    AGENT_NAME: "agent.name", Keyword;
    BASE_TAGS: "base.tags", Keyword;
    CLIENT_IP: "client.ip", Ip;
    CLIENT_USER_FULL_NAME: "client.user.full_name", Keyword;
    CLIENT_USER_ID: "client.user.id", Keyword;
    CLOUD_ACCOUNT_ID: "cloud.account.id", Keyword;
    CLOUD_AVAILABILITY_ZONE: "cloud.availability_zone", Keyword;
    CLOUD_INSTANCE_ID: "cloud.instance.id", Keyword;
    CLOUD_PROVIDER: "cloud.provider", Keyword;
    CLOUD_REGION: "cloud.region", Keyword;
    CLOUD_SERVICE_NAME: "cloud.service.name", Keyword;
    CONTAINER_IMAGE_TAG: "container.image.tag", Keyword;
    DESTINATION_ADDRESS: "destination.address", Keyword;
    DESTINATION_AS_NUMBER: "destination.as.number", Long;
    DESTINATION_AS_ORGANIZATION_NAME: "destination.as.organization.name", Keyword;
    DESTINATION_BYTES: "destination.bytes", Long;
    DESTINATION_DOMAIN: "destination.domain", Keyword;
    DESTINATION_GEO_CITY_NAME: "destination.geo.city_name", Keyword;
    DESTINATION_GEO_COUNTRY_ISO_CODE: "destination.geo.country_iso_code", Keyword;
    DESTINATION_GEO_COUNTRY_NAME: "destination.geo.country_name", Keyword;
    DESTINATION_GEO_LOCATION: "destination.geo.location", GeoPoint;
    DESTINATION_IP: "destination.ip", Ip;
    DESTINATION_MAC: "destination.mac", Keyword;
    DESTINATION_NAT_IP: "destination.nat.ip", Ip;
    DESTINATION_NAT_PORT: "destination.nat.port", Integer;
    DESTINATION_PACKETS: "destination.packets", Long;
    DESTINATION_PORT: "destination.port", Integer;
    DNS_ANSWERS_CLASS: "dns.answers.class", Keyword;
    DNS_ANSWERS_DATA: "dns.answers.data", Keyword;
    DNS_ANSWERS_TTL: "dns.answers.ttl", Long;
    DNS_ANSWERS_TYPE: "dns.answers.type", Keyword;
    DNS_HEADER_FLAGS: "dns.header_flags", KeywordNoDocValues;
    DNS_ID: "dns.id", KeywordNoDocValues;
    DNS_QUESTION_CLASS: "dns.question.class", Keyword;
    DNS_QUESTION_NAME: "dns.question.name", Keyword;
    DNS_QUESTION_TYPE: "dns.question.type", Keyword;
    DNS_RESOLVED_IP: "dns.resolved_ip", Ip;
    DNS_RESPONSE_CODE: "dns.response_code", Keyword;
    ECS_VERSION: "ecs.version", Keyword;
    ERROR_CODE: "error.code", Keyword;
    ERROR_MESSAGE: "error.message", Text;
    EVENT_ACTION: "event.action", Keyword;
    EVENT_CATEGORY: "event.category", Keyword;
    EVENT_CODE: "event.code", Keyword;
    EVENT_CREATED: "event.created", Date;
    EVENT_DURATION: "event.duration", Long;
    EVENT_END: "event.end", Date;
    EVENT_ID: "event.id", Keyword;
    EVENT_INGESTED: "event.ingested", Date;
    EVENT_KIND: "event.kind", Keyword;
    EVENT_MODULE: "event.module", Keyword;
    EVENT_ORIGINAL: "event.original", Text;
    EVENT_OUTCOME: "event.outcome", Keyword;
    EVENT_RISK_SCORE: "event.risk_score", Float;
    EVENT_RISK_SCORE_NORM: "event.risk_score_norm", Float;
    EVENT_SEQUENCE: "event.sequence", Long;
    EVENT_SEVERITY: "event.severity", Long;
    EVENT_START: "event.start", Date;
    EVENT_TIMEZONE: "event.timezone", Keyword;
    EVENT_TYPE: "event.type", Keyword;
    FILE_ACCESSED: "file.accessed", Date;
    FILE_ATTRIBUTES: "file.attributes", Keyword;
    FILE_CREATED: "file.created", Date;
    FILE_CTIME: "file.ctime", Date;
    FILE_GID: "file.gid", Keyword;
    FILE_INODE: "file.inode", Keyword;
    FILE_MODE: "file.mode", Keyword;
    FILE_MTIME: "file.mtime", Date;
    FILE_PATH: "file.path", Keyword;
    FILE_SIZE: "file.size", Long;
    FILE_UID: "file.uid", Keyword;
    GROUP_ID: "group.id", Keyword;
    HOST_DISK_READ_BYTES: "host.disk.read.bytes", Long;
    HOST_DISK_WRITE_BYTES: "host.disk.write.bytes", Long;
    HOST_HOSTNAME: "host.hostname", Keyword;
    HOST_ID: "host.id", Keyword;
    HOST_IP: "host.ip", Ip;
    HOST_MAC: "host.mac", Keyword;
    HOST_NAME: "host.name", Keyword;
    HOST_NETWORK_EGRESS_BYTES: "host.network.egress.bytes", Long;
    HOST_NETWORK_EGRESS_PACKETS: "host.network.egress.packets", Long;
    HOST_NETWORK_INGRESS_BYTES: "host.network.ingress.bytes", Long;
    HOST_NETWORK_INGRESS_PACKETS: "host.network.ingress.packets", Long;
    HOST_UPTIME: "host.uptime", Long;
    HTTP_REQUEST_BODY_BYTES: "http.request.body.bytes", Long;
    HTTP_REQUEST_BODY_CONTENT: "http.request.body.content", KeywordWithText;
    HTTP_REQUEST_BYTES: "http.request.bytes", Long;
    HTTP_REQUEST_HEADER_X_FORWARDED_FOR: "http.request.header.x_forwarded_for", Ip;
    HTTP_REQUEST_ID: "http.request.id", Keyword;
    HTTP_REQUEST_METHOD: "http.request.method", Keyword;
    HTTP_REQUEST_REFERRER: "http.request.referrer", Keyword;
    HTTP_RESPONSE_BODY_BYTES: "http.response.body.bytes", Long;
    HTTP_RESPONSE_BODY_CONTENT: "http.response.body.content", KeywordWithText;
    HTTP_RESPONSE_BYTES: "http.response.bytes", Long;
    HTTP_RESPONSE_STATUS_CODE: "http.response.status_code", Short;
    HTTP_VERSION: "http.version", Keyword;
    INTERFACE_ALIAS: "interface.alias", Keyword;
    INTERFACE_ID: "interface.id", Keyword;
    INTERFACE_NAME: "interface.name", Keyword;
    LOG_LEVEL: "log.level", Keyword;
    LOG_ORIGIN_FILE_LINE: "log.origin.file.line", Long;
    LOG_SYSLOG_FACILITY_CODE: "log.syslog.facility.code", Long;
    LOG_SYSLOG_PRIORITY: "log.syslog.priority", Long;
    LOG_SYSLOG_SEVERITY_CODE: "log.syslog.severity.code", Long;
    NETWORK_BYTES: "network.bytes", Long;
    NETWORK_COMMUNITY_ID: "network.community_id", Keyword;
    NETWORK_DIRECTION: "network.direction", Keyword;
    NETWORK_FORWARDED_IP: "network.forwarded_ip", Ip;
    NETWORK_IANA_NUMBER: "network.iana_number", Short;
    NETWORK_PACKETS: "network.packets", Long;
    NETWORK_PROTOCOL: "network.protocol", Keyword;
    NETWORK_TRANSPORT: "network.transport", Keyword;
    NETWORK_TYPE: "network.type", Keyword;
    OBSERVER_IP: "observer.ip", Ip;
    OBSERVER_MAC: "observer.mac", Keyword;
    OBSERVER_SERIAL_NUMBER: "observer.serial_number", Keyword;
    OBSERVER_VERSION: "observer.version", Keyword;
    ORCHESTRATOR_API_VERSION: "orchestrator.api_version", Keyword;
    ORCHESTRATOR_CLUSTER_NAME: "orchestrator.cluster.name", Keyword;
    ORCHESTRATOR_NAMESPACE: "orchestrator.namespace", Keyword;
    ORCHESTRATOR_RESOURCE_NAME: "orchestrator.resource.name", Keyword;
    ORCHESTRATOR_RESOURCE_TYPE: "orchestrator.resource.type", Keyword;
    ORCHESTRATOR_TYPE: "orchestrator.type", Keyword;
    ORGANIZATION_ID: "organization.id", Keyword;
    OS_FAMILY: "os.family", Keyword;
    OS_FULL: "os.full", KeywordWithText;
    OS_KERNEL: "os.kernel", Keyword;
    OS_NAME: "os.name", KeywordWithText;
    OS_PLATFORM: "os.platform", Keyword;
    OS_TYPE: "os.type", Keyword;
    OS_VERSION: "os.version", Keyword;
    PROCESS_ARGS: "process.args", Keyword;
    PROCESS_ARGS_COUNT: "process.args_count", Long;
    PROCESS_COMMAND_LINE: "process.command_line", KeywordWithText;
    PROCESS_ENTITY_ID: "process.entity_id", Keyword;
    PROCESS_EXIT_CODE: "process.exit_code", Long;
    PROCESS_NAME: "process.name", Keyword;
    PROCESS_PGID: "process.pgid", Long;
    PROCESS_PID: "process.pid", Long;
    PROCESS_PPID: "process.ppid", Long;
    PROCESS_START: "process.start", Date;
    PROCESS_THREAD_ID: "process.thread.id", Long;
    PROCESS_UPTIME: "process.uptime", Long;
    RELATED_HASH: "related.hash", Keyword;
    RELATED_HOSTS: "related.hosts", Keyword;
    RELATED_IP: "related.ip", Ip;
    RELATED_USER: "related.user", Keyword;
    RULE_AUTHOR: "rule.author", Keyword;
    RULE_CATEGORY: "rule.category", Keyword;
    RULE_DESCRIPTION: "rule.description", Keyword;
    RULE_ID: "rule.id", Keyword;
    RULE_NAME: "rule.name", Keyword;
    RULE_RULESET: "rule.ruleset", Keyword;
    RULE_UUID: "rule.uuid", Keyword;
    RULE_VERSION: "rule.version", Keyword;
    SERVICE_EPHEMERAL_ID: "service.ephemeral_id", Keyword;
    SERVICE_ID: "service.id", Keyword;
    SERVICE_NAME: "service.name", Keyword;
    SERVICE_NODE_NAME: "service.node.name", Keyword;
    SERVICE_VERSION: "service.version", Keyword;
    SOURCE_ADDRESS: "source.address", Keyword;
    SOURCE_AS_NUMBER: "source.as.number", Long;
    SOURCE_AS_ORGANIZATION_NAME: "source.as.organization.name", Keyword;
    SOURCE_BYTES: "source.bytes", Long;
    SOURCE_GEO_CITY_NAME: "source.geo.city_name", Keyword;
    SOURCE_GEO_COUNTRY_ISO_CODE: "source.geo.country_iso_code", Keyword;
    SOURCE_GEO_COUNTRY_NAME: "source.geo.country_name", Keyword;
    SOURCE_GEO_LOCATION: "source.geo.location", GeoPoint;
    SOURCE_IP: "source.ip", Ip;
    SOURCE_MAC: "source.mac", Keyword;
    SOURCE_NAT_IP: "source.nat.ip", Ip;
    SOURCE_NAT_PORT: "source.nat.port", Integer;
    SOURCE_PACKETS: "source.packets", Long;
    SOURCE_PORT: "source.port", Integer;
    SOURCE_USER_FULL_NAME: "source.user.full_name", Keyword;
    SOURCE_USER_ID: "source.user.id", Keyword;
    SPAN_ID: "span.id", Keyword;
    THREAT_ENRICHMENTS: "threat.enrichments", Nested;
    THREAT_ENRICHMENTS_INDICATOR_CONFIDENCE: "threat.enrichments.indicator.confidence", Keyword;
    THREAT_ENRICHMENTS_INDICATOR_DESCRIPTION: "threat.enrichments.indicator.description", Keyword;
    THREAT_ENRICHMENTS_INDICATOR_EMAIL_ADDRESS: "threat.enrichments.indicator.email.address", Keyword;
    THREAT_ENRICHMENTS_INDICATOR_FIRST_SEEN: "threat.enrichments.indicator.first_seen", Date;
    THREAT_ENRICHMENTS_INDICATOR_IP: "threat.enrichments.indicator.ip", Ip;
    THREAT_ENRICHMENTS_INDICATOR_LAST_SEEN: "threat.enrichments.indicator.last_seen", Date;
    THREAT_ENRICHMENTS_INDICATOR_MARKING_TLP: "threat.enrichments.indicator.marking.tlp", Keyword;
    THREAT_ENRICHMENTS_INDICATOR_MODIFIED_AT: "threat.enrichments.indicator.modified_at", Date;
    THREAT_ENRICHMENTS_INDICATOR_NAME: "threat.enrichments.indicator.name", Keyword;
    THREAT_ENRICHMENTS_INDICATOR_PORT: "threat.enrichments.indicator.port", Long;
    THREAT_ENRICHMENTS_INDICATOR_PROVIDER: "threat.enrichments.indicator.provider", Keyword;
    THREAT_ENRICHMENTS_INDICATOR_REFERENCE: "threat.enrichments.indicator.reference", Keyword;
    THREAT_ENRICHMENTS_INDICATOR_SCANNER_STATS: "threat.enrichments.indicator.scanner_stats", Long;
    THREAT_ENRICHMENTS_INDICATOR_SIGHTINGS: "threat.enrichments.indicator.sightings", Long;
    THREAT_ENRICHMENTS_INDICATOR_TYPE: "threat.enrichments.indicator.type", Keyword;
    THREAT_ENRICHMENTS_MATCHED_ATOMIC: "threat.enrichments.matched.atomic", Keyword;
    THREAT_ENRICHMENTS_MATCHED_FIELD: "threat.enrichments.matched.field", Keyword;
    THREAT_ENRICHMENTS_MATCHED_ID: "threat.enrichments.matched.id", Keyword;
    THREAT_ENRICHMENTS_MATCHED_INDEX: "threat.enrichments.matched.index", Keyword;
    THREAT_ENRICHMENTS_MATCHED_OCCURRED: "threat.enrichments.matched.occurred", Date;
    THREAT_ENRICHMENTS_MATCHED_TYPE: "threat.enrichments.matched.type", Keyword;
    THREAT_MATCHED_INDICATORS: "threat.matched.indicators", Keyword;
    THREAT_MATCHED_NAMES: "threat.matched.names", Keyword;
    THREAT_MATCHED_PROVIDERS: "threat.matched.providers", Keyword;
    THREAT_MATCHED_TYPES: "threat.matched.types", Keyword;
    TLS_CIPHER: "tls.cipher", Keyword;
    TLS_CLIENT_JA3: "tls.client.ja3", Keyword;
    TLS_CLIENT_SERVER_NAME: "tls.client.server_name", Keyword;
    TLS_CLIENT_SUBJECT: "tls.client.subject", Keyword;
    TLS_CLIENT_X509_SERIAL_NUMBER: "tls.client.x509.serial_number", Keyword;
    TLS_VERSION: "tls.version", Keyword;
    TRACE_ID: "trace.id", Keyword;
    TRANSACTION_ID: "transaction.id", Keyword;
    URL_DOMAIN: "url.domain", Keyword;
    URL_EXTENSION: "url.extension", Keyword;
    URL_FRAGMENT: "url.fragment", Keyword;
    URL_FULL: "url.full", KeywordWithText;
    URL_ORIGINAL: "url.original", KeywordWithText;
    URL_PATH: "url.path", Keyword;
    URL_PORT: "url.port", Long;
    URL_QUERY: "url.query", Keyword;
    URL_SCHEME: "url.scheme", Keyword;
    USER_DOMAIN: "user.domain", Keyword;
    USER_EMAIL: "user.email", Keyword;
    USER_ID: "user.id", Keyword;
    USER_NAME: "user.name", Keyword;
    USER_ROLES: "user.roles", Keyword;
    USER_AGENT_DEVICE_NAME: "user_agent.device.name", Keyword;
    USER_AGENT_NAME: "user_agent.name", Keyword;
    USER_AGENT_ORIGINAL: "user_agent.original", KeywordWithText;
    USER_AGENT_OS_FAMILY: "user_agent.os.family", KeywordWithText;
    USER_AGENT_OS_FULL: "user_agent.os.full", Keyword;
    USER_AGENT_OS_KERNEL: "user_agent.os.kernel", Keyword;
    USER_AGENT_OS_NAME: "user_agent.os.name", KeywordWithText;
    USER_AGENT_OS_PLATFORM: "user_agent.os.platform", Keyword;
    USER_AGENT_OS_TYPE: "user_agent.os.type", Keyword;
    USER_AGENT_OS_VERSION: "user_agent.os.version", Keyword;
    USER_AGENT_VERSION: "user_agent.version", Keyword;
    VLAN_ID: "vlan.id", Keyword;
    VULNERABILITY_CATEGORY: "vulnerability.category", Keyword;
    VULNERABILITY_CLASSIFICATION: "vulnerability.classification", Keyword;
    VULNERABILITY_DESCRIPTION: "vulnerability.description", KeywordWithText;
    VULNERABILITY_ENUMERATION: "vulnerability.enumeration", Keyword;
    VULNERABILITY_ID: "vulnerability.id", Keyword;
    VULNERABILITY_REFERENCE: "vulnerability.reference", Keyword;
    VULNERABILITY_REPORT_ID: "vulnerability.report_id", Keyword;
    VULNERABILITY_SCANNER_VENDOR: "vulnerability.scanner.vendor", Keyword;
    VULNERABILITY_SCORE_BASE: "vulnerability.score.base", Float;
    VULNERABILITY_SCORE_ENVIRONMENTAL: "vulnerability.score.environmental", Float;
    VULNERABILITY_SCORE_TEMPORAL: "vulnerability.score.temporal", Float;
    VULNERABILITY_SCORE_VERSION: "vulnerability.score.version", KeywordNoDocValues;
    VULNERABILITY_SEVERITY: "vulnerability.severity", Keyword;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_listed_once_in_order() {
        assert!(FIELDS.windows(2).all(|pair| pair[0].path < pair[1].path));
    }

    #[test]
    fn a_mapping_names_the_field_and_its_sources() {
        let mapping = SOURCE_IP.from_first(&["client", "peer"]);
        assert_eq!(mapping.field, "source.ip");
        assert_eq!(mapping.from, Sources::FirstOf(Texts::of(&["client", "peer"])));
    }
}
