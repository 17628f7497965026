use contract::log_spec::{Field, Format, LogSpec, Timestamp};
use proptest::prelude::*;

use super::*;

const FIELDS: &[Field] = &[
    Field::new("ip", FieldType::Ip),
    Field::new("list.name", FieldType::Keyword),
    Field::new("count", FieldType::Short),
    Field::new("time", FieldType::DateEpochMilliseconds),
    Field::new("free", FieldType::ObjectOfKnownFields),
    Field::new("free.key", FieldType::Keyword),
    Field::new("free.limit", FieldType::Integer),
    Field::new("free.tags.value", FieldType::Keyword),
];

fn types() -> TypeTree {
    let time = Timestamp::new("", TimestampFormat::EpochAuto);
    TypeTree::of(&LogSpec::new("x", "x", "x", Format::JSON, time).fields(FIELDS))
}

fn conformed(record: &str) -> (String, Option<String>) {
    by(record, |document, notes| types().conform(document, notes))
}

fn by(record: &str, conform: impl Fn(&mut Document<'_>, &mut Notes)) -> (String, Option<String>) {
    let mut document = formats::json::parse_object(record).unwrap();
    let mut notes = Notes::default();
    conform(&mut document, &mut notes);
    let mut out = Vec::new();
    document.write(&mut out);
    (String::from_utf8(out).unwrap(), notes.message())
}

#[test]
fn what_fits_stays() {
    let record = r#"{"ip":["192.0.2.1",null],"list":[{"name":"x"},{"name":7}],"count":"12","time":1609459200123,"other":{"a":0}}"#;
    assert_eq!(conformed(record), (record.to_owned(), None));
}

#[test]
fn what_does_not_fit_is_kept_as_text_beside_its_field() {
    let (document, message) = conformed(r#"{"ip":"host","count":70000,"time":"noon"}"#);
    assert_eq!(document, r#"{"ip_text":"host","count_text":"70000","time_text":"noon"}"#);
    assert!(message.unwrap().contains("`count` does not fit"));
}

#[test]
fn an_object_in_the_place_of_a_text_is_kept_as_text() {
    let (document, message) = conformed(r#"{"list":[{"name":{"a":1}}]}"#);
    assert_eq!(document, r#"{"list":[{"name_text":"{\"a\":1}"}]}"#);
    assert!(message.unwrap().contains("`list.name`"));
}

#[test]
fn a_name_that_is_a_path_is_taken_for_one() {
    let record = r#"{"list.name":"x","free":{"tags.value":[{}],"tags.x":[{}]}}"#;
    let expected = r#"{"list.name":"x","free":{"tags_value":[{}],"tags.x":[{}]}}"#;
    assert_eq!(conformed(record), (expected.to_owned(), None));
}

#[test]
fn in_a_free_form_part_an_object_is_kept_as_text_in_its_place() {
    let record = r#"{"free":{"key":{"id":{"S":"1"}},"other":{"key":{"x":1}}}}"#;
    let expected = r#"{"free":{"key":"{\"id\":{\"S\":\"1\"}}","other":{"key":{"x":1}}}}"#;
    assert_eq!(conformed(record), (expected.to_owned(), None));
    let record = r#"{"free":{"key":["a",{"b":1}],"limit":"x","tags":"y"}}"#;
    let expected = r#"{"free":{"key":"[\"a\",{\"b\":1}]","limit_text":"x","tags_text":"y"}}"#;
    assert_eq!(conformed(record), (expected.to_owned(), None));
}

#[test]
fn a_name_with_dots_that_would_cost_the_document_loses_them() {
    let record = r#"{"free":{"key.x":1,"a..b":2,".c":3,"d.":4,"tags.other":5,"e.f":6}}"#;
    let expected = r#"{"free":{"key_x":1,"a__b":2,"_c":3,"d_":4,"tags.other":5,"e.f":6}}"#;
    assert_eq!(conformed(record), (expected.to_owned(), None));
    let record = r#"{"x":[{"":1,".":2,"_":3,"a. ":{"b.":4}}]}"#;
    let expected = r#"{"x":[{"__":1,"___":2,"_":3,"a_ ":{"b_":4}}]}"#;
    assert_eq!(conformed(record), (expected.to_owned(), None));
    let record = r#"{"free":{"unknown":{"":1}}}"#;
    assert_eq!(conformed(record), (record.to_owned(), None));
}

#[test]
fn a_text_in_the_place_of_an_object_is_kept_beside_it() {
    assert_eq!(conformed(r#"{"list":"x"}"#).0, r#"{"list_text":"x"}"#);
    assert_eq!(conformed(r#"{"source":1}"#).0, r#"{"source_text":"1"}"#);
}

/// What is written at once; none if more must change than that blank fields are left out.
fn at_once(record: &str) -> Option<String> {
    let document = formats::json::parse_object(record).unwrap();
    let mut out = b"before".to_vec();
    let fits = types().write_if_fitting(&document, &mut out);
    fits.then(|| String::from_utf8(out).unwrap()["before".len()..].to_owned())
}

#[test]
fn a_document_that_fits_is_written_at_once_without_its_blanks() {
    let record = r#"{"ip":"-","list":[{"name":""},[{"name":""}]],"other":{"a":{"b":null}},"x":{}}"#;
    let expected = r#"{"list":[{},[{"name":""}]]}"#;
    assert_eq!(at_once(record).as_deref(), Some(expected));
    assert_eq!(conformed(record).0, expected);
    assert_eq!(at_once(r#"{"ip":"-"}"#).as_deref(), Some("{}"));
}

#[test]
fn a_document_in_which_more_must_change_is_not_written_at_once() {
    let long = "x".repeat(LONGEST_TERM + 1);
    for record in [
        r#"{"ip":"host"}"#.to_owned(),
        r#"{"free":{"key":{"x":1}}}"#.to_owned(),
        r#"{"source.ip.x":1}"#.to_owned(),
        format!(r#"{{"other":["{long}"]}}"#),
    ] {
        assert_eq!(at_once(&record), None, "{record}");
    }
    let own = format!(r#"{{"@message":"{long}"}}"#);
    assert_eq!(at_once(&own), Some(own));
}

/// The same in three walks, one for each thing that is done.
fn slowly(document: &mut Document<'_>, notes: &mut Notes) {
    document.remove_blank_fields();
    conform_only(&types(), "", document, notes);
    document.truncate_long_texts(MESSAGE);
}

fn conform_only(types: &TypeTree, path: &str, object: &mut Document<'_>, notes: &mut Notes) {
    fn descend(types: &TypeTree, path: &str, value: &mut Value<'_>, notes: &mut Notes) {
        match value {
            Value::Object(object) => conform_only(types, path, object, notes),
            Value::List(elements) => {
                elements.iter_mut().for_each(|element| descend(types, path, element, notes));
            }
            _ => {}
        }
    }
    let fits = |name: &str, value: &Value<'_>| types.field(name).is_none_or(|t| t.fits(value));
    for (name, value) in object.fields_mut() {
        if let Some(types) = types.field(name).filter(|types| types.fits(value)) {
            descend(types, &format!("{path}{name}."), value, notes);
        }
    }
    for (name, value) in object.fields_mut() {
        if !fits(name, value) {
            notes.problem(format!(
                "the value of `{path}{name}` does not fit the field's type and is in \
                 `{path}{name}_text`"
            ));
            *value = Value::from(as_text(value));
            *name = format!("{name}_text").into();
        }
    }
}

fn json() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just(format!("\"{}\"", "x".repeat(LONGEST_TERM + 1))),
        proptest::sample::select(vec!["", "-", "null", "[]", "192.0.2.1", "12", "text", "true"])
            .prop_map(|text| format!("\"{text}\"")),
        "-?[1-9][0-9]{0,25}",
    ];
    scalar.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4)
                .prop_map(|elements| format!("[{}]", elements.join(","))),
            proptest::collection::btree_map(name(), inner, 0..7).prop_map(|fields| {
                let fields = fields.iter().map(|(name, value)| format!("\"{name}\":{value}"));
                format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
            }),
        ]
    })
}

fn name() -> impl Strategy<Value = String> {
    let names = [
        "ip", "list", "name", "count", "time", "source", "geo", "location", "event", "url",
        "@message", "as", "number", "other", "related", "port",
    ];
    proptest::sample::select(names.to_vec()).prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn one_walk_does_what_three_do(values in proptest::collection::btree_map(name(), json(), 0..8)) {
        let fields = values.iter().map(|(name, value)| format!("\"{name}\":{value}"));
        let record = format!("{{{}}}", fields.collect::<Vec<_>>().join(","));
        prop_assert_eq!(conformed(&record), by(&record, slowly));
        if let Some(written) = at_once(&record) {
            prop_assert_eq!((written, None), conformed(&record));
        }
    }
}
