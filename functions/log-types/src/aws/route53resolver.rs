//! Query logs of Route 53 Resolver, with what DNS Firewall did.
//!
//! Where a document differs from that of v2.10.4:
//! - `cloud.instance.id` is set: it is in `srcids`, not where v2.10.4 looks for it.
//! - `dns.answers` is the first answer, as before; the addresses of all of them are in
//!   `dns.resolved_ip`, and are looked for among the indicators of compromise too.
//! - `network.transport` is set, and `event.action` where DNS Firewall had a rule.
//!
//! Fields: <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-format.html>

use std::net::IpAddr;

use contract::log_spec::FieldType::{self, Date, Integer, Ip, Keyword, Object};
use contract::log_spec::{
    EcsMapping, Enrichment, Field, Format, IndexSettings, LogSpec, StaticField, Timestamp,
    TimestampFormat,
};
use contract::sources;
use ecs::{Document, Value};

use crate::log_type::Definition;
use crate::notes::Notes;

/// Query logs of Route 53 Resolver.
pub(crate) const ROUTE53_RESOLVER: Definition = Definition::new(
    LogSpec::new(
        "route53resolver",
        "log-aws-r53resolver",
        sources::ROUTE53_RESOLVER.pattern,
        Format::JSON,
        Timestamp::new("query_timestamp", TimestampFormat::Iso8601),
    )
    .ecs(ECS)
    .static_fields(STATIC)
    .enrichment(
        Enrichment::NOTHING
            .indicator_ips(&["dns.answers.data", "dns.resolved_ip"])
            .indicator_domains(&["dns.question.name"]),
    )
    .fields(FIELDS)
    .index_settings(IndexSettings { refresh_interval_seconds: Some(30), shards: None, alias: None }),
)
.refined_by(refine);

const ECS: &[EcsMapping] = &[
    ecs::CLOUD_ACCOUNT_ID.from("account_id"),
    ecs::CLOUD_INSTANCE_ID.from_first(&["instance", "srcids.instance"]),
    ecs::CLOUD_REGION.from("region"),
    ecs::DNS_ANSWERS_CLASS.from("answers.0.Class"),
    ecs::DNS_ANSWERS_DATA.from("answers.0.Rdata"),
    ecs::DNS_ANSWERS_TYPE.from("answers.0.Type"),
    ecs::DNS_QUESTION_CLASS.from("query_class"),
    ecs::DNS_QUESTION_NAME.from("query_name"),
    ecs::DNS_QUESTION_TYPE.from("query_type"),
    ecs::DNS_RESPONSE_CODE.from("rcode"),
    ecs::EVENT_ACTION.from("firewall_rule_action"),
    ecs::RELATED_IP.from_all(&["srcaddr"]),
    ecs::SOURCE_ADDRESS.from("srcaddr"),
    ecs::SOURCE_IP.from("srcaddr"),
    ecs::SOURCE_PORT.from("srcport"),
];

const STATIC: &[StaticField] =
    &[ecs::EVENT_KIND.is("event"), ecs::EVENT_CATEGORY.is_all(&["network"])];

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    for field in [ecs::DNS_QUESTION_NAME, ecs::DNS_ANSWERS_DATA] {
        // A name is written with the dot of the root behind it.
        let name = document.text_at(field.path).filter(|name| name.ends_with('.'));
        if let Some(name) = name.map(|name| name.trim_end_matches('.').to_owned()) {
            document.set(field, name);
        }
    }
    let addresses = addresses(document);
    if !addresses.is_empty() {
        document.set(ecs::DNS_RESOLVED_IP, Value::List(addresses));
    }
    if let Some(transport) = document.text_at("transport").map(str::to_ascii_lowercase) {
        document.set(ecs::NETWORK_TRANSPORT, transport);
    }
}

/// The addresses among the answers.
fn addresses<'a>(document: &Document<'a>) -> Vec<Value<'a>> {
    let answers = document.get("answers").and_then(Value::as_list).unwrap_or_default();
    let data = answers.iter().filter_map(Value::as_object).filter_map(|answer| answer.get("Rdata"));
    let is_address = |value: &&Value<'_>| {
        value.as_text().is_some_and(|text| text.parse::<IpAddr>().is_ok())
    };
    data.filter(is_address).cloned().collect()
}

const fn f(path: &'static str, kind: FieldType) -> Field {
    Field::new(path, kind)
}

const FIELDS: &[Field] = &[
    f("account_id", Keyword),
    f("answers", Object),
    f("answers.Class", Keyword),
    f("answers.Rdata", Keyword),
    f("answers.Type", Keyword),
    f("firewall_domain_list_id", Keyword),
    f("firewall_protection", Keyword),
    f("firewall_rule_action", Keyword),
    f("firewall_rule_group_id", Keyword),
    f("query_class", Keyword),
    f("query_name", Keyword),
    f("query_timestamp", Date),
    f("query_type", Keyword),
    f("rcode", Keyword),
    f("region", Keyword),
    f("srcaddr", Ip),
    f("srcids.instance", Keyword),
    f("srcids.resolver_endpoint", Keyword),
    f("srcids.resolver_network_interface", Keyword),
    f("srcport", Integer),
    f("transport", Keyword),
    f("version", Keyword),
    f("vpc_id", Keyword),
];
