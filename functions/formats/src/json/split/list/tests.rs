use std::io::{self, Read};

use contract::log_spec::Format;

use super::*;
use crate::test_support::{items, items_from, slow_items};

const TRAIL: Format = Format::json_records("Records");

#[test]
fn elements_are_records() {
    let text = r#"{"Records":[{"a":1},{"a":2}]}"#;
    assert_eq!(items(&TRAIL, text), ["{\"a\":1}", "{\"a\":2}"]);
}

#[test]
fn the_list_need_not_be_the_first_field() {
    let text = "{\n \"v\" : {\"Records\":[1]}, \"Records\" : [\n  {\"a\":1}\n ], \"w\": [{}]\n}\n";
    assert_eq!(items(&TRAIL, text), ["{\"a\":1}"]);
}

#[test]
fn several_objects_may_have_lists() {
    let text = "{\"Records\":[{\"a\":1}]}{\"Records\":[{\"a\":2}]}\n{\"Records\":[{\"a\":3}]}";
    assert_eq!(items(&TRAIL, text), ["{\"a\":1}", "{\"a\":2}", "{\"a\":3}"]);
    let text = r#"{"Records":[{"a":1}],"x":1,"Records":[{"a":2}]}{"a":3}"#;
    assert_eq!(items(&TRAIL, text), ["{\"a\":1}", "{\"a\":2}", "{\"a\":3}"]);
}

#[test]
fn an_object_without_the_list_is_a_record() {
    for text in [r#"{"a":{"Records":[{}]}}"#, r#"{"Records":null}"#, r#"{"Records":{"a":[]}}"#] {
        assert_eq!(items(&TRAIL, text), [text]);
    }
}

#[test]
fn an_empty_list_has_no_record() {
    assert_eq!(items(&TRAIL, "{\"Records\":[]}"), [""; 0]);
    assert_eq!(items(&TRAIL, "{\"v\":1,\"Records\" : [ ] }\n{\"a\":1}"), ["{\"a\":1}"]);
}

#[test]
fn an_element_that_is_no_object_costs_no_neighbour() {
    let text = r#"{"Records":[1,{"a":1},"x",null,{"a":2}]}"#;
    let found = items(&TRAIL, text);
    assert_eq!(found[1], "{\"a\":1}");
    assert_eq!(found[4], "{\"a\":2}");
    assert_eq!(found.iter().filter(|item| item.starts_with("NotAnObject")).count(), 3);
}

#[test]
fn a_bad_element_costs_no_neighbour() {
    let bad = r#"{"a":2,"x":[{"y":1},{"y":tru}]}"#;
    let text = format!("{{\"Records\":[{{\"a\":1}},{bad},{{\"a\":3}}]}}");
    assert_eq!(items(&TRAIL, &text), ["{\"a\":1}", "NotJson 20+32", "{\"a\":3}"]);
    let text = format!("{{\"Records\":[{bad},{{\"a\":3}}]}}");
    assert_eq!(items(&TRAIL, &text), ["NotJson 12+32", "{\"a\":3}"]);
}

#[test]
fn a_cut_anywhere_costs_what_was_cut_only() {
    let whole = r#"{"Records":[{"a":1},{"a":2}]}"#;
    for cut in 12..whole.len() {
        let found = items(&TRAIL, &format!("{}\n{whole}\n", &whole[..cut]));
        let good = found.iter().filter(|item| item.starts_with("{\"a\"")).count();
        let expected = 2 + usize::from(cut >= 19) + usize::from(cut >= 27);
        assert_eq!(good, expected, "{cut}: {found:?}");
        assert!(found.len() > good, "{cut}: {found:?}");
    }
}

#[test]
fn an_end_within_the_list_is_noticed() {
    assert_eq!(items(&TRAIL, "{\"Records\":[{\"a\":1},"), ["{\"a\":1}", "CutShort 20+0"]);
    assert_eq!(items(&TRAIL, "{\"Records\":[{\"a\":1}"), ["{\"a\":1}", "CutShort 19+0"]);
    assert_eq!(items(&TRAIL, "{\"Records\":[{\"a\":1}]"), ["{\"a\":1}", "CutShort 19+1"]);
    assert_eq!(items(&TRAIL, "{\"Records\":[{\"a\""), ["CutShort 12+4"]);
}

#[test]
fn an_object_is_not_held() {
    let element = format!("{{\"a\":\"{}\"}},", "x".repeat(1000)).repeat(1000);
    let many = (0..64).fold(Box::new(io::empty()) as Box<dyn Read>, |reader, _| {
        Box::new(reader.chain(element.as_bytes()))
    });
    let reader = (&b"{\"Records\":["[..]).chain(many).chain(&b"{}]}{\"a\":1}"[..]);
    let mut input = Input::new(reader);
    let mut splitter = JsonSplitter::new(Some("Records"), 1 << 20);
    let mut count = 0;
    while let Some(found) = splitter.next_found(&mut input).unwrap() {
        assert!(matches!(found, Found::Object(..)), "{found:?}");
        assert!(input.unused().len() < 4 << 20);
        count += 1;
    }
    assert_eq!(count, 64_002);
}

#[test]
fn an_element_longer_than_allowed_costs_no_neighbour() {
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(2000));
    let text = format!("{{\"Records\":[{{\"a\":1}},{long},{{\"a\":3}}]}}");
    let found = items_from(&TRAIL, text.as_bytes(), 1000);
    assert_eq!(found, ["{\"a\":1}", "TooLong 20+2009", "{\"a\":3}"]);
}

#[test]
fn many_lists_in_an_object_are_no_danger() {
    let text = format!("{{{}\"x\":1}}", "\"Records\":[],".repeat(100_000));
    assert_eq!(items(&TRAIL, &text), [""; 0]);
}

#[test]
fn the_pace_of_the_reader_changes_nothing() {
    let text = "{\"v\":1,\"Records\":[{\"a\":1}, {\"a\":tru},\n{\"a\":3},4],\"w\":[]}{\"b\":1}";
    assert_eq!(slow_items(&TRAIL, text.as_bytes(), 1 << 20), items(&TRAIL, text));
}
