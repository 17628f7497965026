use serde_json::{Value as Json, json};

use crate::testing;

fn document(record: &Json) -> Json {
    testing::document("eks-audit", record)
}

fn event(changes: &[(&str, Json)]) -> Json {
    let mut event = json!({
        "kind": "Event", "apiVersion": "audit.k8s.io/v1", "level": "Metadata", "auditID": "a-1",
        "stage": "ResponseComplete", "requestURI": "/api/v1/namespaces/shop/secrets?limit=500",
        "verb": "list", "user": {"username": "alice", "groups": ["system:authenticated"]},
        "sourceIPs": ["198.51.100.7"], "userAgent": "kubectl/v1.31.0",
        "objectRef": {"resource": "secrets", "namespace": "shop", "apiVersion": "v1"},
        "responseStatus": {"metadata": {}, "code": 200},
        "requestReceivedTimestamp": "2026-11-24T06:00:00.000100Z",
        "stageTimestamp": "2026-11-24T06:00:01.000300Z",
    });
    for (name, value) in changes {
        event[*name] = value.clone();
    }
    event
}

#[test]
fn an_event_says_who_did_what_to_which_resource() {
    let found = document(&event(&[]));
    assert_eq!(found["event"]["action"], "list");
    assert_eq!(found["event"]["outcome"], "success");
    assert_eq!(found["event"]["type"], json!(["access"]));
    assert_eq!(found["user"]["name"], "alice");
    assert_eq!(found["url"]["path"], "/api/v1/namespaces/shop/secrets");
    assert_eq!(found["url"]["query"], "limit=500");
    assert_eq!(found["orchestrator"]["namespace"], "shop");
    assert_eq!(found["event"]["duration"], 1_000_200_000);
    assert_eq!(found["@timestamp"], "2026-11-24T06:00:01.000300+00:00");
    assert_eq!(found["kubernetes"]["component"], "audit");
}

#[test]
fn the_source_is_the_peer_whatever_a_client_says_before() {
    let found = document(&event(&[("sourceIPs", json!(["203.0.113.9", "198.51.100.7"]))]));
    assert_eq!(found["source"]["ip"], "198.51.100.7");
    assert_eq!(found["related"]["ip"], json!(["198.51.100.7", "203.0.113.9"]));
}

#[test]
fn an_outcome_is_that_of_the_response_or_the_authorizer() {
    let forbidden = json!({"authorization.k8s.io/decision": "forbid"});
    for (changes, outcome) in [
        (vec![("responseStatus", json!({"code": 403}))], "failure"),
        (vec![("responseStatus", json!({"code": 101}))], "success"),
        (vec![("annotations", forbidden)], "failure"),
        (vec![("stage", json!("Panic"))], "failure"),
        (vec![("responseStatus", json!(null))], "unknown"),
    ] {
        assert_eq!(document(&event(&changes))["event"]["outcome"], outcome, "{changes:?}");
    }
}

#[test]
fn every_stage_of_a_request_is_a_document_of_its_own() {
    let ids = ["RequestReceived", "ResponseComplete"].map(|stage| {
        let record = event(&[("stage", json!(stage))]);
        testing::loaded("eks-audit", "EKS/x", &record)["id"].as_str().unwrap().to_owned()
    });
    assert_eq!(ids, ["a-1_RequestReceived", "a-1_ResponseComplete"]);
}

#[test]
fn objects_that_were_sent_are_one_text_each() {
    let object = json!({"spec": {"containers": [{"name": "a", "ports": 1}]}, "data": null});
    let found = document(&event(&[("requestObject", object), ("responseObject", json!([1]))]));
    let sent = found["kubernetes"]["audit"]["requestObject"].as_str().unwrap();
    assert!(sent.contains(r#""spec":{"containers":[{"#), "{sent}");
    assert_eq!(found["kubernetes"]["audit"]["responseObject"], "[1]");
}

#[test]
fn a_quoted_value_of_the_authenticator_has_no_backslashes() {
    let line = r#"time="2026-11-24T06:00:00Z" level=warning msg="access denied" arn="a \"b\"" error="x=y z" client="127.0.0.1:443""#;
    let mut document = formats_of(line);
    super::adapt(&mut document, "");
    super::refine(&mut document, &mut crate::Notes::default());
    assert_eq!(document.text_at("kubernetes.authenticator.arn"), Some("a \"b\""));
    assert_eq!(document.text_at("kubernetes.authenticator.error"), Some("x=y z"));
    assert_eq!(document.text_at("event.outcome"), Some("failure"));
    assert_eq!(document.text_at("source.port"), Some("443"));
    assert_eq!(document.text_at("kubernetes.component"), Some("authenticator"));
}

#[test]
fn a_line_that_is_nobodys_is_a_message() {
    for line in ["Flag --x has been deprecated", "I1124 no klog", "time=", "é"] {
        let mut document = formats_of(line);
        super::adapt(&mut document, "");
        super::refine(&mut document, &mut crate::Notes::default());
        let own = document.at("kubernetes").and_then(ecs::Value::as_object);
        assert!(own.is_some_and(|own| own.get("log").is_some()), "{line}");
    }
}

fn formats_of(line: &str) -> ecs::Document<'_> {
    ecs::Document::from_iter([("line".into(), line.into())])
}
