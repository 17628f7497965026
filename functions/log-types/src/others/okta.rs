//! Okta System Log.
//!
//! A program of the user's fetches events over Okta's interface and stores them, one JSON
//! object a line. v2.10.4 has a script that its users contributed, without a section: index,
//! id and time are those that its manual and the program that it names imply.
//!
//! What is Okta's own stands below `okta`, so that it is never of another type than a field
//! of the same name in another log; in snake case, but for what is within lists.
//!
//! Where a document differs from that of v2.10.4, beside what is new in it:
//! - `okta.target` is always a list of what the event was done to; it was a list in a list,
//!   or, where an application was among them, an object with that alone. An application's
//!   name is still found at `okta.target.app_name`.
//! - `version` stands below `okta` with all else of Okta's.
//! - An event without `target` or `client`, or with a user whose name is no address, keeps
//!   all its fields; it lost what follows.
//! - Values are as they were sent: capitals in texts such as `okta.published` were taken for
//!   those of names. Where the client is, by Okta's own knowledge, is kept.
//! - `source.ip`, `client.ip`, `user_agent.original`, `event.action`, `event.id`,
//!   `event.category` and `log.level` are set.
//! - What the debugging data are called is not fixed: they are one field, in which each is
//!   searched for by its path.
//!
//! Fields: <https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/>

use std::borrow::Cow;

use contract::log_spec::FieldType::{Boolean, FlatObject, Float, Ip, Keyword, KeywordWithText, Long, Object};
use contract::log_spec::{
    DocumentId, EcsMapping, Enrichment, Field, Format, LogSpec, StaticField, Timestamp,
    TimestampFormat,
};
use contract::sources;
use ecs::{Document, Value};

use crate::log_type::Definition;
use crate::notes::Notes;

/// Okta.
pub(crate) const OKTA: Definition = Definition::new(
    LogSpec::new(
        "okta",
        "log-intra-audit-okta",
        sources::OKTA.pattern,
        Format::JSON,
        Timestamp::new("published", TimestampFormat::Iso8601),
    )
    .document_id(DocumentId::field("uuid"))
    .ecs(ECS)
    .static_fields(STATIC)
    .enrichment(
        Enrichment::NOTHING.geo(&["source"]).indicator_ips(&["source.ip"]).user_agent(),
    )
    .fields(FIELDS),
)
.refined_by(refine);

const ECS: &[EcsMapping] = &[
    ecs::CLIENT_IP.from("client.ipAddress"),
    ecs::EVENT_ACTION.from("eventType"),
    ecs::EVENT_ID.from("uuid"),
    ecs::LOG_LEVEL.from("severity"),
    ecs::RELATED_IP.from_all(&["client.ipAddress"]),
    ecs::SOURCE_IP.from("client.ipAddress"),
    ecs::USER_AGENT_ORIGINAL.from("client.userAgent.rawUserAgent"),
];

const STATIC: &[StaticField] = &[ecs::EVENT_KIND.is("event")];

/// Okta's own fields.
const OWN: &[&str] = &[
    "actor",
    "authenticationContext",
    "debugContext",
    "displayMessage",
    "eventType",
    "legacyEventType",
    "outcome",
    "published",
    "request",
    "securityContext",
    "severity",
    "target",
    "transaction",
    "uuid",
    "version",
];

/// Okta's fields of a client and their names below `okta.client`.
const CLIENT: &[(&str, &str)] = &[
    ("device", "device"),
    ("geographicalContext", "geographical_context"),
    ("id", "id"),
    ("ipAddress", "ip"),
    ("userAgent", "user_agent"),
    ("zone", "zone"),
];

const fn f(path: &'static str, kind: contract::log_spec::FieldType) -> Field {
    Field::new(path, kind)
}

const FIELDS: &[Field] = &[
    f("okta.actor.alternate_id", Keyword),
    f("okta.actor.detail_entry", FlatObject),
    f("okta.actor.display_name", Keyword),
    f("okta.actor.id", Keyword),
    f("okta.actor.type", Keyword),
    f("okta.authentication_context.authentication_provider", Keyword),
    f("okta.authentication_context.authentication_step", Long),
    f("okta.authentication_context.credential_provider", Keyword),
    f("okta.authentication_context.credential_type", Keyword),
    f("okta.authentication_context.external_session_id", Keyword),
    f("okta.authentication_context.interface", Keyword),
    f("okta.authentication_context.issuer.id", Keyword),
    f("okta.authentication_context.issuer.type", Keyword),
    f("okta.authentication_context.root_session_id", Keyword),
    f("okta.client.device", Keyword),
    f("okta.client.geographical_context.city", Keyword),
    f("okta.client.geographical_context.country", Keyword),
    f("okta.client.geographical_context.geolocation.lat", Float),
    f("okta.client.geographical_context.geolocation.lon", Float),
    f("okta.client.geographical_context.postal_code", Keyword),
    f("okta.client.geographical_context.state", Keyword),
    f("okta.client.id", Keyword),
    f("okta.client.ip", Ip),
    f("okta.client.user_agent.browser", Keyword),
    f("okta.client.user_agent.os", Keyword),
    f("okta.client.user_agent.raw_user_agent", Keyword),
    f("okta.client.zone", Keyword),
    f("okta.debug_context.debug_data", FlatObject),
    f("okta.display_message", Keyword),
    f("okta.event_type", Keyword),
    f("okta.legacy_event_type", Keyword),
    f("okta.outcome.reason", Keyword),
    f("okta.outcome.result", Keyword),
    f("okta.published", Keyword),
    f("okta.request.ip_chain", Object),
    f("okta.request.ip_chain.geographicalContext.city", Keyword),
    f("okta.request.ip_chain.geographicalContext.country", Keyword),
    f("okta.request.ip_chain.geographicalContext.geolocation.lat", Float),
    f("okta.request.ip_chain.geographicalContext.geolocation.lon", Float),
    f("okta.request.ip_chain.geographicalContext.postalCode", Keyword),
    f("okta.request.ip_chain.geographicalContext.state", Keyword),
    f("okta.request.ip_chain.ip", Ip),
    f("okta.request.ip_chain.source", Keyword),
    f("okta.request.ip_chain.version", Keyword),
    f("okta.security_context.as_number", Long),
    f("okta.security_context.as_org", KeywordWithText),
    f("okta.security_context.domain", Keyword),
    f("okta.security_context.is_proxy", Boolean),
    f("okta.security_context.isp", Keyword),
    f("okta.severity", Keyword),
    f("okta.target.alternateId", Keyword),
    f("okta.target.app_name.alternate_id", Keyword),
    f("okta.target.app_name.display_name", Keyword),
    f("okta.target.changeDetails", FlatObject),
    f("okta.target.detailEntry", FlatObject),
    f("okta.target.displayName", Keyword),
    f("okta.target.id", Keyword),
    f("okta.target.type", Keyword),
    f("okta.transaction.detail", FlatObject),
    f("okta.transaction.id", Keyword),
    f("okta.transaction.type", Keyword),
    f("okta.uuid", Keyword),
    f("okta.version", Keyword),
];

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    set_outcome(document);
    set_user(document);
    let mut okta = Document::with_capacity(OWN.len() + 1);
    for name in OWN {
        if let Some(mut value) = document.remove(name) {
            rename_all(&mut value);
            okta.insert(snake_case(name), value);
        }
    }
    if let Some(Value::List(targets)) = okta.get_mut("target") {
        targets.iter_mut().for_each(name_application);
    }
    let mut own_client = Document::new();
    if let Some(Value::Object(client)) = document.get_mut("client") {
        for (name, own) in CLIENT {
            if let Some(mut value) = client.remove(name) {
                rename_all(&mut value);
                own_client.insert(*own, value);
            }
        }
    }
    if !own_client.is_empty() {
        okta.insert("client", own_client);
    }
    if !okta.is_empty() {
        document.insert("okta", okta);
    }
}

/// How it ended, and what it was about.
fn set_outcome(document: &mut Document<'_>) {
    if let Some(result) = document.text_at("outcome.result") {
        let outcome = match result.to_ascii_lowercase().as_str() {
            "success" | "allow" => "success",
            "failure" | "deny" => "failure",
            _ => "unknown",
        };
        document.set(ecs::EVENT_OUTCOME, outcome);
    }
    let kind = document.text_at("eventType").unwrap_or_default();
    let starts = |names: &[&str]| names.iter().any(|name| kind.starts_with(name));
    let category = if starts(&["user.session.", "user.authentication.", "user.mfa.attempt"]) {
        Some("authentication")
    } else if starts(&["user.", "group.", "application.user_membership."]) {
        Some("iam")
    } else {
        None
    };
    if let Some(category) = category {
        document.set(ecs::EVENT_CATEGORY, category);
    }
}

/// Who did it, if a user did.
fn set_user(document: &mut Document<'_>) {
    if document.text_at("actor.type") != Some("User") {
        return;
    }
    let text = |path: &str| document.text_at(path).map(str::to_owned);
    let (address, name) = (text("actor.alternateId"), text("actor.displayName"));
    let id = text("actor.id");
    if let Some((user, domain)) = address.as_deref().and_then(|address| address.rsplit_once('@')) {
        document.set(ecs::USER_DOMAIN, domain.to_owned());
        document.set(ecs::USER_NAME, user.to_owned());
    }
    if let Some(address) = address.filter(|address| address.contains('@')) {
        document.set(ecs::USER_EMAIL, address);
    }
    if let Some(name) = name {
        document.set(ecs::CLIENT_USER_FULL_NAME, name.clone());
        document.set(ecs::SOURCE_USER_FULL_NAME, name.clone());
        document.set(ecs::RELATED_USER, name);
    }
    if let Some(id) = id {
        document.set(ecs::CLIENT_USER_ID, id.clone());
        document.set(ecs::SOURCE_USER_ID, id);
    }
}

/// Names an application among the targets, where dashboards look for it.
fn name_application(target: &mut Value<'_>) {
    let Value::Object(target) = target else { return };
    if target.text_at("type") != Some("AppInstance") {
        return;
    }
    let mut application = Document::new();
    for (name, own) in [("alternateId", "alternate_id"), ("displayName", "display_name")] {
        if let Some(value) = target.get(name).cloned() {
            application.insert(own, value);
        }
    }
    target.insert("app_name", application);
}

/// Writes the names within a value in snake case, but for those within lists.
fn rename_all(value: &mut Value<'_>) {
    let Value::Object(object) = value else { return };
    for (name, value) in object.fields_mut() {
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            *name = Cow::Owned(snake_case(name));
        }
        rename_all(value);
    }
}

/// `ipAddress` as `ip_address`. A capital that follows another one stays.
fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut before = None;
    for c in name.chars() {
        let follows = before.is_some_and(|b: char| b.is_ascii_lowercase() || b.is_ascii_digit());
        if follows && c.is_ascii_uppercase() {
            snake.push('_');
            snake.push(c.to_ascii_lowercase());
        } else {
            snake.push(c);
        }
        before = Some(c);
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_in_snake_case() {
        for (name, snake) in [
            ("ipAddress", "ip_address"),
            ("rawUserAgent", "raw_user_agent"),
            ("requestURI", "request_uRI"),
            ("id", "id"),
        ] {
            assert_eq!(snake_case(name), snake);
        }
    }
}
