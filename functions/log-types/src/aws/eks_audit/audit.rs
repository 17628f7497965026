//! Events of the audit log.

use contract::log_spec::TimestampFormat;
use ecs::{Document, Value};

use crate::address::is_address;
use crate::steps::Url;
use crate::time::Timestamp;

/// What EKS calls this log.
pub(super) const COMPONENT: &str = "audit";

/// What an event is of, by the resource that it is about.
const CATEGORIES: &[(&[&str], &str)] = &[
    (
        &[
            "clusterrolebindings",
            "clusterroles",
            "rolebindings",
            "roles",
            "serviceaccounts",
            "accessentries",
        ],
        "iam",
    ),
    (&["tokenreviews", "selfsubjectreviews"], "authentication"),
];

pub(super) fn refine(document: &mut Document<'_>) {
    set_kind(document);
    document.set(ecs::EVENT_OUTCOME, outcome(document));
    set_source(document);
    set_url(document);
    set_times(document);
}

fn set_kind(document: &mut Document<'_>) {
    let resource = document.text_at("kubernetes.audit.objectRef.resource").unwrap_or_default();
    let found = CATEGORIES.iter().find(|(resources, _)| resources.contains(&resource));
    let category = found.map_or("configuration", |(_, category)| category);
    let kind = match document.text_at("kubernetes.audit.verb").unwrap_or_default() {
        "get" | "list" | "watch" | "head" => "access",
        "create" | "post" => "creation",
        "delete" | "deletecollection" => "deletion",
        "update" | "patch" | "put" => "change",
        _ => "info",
    };
    document.set(ecs::EVENT_CATEGORY, Value::List(vec![category.into()]));
    document.set(ecs::EVENT_TYPE, Value::List(vec![kind.into()]));
}

/// What came of a request: the response says, or the authorizer that let none be made.
fn outcome(document: &Document<'_>) -> &'static str {
    let code = match document.at("kubernetes.audit.responseStatus.code") {
        Some(Value::Number(code) | Value::Text(code)) => code.parse::<u16>().ok(),
        _ => None,
    };
    // The name of the annotation has dots, which a path does not.
    let annotations = document.at("kubernetes.audit.annotations").and_then(Value::as_object);
    let decision = annotations.and_then(|all| all.get("authorization.k8s.io/decision"));
    match code {
        _ if decision.and_then(Value::as_text) == Some("forbid") => "failure",
        _ if document.text_at("kubernetes.audit.stage") == Some("Panic") => "failure",
        Some(100..400) => "success",
        Some(_) => "failure",
        None => "unknown",
    }
}

fn set_source(document: &mut Document<'_>) {
    let addresses = document.at("kubernetes.audit.sourceIPs").and_then(Value::as_list);
    let peer = addresses.and_then(|all| all.last()).and_then(Value::as_text);
    if let Some(peer) = peer.filter(|peer| is_address(peer)).map(str::to_owned) {
        document.set(ecs::SOURCE_ADDRESS, peer.clone());
        document.set(ecs::SOURCE_IP, peer);
    }
}

fn set_url(document: &mut Document<'_>) {
    let Some(uri) = document.text_at("kubernetes.audit.requestURI") else { return };
    let url = Url::read(uri);
    let parts = [(ecs::URL_PATH, url.path.to_owned()), (ecs::URL_QUERY, url.query.to_owned())];
    for (field, part) in parts.into_iter().filter(|(_, part)| !part.is_empty()) {
        document.set(field, part);
    }
}

fn set_times(document: &mut Document<'_>) {
    let time = |path| Timestamp::read(document.text_at(path)?, &TimestampFormat::Iso8601);
    let received = time("kubernetes.audit.requestReceivedTimestamp");
    let reached = time("kubernetes.audit.stageTimestamp");
    let is_over = document.text_at("kubernetes.audit.stage") == Some("ResponseComplete");
    if let Some(received) = received {
        document.set(ecs::EVENT_START, received.text());
    }
    if let (Some(received), Some(reached), true) = (received, reached, is_over) {
        document.set(ecs::EVENT_END, reached.text());
        if let Some(passed) = reached.nanoseconds_since(received) {
            document.set(ecs::EVENT_DURATION, Value::Number(passed.to_string().into()));
        }
    }
}
