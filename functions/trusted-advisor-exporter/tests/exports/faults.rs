//! Runs in which Trusted Advisor or S3 refuses.

use std::sync::mpsc;

use crate::*;

const RESULT: &str = "DescribeTrustedAdvisorCheckResult";

#[track_caller]
fn assert_nothing_was_put(peer: &AwsPeer) {
    assert!(peer.calls().iter().all(|call| !call.operation.starts_with("PUT ")));
}

#[tokio::test]
async fn an_account_without_a_support_plan_is_told() {
    let no_plan = vec![refusal("SubscriptionRequiredException"); 9];
    let peer = advisor(in_turn("DescribeTrustedAdvisorChecks", "", no_plan));
    let failed = run(&peer, settings(BUCKET)).await.unwrap_err();
    assert_eq!(failed.error_type, "TrustedAdvisorNoSupportPlan");
    assert!(failed.message.contains("account 111122223333"), "{failed:?}");
    assert_eq!(peer.calls().len(), 1, "asked once");
}

#[tokio::test]
async fn a_partition_without_a_known_region_is_told() {
    let peer = advisor(|_| None);
    let arn = ARN.replace("arn:aws:", "arn:aws-new:");
    let failed = run_as(&arn, &peer, settings(BUCKET), 600).await.unwrap_err();
    assert_eq!(failed.error_type, "TrustedAdvisorPartitionUnknown");
    assert!(peer.calls().is_empty(), "nobody is asked");
}

#[tokio::test]
async fn a_role_without_permission_is_told_which() {
    let denied = vec![refusal("AccessDeniedException")];
    let peer = advisor(in_turn("DescribeTrustedAdvisorChecks", "", denied));
    let failed = run(&peer, settings(BUCKET)).await.unwrap_err();
    assert_eq!(failed.error_type, "TrustedAdvisorDenied");
    assert!(failed.message.contains("support:DescribeTrustedAdvisorChecks"), "{failed:?}");
    assert_nothing_was_put(&peer);
}

#[tokio::test]
async fn a_throttled_call_is_tried_again() {
    let throttled = vec![refusal("ThrottlingException"); 2];
    let peer = advisor(in_turn(RESULT, "b", throttled));
    let status = run(&peer, settings(BUCKET)).await.unwrap();
    assert_eq!(status["records"], 5);
}

#[tokio::test]
async fn a_result_that_cannot_be_had_is_told_after_the_others_are_stored() {
    for reply in [refusal("InternalServerError"), answer(&json!({})), Reply::HangUp] {
        let peer = advisor(in_turn(RESULT, "b", vec![reply.clone(); 3]));
        let failed = run(&peer, settings(BUCKET)).await.unwrap_err();
        assert_eq!(failed.error_type, "TrustedAdvisorIncomplete", "{reply:?}");
        assert!(failed.message.contains("1 of 3 checks"), "{failed:?}");
        let (_, records) = put(&peer);
        let of_check: Vec<_> = records.iter().map(|r| r["check"]["id"].as_str().unwrap()).collect();
        assert_eq!(of_check, ["a", "c"], "{reply:?}");
    }
}

#[tokio::test]
async fn refreshing_that_fails_does_not_keep_results_back() {
    let peer = advisor(in_turn("RefreshTrustedAdvisorCheck", "", vec![refusal("Odd"); 9]));
    assert_eq!(run(&peer, settings(BUCKET)).await.unwrap()["records"], 5);
    let status = answer(&json!({ "status": { "checkId": "a", "status": "processing" } }));
    let peer = advisor(in_turn("RefreshTrustedAdvisorCheck", "a", vec![status]));
    assert_eq!(run(&peer, settings(BUCKET)).await.unwrap()["records"], 5);
    let statuses = peer.calls_of("DescribeTrustedAdvisorCheckRefreshStatuses");
    assert!(!statuses.is_empty(), "the peer does not know this operation, and was asked");
}

#[tokio::test]
async fn what_is_there_when_the_time_runs_out_is_stored() {
    let (never, silence) = mpsc::channel::<()>();
    let held = Mutex::new((never, silence));
    let peer = advisor(move |call| {
        if call.operation == RESULT && call.request.json()["checkId"] == "c" {
            // Longer than the run has.
            _ = held.lock().unwrap().1.recv_timeout(Duration::from_secs(10));
        }
        None
    });
    let failed = run_as(ARN, &peer, settings(BUCKET), 22).await.unwrap_err();
    assert_eq!(failed.error_type, "TrustedAdvisorIncomplete");
    assert!(failed.message.contains("time ran out"), "{failed:?}");
    assert_eq!(put(&peer).1.len(), 4);
}

#[tokio::test]
async fn a_bucket_that_refuses_is_told() {
    let body = b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>".to_vec();
    let peer = advisor(move |call| {
        let refused = Reply::Answer { status: 403, headers: vec![], body: body.clone() };
        call.operation.starts_with("PUT /").then_some(refused)
    });
    let failed = run(&peer, settings(BUCKET)).await.unwrap_err();
    assert_eq!(failed.error_type, "ExportStoreFailed");
    for part in [BUCKET, "/TrustedAdvisor/", "AccessDenied: no", "s3:PutObject"] {
        assert!(failed.message.contains(part), "{part}: {failed:?}");
    }
}

#[test]
fn an_option_that_is_neither_yes_nor_no_is_refused() {
    let with = |value: Option<&str>| {
        Settings::new(contract::environment::TrustedAdvisorExporter {
            log_bucket: BUCKET.to_owned(),
            japanese_descriptions: value.map(str::to_owned),
            log_level: None,
        })
    };
    assert!(with(Some("Yes")).unwrap().japanese_descriptions);
    assert!(!with(Some("No")).unwrap().japanese_descriptions);
    assert!(!with(None).unwrap().japanese_descriptions);
    assert!(with(Some("yes")).unwrap_err().to_string().contains("`yes`"));
}
