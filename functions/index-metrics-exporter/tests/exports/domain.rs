//! A domain with the tiers that only AWS has, and a collection, played after AWS's descriptions
//! of their answers (the addresses are in `src/indices.rs`).

use std::sync::{Arc, Mutex};

use crate::loaded::assert_loads_whole;
use crate::*;

/// A domain on loopback, and what it was asked.
pub(crate) struct Peer {
    pub(crate) server: Server,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl Peer {
    /// Answers by `first`, or as a domain with all tiers does.
    pub(crate) fn start(first: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static) -> Self {
        let asked: Arc<Mutex<Vec<Request>>> = Arc::default();
        let record = Arc::clone(&asked);
        let server = Server::start(move |request| {
            record.lock().unwrap().push(request.clone());
            first(request).unwrap_or_else(|| usual(request))
        });
        Self { server, asked }
    }

    pub(crate) fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }
}

/// The path without its query.
pub(crate) fn path(request: &Request) -> &str {
    request.path.split('?').next().unwrap()
}

fn row(index: &str, status: &str) -> Value {
    json!({
        "health": "green", "status": status, "index": index, "pri": "3", "rep": "1",
        "creation.date.string": "2026-11-01T00:00:01.000Z",
    })
}

fn cold(index: &str) -> Value {
    json!({
        "index": index,
        "index_cold_uuid": format!("cold-{index}"),
        "size": 77_000,
        "creation_date": "2026-01-01T00:00:01.206Z",
        "start_time": "2026-01-01T00:00Z",
        "end_time": "2026-01-31T23:00Z",
    })
}

fn stats_of(count: u64) -> Value {
    let primaries = json!({
        "docs": { "count": count, "deleted": 0 },
        "store": { "size_in_bytes": 1000, "reserved_in_bytes": 0 },
        "segments": { "count": 7, "memory_in_bytes": 5 },
        "unknown": { "to": "this" },
    });
    let total =
        json!({ "docs": { "count": count * 2, "deleted": 0 }, "store": { "size_in_bytes": 0 } });
    json!({ "uuid": format!("uuid-{count}"), "primaries": primaries, "total": total })
}

fn usual(request: &Request) -> Reply {
    let answer = match path(request) {
        "/" => json!({ "cluster_uuid": "Q1w2", "cluster_name": "111122223333:aes-siem" }),
        "/_cat/indices/_hot" => json!([row("hot-1", "open"), row("hot-2", "close")]),
        "/_cat/indices/_warm" => json!([row("warm-1", "open")]),
        "/_cold/indices/_search" => match request.json()["pagination_id"].as_str() {
            None => json!({
                "pagination_id": "page/2=", "total_results": 3,
                "indices": [cold("cold-1"), cold("cold-2")],
            }),
            Some("page/2=") => json!({
                "pagination_id": "page/3=", "total_results": 3, "indices": [cold("cold-3")],
            }),
            Some(_) => json!({ "pagination_id": "page/4=", "total_results": 3, "indices": [] }),
        },
        stats if stats.starts_with("/_stats/") => json!({ "indices": {
            "hot-1": stats_of(10), "warm-1": stats_of(20), "made-just-now": stats_of(30),
        } }),
        "/_cat/shards" => json!([
            {
                "index": "hot-1", "shard": "0", "prirep": "p", "state": "STARTED", "docs": "10",
                "store": "1789569706", "id": "N1w2", "node": "0a1b2c",
            },
            {
                "index": "hot-1", "shard": "0", "prirep": "r", "state": "UNASSIGNED",
                "docs": null, "store": null, "id": null, "node": null,
            },
        ]),
        _ => return Reply::json(400, &json!({ "error": "no handler found for uri" })),
    };
    Reply::json(200, &answer)
}

#[tokio::test]
async fn every_tier_is_exported_and_loaded_whole() {
    let peer = Peer::start(|_| None);
    let bucket = bucket();
    let status = run(environment(&peer.server.url()), &bucket).await.unwrap();
    assert_eq!((&status["indices"], &status["shards"]), (&json!(6), &json!(2)));
    let (key, object) = put(&bucket);
    assert_loads_whole(&key, &object);
    let lines = lines(&bucket);
    let index = |name: &str| &line_of(&lines, name)["opensearch"]["index"];
    assert_eq!(
        index("hot-1"),
        &json!({
            "name": "hot-1", "uuid": "uuid-10", "index_status": "open", "status": "green",
            "storage_tier": "hot", "creation": { "date": "2026-11-01T00:00:01.000Z" },
            "shards": { "total": 6, "primaries": 3 },
            "primaries": {
                "docs": { "count": 10, "deleted": 0 }, "store": { "size_in_bytes": 1000 },
                "segments": { "count": 7 },
            },
            "total": { "docs": { "count": 20, "deleted": 0 }, "store": { "size_in_bytes": 0 } },
        })
    );
    let warm = index("warm-1");
    assert_eq!(
        (&warm["storage_tier"], &warm["total"]["docs"]["count"]),
        (&json!("warm"), &json!(20))
    );
    assert_eq!(warm["total"]["store"]["size_in_bytes"], 1000, "that of the primaries");
    assert_eq!(index("hot-2")["index_status"], "close");
    for name in ["cold-1", "cold-2", "cold-3"] {
        assert_eq!(
            index(name),
            &json!({
                "name": name, "uuid": format!("cold-{name}"), "index_status": "cold",
                "status": "green", "storage_tier": "cold",
                "creation": { "date": "2026-01-01T00:00:01.206Z" },
                "start_time": "2026-01-01T00:00Z", "end_time": "2026-01-31T23:00Z",
                "total": { "store": { "size_in_bytes": 77_000 } },
            })
        );
    }
    let cluster = json!({ "id": "Q1w2", "name": "aes-siem" });
    assert!(lines.iter().all(|line| line["opensearch"]["cluster"] == cluster));
}

#[tokio::test]
async fn a_shard_is_exported_with_what_is_known_of_its_index() {
    let peer = Peer::start(|_| None);
    let bucket = bucket();
    run(environment(&peer.server.url()), &bucket).await.unwrap();
    let lines = lines(&bucket);
    let shards: Vec<_> = lines.iter().filter(|line| line["metricset"]["name"] == "shard").collect();
    let of_index = json!({
        "name": "hot-1", "index_status": "open", "status": "green", "storage_tier": "hot",
    });
    let cluster = json!({ "id": "Q1w2", "name": "aes-siem" });
    assert_eq!(
        shards[0]["opensearch"],
        json!({
            "cluster": cluster, "index": of_index, "node": { "id": "N1w2" },
            "shard": {
                "number": 0, "primary": true, "state": "STARTED", "docs": { "count": 10 },
                "store": { "size_in_bytes": 1_789_569_706 },
                "source_node": { "name": "0a1b2c", "uuid": "N1w2" },
            },
        })
    );
    assert_eq!(
        shards[1]["opensearch"],
        json!({
            "cluster": cluster, "index": of_index,
            "shard": { "number": 0, "primary": false, "state": "UNASSIGNED" },
        })
    );
}

#[tokio::test]
async fn a_domain_is_only_asked() {
    let peer = Peer::start(|_| None);
    run(environment(&peer.server.url()), &bucket()).await.unwrap();
    let asked = peer.asked();
    assert!(asked.len() >= 8, "{}", asked.len());
    for request in asked {
        assert_eq!(request.method, "GET", "{}", request.path);
    }
}

#[tokio::test]
async fn a_domain_without_warm_and_cold_storage_has_hot_indices_alone() {
    for status in [400, 404, 405] {
        let peer = Peer::start(move |request| {
            let is_tier = matches!(path(request), "/_cat/indices/_warm" | "/_cold/indices/_search");
            is_tier.then(|| Reply::json(status, &json!({ "error": "no handler found" })))
        });
        let done = run(environment(&peer.server.url()), &bucket()).await.unwrap();
        assert_eq!(done["indices"], 2, "{status}");
    }
}

#[tokio::test]
async fn a_collection_exports_what_there_is_and_is_asked_for_no_more() {
    let peer = Peer::start(|request| {
        let rows = json!([
            { "index": "log-aws-waf", "uuid": "dB3d", "docs.count": "120", "docs.deleted": "0" },
            { "index": "new", "uuid": "eB3d", "docs.count": null, "docs.deleted": null },
        ]);
        (path(request) == "/_cat/indices").then(|| Reply::json(200, &rows))
    });
    for kind in ["SEARCH", "TIMESERIES"] {
        let mut environment = environment(&peer.server.url());
        environment.collection_type = Some(kind.to_owned());
        let bucket = bucket();
        let done = run(environment, &bucket).await.unwrap();
        assert_eq!((&done["indices"], &done["shards"]), (&json!(2), &json!(0)), "{kind}");
        let (key, object) = put(&bucket);
        assert_loads_whole(&key, &object);
        let lines = lines(&bucket);
        let index = &line_of(&lines, "log-aws-waf")["opensearch"]["index"];
        let primaries = json!({ "docs": { "count": 120, "deleted": 0 } });
        assert_eq!(
            index,
            &json!({ "name": "log-aws-waf", "uuid": "dB3d", "primaries": primaries })
        );
        assert_eq!(lines[0]["opensearch"]["cluster"]["name"], "aes-siem");
    }
    assert!(peer.asked().iter().all(|request| path(request) == "/_cat/indices"));
}

#[tokio::test]
async fn a_collection_without_indices_writes_no_object() {
    let peer = Peer::start(|_| Some(Reply::json(200, &json!([]))));
    let mut environment = environment(&peer.server.url());
    environment.collection_type = Some("SEARCH".to_owned());
    let bucket = bucket();
    assert_eq!(run(environment, &bucket).await.unwrap()["to"], Value::Null);
    assert!(bucket.calls().is_empty());
}
