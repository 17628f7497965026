use formats::Record;
use formats::json::parse_object;
use serde_json::{Value as Json, json};

use crate::{Aids, LogType, Origin, Timestamp, registry};

fn waf() -> &'static LogType {
    registry().iter().find(|log_type| log_type.name() == "waf").unwrap()
}

fn bytes_of(record: &str, key: &str) -> Vec<u8> {
    let origin = Origin::new("bucket", key, Timestamp::from_unix_micros(0));
    let mut out = Vec::new();
    waf().normalise(&Record::new(1, record.as_bytes()), Aids::only(&origin), &mut out);
    out
}

fn document_at(record: &Json, key: &str) -> Json {
    serde_json::from_slice(&bytes_of(&record.to_string(), key)).unwrap()
}

fn document(record: &Json) -> Json {
    document_at(record, "aws-waf-logs-x/file")
}

/// A record in which a rule of this type terminated, and these groups took part.
fn decided(kind: &str, action: &str, groups: &Json) -> Json {
    document(&json!({
        "timestamp": 1_795_500_000_000_u64, "terminatingRuleId": "group-in-acl",
        "terminatingRuleType": kind, "action": action, "ruleGroupList": groups,
    }))
}

fn group(id: &str, rule: &str, action: &str) -> Json {
    json!({"ruleGroupId": id, "terminatingRule": {"ruleId": rule, "action": action}})
}

#[test]
fn the_rule_within_the_deciding_group_is_the_rule_id() {
    for kind in ["GROUP", "MANAGED_RULE_GROUP"] {
        let groups =
            json!([{"ruleGroupId": "a", "terminatingRule": null}, group("b", "inner", "BLOCK")]);
        let document = decided(kind, "BLOCK", &groups);
        assert_eq!(document["rule"]["id"], "inner");
        assert_eq!(document["rule"]["name"], "group-in-acl");
        assert_eq!(document["ruleGroupList"][1]["terminatingRule"]["ruleId"], "inner");
    }
}

#[test]
fn a_group_that_only_counts_decides_nothing() {
    let groups = json!([group("a", "counted", "BLOCK")]);
    assert_eq!(decided("REGULAR", "ALLOW", &groups)["rule"]["id"], "group-in-acl");
    let groups = json!([group("a", "counted", "BLOCK"), group("b", "decided", "ALLOW")]);
    assert_eq!(decided("GROUP", "ALLOW", &groups)["rule"]["id"], "decided");
    let groups = json!([group("a", "counted", "BLOCK"), group("b", "decided", "BLOCK")]);
    assert_eq!(decided("GROUP", "BLOCK", &groups)["rule"]["id"], "decided");
}

#[test]
fn a_group_by_the_terminating_rules_own_id_decides() {
    let groups = json!([group("group-in-acl", "decided", "BLOCK"), group("b", "other", "BLOCK")]);
    assert_eq!(decided("GROUP", "BLOCK", &groups)["rule"]["id"], "decided");
}

#[test]
fn a_group_without_its_rule_leaves_the_terminating_rule() {
    assert_eq!(decided("GROUP", "BLOCK", &json!([]))["rule"]["id"], "group-in-acl");
    assert_eq!(decided("GROUP", "BLOCK", &json!(null))["rule"]["id"], "group-in-acl");
}

#[test]
fn a_block_is_a_failure_and_what_the_client_must_solve_is_unknown() {
    let outcome = |action| decided("REGULAR", action, &json!([]))["event"]["outcome"].clone();
    assert_eq!(outcome("ALLOW"), "success");
    assert_eq!(outcome("BLOCK"), "failure");
    assert_eq!(outcome("CAPTCHA"), "unknown");
    assert_eq!(outcome("CHALLENGE"), "unknown");
}

#[test]
fn a_web_acl_names_its_account_and_region() {
    let acl = |id: &str| document(&json!({"webaclId": id}));
    let regional = acl("arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/web/guid");
    assert_eq!(regional["rule"]["ruleset"], "web");
    assert_eq!(regional["cloud"]["region"], "eu-west-1");
    assert_eq!(regional["cloud"]["account"]["id"], "111122223333");
    let global = acl("arn:aws:wafv2:us-east-1:111122223333:global/webacl/site/guid");
    assert_eq!(global["cloud"]["region"], "global");
}

#[test]
fn a_first_generation_web_acl_is_its_id() {
    let record = json!({"webaclId": "6ce84ef7", "httpSourceName": "ALB"});
    let document = document_at(&record, "111122223333/eu-west-1/aws-waf-logs-x/file");
    assert_eq!(document["rule"]["ruleset"], "6ce84ef7");
    assert_eq!(document["cloud"]["region"], "eu-west-1");
    assert_eq!(document["cloud"]["account"]["id"], "111122223333");
    assert_eq!(self::document(&record)["cloud"]["region"], "global");
}

#[test]
fn headers_become_a_map_whatever_their_case() {
    let document = document(&json!({"httpRequest": {"headers": [
        {"name": "HOST", "value": "www.example.com"}, {"name": "User-Agent", "value": "curl"},
        {"name": "Referer", "value": "https://example.com/"}, {"name": "X-A.b", "value": "1"},
    ]}}));
    assert_eq!(document["httpRequest"]["header"]["user_agent"], "curl");
    assert_eq!(document["httpRequest"]["header"]["x_a_b"], "1");
    assert_eq!(document["url"]["domain"], "www.example.com");
    assert_eq!(document["user_agent"]["original"], "curl");
    assert_eq!(document["http"]["request"]["referrer"], "https://example.com/");
}

#[test]
fn every_field_that_the_dashboard_uses_is_there() {
    let document = document(&json!({
        "timestamp": 1_795_500_000_000_u64, "action": "BLOCK", "httpSourceName": "ALB",
        "webaclId": "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/web/guid",
        "terminatingRuleId": "rule", "terminatingRuleType": "REGULAR",
        "httpRequest": {
            "clientIp": "192.0.2.1", "country": "JP", "uri": "/", "httpMethod": "GET",
            "httpVersion": "HTTP/1.1", "headers": [
                {"name": "Host", "value": "www.example.com"}, {"name": "User-Agent", "value": "curl"},
            ],
        },
    }));
    for path in [
        "@timestamp",
        "action",
        "cloud.account.id",
        "cloud.region",
        "httpRequest.clientIp",
        "httpRequest.country",
        "httpRequest.httpMethod",
        "httpRequest.httpVersion",
        "httpRequest.uri",
        "httpSourceName",
        "rule.name",
        "rule.ruleset",
        "source.ip",
        "terminatingRuleId",
        "terminatingRuleType",
        "url.domain",
        "user_agent.original",
    ] {
        let value = path.split('.').fold(&document, |value, step| &value[step]);
        assert!(value.is_string(), "{path}");
    }
}

#[test]
fn numbers_stay_as_they_were_delivered() {
    let record = r#"{"timestamp":1795500000000,"new":[123456789012345678901234567890.10,1E5,-0]}"#;
    let written = String::from_utf8(bytes_of(record, "key")).unwrap();
    assert!(written.contains(r#""new":[123456789012345678901234567890.10,1E5,-0]"#), "{written}");
}

#[test]
fn the_message_is_the_record_as_it_was_delivered() {
    let record = "{ \"timestamp\":1795500000000 ,\n \"uri\":\"\\u00fc\\/\" }";
    let document: Json = serde_json::from_slice(&bytes_of(record, "key")).unwrap();
    assert_eq!(document["@message"], record);
}

/// A request of 198.51.100.7 that was blocked, with these headers.
fn requested(headers: &Json, args: &str) -> Json {
    document(&json!({
        "timestamp": 1_795_500_000_000_u64, "action": "BLOCK",
        "httpRequest": {"clientIp": "198.51.100.7", "headers": headers, "args": args},
    }))
}

#[test]
fn parts_of_a_cookie_stay_in_other_headers() {
    let cookie = "consent=1; lang=en-US; site=www.example.com";
    let headers = json!([
        {"name": "dnt", "value": "1"}, {"name": "accept-language", "value": "en-US"},
        {"name": "host", "value": "www.example.com"}, {"name": "cookie", "value": cookie},
    ]);
    let document = requested(&headers, "");
    let map = &document["httpRequest"]["header"];
    assert_eq!(map["dnt"], "1");
    assert_eq!(map["accept_language"], "en-US");
    assert_eq!(map["host"], "www.example.com");
    assert_eq!(map["cookie"], "[REDACTED]");
    assert_eq!(document["url"]["domain"], "www.example.com");
    assert!(!document.to_string().contains("consent"), "{document}");
}

#[test]
fn a_client_cannot_erase_what_waf_writes() {
    let document = requested(
        &json!([
            {"name": "Cookie", "value": "198.51.100.7"}, {"name": "Authorization", "value": "BLOCK"},
            {"name": "x-csrf-token", "value": "Fetch"}, {"name": "Sec-Fetch-Mode", "value": "cors"},
        ]),
        "",
    );
    assert_eq!(document["httpRequest"]["clientIp"], "198.51.100.7");
    assert_eq!(document["source"]["ip"], "198.51.100.7");
    assert_eq!(document["action"], "BLOCK");
    assert_eq!(document["httpRequest"]["headers"][3]["name"], "Sec-Fetch-Mode");
    assert_eq!(document["httpRequest"]["headers"][0]["value"], "[REDACTED]");
    let message = document["@message"].as_str().unwrap();
    for kept in [r#""clientIp":"198.51.100.7""#, r#""action":"BLOCK""#, r#""Sec-Fetch-Mode""#] {
        assert!(message.contains(kept), "{message}");
    }
}

#[test]
fn what_authorizes_is_nowhere_whatever_its_shape() {
    for (scheme, secret) in [("Basic", "dXNlcjpwYXNz"), ("Bearer", "/abc123/def4567890==")] {
        let headers = json!([{"name": "Authorization", "value": format!("{scheme} {secret}")}]);
        let document = requested(&headers, &format!("token={secret}"));
        assert_eq!(document["httpRequest"]["args"], "token=[REDACTED]");
        assert_eq!(document["url"]["query"], "token=[REDACTED]");
        assert!(!document.to_string().contains(secret), "{document}");
    }
}

proptest::proptest! {
    #[test]
    fn a_planted_secret_is_nowhere_in_the_document(
        secret in "[A-Za-z][0-9][A-Za-z0-9+/=_~-]{10,60}",
        header in proptest::sample::select(vec![
            "Authorization", "proxy-authorization", "COOKIE", "Set-Cookie", "X-Amz-Security-Token",
        ]),
        form in proptest::sample::select(vec![
            "SECRET", "Bearer SECRET", "sid=SECRET; lang=en", "a=1; sid=\"SECRET\"", "Basic SECRET",
        ]),
        quoted in proptest::bool::ANY,
    ) {
        let value = form.replace("SECRET", &secret);
        let mut matched = json!([{"conditionType": "XSS", "location": "HEADER", "matchedData": [secret, "<"]}]);
        if quoted {
            matched[0]["matchedData"] = json!([secret.to_ascii_uppercase(), &secret[4..]]);
        }
        let record = json!({
            "timestamp": 1_795_500_000_000_u64,
            "terminatingRuleMatchDetails": matched,
            "ruleGroupList": [{"terminatingRule": {"ruleId": "x", "ruleMatchDetails": matched}}],
            "requestHeadersInserted": [{"name": header, "value": value}],
            "httpRequest": {
                "headers": [{"name": "Host", "value": "x"}, {"name": header, "value": value}],
                "args": format!("token={secret}&a=b"), "uri": "/\u{e9}\"",
            },
        });
        for text in [record.to_string(), record.to_string().replace('/', "\\/")] {
            let written = String::from_utf8(bytes_of(&text, "key")).unwrap();
            proptest::prop_assert!(serde_json::from_str::<Json>(&written).is_ok());
            let plain = written.replace("\\\\/", "/").to_ascii_lowercase();
            proptest::prop_assert!(!plain.contains(&secret[4..].to_ascii_lowercase()), "{}", written);
        }
    }

    #[test]
    fn any_record_becomes_a_document(text in "\\PC{0,40}", number in proptest::num::i64::ANY) {
        for value in [json!(text), json!(number), json!([text]), json!({"a": {"b": [number]}}), json!(null)] {
            for field in ["timestamp", "webaclId", "action", "httpRequest", "ruleGroupList", "labels"] {
                let written = bytes_of(&json!({field: value, "x": 1}).to_string(), "key");
                proptest::prop_assert!(parse_object(&String::from_utf8(written).unwrap()).is_ok());
            }
            let request = json!({"httpRequest": {"headers": value, "clientIp": value, "httpVersion": value}});
            let written = bytes_of(&request.to_string(), "key");
            proptest::prop_assert!(parse_object(&String::from_utf8(written).unwrap()).is_ok());
        }
    }
}
