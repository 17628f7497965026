//! A real node with the plugins: what it takes, and how it gives it back.
//!
//! Left to the peer is what only AWS has: repositories in S3 (here they become folders of
//! the node), and moving indices to warm and cold storage.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use contract::custom_resources::{ConfigurationSettings, IndexAges, Snapshots};
use serde_json::{Value, json};
use test_support::http::{Client, Reply, Request, Server};
use test_support::names::unique;
use test_support::opensearch::{Alone, OpenSearch, full};
use test_support::wait::wait_until;

use crate::peer::Peer;
use crate::{ADMIN, run};

/// The node, with nothing of the SIEM in it, before and after.
pub(crate) struct Domain {
    pub(crate) node: &'static OpenSearch,
    entrance: Server,
    changes: Arc<Mutex<Vec<String>>>,
    _alone: Alone,
}

impl Domain {
    pub(crate) fn new() -> Option<Self> {
        let node = full()?;
        let alone = node.alone();
        clean(node);
        let changes = Arc::new(Mutex::new(vec![]));
        let entrance = entrance(node, Arc::clone(&changes));
        Some(Self { node, entrance, changes, _alone: alone })
    }

    pub(crate) fn changes(&self) -> MutexGuard<'_, Vec<String>> {
        self.changes.lock().unwrap()
    }

    pub(crate) async fn run(&self, options: &ConfigurationSettings) -> configure_aes::Report {
        run(&self.entrance.url(), options).await.unwrap()
    }
}

impl Drop for Domain {
    fn drop(&mut self) {
        clean(self.node);
    }
}

/// Before the node: remembers what changes something, and makes folders of buckets.
fn entrance(node: &'static OpenSearch, changes: Arc<Mutex<Vec<String>>>) -> Server {
    let client = Client::new(node.url());
    let buckets: Mutex<BTreeMap<String, Value>> = Mutex::default();
    Server::start(move |request| {
        let path = request.path.split('?').next().unwrap();
        if request.method != "GET" && !path.ends_with("/_simulate") && !path.ends_with("/_export") {
            changes.lock().unwrap().push(format!("{} {path}", request.method));
        }
        let name = path.strip_prefix("/_snapshot/").map(str::to_owned);
        match (request.method.as_str(), path, name) {
            ("GET", "/_snapshot", _) => Reply::json(200, &json!(*buckets.lock().unwrap())),
            ("PUT", _, Some(name)) => {
                buckets.lock().unwrap().insert(name.clone(), request.json());
                let folder = json!({"type": "fs", "settings": {"location": name}});
                Reply::json(200, &node.ok("PUT", path, Some(&folder)))
            }
            _ => pass(&client, request),
        }
    })
}

fn pass(client: &Client, request: &Request) -> Reply {
    let headers = [("content-type", "application/json")];
    let headers = if request.body.is_empty() { &headers[..0] } else { &headers[..] };
    match client.try_send(&request.method, &request.path, headers, request.body.clone()) {
        Some(answer) => Reply::Answer { status: answer.status, headers: vec![], body: answer.body },
        None => Reply::HangUp,
    }
}

/// Removes what is the SIEM's.
fn clean(node: &OpenSearch) {
    node.delete("log-*");
    for path in [
        "/_index_template/log*",
        "/_index_template/metrics*",
        "/_index_template/*_aws*",
        "/_component_template/component_template_*",
        "/_template/log_aws",
        "/_snapshot/siem-snapshot",
    ] {
        _ = node.request("DELETE", path, None);
    }
    for policy in names(node, "/_plugins/_ism/policies?size=1000", "/policies", "/_id") {
        _ = node.request("DELETE", &format!("/_plugins/_ism/policies/{policy}"), None);
    }
    for policy in names(node, "/_plugins/_sm/policies", "/policies", "/sm_policy/name") {
        _ = node.request("DELETE", &format!("/_plugins/_sm/policies/{policy}"), None);
    }
    for role in
        ["aws_log_loader", "aes_siem_metrics_exporter", "aes_siem_analyst", "aes_siem_admin"]
    {
        for api in ["rolesmapping", "roles"] {
            _ = node.request("DELETE", &format!("/_plugins/_security/api/{api}/{role}"), None);
            let beside = format!("/_plugins/_security/api/{api}/{role}-aes-siem");
            _ = node.request("DELETE", &beside, None);
        }
    }
    crate::alerting::clean(node);
    let settings = json!({"persistent": {"plugins.alerting.*": null}});
    _ = node.request("PUT", "/_cluster/settings", Some(&settings));
}

/// The names in a list.
fn names(node: &OpenSearch, path: &str, list: &str, name: &str) -> BTreeSet<String> {
    let (_, answer) = node.request("GET", path, None);
    let each = answer.pointer(list).and_then(Value::as_array).cloned().unwrap_or_default();
    each.iter().filter_map(|one| one.pointer(name)?.as_str().map(str::to_owned)).collect()
}

pub(crate) fn options() -> ConfigurationSettings {
    let ages = |hot_days, delete_days| IndexAges {
        hot_days,
        delete_days: Some(delete_days),
        ..IndexAges::default()
    };
    ConfigurationSettings {
        retention: [
            ("log-aws-waf".to_owned(), ages(Some(7), 90)),
            ("log-aws".to_owned(), ages(None, 365)),
        ]
        .into(),
        default_retention: Some(ages(None, 400)),
        snapshots: Some(Snapshots { cron: "0 2 * * *".to_owned(), keep_days: Some(30) }),
        monitors: None,
    }
}

#[tokio::test]
async fn the_node_takes_all_and_a_second_run_changes_nothing() {
    let Some(domain) = Domain::new() else { return };
    let first = domain.run(&options()).await;
    assert_eq!(first.kept, Vec::<String>::new());
    // Which are no plugin of the node.
    assert_eq!(first.left_out, ["saved objects: the domain does not have the API"]);
    domain.changes().clear();
    let second = domain.run(&options()).await;
    assert_eq!(*domain.changes(), Vec::<String>::new());
    assert_eq!((second.written, second.removed), (0, 0), "{second}");
}

/// What the peer holds after a run is what there should be.
#[tokio::test]
async fn the_node_holds_exactly_the_expected_objects() {
    let Some(domain) = Domain::new() else { return };
    let peer = Peer::start();
    run(&peer.url(), &options()).await.unwrap();
    domain.run(&options()).await;
    let node = domain.node;
    for (path, list, name) in [
        ("/_index_template", "/index_templates", "/name"),
        ("/_component_template", "/component_templates", "/name"),
        ("/_plugins/_ism/policies?size=1000", "/policies", "/_id"),
        ("/_plugins/_sm/policies", "/policies", "/sm_policy/name"),
    ] {
        let start = format!("{}/", path.split('?').next().unwrap());
        let expected: BTreeSet<_> = peer
            .holds()
            .into_keys()
            .filter_map(|path| path.strip_prefix(&start).map(str::to_owned))
            .collect();
        assert!(!expected.is_empty());
        assert_eq!(names(node, path, list, name), expected, "{path}");
    }
    let role = node.ok("GET", "/_plugins/_security/api/roles/aes_siem_analyst", None);
    let tenants = &role["aes_siem_analyst"]["tenant_permissions"];
    assert_eq!(tenants[0]["allowed_actions"], json!(["kibana_all_read"]));
    let mapping = node.ok("GET", "/_plugins/_security/api/rolesmapping/aws_log_loader", None);
    let mapped = mapping["aws_log_loader"]["backend_roles"].as_array().unwrap().len();
    assert_eq!(mapped, 2);
    let settings = node.ok("GET", "/_cluster/settings?flat_settings=true", None);
    assert_eq!(settings["persistent"]["plugins.alerting.alert_history_max_age"], "30d");
}

#[tokio::test]
async fn what_a_user_has_changed_in_the_node_is_kept() {
    let Some(domain) = Domain::new() else { return };
    let node = domain.node;
    domain.run(&options()).await;
    let shards = json!({"template": {"settings": {"index.number_of_shards": 7}}});
    node.ok("PUT", "/_component_template/component_template_log-aws-waf", Some(&shards));
    let role = json!({"cluster_permissions": ["cluster_monitor"]});
    node.ok("PUT", "/_plugins/_security/api/roles/aes_siem_analyst", Some(&role));
    let report = domain.run(&options()).await;
    assert_eq!(report.kept.len(), 2, "{report}");
    let path = "/_component_template/component_template_log-aws-waf";
    let kept = node.ok("GET", path, None);
    let settings = &kept["component_templates"][0]["component_template"]["template"];
    assert_eq!(settings, &json!({"settings": {"index": {"number_of_shards": "7"}}}));
    node.ok("GET", &format!("{path}-aes-siem"), None);
    // Both are in effect, and the user's counts.
    let made = node.ok("POST", "/_index_template/_simulate_index/log-aws-waf-2026-11", None);
    assert_eq!(made["template"]["settings"]["index"]["number_of_shards"], "7");
    let fields = &made["template"]["mappings"]["properties"];
    assert_eq!(fields["httpRequest"]["properties"]["clientIp"]["type"], "ip");
    let role = node.ok("GET", "/_plugins/_security/api/roles/aes_siem_analyst", None);
    assert_eq!(role["aes_siem_analyst"]["cluster_permissions"], json!(["cluster_monitor"]));
    domain.changes().clear();
    domain.run(&options()).await;
    assert_eq!(*domain.changes(), Vec::<String>::new());
    // Once it is gone, ours takes its place.
    node.ok("DELETE", "/_plugins/_security/api/roles/aes_siem_analyst", None);
    let report = domain.run(&options()).await;
    assert_eq!((report.kept.len(), report.removed), (1, 1), "{report}");
}

/// v2.10.4 has no template for this type, so that a user may well have made one.
#[tokio::test]
async fn a_template_of_a_user_that_is_in_the_way_stays_and_ours_stands_beside_it() {
    let Some(domain) = Domain::new() else { return };
    let node = domain.node;
    let mine = json!({"index_patterns": ["log-web-nginx-*"], "priority": 2});
    node.ok("PUT", "/_index_template/log-mine", Some(&mine));
    let report = domain.run(&options()).await;
    assert!(report.notes.iter().any(|note| note.contains("log-mine")), "{report}");
    let names = names(node, "/_index_template", "/index_templates", "/name");
    assert!(names.contains("log-mine") && names.contains("log-web-nginx_aws-aes-siem"));
    assert!(!names.contains("log-web-nginx_aws"));
    domain.changes().clear();
    let second = domain.run(&options()).await;
    assert_eq!((second.written, second.removed), (0, 0), "{second}");
    // Once it is gone, ours takes its place.
    node.ok("DELETE", "/_index_template/log-mine", None);
    let third = domain.run(&options()).await;
    assert_eq!((third.written, third.removed), (1, 1), "{third}");
}

/// A mapping that contradicts ours cannot be composed with it.
#[tokio::test]
async fn a_template_of_a_user_that_contradicts_ours_is_used_alone() {
    let Some(domain) = Domain::new() else { return };
    let node = domain.node;
    domain.run(&options()).await;
    // An object in ours.
    let fields = json!({"httpRequest": {"type": "keyword"}});
    let mine = json!({"template": {"mappings": {"properties": fields}}});
    node.ok("PUT", "/_component_template/component_template_log-aws-waf", Some(&mine));
    let report = domain.run(&options()).await;
    assert!(report.notes.iter().any(|note| note.contains("alone")), "{report}");
    let made = node.ok("POST", "/_index_template/_simulate_index/log-aws-waf-2026-11", None);
    let fields = &made["template"]["mappings"]["properties"];
    assert_eq!(fields["httpRequest"]["type"], "keyword");
}

#[tokio::test]
async fn indices_that_are_there_come_under_the_policies() {
    let Some(domain) = Domain::new() else { return };
    let node = domain.node;
    let (dated, rolled) = ("log-aws-waf-2026-01", "log-aws-elb-000001");
    node.ok("PUT", &format!("/{dated}"), None);
    node.ok("PUT", &format!("/{rolled}"), None);
    // A user's policy may have a priority that ours would have.
    let mine = json!({"policy": {
        "description": "mine", "default_state": "a",
        "states": [{"name": "a", "actions": [], "transitions": []}],
        "ism_template": [{"index_patterns": ["log-aws-*"], "priority": 1}],
    }});
    node.ok("PUT", "/_plugins/_ism/policies/mine", Some(&mine));
    domain.run(&options()).await;
    let policy_of = |index: &str| {
        let answer = node.ok("GET", &format!("/_plugins/_ism/explain/{index}"), None);
        answer[index]["index.plugins.index_state_management.policy_id"].clone()
    };
    assert_eq!(policy_of(dated), "aes-siem-log-aws-waf");
    assert_eq!(policy_of(rolled), "aes-siem-log-aws-rollover");
    // New ones come under them by the policies' templates.
    let new = format!("log-web-nginx-{}", unique("x"));
    node.ok("PUT", &format!("/{new}"), None);
    let comes = || (policy_of(&new) == "aes-siem-default").then_some(());
    assert_eq!(wait_until(Duration::from_secs(30), comes), Some(()));
    // Ages that are not given any more end.
    let none = ConfigurationSettings::default();
    domain.run(&none).await;
    assert_eq!(policy_of(dated), Value::Null);
    assert_eq!(policy_of(rolled), "rollover100gb");
}

/// Who administers the node itself has its own mapping there, which nobody may change.
#[tokio::test]
async fn the_function_is_mapped_where_the_node_lets_it() {
    let Some(domain) = Domain::new() else { return };
    let report = domain.run(&options()).await;
    let mapping = domain.node.ok("GET", "/_plugins/_security/api/rolesmapping/all_access", None);
    let is_mapped = mapping.to_string().contains(ADMIN);
    let is_told = report.notes.iter().any(|note| note.contains("all_access"));
    assert!(is_mapped != is_told, "{mapping} {report}");
}
