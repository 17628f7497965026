//! What v2.10.4 leaves.

use serde_json::{Value, json};

use crate::peer::Peer;
use crate::{EC2, EXPORTER, LOADER, all_options, run};

/// Its index template for a type of log.
fn index_template(name: &str) -> Value {
    json!({
        "index_patterns": [format!("{name}-*")],
        "priority": 2,
        "composed_of": [
            "component_template_log",
            "component_template_log-aws",
            format!("component_template_{name}"),
        ],
        "version": 2,
        "_meta": {"description": "Provided by AWS. Do not edit"},
    })
}

/// A part of its component templates.
fn component_template() -> Value {
    json!({
        "template": {"mappings": {"properties": {
            "SchemaVersion": {"type": "keyword"}, "apiVersion": {"type": "keyword"},
        }}},
        "version": 2,
        "_meta": {"description": "Provided by AWS. Do not edit"},
    })
}

const COMPONENT: &str = "/_component_template/component_template_log-aws";
const WAF: &str = "/_index_template/log-aws-waf_aws";
const ELB: &str = "/_index_template/log-aws-elb_aws";
const MAPPING: &str = "/_plugins/_security/api/rolesmapping/aws_log_loader";

fn domain_of_the_original() -> Peer {
    Peer::with(|state| {
        state.put(COMPONENT, component_template());
        state.put(WAF, index_template("log-aws-waf"));
        state.put(ELB, index_template("log-aws-elb"));
        state.put(
            MAPPING,
            json!({
                "backend_roles": [LOADER, EC2, EXPORTER], "users": [], "hosts": [],
            }),
        );
    })
}

#[tokio::test]
async fn what_nobody_has_changed_is_replaced() {
    let peer = domain_of_the_original();
    let report = run(&peer.url(), &all_options()).await.unwrap();
    assert_eq!(report.kept, Vec::<String>::new());
    let fresh = Peer::start();
    run(&fresh.url(), &all_options()).await.unwrap();
    for path in [COMPONENT, WAF, ELB] {
        assert_eq!(peer.at(path), fresh.at(path), "{path}");
    }
}

#[tokio::test]
async fn what_somebody_has_changed_is_kept() {
    let peer = domain_of_the_original();
    let mut changed = index_template("log-aws-waf");
    changed["template"] = json!({"settings": {"index.number_of_shards": 1}});
    peer.state().put(WAF, changed.clone());
    let report = run(&peer.url(), &all_options()).await.unwrap();
    assert_eq!(report.kept, ["index template log-aws-waf_aws (ours is log-aws-waf_aws-aes-siem)"]);
    assert_eq!(peer.at(WAF), changed);
}

#[tokio::test]
async fn whoever_was_mapped_stays_so() {
    let peer = domain_of_the_original();
    run(&peer.url(), &all_options()).await.unwrap();
    assert_eq!(peer.at(MAPPING)["backend_roles"], json!([LOADER, EC2, EXPORTER]));
}

#[tokio::test]
async fn the_repository_of_the_original_is_ours() {
    let peer = domain_of_the_original();
    let repository = json!({"type": "s3", "settings": {
        "bucket": "aes-siem-111122223333-snapshot",
        "region": "us-east-1",
        "role_arn": crate::SNAPSHOT,
    }});
    peer.state().put("/_snapshot/siem-snapshot", repository.clone());
    run(&peer.url(), &all_options()).await.unwrap();
    assert!(!peer.take_changes().iter().any(|change| change.contains("/_snapshot/")));
    assert_eq!(peer.at("/_snapshot/siem-snapshot"), repository);
}

/// A template of the old kind has no effect beside index templates.
#[tokio::test]
async fn legacy_templates_of_a_users_stay_and_are_told() {
    let peer = domain_of_the_original();
    let mine =
        json!({"index_patterns": ["log-web-*"], "order": 10, "settings": {}, "mappings": {}});
    peer.state().put("/_template/mine", mine.clone());
    let other = json!({"index_patterns": ["shop-*"], "order": 0, "settings": {}, "mappings": {}});
    peer.state().put("/_template/other", other);
    let report = run(&peer.url(), &all_options()).await.unwrap();
    assert_eq!(peer.at("/_template/mine"), mine);
    let told = report.notes.iter().find(|note| note.contains("legacy templates")).unwrap();
    assert!(told.contains("mine") && !told.contains("other"), "{told}");
}

/// A roll-back lets v2.10.4 write its own again, whatever is there.
#[tokio::test]
async fn from_the_original_to_ours_and_back_and_again() {
    let peer = domain_of_the_original();
    run(&peer.url(), &all_options()).await.unwrap();
    let ours = peer.holds();
    peer.state().put(COMPONENT, component_template());
    peer.state().put(WAF, index_template("log-aws-waf"));
    let report = run(&peer.url(), &all_options()).await.unwrap();
    assert_eq!((report.written, report.kept.len()), (2, 0), "{report}");
    assert_eq!(peer.holds(), ours);
}
