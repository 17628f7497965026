//! APIs that answer 400, 403, 409, 429, 500, or nothing.

use serde_json::json;
use test_support::http::Reply;

use crate::heard;
use crate::peer::{Fault, refusal};
use crate::properties;
use crate::world::{Ask, World, refused, succeeded};

fn faults() -> Vec<Reply> {
    vec![
        refusal(400, "ValidationException", "odd"),
        refusal(403, "AccessDeniedException", "not authorized"),
        refusal(409, "ConflictException", "busy"),
        refusal(429, "TooManyRequestsException", "slow down"),
        refusal(500, "InternalException", "sorry"),
        Reply::empty(503),
        Reply::BreakOff { status: 200, body: vec![b' '; 99] },
        Reply::Answer { status: 200, headers: vec![], body: b"<html>".to_vec() },
        Reply::json(200, &json!({ "unexpected": true })),
        Reply::HangUp,
    ]
}

/// Whatever an API answers, and whenever, CloudFormation gets one answer, with a reason where
/// it is a failure; and what was made goes or is finished.
#[tokio::test]
async fn every_fault_at_every_call_is_answered_and_a_second_run_finishes() {
    for reply in faults() {
        // As many calls as a creation makes.
        for after in 0..14 {
            let world = World::new().await;
            let times = 3;
            world.peer().faults.push(Fault {
                operation: None,
                after,
                times,
                takes_effect: false,
                reply: reply.clone(),
            });
            let wanted = properties(json!({}));
            let answer = world.ask_whatever(&Ask::create(wanted.clone())).await;
            world.peer().faults.clear();
            if answer["Status"] == "FAILED" {
                let reason = answer["Reason"].as_str().unwrap();
                assert!(reason.len() > 30, "{reply:?} at {after}: {reason}");
                let id = answer["PhysicalResourceId"].as_str().unwrap().to_owned();
                succeeded(&world.ask(&Ask::delete(&id, wanted.clone())).await);
                assert_eq!(world.peer().domain, None, "{reply:?} at {after}");
                succeeded(&world.ask(&Ask::create(wanted)).await);
            }
            let peer = world.peer();
            assert!(
                peer.domain.is_some() && peer.master_password.is_some(),
                "{reply:?} at {after}"
            );
        }
    }
}

#[tokio::test]
async fn a_bad_minute_of_the_service_does_not_end_what_has_begun() {
    let world = World::new().await;
    let reply = refusal(500, "InternalException", "sorry");
    let after = 1; // The first visit's.
    let operation = Some("DescribeDomain");
    world.peer().faults.push(Fault { operation, after, times: 6, takes_effect: false, reply });
    succeeded(&world.ask(&Ask::create(properties(json!({})))).await);
}

#[tokio::test]
async fn a_service_that_stays_away_is_told_at_once_at_the_start() {
    for reply in [refusal(429, "TooManyRequestsException", "slow down"), Reply::HangUp] {
        let world = World::new().await;
        world.peer().fault("DescribeDomain", 99, reply);
        let answer = world.ask(&Ask::create(properties(json!({})))).await;
        refused(&answer, &["`aes-siem`: looking for it: es:DescribeDomain"]);
    }
}

#[tokio::test]
async fn a_service_that_repeats_the_password_does_not_get_it_into_reason_or_log() {
    heard::begin();
    let world = World::new().await;
    let words = format!("Value '{}' is too weak", crate::PASSWORD);
    world.peer().fault("UpdateDomainConfig", 9, refusal(400, "ValidationException", &words));
    let answer = world.ask(&Ask::create(properties(json!({})))).await;
    refused(&answer, &["Value '(the password)' is too weak"]);
    assert!(!heard::text().contains(crate::PASSWORD));
}

#[tokio::test]
async fn a_permission_that_is_new_is_waited_for_and_one_that_is_missing_is_told() {
    let denied = || refusal(403, "AccessDeniedException", "not authorized to es:CreateDomain");
    let world = World::new().await;
    world.peer().fault("CreateDomain", 1, denied());
    succeeded(&world.ask(&Ask::create(properties(json!({})))).await);
    let world = World::new().await;
    world.peer().fault("CreateDomain", 9, denied());
    let answer = world.ask(&Ask::create(properties(json!({})))).await;
    refused(&answer, &["not authorized to es:CreateDomain", "the function's role must allow it"]);
}

#[tokio::test]
async fn a_service_that_begins_something_in_between_is_waited_for() {
    let words = "A change/update is in progress. Please wait for it to complete";
    for busy in [refusal(400, "ValidationException", words), refusal(409, "ConflictException", "x")]
    {
        let world = World::with_original().await;
        world.peer().fault("UpdateDomainConfig", 3, busy);
        let id = "aes-siem-domain-2.10.4-ABCDEFGH";
        let new = properties(json!({ "DataNodes": { "Count": "6" } }));
        succeeded(&world.ask(&Ask::update(id, crate::original(), new)).await);
        assert_eq!(world.peer().domain.as_ref().unwrap()["ClusterConfig"]["InstanceCount"], 6);
    }
}

#[tokio::test]
async fn a_domain_that_cannot_be_deleted_yet_is_deleted_later() {
    let world = World::new().await;
    let id = succeeded(&world.ask(&Ask::create(properties(json!({})))).await);
    world.peer().stack_status = "ROLLBACK_IN_PROGRESS";
    world.peer().fault("DeleteDomain", 2, refusal(400, "ValidationException", "it is being made"));
    succeeded(&world.ask(&Ask::delete(&id, properties(json!({})))).await);
    assert_eq!(world.peer().domain, None);
}
