//! Runs in which WorkSpaces or S3 refuses.

use std::sync::{Mutex, mpsc};

use crate::*;

/// Answers `operation` with each of `replies` once, from the page with `token` on.
fn in_turn(
    operation: &'static str,
    token: Value,
    replies: Vec<Reply>,
) -> impl Fn(&Call) -> Option<Reply> + Send + Sync {
    let replies = Mutex::new(replies.into_iter());
    move |call| {
        let is_meant = call.operation == operation && call.request.json()["NextToken"] == token;
        if is_meant { replies.lock().unwrap().next() } else { None }
    }
}

#[tokio::test]
async fn a_throttled_page_is_read_again() {
    for operation in [WORKSPACES, CONNECTIONS] {
        let throttled = vec![refusal("ThrottlingException"), Reply::HangUp];
        let peer = account(60, in_turn(operation, json!("25"), throttled));
        let status = run(&peer, BUCKET).await.unwrap();
        assert_eq!(status["workspaces"], 60, "{operation}");
    }
}

#[tokio::test]
async fn pages_before_one_that_fails_are_exported_and_the_run_fails() {
    for to in [BUCKET, STREAM] {
        let peer = account(60, in_turn(WORKSPACES, json!("50"), vec![refusal("Odd"); 3]));
        let failed = run(&peer, to).await.unwrap_err();
        assert_eq!(failed.error_type, "WorkspacesIncomplete");
        assert!(failed.message.contains("only 50 WorkSpaces"), "{failed:?}");
        assert!(failed.message.contains("Odd"), "{failed:?}");
        match to {
            BUCKET => assert_eq!(ids(&objects(&peer)[0].1).len(), 50),
            _ => assert_eq!(peer.calls_of("PutRecordBatch").len(), 1),
        }
    }
}

#[tokio::test]
async fn a_role_without_permission_is_told_which() {
    for operation in [WORKSPACES, CONNECTIONS] {
        let denied = vec![refusal("AccessDeniedException")];
        let peer = account(60, in_turn(operation, Value::Null, denied));
        let failed = run(&peer, BUCKET).await.unwrap_err();
        assert_eq!(failed.error_type, "WorkspacesIncomplete");
        let action = format!("the function's role needs workspaces:{operation} on *");
        assert!(failed.message.contains(&action), "{failed:?}");
        assert!(objects(&peer).is_empty());
    }
}

#[tokio::test]
async fn an_answer_without_its_list_is_an_error() {
    let odd = vec![Reply::json(200, &json!({ "workspaces": [] }))];
    let peer = account(60, in_turn(WORKSPACES, Value::Null, odd));
    let failed = run(&peer, BUCKET).await.unwrap_err();
    assert!(failed.message.contains("without `Workspaces`"), "{failed:?}");
}

#[tokio::test]
async fn what_is_there_when_the_time_runs_out_is_exported() {
    let (never, silence) = mpsc::channel::<()>();
    let held = Mutex::new((never, silence));
    let peer = account(60, move |call| {
        if call.operation == WORKSPACES && call.request.json()["NextToken"] == "50" {
            // Longer than the run has.
            _ = held.lock().unwrap().1.recv_timeout(Duration::from_secs(10));
        }
        None
    });
    let failed = run_for(&peer, BUCKET, 4).await.unwrap_err();
    assert_eq!(failed.error_type, "WorkspacesIncomplete");
    assert!(failed.message.contains("time ran out"), "{failed:?}");
    assert_eq!(ids(&objects(&peer)[0].1).len(), 50);
}

#[tokio::test]
async fn a_bucket_that_refuses_is_told() {
    let body = b"<Error><Code>NoSuchBucket</Code><Message>no</Message></Error>".to_vec();
    let peer = account(1, move |call| {
        let refused = Reply::Answer { status: 404, headers: vec![], body: body.clone() };
        call.operation.starts_with("PUT /").then_some(refused)
    });
    let failed = run(&peer, BUCKET).await.unwrap_err();
    assert_eq!(failed.error_type, "ExportStoreFailed");
    assert!(failed.message.contains("/WorkSpaces/Inventory/"), "{failed:?}");
    assert!(failed.message.contains("NoSuchBucket: no"), "{failed:?}");
}
