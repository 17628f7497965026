//! The real node, which has hot indices, open and closed.

use test_support::names::unique;
use test_support::opensearch;

use crate::loaded::assert_loads_whole;
use crate::*;

#[tokio::test]
async fn the_figures_of_a_real_node_are_exported_and_loaded_whole() {
    let Some(node) = opensearch::shared() else { return };
    let [open, closed, hidden] = ["open", "closed", "hidden"].map(unique);
    let settings = json!({ "settings": { "number_of_shards": 2, "number_of_replicas": 1 } });
    node.ok("PUT", &format!("/{open}"), Some(&settings));
    node.bulk(&open, &[("1", json!({ "a": 1 })), ("2", json!({ "a": 2 }))]);
    node.refresh(&open);
    node.ok("PUT", &format!("/{closed}"), Some(&json!({})));
    node.ok("POST", &format!("/{closed}/_close"), None);
    let settings = json!({ "settings": { "index.hidden": true } });
    node.ok("PUT", &format!("/{hidden}"), Some(&settings));

    let bucket = bucket();
    let status = run(environment(node.url()), &bucket).await.unwrap();
    let (key, object) = put(&bucket);
    assert_eq!(status["to"], format!("s3://{BUCKET}/{key}"));
    assert!(key.starts_with(&format!("{PREFIX}eu-west-1/")), "{key}");
    assert_loads_whole(&key, &object);

    let lines = lines(&bucket);
    let of_open = line_of(&lines, &open);
    let index = &of_open["opensearch"]["index"];
    let uuid =
        &node.ok("GET", &format!("/{open}/_settings"), None)[&open]["settings"]["index"]["uuid"];
    assert_eq!(&index["uuid"], uuid);
    for (place, wanted) in [
        ("/shards", json!({ "total": 4, "primaries": 2 })),
        ("/storage_tier", json!("hot")),
        ("/index_status", json!("open")),
        ("/status", json!("yellow")),
        ("/primaries/docs/count", json!(2)),
        ("/total/docs/count", json!(2)),
        ("/total/docs/deleted", json!(0)),
        ("/primaries/indexing/index_total", json!(2)),
    ] {
        assert_eq!(index.pointer(place), Some(&wanted), "{place}: {index:#}");
    }
    for place in ["/primaries/store/size_in_bytes", "/total/segments/count", "/creation/date"] {
        assert!(index.pointer(place).is_some(), "{place}: {index:#}");
    }
    assert_eq!(of_open["metricset"], json!({ "name": "index", "period": 3_600_000 }));
    let root = node.ok("GET", "/", None);
    let cluster = json!({ "id": root["cluster_uuid"], "name": root["cluster_name"] });
    assert_eq!(of_open["opensearch"]["cluster"], cluster);

    let of_closed = &line_of(&lines, &closed)["opensearch"]["index"];
    assert_eq!(of_closed["index_status"], "close");
    assert_eq!(of_closed.get("primaries"), None, "nothing is known: {of_closed:#}");
    assert_eq!(line_of(&lines, &hidden)["opensearch"]["index"]["primaries"]["docs"]["count"], 0);

    let shards: Vec<_> = lines
        .iter()
        .filter(|line| line["event"]["dataset"] == "opensearch.shard")
        .map(|line| &line["opensearch"])
        .filter(|line| line["index"]["name"] == open.as_str())
        .collect();
    assert_eq!(shards.len(), 4, "two shards with a replica each, which has no node");
    let started: Vec<_> = shards.iter().filter(|s| s["shard"]["state"] == "STARTED").collect();
    assert_eq!(started.len(), 2);
    for shard in started {
        assert_eq!(shard["shard"]["primary"], true);
        assert_eq!(shard["node"]["id"], shard["shard"]["source_node"]["uuid"]);
        assert_eq!(shard["index"]["storage_tier"], "hot");
    }
    for name in [open, closed, hidden] {
        node.delete(&name);
    }
}
