use contract::log_spec::FieldType;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::testing;

fn document(record: &Json) -> Json {
    testing::document("cloudtrail", record)
}

fn event(source: &str, request: &Json, response: &Json) -> Json {
    document(&json!({
        "eventTime": "2026-11-24T06:00:00Z", "eventSource": source, "eventName": "Example",
        "requestParameters": request, "responseElements": response,
    }))
}

#[test]
fn an_event_with_an_error_is_a_failure() {
    for (field, outcome) in
        [("errorCode", "failure"), ("errorMessage", "failure"), ("eventName", "success")]
    {
        let found = document(&json!({"eventTime": "2026-11-24T06:00:00Z", field: "AccessDenied"}));
        assert_eq!(found["event"]["outcome"], outcome, "{field}");
    }
}

#[test]
fn a_sign_in_that_says_failure_only_in_its_response_is_a_failure() {
    let found = event("signin.amazonaws.com", &json!(null), &json!({"ConsoleLogin": "Failure"}));
    assert_eq!(found["event"]["outcome"], "failure");
}

#[test]
fn a_user_is_the_last_part_of_an_arn_or_principal() {
    for (identity, name) in [
        (json!({"arn": "arn:aws:sts::111122223333:assumed-role/Deploy/alice"}), "alice"),
        (json!({"arn": "arn:aws:iam::111122223333:root"}), "root"),
        (json!({"principalId": "AROAEXAMPLE:bob"}), "bob"),
        (json!({"userName": "Carol/x", "arn": "arn:aws:iam::111122223333:user/y"}), "Carol/x"),
    ] {
        assert_eq!(document(&json!({ "userIdentity": identity }))["user"]["name"], name);
    }
}

#[test]
fn an_insights_event_has_an_action_and_a_module() {
    let details = json!({"eventSource": "ec2.amazonaws.com", "eventName": "RunInstances"});
    let found = document(&json!({ "insightDetails": details }));
    assert_eq!(found["event"]["action"], "RunInstances");
    assert_eq!(found["event"]["module"], "ec2.amazonaws.com");
}

#[test]
fn cloudhsms_events_keep_their_address() {
    let found = document(&json!({
        "eventSource": "cloudhsm.amazonaws.com", "sourceIPAddress": "192.0.2.1",
        "requestParameters": {"clusterId": "cluster-x"}, "responseElements": {"hsmId": "hsm-y"},
    }));
    assert_eq!(found["related"], json!({"ip": ["192.0.2.1"], "hosts": ["cluster-x", "hsm-y"]}));
    assert_eq!(found["cloud"]["instance"]["id"], "hsm-y");
}

#[test]
fn fields_that_contradict_each_other_between_services_are_objects() {
    for (source, request, expected) in [
        ("x", json!({"tags": "a"}), json!({"tags": {"value": "a"}})),
        ("x", json!({"tags": ["a"]}), json!({"tags": {"value": ["a"]}})),
        ("x", json!({"tags": [{"key": "a"}]}), json!({"tags": [{"key": "a"}]})),
        ("x", json!({"disableApiStop": {"value": true}}), json!({"disableApiStop": true})),
        ("ecs.amazonaws.com", json!({"command": "sh"}), json!({"command": {"command": "sh"}})),
        ("ssm.amazonaws.com", json!({"parameters": "a"}), json!({"parameters": {"value": "a"}})),
        ("dynamodb.amazonaws.com", json!({"items": "a"}), json!({"items": {"value": "a"}})),
    ] {
        assert_eq!(event(source, &request, &json!(null))["requestParameters"], expected);
    }
    for (source, response, expected) in [
        ("x", json!({"status": "a"}), json!({"status": {"status": "a"}})),
        ("x", json!({"policy": "a"}), json!({"policy": {"value": "a"}})),
        ("x", json!({"credentials": "a"}), json!({"credentials": {"value": "a"}})),
        (
            "x",
            json!({"credentials": "arn:aws:iam::111122223333:role/a"}),
            json!({"credentials": {"iam": "arn:aws:iam::111122223333:role/a"}}),
        ),
        ("cognito-idp.amazonaws.com", json!({"session": "a"}), json!({"session": {"value": "a"}})),
    ] {
        assert_eq!(event(source, &json!(null), &response)["responseElements"], expected);
    }
}

#[test]
fn one_name_for_different_things_is_no_problem() {
    for key in [json!("name"), json!({"id": {"S": "1"}}), json!([{"a": 1}]), json!(7)] {
        let found = event("x", &json!({ "key": key, "tags": {"a": "b"} }), &json!(null));
        assert_eq!(found["error"], json!(null), "{key}");
        assert!(!found["requestParameters"]["key"].is_object());
    }
}

#[test]
fn a_date_in_javas_form_is_one() {
    let request =
        json!({"startTime": "Nov 24, 2026, 6:00:00 AM", "endTime": 1_795_500_000_000_u64});
    let found = event("x", &request, &json!(null));
    assert_eq!(found["requestParameters"]["startTime"], "2026-11-24T06:00:00+00:00");
    assert_eq!(found["requestParameters"]["endTime"], 1_795_500_000_000_u64);
}

/// Any JSON with the names that are known among others.
fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        ".{0,12}".prop_map(Json::from),
    ];
    let name = prop_oneof![
        Just("tags".to_owned()),
        Just("key".to_owned()),
        Just("status".to_owned()),
        Just("endTime".to_owned()),
        Just("items".to_owned()),
        Just("policy.x".to_owned()),
        Just("disableApiStop".to_owned()),
        "[a-zA-Z.]{0,6}",
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::hash_map(name.clone(), inner, 0..6)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

/// Asserts that a value has the kind that its mapping wants, and so has what is in it.
fn assert_fits(path: &str, value: &Json) {
    let fields = super::fields::FIELDS.iter();
    let kind = fields.clone().find(|field| field.path == path).map(|field| field.kind);
    let below = format!("{path}.");
    let on_the_way = fields.clone().any(|field| field.path.starts_with(&below));
    match value {
        Json::Array(elements) => elements.iter().for_each(|element| assert_fits(path, element)),
        Json::Object(object) if on_the_way => {
            for (name, value) in object {
                assert!(name.split('.').all(|part| !part.trim().is_empty()), "{path}: {name:?}");
                assert_fits(&format!("{path}.{name}"), value);
            }
        }
        Json::Object(_) => {
            use FieldType::{FlatObject, ObjectOfKnownFields};
            let fits = matches!(kind, None | Some(FlatObject | ObjectOfKnownFields));
            assert!(fits, "{path} is an object");
        }
        _ => assert!(value.is_null() || !on_the_way, "{path} is no object"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn whatever_a_free_form_part_holds_fits_the_mapping(value in any_json()) {
        for part in ["requestParameters", "responseElements", "additionalEventData"] {
            let found = document(&json!({"eventTime": "2026-11-24T06:00:00Z", part: value}));
            assert_fits(part, &found[part]);
        }
    }
}
