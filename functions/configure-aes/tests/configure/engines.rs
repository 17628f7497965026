//! Versions and collections: what an engine lacks is left out, and said.

use serde_json::{Value, json};

use crate::peer::Peer;
use crate::{all_options, function, run};

fn root(distribution: Option<&str>, number: &str, lucene: &str) -> Value {
    json!({"version": {"distribution": distribution, "number": number, "lucene_version": lucene}})
}

#[tokio::test]
async fn every_version_from_1_3_on_is_configured() {
    for (number, flat_objects, snapshots) in [
        ("1.3.20", false, false),
        ("2.5.0", false, true),
        ("2.19.1", true, true),
        ("3.1.0", true, true),
    ] {
        let peer = Peer::with(|state| state.root = root(Some("opensearch"), number, "9.0.0"));
        let report = run(&peer.url(), &all_options()).await.unwrap();
        let holds = peer.holds();
        assert_eq!(json!(holds).to_string().contains("flat_object"), flat_objects);
        assert_eq!(holds.contains_key("/_plugins/_sm/policies/aes-siem-snapshots"), snapshots);
        let said = report.left_out.iter().any(|words| words.starts_with("snapshot policies"));
        assert_eq!(said, !snapshots, "{number}: {:?}", report.left_out);
    }
}

/// v2.10.4 makes domains that tell clients to be Elasticsearch.
#[tokio::test]
async fn a_domain_in_disguise_is_known_by_its_nodes() {
    for (distribution, lucene) in [(Some("opensearch"), "9.12.1"), (None, "8.10.1")] {
        let peer = Peer::with(|state| {
            state.root = root(distribution, "7.10.2", lucene);
            state.node_version = "1.3.20";
        });
        run(&peer.url(), &all_options()).await.unwrap();
        assert!(!json!(peer.holds()).to_string().contains("flat_object"));
    }
}

#[tokio::test]
async fn what_is_no_opensearch_or_too_old_is_refused_with_the_way_out() {
    for (root, words) in [
        (root(None, "7.10.2", "8.7.0"), "Elasticsearch 7.10.2"),
        (root(None, "7.9.1", "8.6.2"), "7.9.1"),
        (root(Some("opensearch"), "1.2.4", "8.10.1"), "OpenSearch 1.2.4"),
    ] {
        let peer = Peer::with(|state| state.root = root);
        let error = run(&peer.url(), &all_options()).await.unwrap_err().to_string();
        assert!(error.contains(words) && error.contains("upgrade the domain"), "{error}");
        assert_eq!(peer.take_changes(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_domain_without_plugins_has_the_rest() {
    let peer = Peer::with(|state| state.lacks = vec!["/_plugins"]);
    let report = run(&peer.url(), &all_options()).await.unwrap();
    let left_out = report.left_out.join("\n");
    for what in ["role", "role mapping", "index state polic", "snapshot polic"] {
        assert!(left_out.contains(what), "{what}: {left_out}");
    }
    assert!(peer.holds().contains_key("/_index_template/log-aws-waf_aws"));
    assert!(peer.holds().contains_key("/_snapshot/siem-snapshot"));
}

/// A collection knows templates only, and has no indices of plugins.
#[tokio::test]
async fn a_collection_has_its_templates() {
    for kind in ["SEARCH", "TIMESERIES"] {
        let peer = Peer::with(|state| {
            state.lacks =
                vec!["/_plugins", "/_cluster", "/_cat", "/_snapshot", "/_template", "/_nodes"];
            state.root = json!("{}");
        });
        let report =
            function(&peer.url(), Some(kind)).await.configure(&all_options()).await.unwrap();
        let holds = peer.holds();
        assert!(holds.contains_key("/_index_template/log-aws-waf_aws"));
        let ours = holds.iter().filter(|(path, _)| !path.contains("/rolesmapping/"));
        assert!(ours.clone().all(|(path, _)| path.contains("_template/")));
        for word in ["rollover_alias", ".opendistro"] {
            let found = ours.clone().find(|(_, body)| body.to_string().contains(word));
            assert_eq!(found, None, "{word}");
        }
        let left_out = report.left_out.join("\n");
        for what in ["roles", "index state polic", "cluster settings", "snapshot repositor"] {
            assert!(left_out.contains(what), "{what}: {left_out}");
        }
    }
}
