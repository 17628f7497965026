//! What the function sends, checked against the models of the APIs.
//!
//! They are botocore's, which come with moto. It checks names, types and what is required;
//! values of an enumeration and patterns are checked here too.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::Stdio;

use contract::clients::DEPLOY_AES_ACTIONS;
use serde_json::{Value, json};
use test_support::http::Request;
use test_support::{python, services};

use crate::peer::{SECRET, VERSION_2, decoded, form, operation, refusal};
use crate::world::{Ask, World, refused, succeeded};
use crate::{collection, everything, original, properties};

const CHECK: &str = include_str!("model.py");

/// Every kind of request, in several worlds.
async fn everything_that_is_called() -> Vec<Request> {
    let mut requests = vec![];
    let mut collect = |world: &World| {
        requests.extend(world.server.calls().into_iter().map(|call| call.request));
    };

    // A domain that is made by a request that comes twice, and one in a VPC.
    let world = World::new().await;
    let event = world.event(&Ask::create(properties(json!({}))));
    world.invoke(event.clone()).await.unwrap();
    world.invoke(event).await.unwrap();
    world.visit_until_done().await;
    collect(&world);
    let world = World::new().await;
    let mut inside = properties(everything());
    inside["SubnetIds"] = json!(["subnet-1", "subnet-2", "subnet-3"]);
    inside["SecurityGroupIds"] = json!(["sg-1"]);
    succeeded(&world.ask(&Ask::create(inside)).await);
    collect(&world);

    // One that gets another password, and is taken back.
    let world = World::new().await;
    let id = succeeded(&world.ask(&Ask::create(properties(json!({})))).await);
    world
        .peer()
        .versions
        .insert(VERSION_2.to_owned(), (String::new(), ["AWSPENDING".to_owned()].into()));
    world.peer().fault("GetSecretValue", 1, refusal(400, "ResourceNotFoundException", "none"));
    world.peer().takes = 0;
    for step in ["createSecret", "setSecret", "testSecret", "finishSecret"] {
        let token = VERSION_2;
        let event = json!({ "Step": step, "SecretId": SECRET, "ClientRequestToken": token });
        world.invoke(event).await.unwrap();
    }
    world.peer().takes = 2;
    world.peer().stack_status = "ROLLBACK_IN_PROGRESS";
    succeeded(&world.ask(&Ask::delete(&id, properties(json!({})))).await);
    collect(&world);

    // One that is there and changes in all ways.
    let world = World::with_original().await;
    let mut all = everything();
    all["EngineVersion"] = json!("OpenSearch_2.19");
    let id = "aes-siem-domain-2.10.4-ABCDEFGH";
    world.peer().takes = 1;
    world.peer().fails = Some("not today");
    let failed = world.ask(&Ask::update(id, original(), properties(all.clone()))).await;
    refused(&failed, &["not today"]);
    succeeded(&world.ask(&Ask::update(id, original(), properties(all.clone()))).await);
    // A value that is shown otherwise.
    world.peer().ignores = Some("OffPeakWindowOptions");
    let mut other = all.clone();
    other["OffPeakWindow"] = json!("05:00");
    succeeded(&world.ask(&Ask::update(id, properties(all), properties(other))).await);
    collect(&world);

    // A collection.
    let world = World::new().await;
    let id = succeeded(&world.ask(&Ask::create(collection("vpce-1"))).await);
    succeeded(&world.ask(&Ask::update(&id, collection("vpce-1"), collection(""))).await);
    world.peer().stack_status = "ROLLBACK_IN_PROGRESS";
    succeeded(&world.ask(&Ask::delete(&id, collection(""))).await);
    collect(&world);
    requests
}

/// The service whose name a request is signed for.
fn service(request: &Request) -> Option<String> {
    let authorization = request.header("authorization")?;
    authorization.split('/').nth(3).map(str::to_owned)
}

/// What a permission for the request is called, and for what it does besides.
fn actions(request: &Request) -> Vec<String> {
    let (Some(service), operation) = (service(request), operation(request)) else {
        return vec![];
    };
    let action = match (service.as_str(), operation.as_str()) {
        ("es", "indices") => "es:ESHttpGet".to_owned(),
        ("aoss", "indices") => "aoss:APIAccessAll".to_owned(),
        ("monitoring", operation) => format!("cloudwatch:{operation}"),
        (service, operation) => format!("{service}:{operation}"),
    };
    let besides = match operation.as_str() {
        "CreateDomain" => vec!["es:AddTags"],
        "CreateSchedule" => vec!["iam:PassRole"],
        _ => vec![],
    };
    [action].into_iter().chain(besides.into_iter().map(str::to_owned)).collect()
}

#[tokio::test]
async fn what_is_called_is_what_the_contract_says_that_the_role_needs() {
    let requests = everything_that_is_called().await;
    let called: BTreeSet<_> = requests.iter().flat_map(actions).collect();
    let said: BTreeSet<_> = DEPLOY_AES_ACTIONS.iter().map(|action| (*action).to_owned()).collect();
    assert_eq!(called, said);
}

#[tokio::test]
async fn every_request_is_one_that_the_apis_models_take() {
    let python = python::environment().map_err(|missing| missing.clone());
    let Some(python) = services::or_skip(python) else { return };
    let requests = everything_that_is_called().await;
    let requests: Vec<_> = requests.iter().filter_map(described).collect();
    assert!(requests.len() > 60, "{}", requests.len());
    let mut check = std::process::Command::new(python.interpreter())
        .args(["-c", CHECK])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    check.stdin.take().unwrap().write_all(json!(requests).to_string().as_bytes()).unwrap();
    let output = check.wait_with_output().unwrap();
    assert!(output.status.success());
    let problems: Vec<String> = serde_json::from_slice(&output.stdout).unwrap();
    assert!(problems.is_empty(), "{problems:#?}");
}

/// A request for the check.
fn described(request: &Request) -> Option<Value> {
    let (service, operation) = (service(request)?, operation(request));
    if operation == "indices" {
        return None;
    }
    let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
    let query: serde_json::Map<_, _> =
        form(query).into_iter().map(|(name, value)| (name, json!(decoded(&value)))).collect();
    let is_form =
        request.header("content-type").is_some_and(|kind| kind.contains("form-urlencoded"));
    let body = if is_form {
        json!(form(&String::from_utf8_lossy(&request.body)))
    } else {
        serde_json::from_slice(&request.body).unwrap_or_default()
    };
    Some(json!({
        "service": service, "operation": operation, "method": request.method, "path": path,
        "query": query, "body": body, "is_form": is_form,
        "content_type": request.header("content-type"),
    }))
}
