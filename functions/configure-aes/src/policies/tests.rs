use std::collections::BTreeMap;

use serde_json::json;

use super::body::{Form, by_size, policy};
use super::*;
use crate::object::Kind;
use crate::object::digest::digest;

fn family(ages: IndexAges) -> Family {
    let start = "log-aws-waf".to_owned();
    Family { name: start.clone(), starts: vec![start], priority: 32, ages }
}

const ALL: IndexAges = IndexAges {
    hot_days: Some(7),
    warm_days: Some(30),
    cold_days: Some(90),
    delete_days: Some(365),
};

#[test]
fn an_index_goes_from_stage_to_stage_at_its_age() {
    let body = policy(&family(ALL), Form::Dated).body;
    let states = body["policy"]["states"].as_array().unwrap();
    let names: Vec<_> = states.iter().map(|state| state["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["hot", "warm", "cold", "delete"]);
    let ages: BTreeMap<_, _> = states
        .iter()
        .filter_map(|state| {
            let next = state["transitions"].get(0)?;
            Some((next["state_name"].as_str()?, next["conditions"]["min_index_age"].as_str()?))
        })
        .collect();
    assert_eq!(ages, BTreeMap::from([("warm", "30d"), ("cold", "90d"), ("delete", "365d")]));
    assert_eq!(states[0]["actions"], json!([]), "an index with a date is not rolled over");
    assert_eq!(states[3]["actions"], json!([{"cold_delete": {}}]), "it is in cold storage");
}

#[test]
fn what_is_not_said_does_not_happen() {
    let only = IndexAges { delete_days: Some(90), ..IndexAges::default() };
    let body = policy(&family(only), Form::Dated).body;
    let states = &body["policy"]["states"];
    assert_eq!(states[0]["transitions"][0]["state_name"], "delete");
    assert_eq!(states[1]["actions"], json!([{"delete": {}}]));
    let nothing = policy(&family(IndexAges::default()), Form::Dated).body;
    assert_eq!(nothing["policy"]["states"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_rolled_over_is_so_by_size_and_age() {
    let object = policy(&family(ALL), Form::RolledOver);
    let rollover = &object.body["policy"]["states"][0]["actions"][0]["rollover"];
    assert_eq!(rollover, &json!({"min_size": "100gb", "min_index_age": "7d"}));
    let template = &object.body["policy"]["ism_template"][0];
    assert_eq!(template, &json!({"index_patterns": ["log-aws-waf*-00*"], "priority": 33}));
}

/// As the plugin answers what was put.
#[test]
fn what_the_plugin_adds_is_no_change() {
    let put = by_size("rollover100gb", 0).body;
    let mut read = put.clone();
    let policy = read["policy"].as_object_mut().unwrap();
    policy.insert("policy_id".into(), json!("rollover100gb"));
    policy.insert("schema_version".into(), json!(21));
    policy.insert("last_updated_time".into(), json!(1));
    policy.insert("error_notification".into(), json!(null));
    read["policy"]["ism_template"][0]["last_updated_time"] = json!(1);
    read["policy"]["states"][0]["actions"][0] = json!({
        "retry": {"count": 3, "backoff": "exponential", "delay": "1m"},
        "rollover": {"min_size": "100gb", "copy_alias": false},
    });
    assert_eq!(digest(&Policy.normal(put)), digest(&Policy.normal(read.clone())));
    read["policy"]["states"][0]["actions"][0]["rollover"]["min_size"] = json!("50gb");
    let put = by_size("rollover100gb", 0).body;
    assert_ne!(digest(&Policy.normal(put)), digest(&Policy.normal(read)));
}

#[test]
fn an_action_without_parameters_is_not_nothing() {
    let with = |action: serde_json::Value| {
        Policy.normal(json!({"policy": {"states": [{"actions": [action]}]}}))
    };
    assert_ne!(with(json!({"delete": {}})), with(json!({"cold_delete": {}})));
}

#[test]
fn ages_that_go_back_are_refused() {
    let wrong = IndexAges { warm_days: Some(30), delete_days: Some(7), ..IndexAges::default() };
    let words = check(&family(wrong)).unwrap_err().to_string();
    assert!(words.contains("Retention.log-aws-waf: the ages in days are [30, 7]"), "{words}");
    check(&family(ALL)).unwrap();
}

#[test]
fn priorities_that_a_user_has_given_away_are_not_used() {
    let families = [family(ALL)];
    let shift = |taken: &[usize], now| shift(&families, &taken.iter().copied().collect(), now);
    assert_eq!(shift(&[1, 2, 100], 0), 0);
    assert_eq!(shift(&[0], 0), 2);
    assert_eq!(shift(&[0, 2, 36], 0), 6);
    assert_eq!(shift(&[], 2), 2, "ours never meet each other on the way down");
}
