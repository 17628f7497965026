//! Requests of CloudFormation, from the state of v2.10.4 on.

use std::sync::mpsc;
use std::time::{Duration, SystemTime};

use configure_aes::ConfigureAes;
use contract::environment;
use kit::aws::{self, Aws};
use lambda_runtime::{Context, LambdaEvent};
use serde_json::{Value, json};
use test_support::http::{Reply, Server};

use crate::function;
use crate::peer::{Fault, Peer};

/// A physical id of v2.10.4.
const ID: &str = "aes-siem-config-2.10.4-ABCDEFGH";

async fn ask(function: &ConfigureAes, kind: &str, new: Value, old: Value) -> Value {
    let (sender, answers) = mpsc::channel();
    let server = Server::start(move |request| {
        sender.send(request.json()).unwrap();
        Reply::empty(200)
    });
    let mut event = json!({
        "RequestType": kind,
        "ResponseURL": format!("{}/?X-Amz-Signature=x", server.url()),
        "StackId": "arn:aws:cloudformation:us-east-1:111122223333:stack/aes-siem/1",
        "RequestId": "1",
        "ResourceType": "AWS::CloudFormation::CustomResource",
        "LogicalResourceId": "AesSiemDomainConfiguredR2",
        "ResourceProperties": new,
        "OldResourceProperties": old,
    });
    if kind != "Create" {
        event["PhysicalResourceId"] = json!(ID);
    }
    let end = SystemTime::now() + Duration::from_secs(120);
    let mut context = Context::default();
    let since_epoch = end.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    context.deadline = u64::try_from(since_epoch.as_millis()).unwrap();
    function.handle(LambdaEvent::new(event, context)).await.unwrap();
    let answer: Value = answers.try_recv().unwrap();
    if kind != "Create" {
        assert_eq!(answer["PhysicalResourceId"], ID);
    }
    answer
}

fn ours() -> Value {
    json!({
        "ServiceToken": "arn", "ConfigVersion": "0.1.0", "Target": "opensearch_managed_cluster",
        "Name": "aes-siem", "Settings": {"Retention": {"log-aws-waf": {"DeleteDays": "90"}}},
    })
}

fn of_the_original() -> Value {
    json!({"ServiceToken": "arn", "ConfigVersion": "2.10.4"})
}

#[tokio::test]
async fn create_update_and_delete_are_answered_and_delete_removes_nothing() {
    let peer = Peer::start();
    let function = function(&peer.url(), None).await;
    for (kind, old) in [
        ("Create", Value::Null),
        ("Update", of_the_original()),
        ("Update", ours()),
        ("Delete", Value::Null),
    ] {
        let before = peer.holds();
        let answer = ask(&function, kind, ours(), old).await;
        assert_eq!(answer["Status"], "SUCCESS", "{answer}");
        if kind == "Delete" {
            assert_eq!(peer.holds(), before);
        } else {
            let summary = answer["Data"]["summary"].as_str().unwrap();
            assert!(summary.contains(" written, "), "{summary}");
        }
    }
    assert!(peer.holds().contains_key("/_plugins/_ism/policies/aes-siem-log-aws-waf"));
}

/// A roll-back brings properties of v2.10.4, should this function get them.
#[tokio::test]
async fn properties_of_the_original_are_taken() {
    let peer = Peer::start();
    let function = function(&peer.url(), None).await;
    for kind in ["Update", "Delete"] {
        let answer = ask(&function, kind, of_the_original(), ours()).await;
        assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    }
}

#[tokio::test]
async fn a_failure_is_answered_with_its_reason_and_is_made_good_by_the_next() {
    let peer = Peer::start();
    let function = function(&peer.url(), None).await;
    let words = json!({"error": {"reason": "the disk is full"}});
    peer.state().faults = vec![("PUT", "/_index_template", Fault::Status(403, words))];
    let answer = ask(&function, "Update", ours(), of_the_original()).await;
    assert_eq!(answer["Status"], "FAILED");
    let reason = answer["Reason"].as_str().unwrap();
    assert!(reason.contains("PUT /_index_template/") && reason.contains("the disk is full"));
    peer.state().faults.clear();
    let answer = ask(&function, "Update", ours(), of_the_original()).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
}

#[tokio::test]
async fn an_environment_or_properties_that_are_wrong_are_answered() {
    let aws = Aws::load(aws::Settings::emulator("http://127.0.0.1:1")).await;
    let missing = ConfigureAes::new(environment::ConfigureAes::read(|_| None), &aws);
    let wrong = function("not a host", None).await;
    let peer = Peer::start();
    let good = function(&peer.url(), None).await;
    let mut odd = ours();
    odd["Settings"]["Retention"]["log-aws-waf"]["DeleteDays"] = json!("soon");
    for (function, properties, part) in [
        (&missing, ours(), "environment variable `ENDPOINT` is not set"),
        (&wrong, ours(), "endpoint `not a host` is not a host name"),
        (&good, odd, "ResourceProperties.Settings"),
    ] {
        let answer = ask(function, "Create", properties, Value::Null).await;
        assert_eq!(answer["Status"], "FAILED");
        assert!(answer["Reason"].as_str().unwrap().contains(part), "{answer}");
    }
}
