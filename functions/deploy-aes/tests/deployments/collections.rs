//! Serverless collections.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::collection;
use crate::peer::{POLICY_1, POLICY_2, refusal};
use crate::world::{Ask, World, refused, succeeded};

fn policy(world: &World, kind: &str) -> Value {
    world.peer().policies[&(kind.to_owned(), "siem-auto-aes-siem".to_owned())].clone()
}

/// The collection and all policies.
fn kept(world: &World) -> (Option<Value>, BTreeMap<(String, String), Value>) {
    let peer = world.peer();
    (peer.collection.clone(), peer.policies.clone())
}

#[tokio::test]
async fn a_collection_is_made_with_its_policies_first() {
    let world = World::new().await;
    let answer = world.ask(&Ask::create(collection("vpce-1"))).await;
    succeeded(&answer);
    assert_eq!(answer["Data"]["endpoint"], world.peer().address);
    assert_eq!(answer["Data"]["aoss_type"], "TIMESERIES");
    assert_eq!(answer["Data"]["admin_secret_arn"], "NOT_CREATED");
    assert_eq!(policy(&world, "encryption")["policy"]["AWSOwnedKey"], true);
    let network = &policy(&world, "network")["policy"][0];
    assert_eq!(network["AllowFromPublic"], false);
    assert_eq!(network["SourceVPCEs"], json!(["vpce-1"]));
}

#[tokio::test]
async fn policies_that_are_left_of_an_earlier_one_are_used() {
    let world = World::new().await;
    succeeded(&world.ask(&Ask::create(collection(""))).await);
    world.peer().collection = None;
    succeeded(&world.ask(&Ask::create(collection("vpce-1"))).await);
    assert_eq!(policy(&world, "network")["policy"][0]["SourceVPCEs"], json!(["vpce-1"]));
}

#[tokio::test]
async fn one_that_is_there_is_used_as_it_is() {
    let world = World::new().await;
    world.peer().collection = Some(json!({
        "id": "abc123", "name": "aes-siem", "status": "ACTIVE", "type": "SEARCH",
        "collectionEndpoint": "https://abc123.us-east-1.aoss.amazonaws.com",
    }));
    let answer = world.ask(&Ask::create(collection("vpce-1"))).await;
    let id = succeeded(&answer);
    assert_eq!(answer["Data"]["endpoint"], "abc123.us-east-1.aoss.amazonaws.com");
    assert_eq!(answer["Data"]["aoss_type"], "SEARCH");
    assert!(world.peer().policies.is_empty());
    world.peer().stack_status = "ROLLBACK_IN_PROGRESS";
    let answer = world.ask(&Ask::delete(&id, collection("vpce-1"))).await;
    assert!(answer["Reason"].as_str().unwrap().contains("was there before"), "{answer}");
    assert!(world.peer().collection.is_some());
}

#[tokio::test]
async fn the_network_changes_with_the_endpoint_and_not_without() {
    let world = World::new().await;
    let id = succeeded(&world.ask(&Ask::create(collection(""))).await);
    succeeded(&world.ask(&Ask::update(&id, collection(""), collection(""))).await);
    assert_eq!(policy(&world, "network")["policyVersion"], POLICY_1);
    succeeded(&world.ask(&Ask::update(&id, collection(""), collection("vpce-2"))).await);
    assert_eq!(policy(&world, "network")["policy"][0]["SourceVPCEs"], json!(["vpce-2"]));
    // The answer is lost: it is asked again.
    succeeded(&world.ask(&Ask::update(&id, collection(""), collection("vpce-2"))).await);
    assert_eq!(policy(&world, "network")["policyVersion"], POLICY_2);
}

#[tokio::test]
async fn the_first_update_from_v2_10_4_changes_nothing_of_its_collection() {
    let world = World::new().await;
    succeeded(&world.ask(&Ask::create(collection("vpce-1"))).await);
    let before = kept(&world);
    let mut old = collection("vpce-1");
    for ours in ["Settings", "AllowedSourceIpAddresses"] {
        old.as_object_mut().unwrap().remove(ours);
    }
    let id = "aes-siem-domain-2.10.4-ABCDEFGH";
    succeeded(&world.ask(&Ask::update(id, old, collection("vpce-1"))).await);
    assert_eq!(kept(&world), before);
}

#[tokio::test]
async fn one_that_fails_says_why() {
    let world = World::new().await;
    world.peer().fails = Some("the account has no room");
    let answer = world.ask(&Ask::create(collection(""))).await;
    refused(&answer, &["collection `aes-siem` has failed", "the account has no room"]);
    let id = answer["PhysicalResourceId"].as_str().unwrap().to_owned();
    succeeded(&world.ask(&Ask::delete(&id, collection(""))).await);
    assert_eq!(kept(&world), (None, BTreeMap::new()));
}

#[tokio::test]
async fn an_empty_one_goes_with_its_policies_when_its_creation_is_rolled_back() {
    let world = World::new().await;
    let id = succeeded(&world.ask(&Ask::create(collection(""))).await);
    world.peer().stack_status = "ROLLBACK_IN_PROGRESS";
    world.peer().indices.push(("log-a".to_owned(), "1".to_owned()));
    let answer = world.ask(&Ask::delete(&id, collection(""))).await;
    assert!(answer["Reason"].as_str().unwrap().contains("it holds 1 documents"), "{answer}");
    world.peer().indices.pop();
    succeeded(&world.ask(&Ask::delete(&id, collection(""))).await);
    assert_eq!(kept(&world), (None, BTreeMap::new()));
}

#[tokio::test]
async fn a_stack_that_is_deleted_leaves_the_collection_and_says_how_to_remove_it() {
    let world = World::new().await;
    let id = succeeded(&world.ask(&Ask::create(collection(""))).await);
    world.peer().stack_status = "DELETE_IN_PROGRESS";
    let answer = world.ask(&Ask::delete(&id, collection(""))).await;
    assert!(answer["Reason"].as_str().unwrap().contains("delete-collection --id abc123"));
    assert!(world.peer().collection.is_some());
}

#[tokio::test]
async fn a_refusal_is_told() {
    let world = World::new().await;
    let words = "not authorized to perform: aoss:CreateSecurityPolicy";
    world.peer().fault("CreateSecurityPolicy", 9, refusal(400, "AccessDeniedException", words));
    let answer = world.ask(&Ask::create(collection(""))).await;
    refused(&answer, &[words, "the function's role must allow it"]);
}

#[tokio::test]
async fn options_of_a_domain_are_told_to_mean_nothing() {
    let world = World::new().await;
    let mut wanted = collection("");
    wanted["Settings"] = json!({ "Zones": "3" });
    let answer = world.ask(&Ask::create(wanted)).await;
    succeeded(&answer);
    assert!(answer["Reason"].as_str().unwrap().contains("mean nothing to a collection"));
}
