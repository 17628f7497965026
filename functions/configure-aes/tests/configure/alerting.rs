//! The channel and the monitors in a real node: what it takes, what makes a monitor fire and
//! what does not, and what of a user's stays.

mod documents;

use contract::custom_resources::ConfigurationSettings;
use serde_json::{Value, json};
use test_support::opensearch::OpenSearch;

use crate::node::Domain;
use documents::Documents;

const MONITORS: &str = "/_plugins/_alerting/monitors";
const CHANNELS: &str = "/_plugins/_notifications/configs";

fn switched(on: Option<bool>) -> ConfigurationSettings {
    ConfigurationSettings { monitors: on, ..ConfigurationSettings::default() }
}

/// Removes channels and monitors.
pub(crate) fn clean(node: &OpenSearch) {
    for monitor in monitors(node) {
        let id = monitor["_id"].as_str().unwrap();
        node.ok("DELETE", &format!("{MONITORS}/{id}"), None);
    }
    for channel in channels(node) {
        let id = channel["config_id"].as_str().unwrap();
        node.ok("DELETE", &format!("{CHANNELS}/{id}"), None);
    }
}

/// All monitors, with `_id` and `_source`.
fn monitors(node: &OpenSearch) -> Vec<Value> {
    let all = json!({"size": 100, "query": {"match_all": {}}});
    let (_, mut answer) = node.request("POST", &format!("{MONITORS}/_search"), Some(&all));
    match answer.pointer_mut("/hits/hits").map(Value::take) {
        Some(Value::Array(monitors)) => monitors,
        _ => vec![],
    }
}

fn monitor(node: &OpenSearch, name: &str) -> Value {
    let all = monitors(node);
    let found = all.iter().find(|monitor| monitor["_source"]["name"] == name);
    found.unwrap_or_else(|| panic!("no {name} in {all:#?}")).clone()
}

fn channels(node: &OpenSearch) -> Vec<Value> {
    // What was put or removed within the last second is told otherwise.
    _ = node.request("POST", "/.opensearch-notifications-config/_refresh", None);
    let (_, mut answer) = node.request("GET", &format!("{CHANNELS}?max_items=100"), None);
    match answer["config_list"].take() {
        Value::Array(channels) => channels,
        _ => vec![],
    }
}

/// What a monitor makes of what is there: whether it fires, and what it would say.
fn executed(node: &OpenSearch, name: &str) -> (bool, String) {
    let id = monitor(node, name)["_id"].as_str().unwrap().to_owned();
    let run = node.ok("POST", &format!("{MONITORS}/{id}/_execute?dryrun=true"), None);
    assert_eq!(run["input_results"]["error"], Value::Null, "{name}: {run:#}");
    let trigger = &run["trigger_results"][format!("{name}-trigger")];
    assert_eq!(trigger["error"], Value::Null, "{name}: {run:#}");
    let fires = trigger["triggered"].as_bool().unwrap();
    let action = &trigger["action_results"][format!("{name}-action")];
    if fires {
        assert_eq!(action["error"], Value::Null, "{name}: {run:#}");
        assert!(action["output"]["subject"].as_str().unwrap().starts_with("[SIEM] "), "{run:#}");
    }
    (fires, action["output"]["message"].as_str().unwrap_or_default().to_owned())
}

/// Loads documents, and tells what a monitor makes of them.
fn with(node: &OpenSearch, name: &str, documents: &[Documents]) -> (bool, String) {
    node.delete("log-*");
    for some in documents {
        some.load(node);
    }
    executed(node, name)
}

/// A record of a fixture, loaded a minute ago.
fn one(log_type: &'static str, fixture: &'static str, number: usize) -> Documents {
    Documents::new(log_type, fixture, number)
}

#[tokio::test]
async fn the_channel_is_ready_to_select_and_monitors_are_switched_on_by_option_only() {
    let Some(domain) = Domain::new() else { return };
    domain.run(&switched(None)).await;
    is_ready_to_select(&domain);
    are_switched_on_by_option_only(&domain).await;
}

fn is_ready_to_select(domain: &Domain) {
    let all = channels(domain.node);
    assert_eq!(all.len(), 1, "{all:#?}");
    assert_eq!(
        all[0]["config"]["sns"],
        json!({
            "topic_arn": "arn:aws:sns:us-east-1:111122223333:aes-siem-alert",
            "role_arn": "arn:aws:iam::111122223333:role/aes-siem-sns-role",
        })
    );
    // What Dashboards offers for a monitor's action.
    let offered = domain.node.ok("GET", "/_plugins/_notifications/channels", None);
    let channel = &offered["channel_list"][0];
    assert_eq!(
        (&channel["name"], &channel["is_enabled"]),
        (&json!("aes-siem-alert"), &json!(true))
    );
    for monitor in monitors(domain.node) {
        let trigger = &monitor["_source"]["triggers"][0]["query_level_trigger"];
        assert_eq!(trigger["actions"][0]["destination_id"], all[0]["config_id"], "{monitor:#}");
    }
}

async fn are_switched_on_by_option_only(domain: &Domain) {
    let enabled = || -> Vec<bool> {
        let all = monitors(domain.node);
        all.iter().map(|monitor| monitor["_source"]["enabled"].as_bool().unwrap()).collect()
    };
    assert_eq!(enabled(), [false; 7]);
    domain.run(&switched(Some(true))).await;
    assert_eq!(enabled(), [true; 7]);
    domain.changes().clear();
    let report = domain.run(&switched(Some(true))).await;
    assert_eq!((report.written, domain.changes().len()), (0, 0), "{report}");
    domain.run(&switched(Some(false))).await;
    assert_eq!(enabled(), [false; 7]);
}

#[tokio::test]
async fn a_monitor_fires_on_what_it_is_for_and_on_nothing_else() {
    let Some(domain) = Domain::new() else { return };
    domain.run(&switched(Some(true))).await;
    let node = domain.node;
    for name in monitors(node).iter().map(|monitor| monitor["_source"]["name"].as_str().unwrap()) {
        assert!(!with(node, name, &[]).0, "{name} fires on nothing");
    }
    sign_ins(node);
    findings(node);
    trails(node);
    spikes(node);
    silence(node);
}

fn sign_ins(node: &OpenSearch) {
    let sign_in = |number| one("cloudtrail", "console-login.json", number);
    let by_mfa = sign_in(0);
    let (failed, root, failed_root, switched_role) =
        (sign_in(1), sign_in(2), sign_in(3), sign_in(4));

    let name = "aes-siem-root-login";
    let (fires, message) = with(node, name, &[root.clone(), by_mfa.clone()]);
    assert!(fires && message.contains("1 found"), "{message}");
    assert!(
        message.contains("account 111122223333, user arn:aws:iam::111122223333:root"),
        "{message}"
    );
    assert!(with(node, name, &[failed_root]).0, "who tries may succeed next time");
    let api_call = one("cloudtrail", "assume-role.json", 3);
    assert!(!with(node, name, &[by_mfa.clone(), failed.clone(), switched_role, api_call]).0);
    assert!(!with(node, name, &[root.clone().loaded_before(20)]).0, "said already");

    let name = "aes-siem-console-login-without-mfa";
    let (fires, message) = with(node, name, &[root]);
    assert!(fires && message.contains("with MFA No, outcome success"), "{message}");
    assert!(!with(node, name, &[by_mfa, failed]).0);
}

fn findings(node: &OpenSearch) {
    let finding = |fixture, number| one("guardduty", fixture, number);
    let name = "aes-siem-guardduty-high";
    let (fires, message) = with(node, name, &[finding("dns-request.json", 0)]);
    assert!(fires && message.contains("Trojan:EC2/DGADomainRequest.C!DNS"), "{message}");
    assert!(with(node, name, &[finding("critical.json", 2)]).0, "8.95");
    assert!(!with(node, name, &[finding("critical.json", 1), finding("s3.json", 0)]).0);

    let name = "aes-siem-guardduty-critical";
    let (fires, message) = with(node, name, &[finding("critical.json", 1)]);
    assert!(fires && message.contains("AttackSequence:S3/CompromisedData"), "{message}");
    assert!(!with(node, name, &[finding("critical.json", 2), finding("dns-request.json", 0)]).0);
}

fn trails(node: &OpenSearch) {
    let name = "aes-siem-cloudtrail-stopped";
    let call = |event| one("cloudtrail", "kms.json", 1).with("eventName", event);
    let stops = |event| call(event).with("eventSource", "cloudtrail.amazonaws.com");
    let (fires, message) = with(node, name, &[stops("StopLogging")]);
    assert!(fires && message.contains("call StopLogging"), "{message}");
    assert!(with(node, name, &[stops("DeleteTrail")]).0);
    assert!(!with(node, name, &[stops("StartLogging"), call("StopLogging")]).0);
    assert!(!with(node, name, &[stops("StopLogging").with("errorCode", "AccessDenied")]).0);
}

/// A spike is measured by the hours before.
fn spikes(node: &OpenSearch) {
    let name = "aes-siem-waf-block-spike";
    let blocked = |times| one("waf", "acl-rule-block.json", 0).times(times);
    let (fires, message) = with(node, name, &[blocked(120), blocked(300).loaded_before(60)]);
    assert!(fires && message.contains("120 requests blocked"), "{message}");
    assert!(message.contains("after 300 in the four hours before"), "{message}");
    assert!(!with(node, name, &[blocked(120), blocked(400).loaded_before(60)]).0, "as before");
    assert!(!with(node, name, &[blocked(99)]).0, "too few to speak of");
    assert!(with(node, name, &[blocked(120), blocked(400).loaded_before(300)]).0, "long ago");
    assert!(!with(node, name, &[one("waf", "allow.json", 0).times(200)]).0);
}

/// A source that falls silent is named.
fn silence(node: &OpenSearch) {
    let name = "aes-siem-no-logs";
    let trail = one("cloudtrail", "console-login.json", 0);
    let waf = one("waf", "allow.json", 0);
    let day = 24 * 60;
    let (fires, message) = with(node, name, &[waf.clone(), trail.clone().loaded_before(2 * day)]);
    assert!(fires && message.contains("- cloudtrail, the last at 20"), "{message}");
    assert!(!message.contains("- waf"), "{message}");
    assert!(!with(node, name, &[waf.clone(), trail.clone().loaded_before(day - 60)]).0);
    let ended = trail.loaded_before(9 * day);
    assert!(!with(node, name, &[waf, ended]).0, "what ended long ago was said often enough");
}

#[tokio::test]
async fn what_a_user_does_with_monitors_and_the_channel_stays() {
    let Some(domain) = Domain::new() else { return };
    let node = domain.node;
    domain.run(&switched(Some(true))).await;
    let put = |name: &str, change: &dyn Fn(&mut Value)| {
        let mut found = monitor(node, name);
        change(&mut found["_source"]);
        let path = format!("{MONITORS}/{}", found["_id"].as_str().unwrap());
        node.ok("PUT", &path, Some(&found["_source"]));
    };
    // One is switched off, one gets another schedule.
    put("aes-siem-no-logs", &|body| body["enabled"] = json!(false));
    put("aes-siem-root-login", &|body| body["schedule"]["period"]["interval"] = json!(1));
    let report = domain.run(&switched(Some(true))).await;
    assert_eq!(report.kept, ["monitor aes-siem-root-login (ours is aes-siem-root-login-aes-siem)"]);
    assert_eq!(monitor(node, "aes-siem-no-logs")["_source"]["enabled"], json!(false));
    let kept = monitor(node, "aes-siem-root-login");
    assert_eq!(kept["_source"]["schedule"]["period"]["interval"], json!(1));
    let beside = monitor(node, "aes-siem-root-login-aes-siem");
    assert_eq!(beside["_source"]["enabled"], json!(false), "it must not say all twice");
    // Options change; what the user has switched stays all the same.
    domain.run(&switched(None)).await;
    domain.run(&switched(Some(true))).await;
    assert_eq!(monitor(node, "aes-siem-no-logs")["_source"]["enabled"], json!(false));
    assert_eq!(monitor(node, "aes-siem-waf-block-spike")["_source"]["enabled"], json!(true));
    // Once the user's is gone, ours takes its place.
    let path = format!("{MONITORS}/{}", kept["_id"].as_str().unwrap());
    node.ok("DELETE", &path, None);
    domain.run(&switched(Some(true))).await;
    assert_eq!(monitor(node, "aes-siem-root-login")["_source"]["enabled"], json!(true));
    assert_eq!(monitors(node).len(), 7);
}

#[tokio::test]
async fn a_channel_that_people_have_made_is_used() {
    let Some(domain) = Domain::new() else { return };
    let node = domain.node;
    let theirs = json!({"config": {
        "name": "aes-siem-alert", "description": "", "config_type": "slack", "is_enabled": true,
        "slack": {"url": "https://hooks.slack.com/services/example"},
    }});
    let made = node.ok("POST", CHANNELS, Some(&theirs));
    let report = domain.run(&switched(None)).await;
    assert_eq!(
        report.kept,
        ["notification channel aes-siem-alert (ours is aes-siem-alert-aes-siem)"]
    );
    let all = channels(node);
    let of = |id: &Value| all.iter().find(|channel| channel["config_id"] == *id).unwrap().clone();
    assert_eq!(of(&made["config_id"])["config"]["config_type"], "slack");
    let ours = all.iter().find(|channel| channel["config"]["name"] == "aes-siem-alert-aes-siem");
    assert_eq!(ours.unwrap()["config"]["is_enabled"], json!(false));
    let action = &monitor(node, "aes-siem-no-logs")["_source"]["triggers"][0]["query_level_trigger"]
        ["actions"][0];
    assert_eq!(action["destination_id"], made["config_id"]);
    domain.changes().clear();
    domain.run(&switched(None)).await;
    assert_eq!(*domain.changes(), Vec::<String>::new());
}
