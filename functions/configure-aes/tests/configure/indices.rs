//! Policies come to the indices that are there.

use std::collections::BTreeMap;

use contract::custom_resources::{ConfigurationSettings, IndexAges};

use crate::peer::Peer;
use crate::run;

fn deleted_after(days: u32) -> IndexAges {
    IndexAges { delete_days: Some(days), ..IndexAges::default() }
}

fn options(families: &[(&str, u32)], default: Option<u32>) -> ConfigurationSettings {
    ConfigurationSettings {
        retention: families
            .iter()
            .map(|(start, d)| ((*start).to_owned(), deleted_after(*d)))
            .collect(),
        default_retention: default.map(deleted_after),
        ..ConfigurationSettings::default()
    }
}

/// An index, the policy that it is under, and the revision of that.
type Index<'a> = (&'a str, Option<(&'a str, Option<u64>)>);

fn add(peer: &Peer, indices: &[Index<'_>]) {
    for (name, policy) in indices {
        let policy = policy.map(|(policy, revision)| (policy.to_owned(), revision));
        peer.state().indices.insert((*name).to_owned(), policy);
    }
}

/// Each index and its policy.
fn policies(peer: &Peer) -> BTreeMap<String, Option<String>> {
    let state = peer.state();
    let each = state.indices.iter();
    each.map(|(name, policy)| (name.clone(), policy.clone().map(|(name, _)| name))).collect()
}

fn expected(policies: &[(&str, Option<&str>)]) -> BTreeMap<String, Option<String>> {
    policies.iter().map(|(name, policy)| ((*name).to_owned(), policy.map(str::to_owned))).collect()
}

#[tokio::test]
async fn the_longest_family_counts_and_a_policy_of_a_users_stays() {
    let peer = Peer::start();
    add(
        &peer,
        &[
            ("log-aws-waf-2026-01", None),
            ("log-aws-waf-000001", Some(("rollover100gb", None))),
            ("log-aws-elb-2026-01-05", None),
            ("log-web-nginx-000012", None),
            ("log-web-apache-2026-11", Some(("mine", Some(3)))),
            ("metrics-opensearch-index-2026-11", None),
        ],
    );
    // What a run of v2.10.4's or ours has put before.
    run(&peer.url(), &ConfigurationSettings::default()).await.unwrap();
    let options = options(&[("log-aws", 365), ("log-aws-waf", 90)], Some(400));
    run(&peer.url(), &options).await.unwrap();
    let found = expected(&[
        ("log-aws-waf-2026-01", Some("aes-siem-log-aws-waf")),
        ("log-aws-waf-000001", Some("aes-siem-log-aws-waf-rollover")),
        ("log-aws-elb-2026-01-05", Some("aes-siem-log-aws")),
        ("log-web-nginx-000012", Some("aes-siem-default-rollover")),
        ("log-web-apache-2026-11", Some("mine")),
        ("metrics-opensearch-index-2026-11", Some("aes-siem-default")),
    ]);
    assert_eq!(policies(&peer), found);
}

#[tokio::test]
async fn without_options_only_what_is_rolled_over_has_a_policy() {
    let peer = Peer::start();
    add(&peer, &[("log-aws-waf-2026-01", None), ("log-aws-waf-000001", None)]);
    run(&peer.url(), &ConfigurationSettings::default()).await.unwrap();
    let found =
        expected(&[("log-aws-waf-2026-01", None), ("log-aws-waf-000001", Some("rollover100gb"))]);
    assert_eq!(policies(&peer), found);
}

/// An index goes on under the policy as it was, and is told of the new one.
#[tokio::test]
async fn an_index_is_told_of_ages_that_have_changed() {
    let peer = Peer::start();
    add(&peer, &[("log-aws-waf-2026-01", None)]);
    run(&peer.url(), &options(&[("log-aws-waf", 90)], None)).await.unwrap();
    let revision = || peer.state().indices["log-aws-waf-2026-01"].clone().unwrap().1;
    let before = revision();
    run(&peer.url(), &options(&[("log-aws-waf", 30)], None)).await.unwrap();
    assert!(revision() > before);
    // A run that was cut in between is made good by the next.
    peer.state().indices.insert(
        "log-aws-waf-2026-01".to_owned(),
        Some(("aes-siem-log-aws-waf".to_owned(), before)),
    );
    run(&peer.url(), &options(&[("log-aws-waf", 30)], None)).await.unwrap();
    assert!(revision() > before);
}

#[tokio::test]
async fn an_age_that_is_not_given_any_more_ends() {
    let peer = Peer::start();
    add(&peer, &[("log-aws-waf-2026-01", None)]);
    run(&peer.url(), &options(&[("log-aws-waf", 90)], None)).await.unwrap();
    run(&peer.url(), &options(&[], None)).await.unwrap();
    assert_eq!(policies(&peer), expected(&[("log-aws-waf-2026-01", None)]));
    let left: Vec<_> = peer.holds().into_keys().filter(|path| path.contains("/_ism/")).collect();
    assert_eq!(left, ["/_plugins/_ism/policies/rollover100gb"]);
}

#[tokio::test]
async fn where_a_user_has_changed_a_policy_indices_are_left_alone() {
    let peer = Peer::start();
    let options = options(&[("log-aws-waf", 90)], None);
    run(&peer.url(), &options).await.unwrap();
    let path = "/_plugins/_ism/policies/aes-siem-log-aws-waf";
    let mut body = peer.at(path);
    body["policy"]["states"][0]["transitions"] = serde_json::json!([]);
    peer.state().put(path, body);
    add(&peer, &[("log-aws-waf-2026-01", None)]);
    run(&peer.url(), &options).await.unwrap();
    assert_eq!(policies(&peer), expected(&[("log-aws-waf-2026-01", None)]));
}

#[tokio::test]
async fn ages_that_go_back_in_time_are_refused_before_anything_is_put() {
    let peer = Peer::start();
    let wrong = IndexAges { warm_days: Some(30), ..deleted_after(7) };
    let options = ConfigurationSettings {
        retention: [("log-aws-waf".to_owned(), wrong)].into(),
        ..ConfigurationSettings::default()
    };
    let words = run(&peer.url(), &options).await.unwrap_err().to_string();
    assert!(words.contains("ResourceProperties.Settings.Retention.log-aws-waf"), "{words}");
    assert!(!peer.holds().keys().any(|path| path.contains("/_ism/")));
}

/// A domain refuses two templates of one priority that match one index.
#[tokio::test]
async fn a_policy_of_a_users_keeps_its_priority_and_ours_move() {
    let peer = Peer::start();
    let options = options(&[("log-aws", 365), ("log-aws-waf", 90)], Some(400));
    run(&peer.url(), &options).await.unwrap();
    let mine = serde_json::json!({"policy": {
        "description": "mine", "default_state": "a",
        "states": [{"name": "a", "actions": [], "transitions": []}],
        "ism_template": [{"index_patterns": ["log-aws-*"], "priority": 1}],
    }});
    peer.state().objects.retain(|path, _| !path.contains("/aes-siem-default"));
    peer.state().put("/_plugins/_ism/policies/mine", mine.clone());
    run(&peer.url(), &options).await.unwrap();
    assert_eq!(peer.at("/_plugins/_ism/policies/mine"), mine);
    let priority = |name: &str| {
        let policy = peer.at(&format!("/_plugins/_ism/policies/{name}"));
        policy["policy"]["ism_template"][0]["priority"].clone()
    };
    assert_eq!((priority("aes-siem-default"), priority("rollover100gb")), (3.into(), 2.into()));
    peer.take_changes();
    run(&peer.url(), &options).await.unwrap();
    assert_eq!(peer.take_changes(), Vec::<String>::new());
}
