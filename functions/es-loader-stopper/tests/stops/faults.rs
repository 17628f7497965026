//! APIs that refuse, and events of others.

use std::sync::{Mutex, mpsc};

use crate::*;

/// A refusal in the form of either protocol.
fn refusal(status: u16, code: &str) -> Reply {
    let words = format!("<Error><Code>{code}</Code><Message>no</Message></Error>");
    let json = json!({ "__type": code, "message": "no" }).to_string();
    // Each protocol finds its own.
    let body = if code.starts_with("Authorization") { words } else { json };
    Reply::Answer { status, headers: vec![], body: body.into_bytes() }
}

const CALLS: [(&str, &str, &str); 5] = [
    ("ALARM", "GetFunctionConcurrency", "lambda:GetFunctionConcurrency"),
    ("ALARM", "GetParameter", "ssm:GetParameter"),
    ("ALARM", "PutParameter", "ssm:PutParameter"),
    ("ALARM", "PutFunctionConcurrency", "lambda:PutFunctionConcurrency"),
    ("OK", "DeleteFunctionConcurrency", "lambda:DeleteFunctionConcurrency"),
];

#[tokio::test]
async fn a_call_that_is_denied_names_the_permission_and_people_are_told() {
    for (state, refused, permission) in CALLS {
        let Some(stack) = Stack::new(Before::Unreserved).await else { return };
        if state == "OK" {
            stack.run("ALARM").await.0.unwrap();
        }
        let peer = stack.peer(move |call| {
            (operation(call) == refused).then(|| refusal(403, "AccessDeniedException"))
        });
        let failed = run(&peer, stack.settings(), stack.event(state)).await.unwrap_err();
        assert_eq!(failed.error_type, "StopperDenied", "{refused}");
        assert!(failed.message.contains(permission), "{failed:?}");
        let told = messages(&peer);
        assert!(told[0].subject.contains("has failed"), "{refused}: {told:?}");
        assert!(told[0].text.contains(permission), "{refused}: {told:?}");
    }
}

#[tokio::test]
async fn a_topic_that_refuses_fails_the_invocation_after_the_loader_is_stopped() {
    let Some(stack) = Stack::new(Before::Unreserved).await else { return };
    let peer = stack
        .peer(|call| (operation(call) == "Publish").then(|| refusal(403, "AuthorizationError")));
    let failed = run(&peer, stack.settings(), stack.event("ALARM")).await.unwrap_err();
    assert_eq!(failed.error_type, "StopperNoticeFailed");
    for part in ["sns:Publish", "kms:GenerateDataKey", "AuthorizationError"] {
        assert!(failed.message.contains(part), "{part}: {failed:?}");
    }
    assert_eq!(messages(&peer).len(), 1, "it is not asked to take news of its own failure");
    assert_eq!(stack.loader().await, Before::Reserved(0));
}

#[tokio::test]
async fn what_may_pass_is_outlasted() {
    for fault in [
        refusal(429, "TooManyRequestsException"),
        refusal(400, "ThrottlingException"),
        refusal(500, "ServiceException"),
        Reply::HangUp,
    ] {
        let Some(stack) = Stack::new(Before::Reserved(10)).await else { return };
        for state in ["ALARM", "OK"] {
            // Every second try fails.
            let (tries, reply) = (AtomicUsize::new(0), fault.clone());
            let peer = stack.peer(move |_| {
                let is_first = tries.fetch_add(1, Ordering::SeqCst) % 2 == 0;
                is_first.then(|| reply.clone())
            });
            let settings = Settings { patience: Patience::impatient(2), ..stack.settings() };
            let done = run(&peer, settings, stack.event(state)).await;
            assert!(matches!(done, Ok(Done::Stopped | Done::Restored)), "{fault:?}: {done:?}");
        }
        assert_eq!(stack.loader().await, Before::Reserved(10));
    }
}

#[tokio::test]
async fn an_alarm_that_cannot_be_asked_does_not_keep_the_loader_running() {
    for fault in [refusal(403, "AuthorizationError"), refusal(500, "x"), Reply::HangUp] {
        let Some(stack) = Stack::new(Before::Unreserved).await else { return };
        let peer =
            stack.peer(move |call| (operation(call) == "DescribeAlarms").then(|| fault.clone()));
        let done = run(&peer, stack.settings(), stack.event("ALARM")).await;
        assert_eq!(done.unwrap(), Done::Stopped);
    }
}

#[tokio::test]
async fn a_reservation_that_others_have_taken_meanwhile_is_told_with_the_way_out() {
    let Some(stack) = Stack::new(Before::Reserved(10)).await else { return };
    stack.run("ALARM").await.0.unwrap();
    let peer = stack.peer(|call| {
        (operation(call) == "PutFunctionConcurrency")
            .then(|| refusal(400, "InvalidParameterValueException"))
    });
    let failed = run(&peer, stack.settings(), stack.event("OK")).await.unwrap_err();
    assert_eq!(failed.error_type, "StopperNotRestored");
    for part in ["10 invocations", "delete-function-concurrency", stack.name.as_str()] {
        assert!(failed.message.contains(part), "{part}: {failed:?}");
        assert!(messages(&peer)[0].text.contains(part), "{part}");
    }
    assert_eq!(stack.remembered().await, "10", "the next call knows it still");
    assert_eq!(stack.run("OK").await.0.unwrap(), Done::Restored);
}

#[tokio::test]
async fn a_reservation_that_lambda_answers_otherwise_is_an_error() {
    let Some(stack) = Stack::new(Before::Unreserved).await else { return };
    let peer = stack.peer(|call| {
        let answer = json!({ "ReservedConcurrentExecutions": 3 });
        (operation(call) == "PutFunctionConcurrency").then(|| Reply::json(200, &answer))
    });
    let failed = run(&peer, stack.settings(), stack.event("ALARM")).await.unwrap_err();
    assert_eq!(failed.error_type, "StopperAnswerUnexpected");
    assert!(failed.message.contains("answers `3`"), "{failed:?}");
}

#[tokio::test]
async fn an_api_that_does_not_answer_is_given_up_before_the_alarm_can_change() {
    let Some(stack) = Stack::new(Before::Unreserved).await else { return };
    let (never, silence) = mpsc::channel::<()>();
    let held = Mutex::new((never, silence));
    let peer = stack.peer(move |call| {
        if operation(call) == "GetParameter" {
            _ = held.lock().unwrap().1.recv_timeout(Duration::from_secs(5));
        }
        None
    });
    let settings = Settings { within: Duration::from_secs(1), ..stack.settings() };
    let failed = run(&peer, settings, stack.event("ALARM")).await.unwrap_err();
    assert_eq!(failed.error_type, "StopperOutOfTime");
    assert!(messages(&peer)[0].text.contains("not done within 1 s"));
    assert_eq!(stack.run("ALARM").await.0.unwrap(), Done::Stopped);
}

#[tokio::test]
async fn events_of_others_are_refused_before_anything_is_called() {
    let Some(stack) = Stack::new(Before::Unreserved).await else { return };
    let mut of_another_alarm = stack.event("ALARM");
    of_another_alarm["resources"] = json!(["arn:aws:cloudwatch:us-east-1:111122223333:alarm:x"]);
    let sns = json!({ "Records": [{ "EventSource": "aws:sns", "Sns": { "Message": "{}" } }] });
    for event in [of_another_alarm, sns, json!({}), json!(null), json!("ALARM")] {
        let peer = stack.peer(|_| None);
        let failed = run(&peer, stack.settings(), event).await.unwrap_err();
        assert_eq!(failed.error_type, "StopperEventInvalid");
        assert!(failed.message.contains("from the rule of the stack"), "{failed:?}");
        assert!(peer.calls().is_empty());
    }
}
