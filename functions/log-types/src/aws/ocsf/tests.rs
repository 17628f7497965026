use serde_json::{Value as Json, json};

use crate::testing::{document, loaded};

const KEY: &str = "AWSLogs/111122223333/ocsf-json/us-east-1/2026/11/24/06/siem-ocsf-json-1";

fn place(mut event: Json) -> (String, Json) {
    event["time"] = json!(1_795_500_000_000_i64);
    let loaded = loaded("ocsf-json", KEY, &event);
    let index = loaded["index"].as_str().unwrap().trim_end_matches("-2026-11").to_owned();
    (index, loaded["document"]["@log_type"].clone())
}

#[test]
fn the_category_is_in_the_names_of_index_and_type() {
    for (event, index, log_type) in [
        (json!({"category_name": "Audit Activity"}), "log-ocsf-audit", "ocsf-audit-activity"),
        (json!({"category_name": "Findings"}), "log-ocsf-findings", "ocsf-findings"),
        (
            json!({"category_name": "Identity & Access Management", "category_uid": 3}),
            "log-ocsf-identity",
            "ocsf-identity-&-access-management",
        ),
        (json!({"category_uid": 3}), "log-ocsf-audit", "ocsf-audit-activity"),
        (
            json!({"category_uid": "3", "metadata": {"version": "1.1.0"}}),
            "log-ocsf-identity",
            "ocsf-identity-&-access-management",
        ),
        (
            json!({"category_uid": 5, "metadata": {"version": "1.0.0-rc.2"}}),
            "log-ocsf-config",
            "ocsf-config-inventory",
        ),
        (json!({"category_name": "Config/Inventory"}), "log-ocsf-config", "ocsf-config/inventory"),
        (json!({"category_name": "日本"}), "log-ocsf", "ocsf-日本"),
        (json!({"category_uid": 99}), "log-ocsf", "ocsf-json"),
    ] {
        assert_eq!(place(event.clone()), (index.to_owned(), json!(log_type)), "{event}");
    }
}

#[test]
fn a_finding_is_of_the_time_at_which_it_was_changed() {
    for (finding, time) in [
        (json!({"finding": {"modified_time": 1_795_500_001_000_i64, "created_time": 1}}), "01"),
        (json!({"finding": {"created_time": 1_795_500_002_000_i64}}), "02"),
        (json!({"finding_info": {"modified_time": 1_795_500_003_000_i64}}), "03"),
        (json!({}), "00"),
    ] {
        let mut event = finding;
        event["category_uid"] = json!(2);
        event["time"] = json!(1_795_500_000_000_i64);
        let document = document("securitylake", &event);
        let shown = document["@timestamp"].as_str().unwrap();
        assert!(shown.starts_with(&format!("2026-11-24T06:00:{time}")), "{shown}");
        assert_eq!(document["event"]["kind"], "alert");
    }
}

#[test]
fn of_an_arn_the_last_part_is_the_users_name() {
    for (user, name) in [
        (json!({"uid": "arn:aws:iam::111122223333:user/path/alice"}), "alice"),
        (json!({"name": "arn:aws:sts::111122223333:assumed-role/admin/session"}), "session"),
        (json!({"name": "bob"}), "bob"),
    ] {
        let document = document("ocsf-json", &json!({"time": 1, "actor": {"user": user}}));
        assert_eq!(document["user"]["name"], name);
    }
}

#[test]
fn a_map_and_a_list_of_pairs_are_the_same_text() {
    for unmapped in [json!({"a": "1", "b.c": "2"}), json!([["a", "1"], ["b.c", "2"]])] {
        let document = document("securitylake", &json!({"time": 1, "unmapped": unmapped}));
        assert_eq!(document["unmapped"], r#"{"a":"1","b.c":"2"}"#);
    }
    let document = document("securitylake", &json!({"time": 1, "unmapped": [["a"], 2]}));
    assert_eq!(document["unmapped"], r#"[["a"],2]"#);
}

#[test]
fn free_form_objects_in_lists_are_texts() {
    let event = json!({
        "time": 1,
        "enrichments": [{"name": "a", "data": {"x": {"y": 1}}}, {"name": "b", "data": "text"}],
        "malware": [{"cves": [{"cvss": [{"metrics": [{"name": "m"}]}]}]}],
    });
    let document = document("ocsf-json", &event);
    assert_eq!(document["enrichments"][0]["data"], r#"{"x":{"y":1}}"#);
    assert_eq!(document["enrichments"][1]["data"], "text");
    let metrics = &document["malware"][0]["cves"][0]["cvss"][0]["metrics"];
    assert_eq!(metrics, r#"[{"name":"m"}]"#);
}

#[test]
fn secret_headers_of_a_request_are_not_kept() {
    let headers = json!([{"name": "Cookie", "value": "session=s3cr3t"}]);
    let document =
        document("securitylake", &json!({"time": 1, "http_request": {"http_headers": headers}}));
    assert!(!document.to_string().contains("s3cr3t"), "{document}");
}
