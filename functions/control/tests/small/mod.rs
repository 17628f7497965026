//! Functions with the least memory that Lambda gives, and what they need of it.

use contract::handlers::{ES_LOADER_STOPPER, INDEX_METRICS_EXPORTER};
use serde_json::{Value, json};
use test_support::aws_peer::AwsPeer;
use test_support::http::{Reply, Server};
use test_support::lambda_runtime_api::{ExecutionEnvironment, Function};

use super::{NOWHERE, PROGRAM};

/// What they have.
const LEAST_MEMORY: u64 = 128 << 20;

#[track_caller]
fn assert_little_memory(environment: &ExecutionEnvironment) {
    if let Some(peak) = environment.peak_memory() {
        assert!(peak < LEAST_MEMORY, "{} MB", peak >> 20);
    }
}

#[test]
fn the_stopper_tells_of_an_event_of_another_alarm_and_stops_the_loader_for_its_own() {
    let peer = AwsPeer::start(|call| match call.operation.as_str() {
        "GetParameter" => Some(Reply::json(200, &json!({ "Parameter": { "Value": "running" } }))),
        "PutParameter" => Some(Reply::json(200, &json!({}))),
        get if get.starts_with("GET ") => Some(Reply::json(200, &json!({}))),
        put if put.starts_with("PUT ") => {
            Some(Reply::json(200, &json!({ "ReservedConcurrentExecutions": 0 })))
        }
        _ => Some(Reply::Answer { status: 200, headers: vec![], body: b"<R/>".to_vec() }),
    });
    let alarm = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:storage";
    let mut environment = Function::new(PROGRAM, ES_LOADER_STOPPER)
        .environment(NOWHERE)
        .environment([
            ("AWS_ENDPOINT_URL", peer.url().as_str()),
            ("ES_LOADER_FUNCTION_ARN", "arn:aws:lambda:us-east-1:111122223333:function:loader"),
            ("AES_SIEM_ALERT_TOPIC_ARN", "arn:aws:sns:us-east-1:111122223333:alert"),
            ("STORAGE_ALARM_ARN", alarm),
            ("ES_LOADER_BEFORE_STOP_PARAMETER", "before"),
        ])
        .timeout(std::time::Duration::from_secs(100))
        .start();
    let event = |alarm: &str| {
        json!({
            "source": "aws.cloudwatch",
            "detail-type": "CloudWatch Alarm State Change",
            "time": "2026-11-24T06:00:00Z",
            "resources": [alarm],
            "detail": { "state": { "value": "ALARM", "reason": "full" } },
        })
    };
    let outcome = environment.invoke(&event("arn:aws:cloudwatch:us-east-1:111122223333:alarm:x"));
    assert_eq!(outcome.error_type(), Some("StopperEventInvalid"));
    assert!(peer.calls().is_empty());
    assert_eq!(environment.invoke(&event(alarm)).response(), json!("stopped"));
    let written = &peer.calls_of("PutParameter")[0].request.json();
    assert_eq!(written["Value"], "unreserved");
    assert_little_memory(&environment);
}

/// A domain of thousands of indices with ten shards each.
fn large_domain(indices: usize) -> Server {
    let names: Vec<_> =
        (0..indices).map(|n| format!("log-aws-cloudtrail-2026-11-{n:06}")).collect();
    let rows: Vec<Value> = names
        .iter()
        .map(|name| {
            json!({
                "health": "green", "status": "open", "index": name, "pri": "5", "rep": "1",
                "creation.date.string": "2026-11-01T00:00:01.000Z",
            })
        })
        .collect();
    let figures = json!({
        "docs": { "count": 123_456_789, "deleted": 0 },
        "store": { "size_in_bytes": 123_456_789_012_u64 },
        "indexing": { "index_time_in_millis": 123_456, "index_total": 123_456_789 },
        "segments": { "count": 30, "memory_in_bytes": 0, "terms_memory_in_bytes": 0 },
    });
    let stats: serde_json::Map<_, _> = names
        .iter()
        .map(|name| (name.clone(), json!({ "uuid": "u", "primaries": figures, "total": figures })))
        .collect();
    let shards: Vec<_> = names
        .iter()
        .flat_map(|name| (0..10).map(move |n| (name, n)))
        .map(|(name, n)| {
            json!({
                "index": name, "shard": n.to_string(), "prirep": "p", "state": "STARTED",
                "docs": "123456789", "store": "12345678901", "id": "N1w2E3r4T5y6U7i8O9p0Aa",
                "node": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
            })
        })
        .collect();
    let answers = [
        ("/_cat/indices/_hot", json!(rows)),
        ("/_cat/indices/_warm", json!([])),
        ("/_stats", json!({ "indices": stats })),
        ("/_cat/shards", json!(shards)),
    ];
    Server::start(move |request| {
        let answer = answers.iter().find(|(path, _)| request.path.starts_with(path));
        let root = json!({ "cluster_uuid": "Q1w2", "cluster_name": "111122223333:aes-siem" });
        match answer {
            Some((_, answer)) => Reply::json(200, answer),
            None if request.path == "/" => Reply::json(200, &root),
            None => Reply::json(404, &json!({ "error": "no handler found" })),
        }
    })
}

#[test]
fn the_metrics_of_a_large_domain_need_little_memory() {
    let domain = large_domain(3_000);
    let bucket = AwsPeer::start(|_| Some(Reply::empty(200)));
    let mut environment = Function::new(PROGRAM, INDEX_METRICS_EXPORTER)
        .environment(NOWHERE)
        .environment([
            ("AWS_ENDPOINT_URL", bucket.url().as_str()),
            ("ENDPOINT", domain.url().as_str()),
            ("COLLECTION_NAME", "aes-siem"),
            ("LOG_BUCKET", "log"),
            ("LOG_KEY_PREFIX", "AWSLogs/111122223333/OpenSearch/metrics/"),
            ("PERIOD_HOUR", "1"),
            ("AOSS_TYPE", ""),
        ])
        .timeout(std::time::Duration::from_secs(100))
        .start();
    let status = environment.invoke(&json!({ "source": "aws.events" })).response();
    assert_eq!((&status["indices"], &status["shards"]), (&json!(3_000), &json!(30_000)));
    assert_eq!(bucket.calls().len(), 1);
    assert_little_memory(&environment);
}
