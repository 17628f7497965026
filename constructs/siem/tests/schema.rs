//! The file with options, its schema and its example.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use siem::{ExistingDomain, Siem};
use template::Stack;
use test_support::json_schema;

const CHECKED_IN: &str = include_str!("../siem.schema.json");
const EXAMPLE: &str = include_str!("../siem.example.yaml");

fn example() -> Json {
    serde_yaml::from_str(EXAMPLE).unwrap()
}

#[test]
fn the_schema_that_is_checked_in_is_that_of_the_options() {
    let checked_in: Json = serde_json::from_str(CHECKED_IN).unwrap();
    assert!(
        checked_in == siem::schema(),
        "constructs/siem/siem.schema.json is not up to date; renew it with\n  \
         cargo run --bin synth -- --print-schema > constructs/siem/siem.schema.json"
    );
}

/// The paths of all options below a schema.
fn options(root: &Json, schema: &Json, path: &str, found: &mut BTreeSet<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.trim_start_matches("#/$defs/");
        return options(root, &root["$defs"][name], path, found);
    }
    for choice in ["anyOf", "oneOf"] {
        for choice in schema[choice].as_array().into_iter().flatten() {
            options(root, choice, path, found);
        }
    }
    for (name, option) in schema["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
        options(root, option, &path, found);
        found.insert(path);
    }
}

#[test]
fn the_example_has_every_option() {
    let (schema, example) = (siem::schema(), example());
    let mut all = BTreeSet::new();
    options(&schema, &schema, "", &mut all);
    assert!(all.len() > 20, "{all:?}");
    // A SIEM has one VPC: the example makes one, and has the other way as a comment.
    let all = all.iter().filter(|path| !path.starts_with("vpc/imported"));
    let missing: Vec<_> =
        all.filter(|path| example.pointer(&format!("/{path}")).is_none()).collect();
    assert!(missing.is_empty(), "constructs/siem/siem.example.yaml lacks {missing:?}");
}

#[test]
fn every_option_is_described() {
    let schema = siem::schema();
    let mut without = vec![];
    let sections = schema["$defs"].as_object().unwrap().iter();
    for (section, definition) in sections.chain([(&"Siem".to_owned(), &schema)]) {
        for (name, option) in definition["properties"].as_object().into_iter().flatten() {
            if option["description"].is_null() && definition["properties"][name]["$ref"].is_null() {
                without.push(format!("{section}.{name}"));
            }
        }
    }
    assert!(without.is_empty(), "without a doc comment: {without:?}");
}

#[test]
fn the_example_is_read_and_makes_a_stack() {
    let mut siem: Siem = serde_yaml::from_str(EXAMPLE).unwrap();
    assert_ne!(siem, Siem::default());
    // Of the two ways to have a domain, the one with more options.
    siem.existing_domain = ExistingDomain::default();
    let siem = siem;
    let mut stack = Stack::new("aes-siem");
    stack.add(siem);
    stack.synthesise().unwrap();
}

#[test]
fn the_schema_and_the_program_take_the_example_and_refuse_the_same_mistakes() {
    let mistakes = [
        json!({"nmaes": {}}),
        json!({"names": {"log_bukket": "acme-logs"}}),
        json!({"names": {"log_bucket": "x"}}),
        json!({"loader": {"memory_mb": 64}}),
        json!({"domain": {"zones": 4}}),
        json!({"domain": {"engine_version": "2.19"}}),
        json!({"domain": {"data_nodes": {"instance_type": "r7g.large"}}}),
        json!({"domain": {"master_nodes": {"count": 4}}}),
        json!({"domain": {"warm_nodes": {"instance_type": "r7g.large.search"}}}),
        json!({"domain": {"storage": {"volume_type": "ssd"}}}),
        json!({"domain": {"storage": {"size_gib": 5}}}),
        json!({"domain": {"off_peak_window": "25:00"}}),
        json!({"domain": {"principals": ["analyst"]}}),
        json!({"domain": {"logs": {"audit_days": 100}}}),
        json!({"domain": {"custom_endpoint": {"host": "siem.example.com"}}}),
        json!({"domain": {"snapshots": {"cron": "daily"}}}),
        json!({"domain": {"retention": {"default": {"delete_days": 0}}}}),
        json!({"domain": {"retention": {"families": {"vpc": {"delete_days": 30}}}}}),
        json!({"vpc": {"old": {}}}),
        json!({"vpc": {"new": {"cidr": "10.0.0.0"}}}),
        json!({"vpc": {"new": {"zones": 4}}}),
        json!({"vpc": {"imported": {"id": "subnet-0a1b2c3d"}}}),
        json!({"loader": {"log_level": "loud"}}),
        json!({"log_retention": 100}),
        json!({"log_bucket": {"lifecycle": {"standard_ia_after_days": 29}}}),
        json!({"log_bucket": {"lifecycle": {"rules": "nobody"}}}),
        json!({"organization": {"management_account": "222233334444"}}),
        json!({"organization": {"id": "acme"}}),
        json!({"accounts": ["12345"]}),
        json!({"accounts": "222233334444"}),
        json!({"additional_keys": ["alias/acme"]}),
        json!({"permissions_boundary": "boundary"}),
        json!({"region": "Frankfurt"}),
        json!({"sources": {"client_vpm": {}}}),
        json!({"sources": {"client_vpn": {"log_groups": "/vpn"}}}),
        json!({"sources": {"client_vpn": {"log_groups": ["/v p n"]}}}),
        json!({"sources": {"client_vpn": {"id": "Tokyo"}}}),
        json!({"sources": {"client_vpn": {"buffering": {"size_mib": 129}}}}),
        json!({"sources": {"client_vpn": {"buffering": {"interval_seconds": 59}}}}),
        json!({"sources": {"log_groups": {"log_type": "waf", "log_groups": ["/x"]}}}),
        json!({"sources": {"cloudfront_realtime": {}}}),
        json!({"sources": {"trusted_advisor": {"every_minutes": 1}}}),
        json!({"source_stacks": [{"name": "1st", "sources": {}}]}),
        json!({"source_stacks": [{"sources": {}}]}),
    ];
    for mistake in &mistakes {
        let yaml = serde_yaml::to_string(mistake).unwrap();
        assert!(serde_yaml::from_str::<Siem>(&yaml).is_err(), "{mistake} was read");
    }
    let mut documents = vec![example(), json!({})];
    documents.extend(mistakes);
    let Some(complaints) = json_schema::complaints(&siem::schema(), &documents) else {
        return;
    };
    for (index, (document, complaints)) in documents.iter().zip(complaints).enumerate() {
        assert_eq!(complaints.is_empty(), index < 2, "{document}: {complaints:?}");
    }
}

/// What the schema cannot say is said with the place in the file.
#[test]
fn a_lifecycle_that_s3_would_refuse_is_refused_where_it_stands() {
    let yaml = "log_bucket:\n  lifecycle:\n    standard_ia_after_days: 30\n    \
                glacier_after_days: 40\n";
    let error = serde_yaml::from_str::<Siem>(yaml).unwrap_err();
    assert!(error.to_string().contains("wanted are 60 days or more"), "{error}");
    assert_eq!(error.location().map(|place| place.line()), Some(2), "{error}");
}

#[test]
fn an_account_is_text_whether_it_is_in_quotes_or_not() {
    for yaml in ["accounts: [\"012345678901\"]", "accounts: [012345678901]"] {
        let siem: Siem = serde_yaml::from_str(yaml).unwrap();
        assert_eq!(siem.accounts[0].as_str(), "012345678901");
    }
}
