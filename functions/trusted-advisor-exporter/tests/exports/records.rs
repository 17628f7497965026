//! Runs in which nothing goes wrong.

use contract::sources::matching;
use test_support::{moto, names};

use crate::*;

#[tokio::test]
async fn a_check_gives_a_record_and_each_flagged_resource_another() {
    let peer = advisor(|_| None);
    let status = run(&peer, settings(BUCKET)).await.unwrap();
    assert_eq!((&status["checks"], &status["records"]), (&json!(3), &json!(5)));
    let (_, records) = put(&peer);
    let of_check: Vec<_> = records.iter().map(|r| r["check"]["id"].as_str().unwrap()).collect();
    assert_eq!(of_check, ["a", "b", "b", "b", "c"], "in the API's order");
    let time = records[1]["creation_date"].clone();
    let whole = json!({
        "requestid": "request-1",
        "creation_date": time,
        "account": "111122223333",
        "check": check("b", "en"),
        "result": result("b", 2),
        "refreshable": true,
    });
    assert_eq!(records[1], whole);
    let second = json!({
        "requestid": "request-1",
        "creation_date": time,
        "account": "111122223333",
        "check": check("b", "en"),
        "result": {
            "checkId": "b",
            "timestamp": "2026-11-24T06:00:00Z",
            "status": "warning",
            "flaggedResource": {
                "resourceId": "b-1",
                "status": "warning",
                "region": "eu-west-1",
                "isSuppressed": false,
                "metadata": ["eu-west-1", "arn:aws:s3:::bucket-1"],
                "number": 2,
            },
        },
        "refreshable": true,
    });
    assert_eq!(records[3], second);
}

#[tokio::test]
async fn the_key_is_one_by_which_the_loader_knows_the_log() {
    let peer = advisor(|_| None);
    let status = run(&peer, settings(BUCKET)).await.unwrap();
    let (key, _) = put(&peer);
    assert_eq!(status["key"], key.as_str());
    assert!(key.contains("/TrustedAdvisor/"), "{key}");
    let types: Vec<_> = matching(&key).map(|source| source.log_type).collect();
    assert_eq!(types, ["trustedadvisor"], "this one and no other");
    // AWSLogs/<account>/TrustedAdvisor/<region>/<year>/<month>/<day>/<name>-<date>_<time>.json.gz
    let digits = key.replace(|c: char| c.is_ascii_digit(), "0");
    let wanted = "AWSLogs/000000000000/TrustedAdvisor/us-east-0/0000/00/00/\
                  trustedadvisor-check-results-00000000_000000.json.gz";
    assert_eq!(digits, wanted);
    assert!(key.contains("/us-east-1/"), "the API's region, not the function's: {key}");
}

#[tokio::test]
async fn each_partition_is_asked_in_the_region_that_has_the_api() {
    for (own, api) in [
        ("aws:lambda:eu-west-1", "us-east-1"),
        ("aws-cn:lambda:cn-northwest-1", "cn-north-1"),
        ("aws-us-gov:lambda:us-gov-east-1", "us-gov-west-1"),
    ] {
        let peer = advisor(|_| None);
        let arn = ARN.replace("aws:lambda:eu-west-1", own);
        run_as(&arn, &peer, settings(BUCKET), 600).await.unwrap();
        for call in peer.calls_of("DescribeTrustedAdvisorCheckResult") {
            let signature = call.request.header("authorization").unwrap();
            assert!(signature.contains(&format!("/{api}/support/aws4_request")), "{signature}");
            let target = call.request.header("x-amz-target").unwrap();
            assert_eq!(target, "AWSSupport_20130415.DescribeTrustedAdvisorCheckResult");
        }
        let (key, _) = put(&peer);
        assert!(key.contains(&format!("/TrustedAdvisor/{api}/")), "{key}");
    }
}

#[tokio::test]
async fn the_time_has_no_offset() {
    let peer = advisor(|_| None);
    run(&peer, settings(BUCKET)).await.unwrap();
    let time = put(&peer).1[0]["creation_date"].as_str().unwrap().to_owned();
    let digits = time.replace(|c: char| c.is_ascii_digit(), "0");
    assert!(digits.starts_with("0000-00-00T00:00:00"), "{time}");
    assert!(!time.ends_with('Z') && !time.contains('+'), "{time}");
}

#[tokio::test]
async fn japanese_descriptions_come_with_the_english_ones() {
    let peer = advisor(|_| None);
    let settings = Settings { japanese_descriptions: true, ..settings(BUCKET) };
    run(&peer, settings).await.unwrap();
    let (_, records) = put(&peer);
    for record in records {
        let id = record["check"]["id"].as_str().unwrap();
        assert_eq!(record["check"], check(id, "en"));
        assert_eq!(record["check_ja"], check(id, "ja"));
    }
}

#[tokio::test]
async fn a_check_that_cannot_be_refreshed_says_so_and_one_that_failed_to_does_not() {
    let refused = |id: &'static str, code: &str| {
        in_turn("RefreshTrustedAdvisorCheck", id, vec![refusal(code); 3])
    };
    let (b, c) = (refused("b", "InvalidParameterValueException"), refused("c", "Odd"));
    let peer = advisor(move |call| b(call).or_else(|| c(call)));
    run(&peer, settings(BUCKET)).await.unwrap();
    let (_, records) = put(&peer);
    for record in records {
        assert_eq!(record["refreshable"], record["check"]["id"] != "b", "{record}");
    }
}

#[tokio::test]
async fn checks_under_way_are_waited_for_and_no_others() {
    let status = |id: &str, status: &str| json!({ "checkId": id, "status": status });
    let enqueued = |id: &'static str| {
        let reply = answer(&json!({ "status": status(id, "enqueued") }));
        in_turn("RefreshTrustedAdvisorCheck", id, vec![reply])
    };
    let statuses =
        |a: &str, c: &str| answer(&json!({ "statuses": [status("a", a), status("c", c)] }));
    let waiting = vec![statuses("processing", "success"), statuses("abandoned", "success")];
    let operation = "DescribeTrustedAdvisorCheckRefreshStatuses";
    let (a, c, waiting) = (enqueued("a"), enqueued("c"), in_turn(operation, "", waiting));
    let peer = advisor(move |call| a(call).or_else(|| c(call)).or_else(|| waiting(call)));
    run(&peer, settings(BUCKET)).await.unwrap();
    let asked: Vec<_> = peer.calls_of(operation).iter().map(|call| call.request.json()).collect();
    assert_eq!(asked, [json!({ "checkIds": ["a", "c"] }), json!({ "checkIds": ["a"] })]);
    let calls = peer.calls();
    let place = |operation: &str| calls.iter().rposition(|call| call.operation == operation);
    let first_result =
        calls.iter().position(|call| call.operation == "DescribeTrustedAdvisorCheckResult");
    assert!(place(operation) < first_result, "results are asked for after the wait");
}

#[tokio::test]
async fn all_of_motos_checks_arrive_in_the_bucket() {
    let Some(moto) = moto::shared() else { return };
    let peer = AwsPeer::before(moto, |call| match call.operation.as_str() {
        // What moto does not know.
        "DescribeTrustedAdvisorCheckResult" | "DescribeTrustedAdvisorCheckRefreshStatuses" => {
            let id = call.request.json()["checkId"].as_str().unwrap_or_default().to_owned();
            Some(answer(&json!({ "result": result(&id, 1), "statuses": [] })))
        }
        _ => None,
    });
    let bucket = names::unique("log");
    let s3 = Aws::load(aws::Settings::emulator(moto.url())).await.s3();
    s3.create_bucket().bucket(&bucket).send().await.unwrap();
    let status = run(&peer, settings(&bucket)).await.unwrap();
    let object = s3.get_object().bucket(&bucket).key(status["key"].as_str().unwrap());
    let object = object.send().await.unwrap().body.collect().await.unwrap().to_vec();
    let records = records(&object);
    let checks = usize::try_from(status["checks"].as_u64().unwrap()).unwrap();
    assert!(checks > 50, "{status}");
    assert_eq!(records.len(), 2 * checks);
    assert_eq!(peer.calls_of("RefreshTrustedAdvisorCheck").len(), checks);
    for pair in records.chunks(2) {
        assert!(pair[0]["check"]["description"].is_string());
        assert_eq!(pair[0]["check"], pair[1]["check"]);
        assert_eq!(pair[1]["result"]["flaggedResource"]["number"], 1);
    }
}
