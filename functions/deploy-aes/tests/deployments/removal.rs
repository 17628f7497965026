//! Deletes: after a creation that failed, in a roll-back, and of what is in use.

use serde_json::json;

use crate::peer::{SECRET, refusal};
use crate::properties;
use crate::world::{Ask, World, succeeded};

/// A domain that a creation has made.
async fn made() -> (World, String) {
    let world = World::new().await;
    let id = succeeded(&world.ask(&Ask::create(properties(json!({})))).await);
    (world, id)
}

fn documents(count: &str) -> (String, String) {
    ("log-aws-cloudtrail-2026-11".to_owned(), count.to_owned())
}

#[tokio::test]
async fn a_domain_whose_creation_failed_is_deleted_and_waited_for() {
    let world = World::new().await;
    world.peer().takes = 1_000;
    let answer = world.ask_for_too_long(&Ask::create(properties(json!({})))).await;
    let id = answer["PhysicalResourceId"].as_str().unwrap().to_owned();
    world.peer().takes = 2;
    succeeded(&world.ask(&Ask::delete(&id, properties(json!({})))).await);
    assert_eq!(world.peer().domain, None, "it had no address, so nobody has written to it");
}

#[tokio::test]
async fn an_empty_domain_goes_when_its_creation_is_rolled_back() {
    for status in ["ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"] {
        let (world, id) = made().await;
        world.peer().indices.push(documents("0"));
        world.peer().stack_status = status;
        succeeded(&world.ask(&Ask::delete(&id, properties(json!({})))).await);
        assert_eq!(world.peer().domain, None);
    }
}

#[tokio::test]
async fn one_with_documents_stays_and_so_does_one_that_does_not_say() {
    let (world, id) = made().await;
    world.peer().stack_status = "ROLLBACK_IN_PROGRESS";
    world.peer().indices.push(documents("7"));
    let answer = world.ask(&Ask::delete(&id, properties(json!({})))).await;
    succeeded(&answer);
    let left = answer["Reason"].as_str().unwrap();
    assert!(left.contains("it holds 7 documents"), "{left}");
    world.peer().indices.pop();
    world.peer().fault("indices", 1, refusal(403, "Forbidden", "no"));
    let answer = world.ask(&Ask::delete(&id, properties(json!({})))).await;
    assert!(answer["Reason"].as_str().unwrap().contains("cannot be seen"), "{answer}");
    assert!(world.peer().domain.is_some());
}

#[tokio::test]
async fn one_in_a_vpc_stays() {
    let (world, id) = made().await;
    world.peer().stack_status = "ROLLBACK_IN_PROGRESS";
    world.peer().domain.as_mut().unwrap()["VPCOptions"] = json!({ "VPCId": "vpc-1" });
    let answer = world.ask(&Ask::delete(&id, properties(json!({})))).await;
    assert!(answer["Reason"].as_str().unwrap().contains("in a VPC"), "{answer}");
    assert!(world.peer().domain.is_some());
}

#[tokio::test]
async fn a_domain_that_was_there_before_stays_in_a_roll_back() {
    let world = World::with_original().await;
    let id = succeeded(&world.ask(&Ask::create(properties(json!({})))).await);
    world.peer().stack_status = "ROLLBACK_IN_PROGRESS";
    let answer = world.ask(&Ask::delete(&id, properties(json!({})))).await;
    assert!(answer["Reason"].as_str().unwrap().contains("was there before"), "{answer}");
    let failed = format!("create-failed:{id}");
    succeeded(&world.ask(&Ask::delete(&failed, properties(json!({})))).await);
    assert!(world.peer().domain.is_some());
}

#[tokio::test]
async fn one_that_an_earlier_creation_has_made_stays_too() {
    let (world, _) = made().await;
    let id = succeeded(&world.ask(&Ask::create(properties(json!({})))).await);
    world.peer().stack_status = "ROLLBACK_IN_PROGRESS";
    succeeded(&world.ask(&Ask::delete(&id, properties(json!({})))).await);
    assert!(world.peer().domain.is_some());
}

#[tokio::test]
async fn a_stack_that_is_deleted_leaves_the_domain_and_says_how_to_remove_it() {
    for status in ["DELETE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"] {
        let (world, id) = made().await;
        world.peer().stack_status = status;
        let answer = world.ask(&Ask::delete(&id, properties(json!({})))).await;
        succeeded(&answer);
        let left = answer["Reason"].as_str().unwrap();
        for words in ["domain `aes-siem` is left", "delete-domain", SECRET] {
            assert!(left.contains(words), "{left}");
        }
        assert!(world.peer().domain.is_some());
    }
}

#[tokio::test]
async fn where_the_stacks_state_cannot_be_seen_nothing_goes() {
    let (world, id) = made().await;
    world.peer().fault("DescribeStacks", 9, refusal(403, "AccessDenied", "no"));
    succeeded(&world.ask(&Ask::delete(&id, properties(json!({})))).await);
    assert!(world.peer().domain.is_some());
}

#[tokio::test]
async fn what_is_gone_is_deleted() {
    let (world, id) = made().await;
    world.peer().domain = None;
    succeeded(&world.ask(&Ask::delete(&id, properties(json!({})))).await);
}
