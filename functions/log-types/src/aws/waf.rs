//! AWS WAF, both generations, delivered by Firehose or by WAF itself.
//!
//! Which rule decided: `rule.name` is `terminatingRuleId`, as it always was. For a rule
//! group that is only the group's name in the web ACL; the rule within the group that
//! decided is `rule.id`, which is `terminatingRuleId` itself where no group decided.
//!
//! Where a document differs from that of v2.10.4, beside what is new in it:
//! - `rule.id`, `event.outcome`, `url.fragment`, `url.scheme`, `tls.client.ja3`,
//!   `source.as.number`, `http.request.id`, `http.request.body.bytes` and
//!   `http.response.status_code` are set.
//! - The header map holds secret headers with a mark for a value; `authorization` was
//!   left out, cookies were readable.
//! - A dot in a header's name becomes `_` like a dash, or OpenSearch would see an
//!   object.
//! - `cloud.region` of a first-generation log is that in the key, if there is one, and
//!   not always `global`.
//! - Missing headers or an odd `httpVersion` no longer cost the other fields.
//!
//! Fields: <https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html>

use std::borrow::Cow;

use contract::log_spec::{
    EcsMapping, Enrichment, Format, IndexSettings, LogSpec, Redaction, StaticField,
    Timestamp, TimestampFormat,
};
use contract::sources;
use ecs::{Document, Value};

use crate::base::UNKNOWN;
use crate::log_type::Definition;
use crate::notes::Notes;

mod fields;

/// AWS WAF.
pub(crate) const WAF: Definition = Definition::new(
    LogSpec::new(
        "waf",
        "log-aws-waf",
        sources::WAF.pattern,
        Format::JSON,
        Timestamp::new("timestamp", TimestampFormat::EpochAuto),
    )
    .ecs(ECS)
    .static_fields(STATIC)
    .enrichment(
        Enrichment::NOTHING
            .geo(&["source"])
            .indicator_ips(&["source.ip"])
            .user_agent()
            .forwarded_for("httpRequest.header.x_forwarded_for"),
    )
    .fields(fields::FIELDS)
    .index_settings(IndexSettings { refresh_interval_seconds: Some(30), shards: None, alias: None })
    .redaction(
        Redaction::of_header_lists(&["httpRequest.headers", "requestHeadersInserted"])
            .quotes(&["matchedData"]),
    ),
)
.refined_by(refine);

const ECS: &[EcsMapping] = &[
    ecs::EVENT_ACTION.from("action"),
    ecs::HTTP_REQUEST_BODY_BYTES.from("requestBodySize"),
    ecs::HTTP_REQUEST_ID.from("httpRequest.requestId"),
    ecs::HTTP_REQUEST_METHOD.from("httpRequest.httpMethod"),
    ecs::HTTP_RESPONSE_STATUS_CODE.from("responseCodeSent"),
    ecs::RELATED_IP.from_all(&["httpRequest.clientIp"]),
    ecs::RULE_NAME.from("terminatingRuleId"),
    ecs::SOURCE_ADDRESS.from("httpRequest.clientIp"),
    ecs::SOURCE_AS_NUMBER.from("clientAsn"),
    ecs::SOURCE_IP.from("httpRequest.clientIp"),
    ecs::TLS_CLIENT_JA3.from("ja3Fingerprint"),
    ecs::URL_DOMAIN.from("httpRequest.host"),
    ecs::URL_FRAGMENT.from("httpRequest.fragment"),
    ecs::URL_PATH.from("httpRequest.uri"),
    ecs::URL_QUERY.from("httpRequest.args"),
    ecs::URL_SCHEME.from("httpRequest.scheme"),
];

const STATIC: &[StaticField] = &[ecs::EVENT_KIND.is("alert"), ecs::EVENT_CATEGORY.is_all(&["web"])];

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    headers(document);
    web_acl(document);
    decision(document);
    if let Some(version) = document.text_at("httpRequest.httpVersion") {
        let number = version.split_once('/').map_or(version, |(_, number)| number);
        document.set(ecs::HTTP_VERSION, number.to_owned());
    }
}

/// The list of headers as a map by name, and the ECS fields that are headers.
fn headers(document: &mut Document<'_>) {
    let Some(headers) = document.at("httpRequest.headers").and_then(Value::as_list) else {
        return;
    };
    let mut map = Document::with_capacity(headers.len());
    for header in headers.iter().filter_map(Value::as_object) {
        if let (Some(name), Some(value)) = (header.text_at("name"), header.get("value"))
            && !name.trim().is_empty()
        {
            map.insert(map_name(name), value.clone());
        }
    }
    for (name, field) in [
        ("host", ecs::URL_DOMAIN),
        ("user_agent", ecs::USER_AGENT_ORIGINAL),
        ("referer", ecs::HTTP_REQUEST_REFERRER),
    ] {
        if let Some(value) = map.get(name) {
            document.set(field, value.clone());
        }
    }
    if let (false, Some(Value::Object(request))) = (map.is_empty(), document.get_mut("httpRequest"))
    {
        request.insert("header", map);
    }
}

/// A header's name as the name of a field: `user_agent`.
fn map_name<'a>(name: &str) -> Cow<'a, str> {
    let character = |c: char| {
        if matches!(c, '-' | '.') { '_' } else { c.to_ascii_lowercase() }
    };
    Cow::Owned(name.chars().map(character).collect())
}

/// Name, account and region of the web ACL. Its id is an ARN; in the first generation
/// it is a GUID, and nothing but the name, which is the id, is known.
fn web_acl(document: &mut Document<'_>) {
    let Some(id) = document.text_at("webaclId").map(str::to_owned) else {
        return;
    };
    // arn:aws:wafv2:us-east-1:111122223333:regional/webacl/name/guid
    let mut arn = id.splitn(6, ':');
    let (region, account, resource) = (arn.nth(3), arn.next(), arn.next());
    let mut resource = resource.unwrap_or_default().split('/');
    let (scope, name) = (resource.next(), resource.nth(1));
    match (scope, region, account, name) {
        (Some(scope), Some(region), Some(account), Some(name)) => {
            let region = if scope == "global" { scope } else { region };
            document.set(ecs::RULE_RULESET, name.to_owned());
            document.set(ecs::CLOUD_REGION, region.to_owned());
            document.set(ecs::CLOUD_ACCOUNT_ID, account.to_owned());
        }
        _ => {
            let global = document.text_at("httpSourceName") == Some("CF")
                || document.text_at(ecs::CLOUD_REGION.path) == Some(UNKNOWN);
            if global {
                document.set(ecs::CLOUD_REGION, "global");
            }
            document.set(ecs::RULE_RULESET, id);
        }
    }
}

/// The rule that decided, and how the request fared.
fn decision(document: &mut Document<'_>) {
    if let Some(rule) = deciding_rule(document).map(str::to_owned) {
        document.set(ecs::RULE_ID, rule);
    }
    let outcome = match document.text_at("action") {
        Some("ALLOW") => "success",
        Some("BLOCK") => "failure",
        // CAPTCHA and CHALLENGE: whether the client came back is in another record.
        Some(_) => "unknown",
        None => return,
    };
    document.set(ecs::EVENT_OUTCOME, outcome);
}

/// The rule within a group if a group decided, else the rule of the web ACL.
///
/// A group that was overridden to count has a terminating rule too, without deciding
/// anything. So the type of the rule counts, and of several groups the last whose rule
/// has the request's action: evaluation ends with the group that decides.
fn deciding_rule<'a>(document: &'a Document<'_>) -> Option<&'a str> {
    let rule = document.text_at("terminatingRuleId");
    let kind = document.text_at("terminatingRuleType");
    if !matches!(kind, Some("GROUP" | "MANAGED_RULE_GROUP")) {
        return rule;
    }
    let groups = document.get("ruleGroupList").and_then(Value::as_list).unwrap_or_default();
    let mut decided = groups.iter().filter_map(Value::as_object).filter_map(|group| {
        let inner = group.text_at("terminatingRule.ruleId")?;
        let action = group.text_at("terminatingRule.action");
        let likely = (group.text_at("ruleGroupId") == rule, action == document.text_at("action"));
        Some((likely, inner))
    });
    let mut last = decided.next();
    for next in decided {
        if last.is_none_or(|(likely, _)| next.0 >= likely) {
            last = Some(next);
        }
    }
    last.map(|(_, inner)| inner).or(rule)
}

#[cfg(test)]
mod tests;
