//! Domains and buckets that refuse.

use std::sync::{Mutex, mpsc};

use crate::domain::{Peer, path};
use crate::*;

fn refusal(status: u16) -> Reply {
    let error =
        json!({ "type": "security_exception", "reason": "no permissions for [x]\nhunter2" });
    Reply::json(status, &json!({ "error": error, "status": status }))
}

/// A domain that answers so where the path begins so.
fn failing(begin: &'static str, reply: Reply) -> Peer {
    Peer::start(move |request| {
        let path = path(request);
        (path == begin || (begin.len() > 1 && path.starts_with(begin))).then(|| reply.clone())
    })
}

#[tokio::test]
async fn without_the_list_of_indices_nothing_is_written_and_the_permission_is_named() {
    let peer = failing("/_cat/indices/_hot", refusal(403));
    let bucket = bucket();
    let failed = run(environment(&peer.server.url()), &bucket).await.unwrap_err();
    assert_eq!(failed.error_type, "IndexMetricsDenied");
    for part in ["es:ESHttpGet", "no permissions for [x]", "/_cat/indices/_hot"] {
        assert!(failed.message.contains(part), "{part}: {failed:?}");
    }
    assert!(!failed.message.contains("hunter2"), "the first line only: {failed:?}");
    assert!(bucket.calls().is_empty());
}

#[tokio::test]
async fn a_part_that_cannot_be_had_is_told_after_the_others_are_written() {
    for (begin, part, left) in [
        ("/", "the cluster's id", 8),
        ("/_cat/indices/_warm", "warm indices", 7),
        ("/_cold", "cold indices", 5),
        ("/_stats", "figures of open indices", 6),
        ("/_cat/shards", "shards", 6),
    ] {
        let odd = Reply::json(200, &json!("odd"));
        for fault in [refusal(403), refusal(429), refusal(500), odd, Reply::HangUp] {
            let peer = failing(begin, fault.clone());
            let bucket = bucket();
            let failed = run(environment(&peer.server.url()), &bucket).await.unwrap_err();
            assert_eq!(failed.error_type, "IndexMetricsIncomplete", "{begin} {fault:?}");
            assert!(failed.message.contains(part), "{begin} {fault:?}: {failed:?}");
            assert_eq!(lines(&bucket).len(), left, "{begin} {fault:?}");
        }
    }
}

#[tokio::test]
async fn without_an_answer_to_the_root_the_cluster_has_the_name_of_the_stack() {
    let peer = failing("/", refusal(403));
    let bucket = bucket();
    run(environment(&peer.server.url()), &bucket).await.unwrap_err();
    assert_eq!(lines(&bucket)[0]["opensearch"]["cluster"], json!({ "name": "aes-siem" }));
}

#[tokio::test]
async fn hidden_indices_that_may_not_be_seen_do_not_keep_the_others_back() {
    let peer = Peer::start(|request| request.path.contains("hidden").then(|| refusal(403)));
    let done = run(environment(&peer.server.url()), &bucket()).await.unwrap();
    assert_eq!(done["indices"], 6);
}

#[tokio::test]
async fn what_may_pass_is_outlasted() {
    for fault in [refusal(429), refusal(503), Reply::HangUp] {
        let (seen, reply) = (Mutex::new(std::collections::BTreeSet::new()), fault.clone());
        let peer = Peer::start(move |request| {
            // The first request of each path and page fails.
            let is_first =
                seen.lock().unwrap().insert((request.path.clone(), request.body.clone()));
            is_first.then(|| reply.clone())
        });
        let done = run(environment(&peer.server.url()), &bucket()).await.unwrap();
        assert_eq!(done["indices"], 6, "{fault:?}");
    }
}

#[tokio::test]
async fn what_is_there_when_the_time_runs_out_is_written() {
    let (never, silence) = mpsc::channel::<()>();
    let held = Mutex::new((never, silence));
    let peer = Peer::start(move |request| {
        if path(request) == "/_cat/shards" {
            // Longer than the run has.
            _ = held.lock().unwrap().1.recv_timeout(Duration::from_secs(10));
        }
        None
    });
    let bucket = bucket();
    let failed = run_for(22, environment(&peer.server.url()), &bucket).await.unwrap_err();
    assert_eq!(failed.error_type, "IndexMetricsIncomplete");
    assert!(failed.message.contains("time ran out"), "{failed:?}");
    assert_eq!(lines(&bucket).len(), 6);
}

#[tokio::test]
async fn a_bucket_that_refuses_is_told() {
    let peer = Peer::start(|_| None);
    let body = b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>".to_vec();
    let bucket = AwsPeer::start(move |_| {
        Some(Reply::Answer { status: 403, headers: vec![], body: body.clone() })
    });
    let failed = run(environment(&peer.server.url()), &bucket).await.unwrap_err();
    assert_eq!(failed.error_type, "ExportStoreFailed");
    assert!(failed.message.contains("s3:PutObject"), "{failed:?}");
}

#[tokio::test]
async fn a_list_of_cold_indices_that_never_ends_is_not_followed() {
    let peer = Peer::start(|request| {
        let page = json!({ "pagination_id": "again", "indices": [{ "index": "cold-1" }] });
        (path(request) == "/_cold/indices/_search").then(|| Reply::json(200, &page))
    });
    let failed = run(environment(&peer.server.url()), &bucket()).await.unwrap_err();
    assert!(failed.message.contains("more than 1000 pages"), "{failed:?}");
}

#[test]
fn a_wrong_variable_is_told_with_what_is_wanted() {
    let wrong = |change: fn(&mut Environment)| {
        let mut environment = environment("search-x.eu-west-1.es.amazonaws.com");
        change(&mut environment);
        let error = Settings::new(environment, None).unwrap_err();
        (kit::errors::Stable::error_type(&error), error.to_string())
    };
    let (kind, words) = wrong(|e| e.period_hours = "0".to_owned());
    assert_eq!(kind, "IndexMetricsVariableInvalid");
    assert!(words.contains("PERIOD_HOUR is `0`"), "{words}");
    let (_, words) = wrong(|e| e.collection_type = Some("VECTOR".to_owned()));
    assert!(words.contains("`VECTOR`") && words.contains("`TIMESERIES`"), "{words}");
    let (_, words) = wrong(|e| e.key_prefix = "AWSLogs/".to_owned());
    assert!(words.contains("LOG_KEY_PREFIX"), "{words}");
    let (kind, words) = wrong(|e| e.endpoint = "http://logs.example.com".to_owned());
    assert_eq!(kind, "EndpointInvalid");
    assert!(words.contains("not encrypted"), "{words}");
}
