//! Audit logs of Amazon OpenSearch Service.
//!
//! A message of more than 10,000 characters is cut off there by the service, and then is
//! no JSON.
//!
//! Where a document differs from that of v2.10.4:
//! - `user.name` is the effective user, and the initiating one only where there is none;
//!   the effective one was never looked at.
//! - A file without an envelope of CloudWatch Logs is loaded; its records were lost.
//! - Only well-known headers and no parameters of a request are searchable: their names
//!   come from whoever sends it, and each would be a new field of the index.
//! - Secret headers have a mark for a value, also in a message that was cut off.
//! - `error.message` of a message that was cut off says what is wrong with it, too.
//!
//! Fields: <https://docs.opensearch.org/latest/security/audit-logs/field-reference/>

use contract::log_spec::FieldType::{Boolean, Date, Ip, Keyword, ObjectOfKnownFields, Text};
use contract::log_spec::{
    EcsMapping, Enrichment, Field, Format, IndexSettings, LogSpec, Redaction, Rename, StaticField, Timestamp,
    TimestampFormat,
};
use contract::sources;
use ecs::{Document, Value};

use crate::base::MESSAGE;
use crate::log_type::Definition;
use crate::notes::Notes;

/// OpenSearch's audit log.
pub(crate) const OPENSEARCH_AUDIT: Definition = Definition::new(
    LogSpec::new(
        "opensearch-audit",
        "log-aws-opensearch",
        sources::OPENSEARCH_AUDIT.pattern,
        Format::JSON,
        Timestamp::new("timestamp", TimestampFormat::Iso8601),
    )
    .renames(RENAMES)
    .ecs(ECS)
    .static_fields(STATIC)
    .enrichment(
        Enrichment::NOTHING.geo(&["source"]).indicator_ips(&["source.ip"]).user_agent(),
    )
    .prefix("opensearch")
    .fields(FIELDS)
    .redaction(Redaction::of_header_objects(&["audit_rest_request_headers"]))
    .index_settings(IndexSettings { refresh_interval_seconds: Some(30), shards: None, alias: None }),
)
.refined_by(refine);

const RENAMES: &[Rename] = &[Rename::new("@timestamp", "timestamp")];

const ECS: &[EcsMapping] = &[
    ecs::RELATED_HOSTS.from_all(&["audit_rest_request_headers.Host"]),
    ecs::RELATED_IP
        .from_all(&["audit_request_remote_address", "audit_rest_request_headers.Host"]),
    ecs::RELATED_USER
        .from_all(&["audit_request_effective_user", "audit_request_initiating_user"]),
    ecs::RULE_NAME.from_first(&[
        "audit_transport_request_type",
        "audit_rest_request_method",
        "audit_category",
    ]),
    ecs::SOURCE_IP.from("audit_request_remote_address"),
    ecs::USER_AGENT_ORIGINAL.from("audit_rest_request_headers.User-Agent"),
    ecs::USER_NAME.from_first(&["audit_request_effective_user", "audit_request_initiating_user"]),
];

const STATIC: &[StaticField] = &[
    ecs::EVENT_KIND.is("event"),
    ecs::EVENT_CATEGORY.is_all(&["database"]),
    ecs::EVENT_TYPE.is_all(&["info"]),
];

/// How many characters of a message the service keeps.
const LONGEST_MESSAGE: usize = 10_000;

fn refine(document: &mut Document<'_>, notes: &mut Notes) {
    let category = document.text_at("audit_category").unwrap_or_default();
    let outcome = match category {
        "GRANTED_PRIVILEGES" | "AUTHENTICATED" => "success",
        "MISSING_PRIVILEGES" | "FAILED_LOGIN" => "failure",
        _ => "unknown",
    };
    if matches!(category, "FAILED_LOGIN" | "AUTHENTICATED") {
        let categories = ["database", "authentication"].map(Value::from).to_vec();
        document.set(ecs::EVENT_CATEGORY, Value::List(categories));
    }
    document.set(ecs::EVENT_OUTCOME, outcome);
    if document.text_at(ecs::RULE_NAME.path).is_none() {
        document.set(ecs::RULE_NAME, "ParsingError");
        let message = document.text_at(MESSAGE).unwrap_or_default();
        if message.chars().count() == LONGEST_MESSAGE {
            notes.problem("the service keeps 10,000 characters of a message, this one was cut off");
        }
    }
}

const FIELDS: &[Field] = &[
    Field::new("opensearch.audit_category", Keyword),
    Field::new("opensearch.audit_cluster_name", Keyword),
    Field::new("opensearch.audit_format_version", Keyword),
    Field::new("opensearch.audit_node_id", Keyword),
    Field::new("opensearch.audit_node_name", Keyword),
    Field::new("opensearch.audit_request_body", Text),
    Field::new("opensearch.audit_request_effective_user", Keyword),
    Field::new("opensearch.audit_request_effective_user_is_admin", Boolean),
    Field::new("opensearch.audit_request_initiating_user", Keyword),
    Field::new("opensearch.audit_request_layer", Keyword),
    Field::new("opensearch.audit_request_origin", Keyword),
    Field::new("opensearch.audit_request_privilege", Keyword),
    Field::new("opensearch.audit_request_remote_address", Ip),
    Field::new("opensearch.audit_rest_request_headers", ObjectOfKnownFields),
    Field::new("opensearch.audit_rest_request_headers.Host", Keyword),
    Field::new("opensearch.audit_rest_request_headers.User-Agent", Keyword),
    Field::new("opensearch.audit_rest_request_headers.X-Forwarded-For", Keyword),
    Field::new("opensearch.audit_rest_request_headers.content-type", Keyword),
    Field::new("opensearch.audit_rest_request_method", Keyword),
    Field::new("opensearch.audit_rest_request_params", ObjectOfKnownFields),
    Field::new("opensearch.audit_rest_request_path", Keyword),
    Field::new("opensearch.audit_trace_indices", Keyword),
    Field::new("opensearch.audit_trace_shard_id", Keyword),
    Field::new("opensearch.audit_trace_task_id", Keyword),
    Field::new("opensearch.audit_transport_request_type", Keyword),
    Field::new("opensearch.timestamp", Date),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_told_by_its_category() {
        for (category, outcome, is_login) in [
            ("AUTHENTICATED", "success", true),
            ("FAILED_LOGIN", "failure", true),
            ("MISSING_PRIVILEGES", "failure", false),
            ("INDEX_EVENT", "unknown", false),
        ] {
            let mut document = Document::new();
            document.insert("audit_category", category);
            refine(&mut document, &mut Notes::default());
            assert_eq!(document.text_at("event.outcome"), Some(outcome), "{category}");
            assert_eq!(document.at("event.category").is_some(), is_login, "{category}");
        }
    }
}
