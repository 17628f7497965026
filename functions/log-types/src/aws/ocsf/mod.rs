//! The Open Cybersecurity Schema Framework: what Security Lake and others write.
//!
//! The category of an event is in the name of its index and in `@log_type`. Read are
//! 1.0.0-rc.2, the first that Security Lake wrote, and 1.0 and later: they differ in the
//! names of some fields (`cloud.account_uid` became `cloud.account.uid`, `finding` became
//! `finding_info`) and of categories (`Audit Activity` became
//! `Identity & Access Management`).
//!
//! Where a document differs from that of v2.10.4:
//! - An event without a category goes to `log-ocsf`, and was lost.
//! - An event without the name of its category goes where one with the name goes, in the
//!   version of OCSF that it says it has.
//! - What a category's name holds that no index name may hold is left out of it.
//! - A finding of 1.1 has the time at which it was changed, too.
//! - `related.hosts`, `event.action`, `event.outcome`, `event.kind`, `dns.question.name`,
//!   `http.request.method`, `http.response.status_code` and `url.*` are set.
//! - `unmapped` as a map, which is a list of pairs in other readers of Parquet, is an object.
//! - Free-form objects within lists, and the data of requests and responses, are texts too.
//! - Secret headers have a mark for a value.
//!
//! Schema: <https://schema.ocsf.io/>. Security Lake's use of it:
//! <https://docs.aws.amazon.com/security-lake/latest/userguide/open-cybersecurity-schema-framework.html>

use std::borrow::Cow;

use contract::log_spec::{
    EcsMapping, Enrichment, Format, IndexSettings, LogSpec, Redaction, Texts, Timestamp,
    TimestampFormat,
};
use ecs::{Document, Value};

use crate::log_type::Definition;
use crate::notes::Notes;

mod fields;

const INDEX: &str = "log-ocsf";

/// The number of the category of findings.
const FINDINGS: &str = "2";

/// A type of log whose records are events in OCSF.
pub(super) const fn definition(name: &'static str, pattern: &'static str) -> Definition {
    let spec = LogSpec::new(name, INDEX, pattern, Format::JSON, TIMESTAMP)
        .kept_as_text(FREE_FORM)
        .ecs(ECS)
        .enrichment(
            Enrichment::NOTHING
                .geo(&["source", "destination"])
                .indicator_ips(&["source.ip", "destination.ip", "related.ip"])
                .user_agent(),
        )
        .fields(fields::FIELDS)
        .redaction(Redaction::of_header_lists(&[
            "http_request.http_headers",
            "http_response.http_headers",
        ]))
        .index_settings(IndexSettings {
            refresh_interval_seconds: Some(10),
            shards: None,
            alias: None,
        });
    Definition::new(spec).adapted_by(adapt).refined_by(refine)
}

/// A finding is of the time at which it was changed; only findings have these fields.
const TIMESTAMP: Timestamp = Timestamp::of(
    Texts::of(&[
        "finding.modified_time",
        "finding.created_time",
        "finding_info.modified_time",
        "finding_info.created_time",
        "time",
        "time_dt",
    ]),
    &[TimestampFormat::EpochAuto, TimestampFormat::Iso8601],
);

const FREE_FORM: &[&str] = &[
    "api.request.data",
    "api.response.data",
    "data",
    "evidence",
    "finding.supporting_data",
    "raw_data",
    "unmapped",
];

/// Free-form objects within lists.
const FREE_FORM_IN_LISTS: &[&[&str]] = &[
    &["enrichments", "data"],
    &["evidences", "data"],
    &["malware", "cves", "cvss", "metrics"],
    &["resources", "data"],
    &["vulnerabilities", "cve", "cvss", "metrics"],
];

const ECS: &[EcsMapping] = &[
    ecs::CLOUD_ACCOUNT_ID.from_first(&["cloud.account_uid", "cloud.account.uid"]),
    ecs::CLOUD_INSTANCE_ID.from_first(INSTANCES),
    ecs::DESTINATION_ADDRESS.from_first(&[
        "dst_endpoint.ip",
        "dst_endpoint.domain",
        "dst_endpoint.hostname",
    ]),
    ecs::DESTINATION_IP.from("dst_endpoint.ip"),
    ecs::DESTINATION_PORT.from("dst_endpoint.port"),
    ecs::DNS_QUESTION_NAME.from("query.hostname"),
    ecs::EVENT_ACTION.from_first(&["api.operation", "activity_name"]),
    ecs::HTTP_REQUEST_METHOD.from("http_request.http_method"),
    ecs::HTTP_RESPONSE_STATUS_CODE.from("http_response.code"),
    ecs::RELATED_HOSTS.from_all(INSTANCES),
    ecs::RELATED_IP.from_all(&["dst_endpoint.ip", "src_endpoint.ip"]),
    ecs::SOURCE_ADDRESS.from_first(&[
        "src_endpoint.ip",
        "src_endpoint.domain",
        "src_endpoint.hostname",
    ]),
    ecs::SOURCE_IP.from("src_endpoint.ip"),
    ecs::SOURCE_PORT.from("src_endpoint.port"),
    ecs::URL_DOMAIN.from("http_request.url.hostname"),
    ecs::URL_PATH.from("http_request.url.path"),
    ecs::URL_QUERY.from("http_request.url.query_string"),
    ecs::USER_AGENT_ORIGINAL.from("http_request.user_agent"),
    ecs::USER_ID.from_first(&["actor.user.credential_uid", "actor.session.credential_uid"]),
    ecs::USER_NAME.from_first(&["actor.user.name", "actor.user.uid"]),
];

const INSTANCES: &[&str] =
    &["device.instance_uid", "dst_endpoint.instance_uid", "src_endpoint.instance_uid"];

/// A map that is written as a list of pairs becomes an object.
fn adapt<'a>(document: &mut Document<'a>, _: &'a str) {
    let Some(Value::List(pairs)) = document.get("unmapped") else { return };
    let pair = |pair: &Value<'a>| match pair {
        Value::List(pair) => match pair.as_slice() {
            [Value::Text(name), value] => Some((name.clone(), value.clone())),
            _ => None,
        },
        _ => None,
    };
    let object: Option<Vec<(Cow<'a, str>, Value<'a>)>> = pairs.iter().map(pair).collect();
    if let Some(fields) = object {
        document.insert("unmapped", Document::from_fields(fields));
    }
}

fn refine(document: &mut Document<'_>, notes: &mut Notes) {
    for path in FREE_FORM_IN_LISTS {
        if let [first, rest @ ..] = path
            && let Some(value) = document.get_mut(first)
        {
            keep_as_text(value, rest);
        }
    }
    place(document, notes);
    outcome(document);
    shorten_user(document);
}

/// As [`LogSpec::kept_as_text`], for a path on which there are lists.
fn keep_as_text(value: &mut Value<'_>, path: &[&str]) {
    match (value, path) {
        (Value::List(elements), [_, ..]) => {
            for element in elements {
                keep_as_text(element, path);
            }
        }
        (Value::Object(object), [name, rest @ ..]) => {
            if let Some(value) = object.get_mut(name) {
                keep_as_text(value, rest);
            }
        }
        (value @ (Value::Object(_) | Value::List(_)), []) => {
            let mut text = Vec::new();
            value.write(&mut text);
            *value = Value::from(String::from_utf8_lossy(&text).into_owned());
        }
        _ => {}
    }
}

/// The index and the type of log, by category.
fn place(document: &mut Document<'_>, notes: &mut Notes) {
    let name = document.text_at("category_name").or_else(|| category(document));
    let Some(name) = name.map(str::to_lowercase) else { return };
    let suffix: String = name.chars().take_while(|c| is_of_index_name(*c)).collect();
    if !suffix.is_empty() {
        notes.put_into(format!("{INDEX}-{suffix}"));
    }
    document.insert("@log_type", format!("ocsf-{}", name.replace(' ', "-")));
}

fn is_of_index_name(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'
}

/// The name of a category by its number.
fn category(document: &Document<'_>) -> Option<&'static str> {
    let version = document.text_at("metadata.version").unwrap_or_default();
    // Without a version as v2.10.4 has it, which knows the first only.
    let is_first = version.is_empty() || version.starts_with("1.0.0-rc.2");
    match (scalar(document, "category_uid")?, is_first) {
        ("1", _) => Some("System Activity"),
        (FINDINGS, _) => Some("Findings"),
        ("3", true) => Some("Audit Activity"),
        ("3", false) => Some("Identity & Access Management"),
        ("4", _) => Some("Network Activity"),
        ("5", true) => Some("Config Inventory"),
        ("5", false) => Some("Discovery"),
        ("6", _) => Some("Application Activity"),
        ("7", _) => Some("Remediation"),
        _ => None,
    }
}

fn scalar<'a>(document: &'a Document<'_>, path: &str) -> Option<&'a str> {
    match document.at(path)? {
        Value::Text(text) | Value::Number(text) => Some(text),
        _ => None,
    }
}

fn outcome(document: &mut Document<'_>) {
    let is_finding = scalar(document, "category_uid") == Some(FINDINGS);
    // The status of a finding says how far somebody has got with it.
    let outcome = match scalar(document, "status_id") {
        _ if is_finding => None,
        Some("1") => Some("success"),
        Some("2") => Some("failure"),
        Some(_) => Some("unknown"),
        None => None,
    };
    document.set(ecs::EVENT_KIND, if is_finding { "alert" } else { "event" });
    if let Some(outcome) = outcome {
        document.set(ecs::EVENT_OUTCOME, outcome);
    }
}

/// Of an ARN the last part: the user, or the session of a role.
fn shorten_user(document: &mut Document<'_>) {
    let Some(name) = document.text_at(ecs::USER_NAME.path) else { return };
    if let Some((_, last)) = name.rsplit_once(':') {
        let short = last.rsplit('/').next().unwrap_or(last).to_owned();
        if !short.is_empty() {
            document.set(ecs::USER_NAME, short);
        }
    }
}

#[cfg(test)]
mod tests;
