//! Whole runs against a Trusted Advisor on loopback; its checks, and S3, are moto's.

mod faults;
mod records;

use std::io::Read;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use flate2::read::GzDecoder;
use kit::aws::{self, Aws};
use kit::errors::Failed;
use kit::patience::Patience;
use lambda_runtime::{Context, LambdaEvent};
use serde_json::{Value, json};
use test_support::aws_peer::{AwsPeer, Call};
use test_support::http::Reply;
use trusted_advisor_exporter::{Settings, TrustedAdvisorExporter};

const BUCKET: &str = "aes-siem-111122223333-log";
const ARN: &str = "arn:aws:lambda:eu-west-1:111122223333:function:siem-trusted-advisor";

fn settings(bucket: &str) -> Settings {
    Settings {
        log_bucket: bucket.to_owned(),
        japanese_descriptions: false,
        patience: Patience::impatient(3),
        refresh: Patience::impatient(3),
    }
}

/// One run of the function with this ARN, with so many seconds left.
async fn run_as(
    arn: &str,
    peer: &AwsPeer,
    settings: Settings,
    seconds: u64,
) -> Result<Value, Failed> {
    let aws = Aws::load(aws::Settings::emulator(&peer.url())).await;
    let end = SystemTime::now() + Duration::from_secs(seconds);
    let since_epoch = end.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let mut context = Context::default();
    context.deadline = u64::try_from(since_epoch.as_millis()).unwrap();
    context.invoked_function_arn = arn.to_owned();
    let event = LambdaEvent::new(json!({ "source": "aws.events" }), context);
    TrustedAdvisorExporter::new(settings, &aws).handle(event).await
}

async fn run(peer: &AwsPeer, settings: Settings) -> Result<Value, Failed> {
    run_as(ARN, peer, settings, 600).await
}

/// The records of a compressed object.
fn records(object: &[u8]) -> Vec<Value> {
    let mut text = String::new();
    GzDecoder::new(object).read_to_string(&mut text).unwrap();
    assert!(text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The key and the records of the only object that was put.
fn put(peer: &AwsPeer) -> (String, Vec<Value>) {
    let calls = peer.calls();
    let mut puts = calls.iter().filter_map(|call| {
        Some((call.operation.strip_prefix(&format!("PUT /{BUCKET}/"))?, &call.request))
    });
    let (key, request) = puts.next().unwrap();
    assert!(puts.next().is_none(), "one object");
    (key.to_owned(), records(&request.body))
}

/// A check as the API describes it.
fn check(id: &str, language: &str) -> Value {
    json!({
        "id": id,
        "name": format!("{id} in {language}"),
        "description": "…",
        "category": "security",
        "metadata": ["Region", "Resource"],
    })
}

/// A result with so many flagged resources.
fn result(id: &str, flagged: usize) -> Value {
    let resources: Vec<_> = (0..flagged)
        .map(|at| {
            json!({
                "resourceId": format!("{id}-{at}"),
                "status": "warning",
                "region": "eu-west-1",
                "isSuppressed": false,
                "metadata": ["eu-west-1", format!("arn:aws:s3:::bucket-{at}")],
            })
        })
        .collect();
    json!({
        "checkId": id,
        "timestamp": "2026-11-24T06:00:00Z",
        "status": if flagged == 0 { "ok" } else { "warning" },
        "resourcesSummary": { "resourcesProcessed": 9, "resourcesFlagged": flagged },
        "categorySpecificSummary": { "costOptimizing": { "estimatedMonthlySavings": 1.5 } },
        "flaggedResources": resources,
    })
}

fn refusal(code: &str) -> Reply {
    Reply::json(400, &json!({ "__type": code, "message": "words" }))
}

/// An answer with a request id.
fn answer(body: &Value) -> Reply {
    let headers = vec![("x-amzn-requestid".to_owned(), "request-1".to_owned())];
    Reply::Answer { status: 200, headers, body: body.to_string().into_bytes() }
}

/// A Trusted Advisor with the checks `a`, `b` and `c`, of which `b` flags two resources.
/// What `first` answers comes before that.
fn advisor(first: impl Fn(&Call) -> Option<Reply> + Send + Sync + 'static) -> AwsPeer {
    AwsPeer::start(move |call| first(call).or_else(|| usual(call)))
}

fn usual(call: &Call) -> Option<Reply> {
    let input = call.request.json();
    let id = input["checkId"].as_str().unwrap_or_default();
    match call.operation.as_str() {
        "DescribeTrustedAdvisorChecks" => {
            let language = input["language"].as_str().unwrap();
            let checks: Vec<_> = ["a", "b", "c"].iter().map(|id| check(id, language)).collect();
            Some(answer(&json!({ "checks": checks })))
        }
        "RefreshTrustedAdvisorCheck" => {
            Some(answer(&json!({ "status": { "checkId": id, "status": "success" } })))
        }
        "DescribeTrustedAdvisorCheckResult" => {
            let flagged = if id == "b" { 2 } else { 0 };
            Some(answer(&json!({ "result": result(id, flagged) })))
        }
        put if put.starts_with("PUT /") => Some(Reply::empty(200)),
        _ => None,
    }
}

/// Answers with each of `replies` once, where the call is of `operation` on `id`.
fn in_turn(
    operation: &'static str,
    id: &'static str,
    replies: Vec<Reply>,
) -> impl Fn(&Call) -> Option<Reply> + Send + Sync {
    let replies = Arc::new(Mutex::new(replies.into_iter()));
    move |call| {
        let is_meant =
            call.operation == operation && (id.is_empty() || call.request.json()["checkId"] == id);
        if is_meant { replies.lock().unwrap().next() } else { None }
    }
}
