//! What a user has changed is kept.

use serde_json::{Value, json};

use crate::peer::Peer;
use crate::{all_options, run};

/// Something that a user could change, of whatever kind.
fn change(path: &str, body: &mut Value) {
    let place = if path.contains("_ism/policies") {
        &mut body["policy"]["states"][0]["actions"]
    } else if path.contains("_sm/policies") {
        &mut body["snapshot_config"]["indices"]
    } else if path.contains("/roles/") {
        &mut body["cluster_permissions"]
    } else if path.contains("_snapshot") {
        &mut body["settings"]["bucket"]
    } else if path.contains("_notifications") {
        &mut body["sns"]["topic_arn"]
    } else if path.contains("_alerting") {
        &mut body["schedule"]["period"]["unit"]
    } else {
        &mut body["template"]["settings"]
    };
    *place = match place.take() {
        Value::Array(mut list) if path.contains("_ism") => {
            list.push(json!({"read_only": {}}));
            Value::Array(list)
        }
        Value::Array(mut list) => {
            list.push(json!("cluster:admin/x"));
            Value::Array(list)
        }
        Value::Object(mut settings) => {
            settings.insert("index.codec".to_owned(), json!("best_compression"));
            Value::Object(settings)
        }
        Value::Null => json!({"index.codec": "best_compression"}),
        _ => json!("mine"),
    };
}

fn is_object_of_ours(path: &str) -> bool {
    !path.contains("/rolesmapping/") && !path.starts_with("plugins.")
}

#[tokio::test]
async fn every_object_that_a_user_has_changed_is_kept_and_ours_stands_beside_it() {
    let peer = Peer::start();
    run(&peer.url(), &all_options()).await.unwrap();
    let mut changed = vec![];
    for (path, mut body) in peer.holds() {
        if is_object_of_ours(&path) {
            change(&path, &mut body);
            peer.state().put(&path, body.clone());
            changed.push((path, body));
        }
    }
    assert!(changed.len() > 100);
    let report = run(&peer.url(), &all_options()).await.unwrap();
    assert_eq!(report.kept.len(), changed.len(), "{:?}", report.kept);
    for (path, body) in &changed {
        assert_eq!(&peer.at(path), body, "{path} was overwritten");
        assert!(!peer.at(&format!("{path}-aes-siem")).is_null(), "nothing beside {path}");
    }
    peer.take_changes();
    let again = run(&peer.url(), &all_options()).await.unwrap();
    assert_eq!(peer.take_changes(), Vec::<String>::new());
    assert_eq!(again.kept.len(), changed.len());
}

#[tokio::test]
async fn what_stands_beside_has_no_effect() {
    let peer = Peer::start();
    run(&peer.url(), &all_options()).await.unwrap();
    for path in ["/_index_template/log-aws-waf_aws", "/_plugins/_ism/policies/rollover100gb"] {
        let mut body = peer.at(path);
        change(path, &mut body);
        peer.state().put(path, body);
    }
    run(&peer.url(), &all_options()).await.unwrap();
    let template = peer.at("/_index_template/log-aws-waf_aws-aes-siem");
    assert_eq!(template["index_patterns"], json!(["aes-siem-beside-log-aws-waf-*"]));
    let policy = peer.at("/_plugins/_ism/policies/rollover100gb-aes-siem");
    assert_eq!(policy["policy"]["ism_template"], json!(null));
}

#[tokio::test]
async fn a_component_template_of_a_user_counts_before_ours() {
    let peer = Peer::start();
    run(&peer.url(), &all_options()).await.unwrap();
    let path = "/_component_template/component_template_log";
    let mut body = peer.at(path);
    change(path, &mut body);
    peer.state().put(path, body);
    run(&peer.url(), &all_options()).await.unwrap();
    let parts = [
        "component_template_log-aes-siem",
        "component_template_log",
        "component_template_log-aws",
        "component_template_log-aws-waf",
    ];
    let template = peer.at("/_index_template/log-aws-waf_aws");
    assert_eq!(template["composed_of"], json!(parts));
}

#[tokio::test]
async fn what_a_user_has_removed_is_made_again_and_what_stood_beside_goes() {
    let peer = Peer::start();
    run(&peer.url(), &all_options()).await.unwrap();
    let before = peer.holds();
    let path = "/_component_template/component_template_log";
    let mut body = peer.at(path);
    change(path, &mut body);
    peer.state().put(path, body);
    run(&peer.url(), &all_options()).await.unwrap();
    peer.state().objects.remove(path);
    run(&peer.url(), &all_options()).await.unwrap();
    assert_eq!(peer.holds(), before);
}

#[tokio::test]
async fn a_setting_of_the_cluster_that_is_set_stays() {
    let names =
        ["plugins.alerting.alert_history_max_age", "opendistro.alerting.alert_history_max_age"];
    for name in names {
        let peer = Peer::start();
        peer.state().settings.insert(name.to_owned(), json!("7d"));
        run(&peer.url(), &all_options()).await.unwrap();
        let settings = peer.state().settings.clone();
        assert_eq!(settings[name], "7d");
        assert_eq!(settings.len(), 2, "{settings:?}");
    }
}

#[tokio::test]
async fn who_has_a_role_keeps_it() {
    let peer = Peer::start();
    run(&peer.url(), &all_options()).await.unwrap();
    let mapping = peer.at("/_plugins/_security/api/rolesmapping/all_access");
    assert_eq!(mapping["users"], json!(["aesadmin"]));
    assert_eq!(mapping["backend_roles"], json!(["analysts", crate::ADMIN]));
}
