//! Whether a real OpenSearch is empty.

use serde_json::json;
use test_support::opensearch;

use crate::properties;
use crate::world::{Ask, World, succeeded};

/// A domain that is made here, with a real node where its address is.
#[tokio::test]
async fn a_real_node_with_documents_keeps_its_domain() {
    let Some(node) = opensearch::shared() else { return };
    let index = test_support::names::unique("log-deploy-aes");
    node.bulk(&index, &[("1", json!({ "message": "x" }))]);
    node.refresh(&index);
    let world = World::new().await;
    let id = succeeded(&world.ask(&Ask::create(properties(json!({})))).await);
    {
        let mut peer = world.peer();
        peer.stack_status = "ROLLBACK_IN_PROGRESS";
        let address = node.url().trim_start_matches("http://");
        peer.domain.as_mut().unwrap()["Endpoint"] = json!(address);
    }
    let answer = world.ask(&Ask::delete(&id, properties(json!({})))).await;
    node.delete(&index);
    assert!(answer["Reason"].as_str().unwrap().contains(" documents"), "{answer}");
    assert!(world.peer().domain.is_some());
}
