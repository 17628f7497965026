use contract::log_spec::SECRET_HEADERS;
use formats::json::parse_object;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::search::{searches, searches_of};
use super::*;

const WHAT: Redaction = Redaction::of_header_lists(&["headers"]).quotes(&["matchedData"]);

fn redacted(record: &str) -> String {
    let mut document = parse_object(record).unwrap();
    let Some(mut redacted) = redact(record, &document, &WHAT) else {
        return record.to_owned();
    };
    if redacted.apply_to(&mut document) {
        let read = parse_object(&redacted.text).unwrap();
        assert_eq!(document, read, "what is changed is what would be read");
    }
    redacted.text
}

/// A record with one header, and other fields before it.
fn with_header(name: &str, value: &str, others: &str) -> String {
    format!(r#"{{{others}"headers":[{{"name":"{name}","value":"{value}"}}]}}"#)
}

#[test]
fn a_record_without_secrets_stays() {
    let record = with_header("host", "example.com", "");
    assert_eq!(redact(&record, &parse_object(&record).unwrap(), &WHAT), None);
}

#[test]
fn only_the_secrets_bytes_change() {
    let record = with_header("Cookie", "a=1", r#""x" :  1.0, "y":"\u00fc\/", "#);
    assert_eq!(redacted(&record), record.replace("a=1", REDACTED));
}

#[test]
fn a_secret_is_replaced_wherever_it_stands() {
    let record = with_header(
        "authorization",
        "Bearer abc123def456",
        r#""args":"token=abc123def456&x","list":["abc123def456"],"#,
    );
    let redacted = redacted(&record);
    assert!(!redacted.contains("abc123def456"), "{redacted}");
    assert!(redacted.contains(r#""args":"token=[REDACTED]&x""#), "{redacted}");
}

#[test]
fn escapes_hide_no_secret() {
    let record = with_header(
        "cookie",
        r"s=abc\/123\u0064ef456\u00fc",
        r#""args":"x=\u0061bc\/123def456ü&\ty","#,
    );
    let redacted = redacted(&record);
    assert!(redacted.contains(r#""args":"x=[REDACTED]&\ty""#), "{redacted}");
    assert!(redacted.contains(r#""value":"[REDACTED]""#), "{redacted}");
}

#[test]
fn a_part_that_is_no_credential_stays_in_addresses() {
    let record = with_header(
        "cookie",
        "lang=en-US; site=shop1.example.com; from=/products/2026",
        r#""host":"shop1.example.com","uri":"/products/2026/en-US","#,
    );
    let redacted = redacted(&record);
    let untouched = r#""host":"shop1.example.com","uri":"/products/2026/en-US","#;
    assert!(redacted.contains(untouched), "{redacted}");
}

#[test]
fn quotes_of_a_secret_are_replaced() {
    let record = with_header(
        "cookie",
        "q=Robert'); DROP%20TABLE",
        r#""details":[{"location":"URI","matchedData":["robert')","drop table","able","x"]}],"#,
    );
    let expected = r#""matchedData":["[REDACTED]","[REDACTED]","[REDACTED]","x"]"#;
    let redacted = redacted(&record);
    assert!(redacted.contains(expected), "{redacted}");
}

#[test]
fn quotes_of_a_cookie_are_replaced_even_if_they_were_decoded() {
    let record = r#"{"details":[{"location":"COOKIE","matchedData":["se","cret"]},
        {"location":"HEADER","matchedFieldName":"Authorization","matchedData":["user:password"]},
        {"location":"HEADER","matchedFieldName":"user-agent","matchedData":["sqlmap"]}]}"#;
    let redacted = redacted(record);
    assert!(!redacted.contains("cret") && !redacted.contains("password"), "{redacted}");
    assert!(redacted.contains("sqlmap"), "{redacted}");
}

#[test]
fn a_number_is_never_replaced() {
    let record = with_header("x-api-key", "1609459200123", r#""timestamp":1609459200123,"#);
    assert!(redacted(&record).contains(r#""timestamp":1609459200123,"#));
}

#[test]
fn what_aws_redacted_itself_is_no_secret() {
    let record = with_header("authorization", "REDACTED", r#""uri":"REDACTED","#);
    assert_eq!(redacted(&record), record);
}

#[test]
fn parts_of_a_secret_stay_in_other_headers() {
    let others = r#"{"name":"dnt","value":"1"},{"value":"en-US","name":"accept-language"},
        {"name":"host","value":"www.example.com"}"#;
    let cookie = r#"{"value":"consent=1; lang=en-US; site=www.example.com","name":"cookie"}"#;
    let redacted = redacted(&format!(r#"{{"headers":[{cookie},{others},{cookie}]}}"#));
    let mark = r#"{"value":"[REDACTED]","name":"cookie"}"#;
    assert_eq!(redacted, format!(r#"{{"headers":[{mark},{others},{mark}]}}"#));
}

#[test]
fn a_short_secret_is_replaced_in_its_own_header_only() {
    let record = r#"{"headers":[{"name":"dnt","value":"1"},{"value":"1","name":"x-api-key"}]}"#;
    let expected = record.replace(r#""value":"1","#, r#""value":"[REDACTED]","#);
    assert_eq!(redacted(record), expected);
}

#[test]
fn what_the_service_writes_is_never_replaced() {
    for field in WRITTEN_BY_SERVICE {
        let others =
            format!(r#""{field}":"198.51.100.7","list":[{{"{field}":"198.51.10\u0030.7"}}],"#);
        let redacted = redacted(&with_header("cookie", "198.51.100.7", &others));
        assert!(redacted.contains(&others), "{redacted}");
        assert!(redacted.contains(r#""value":"[REDACTED]""#), "{redacted}");
    }
}

#[test]
fn what_stands_behind_a_scheme_is_replaced_whatever_its_shape() {
    for (value, form) in [
        ("Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"),
        ("Bearer  /abc123/def4567890==", "/abc123/def4567890=="),
        ("Bearer /abc123/def4567890==", "%2Fabc123%2Fdef4567890%3D%3D"),
        ("Bearer /abc123/def4567890==", "%2fabc123%2fdef4567890%3d%3d"),
        ("Bearer %2Fabc123", "/abc123"),
        ("bearer abcd", "abcd"),
    ] {
        for name in ["Authorization", "proxy-authorization"] {
            let redacted =
                redacted(&with_header(name, value, &format!(r#""args":"token={form}&x","#)));
            assert!(redacted.contains(r#""args":"token=[REDACTED]&x""#), "{redacted}");
        }
    }
}

#[test]
fn a_decoded_or_encoded_credential_is_replaced_too() {
    let others = r#""args":"a=s:abc123def456&b=s%3Aabc123def456&c=s%3aabc123def456","#;
    let redacted = redacted(&with_header("cookie", "sid=s%3Aabc123def456", others));
    assert!(redacted.contains(r#""args":"a=[REDACTED]&b=[REDACTED]&c=[REDACTED]""#), "{redacted}");
}

#[test]
fn an_address_to_return_to_does_not_hide_the_same_address_elsewhere() {
    let others = r#""uri":"/products/2026-spring","#;
    let redacted = redacted(&with_header("cookie", "from=%2Fproducts%2F2026-spring", others));
    assert!(redacted.contains(r#""uri":"/products/2026-spring""#), "{redacted}");
    assert!(!redacted.contains("%2Fproducts"), "{redacted}");
}

proptest::proptest! {
    #[test]
    fn a_planted_secret_is_gone_and_the_record_still_valid(
        secret in "[A-Za-z][0-9][A-Za-z0-9+/=_~-]{10,40}",
        header in proptest::sample::select(SECRET_HEADERS),
        before in "[A-Za-z0-9 \"\\\\/:,{}\u{e9}]{0,20}",
    ) {
        let text = |text: &str| {
            let mut out = Vec::new();
            ecs::write_text(text, &mut out);
            String::from_utf8(out).unwrap()
        };
        let record = format!(
            r#"{{"args":{},"headers":[{{"name":"{header}","value":{}}}],"matchedData":[{}]}}"#,
            text(&format!("{before} {secret} {before}")),
            text(&format!("k={secret}; {before}")),
            text(&format!("{before}{secret}")),
        );
        let redacted = redacted(&record);
        proptest::prop_assert!(!redacted.contains(&secret), "{redacted}");
        proptest::prop_assert!(parse_object(&redacted).is_ok(), "{redacted}");
    }
}

/// An object of fields that mean something, and others.
fn object(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let name = select(vec!["name", "key", "value", "matchedData", "uri", "action", "location"]);
    vec((name, value), 0..6).prop_map(|fields| {
        let fields = fields.iter().map(|(name, value)| format!("\"{name}\":{value}"));
        format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
    })
}

/// Any such object.
fn record() -> impl Strategy<Value = String> {
    let text = select(vec!["cookie", "COOKIE", "x", "", "a,b{c}:"]);
    let text = text.prop_map(|text| format!("\"{text}\""));
    let value = prop_oneof![text, Just("1".to_owned()), Just("null".to_owned())];
    object(value.prop_recursive(5, 40, 6, |inner| {
        let list = vec(inner.clone(), 0..4).prop_map(|list| format!("[{}]", list.join(",")));
        prop_oneof![list, object(inner)]
    }))
}

proptest::proptest! {
    #[test]
    fn texts_of_the_document_are_searched_as_those_of_the_record(record in record()) {
        let (tokens, all) = searches(&record, &WHAT);
        let values: Vec<_> = tokens.into_iter().zip(all).filter(|(t, _)| !t.is_name).collect();
        let document = parse_object(&record).unwrap();
        let found = searches_of(&record, &document, &WHAT);
        let mut written = Vec::new();
        document.write(&mut written);
        // Only where a name came twice is there less in the document.
        proptest::prop_assert_eq!(found.is_some(), written.len() == record.len());
        if let Some((tokens, searches)) = found {
            let found: Vec<_> = tokens.into_iter().zip(searches).collect();
            proptest::prop_assert_eq!(found, values);
        }
    }
}

#[test]
fn a_name_that_comes_twice_has_the_record_read_again() {
    let record = with_header("cookie", "abcdef0123456789", r#""a":"x","a":"y","#);
    let mut document = parse_object(&record).unwrap();
    let mut redacted = redact(&record, &document, &WHAT).unwrap();
    assert!(!redacted.apply_to(&mut document));
}
