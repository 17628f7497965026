use contract::log_spec::Format;

use super::*;
use crate::test_support::{items, slow_items};

/// Every item of `text` as text: a record as it is, a bad stretch behind its reason.
fn split_from(text: &str, reader: impl Read, record_bytes: usize) -> Vec<String> {
    let mut input = Input::new(reader);
    let mut splitter = JsonSplitter::new(None, record_bytes);
    let mut items = Vec::new();
    while let Some(found) = splitter.next_found(&mut input).unwrap() {
        items.push(match found {
            Found::Object(at, _) => String::from_utf8_lossy(input.at(at)).into_owned(),
            Found::Record(_) => unreachable!(),
            Found::Bad { reason, offset, length } => {
                let bad = &text[offset as usize..(offset + length) as usize];
                format!("{}: {bad}", reason.as_str())
            }
        });
    }
    items
}

fn split(text: &str) -> Vec<String> {
    split_from(text, text.as_bytes(), 1 << 20)
}

#[test]
fn lines_are_records() {
    assert_eq!(split("{\"a\":1}\n{\"b\":2}\n"), ["{\"a\":1}", "{\"b\":2}"]);
}

#[test]
fn the_last_line_needs_no_end() {
    assert_eq!(split("{\"a\":1}\r\n{\"b\":2}"), ["{\"a\":1}", "{\"b\":2}"]);
}

#[test]
fn objects_need_nothing_between_them() {
    assert_eq!(split("{\"a\":1}{\"b\":2} {\"c\":3}"), ["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"]);
}

#[test]
fn an_object_over_several_lines_is_one_record() {
    let pretty = "{\n  \"a\": {\n    \"b\": 1\n  }\n}";
    assert_eq!(split(&format!("{pretty}\n{pretty}\n")), [pretty, pretty]);
}

#[test]
fn elements_of_a_list_are_records() {
    assert_eq!(split("[{\"a\":1}, {\"b\":2}]"), ["{\"a\":1}", "{\"b\":2}"]);
    assert_eq!(split("[\n  {\n    \"a\": 1\n  },\n  {}\n]\n"), ["{\n    \"a\": 1\n  }", "{}"]);
    assert_eq!(split("[1,{\"b\":2},\"x\"]"), ["NotAnObject: 1", "{\"b\":2}", "NotAnObject: \"x\""]);
}

#[test]
fn marks_blank_lines_and_padding_are_no_records() {
    assert_eq!(split("\u{feff}\n\n{\"a\":1}\n \n\0\0\0{\"b\":2}\0\0"), ["{\"a\":1}", "{\"b\":2}"]);
    assert_eq!(split(""), [""; 0]);
    assert_eq!(split("\n"), [""; 0]);
}

#[test]
fn one_byte_is_one_bad_record() {
    assert_eq!(split("x"), ["NotJson: x"]);
    assert_eq!(split("{"), ["CutShort: {"]);
    assert_eq!(split("7"), ["NotAnObject: 7"]);
    assert_eq!(split("\u{feff}")[..], [""; 0]);
}

#[test]
fn a_line_cut_in_a_text_costs_no_neighbour() {
    assert_eq!(
        split("{\"a\":1}\n{\"b\":\"cu\n{\"c\":3}\n"),
        ["{\"a\":1}", "NotJson: {\"b\":\"cu", "{\"c\":3}"]
    );
}

#[test]
fn a_line_cut_anywhere_costs_no_neighbour() {
    let whole = r#"{"a":{"b":[1,{"c":"d"}],"e":null}}"#;
    for cut in 1..whole.len() {
        let found = split(&format!("{whole}\n{}\n{{\"n\":1}}\n{{\"n\":2}}\n", &whole[..cut]));
        let good: Vec<_> = found.iter().filter(|item| item.starts_with('{')).collect();
        assert_eq!(good, [whole, "{\"n\":1}", "{\"n\":2}"], "cut at {cut}: {found:?}");
    }
}

#[test]
fn a_bad_object_in_a_row_of_objects_costs_no_neighbour() {
    assert_eq!(
        split(r#"{"a":1}{"b":tru}{"c":3}"#),
        [r#"{"a":1}"#, r#"NotJson: {"b":tru}"#, r#"{"c":3}"#]
    );
}

#[test]
fn a_bad_element_of_an_indented_list_costs_no_neighbour() {
    let bad = "{\"b\":tru,\n    \"x\":{\n      \"y\":1}},";
    assert_eq!(
        split(&format!("[\n  {{\"a\":1}},\n  {bad}\n  {{\"c\":3}}\n]")),
        ["{\"a\":1}", &format!("NotJson: {bad}"), "{\"c\":3}"]
    );
}

#[test]
fn a_bad_element_of_a_list_on_one_line_costs_no_neighbour() {
    for bad in ["oops", "{\"a\":oops}", "{\"a\":{\"b\":[1,{\"c\":2},x]}}", "nul"] {
        let found = split(&format!("[{{\"a\":1}},{bad},{{\"a\":3}},{{\"a\":4}}]\n{{\"z\":5}}"));
        let wanted =
            ["{\"a\":1}", &format!("NotJson: {bad},"), "{\"a\":3}", "{\"a\":4}", "{\"z\":5}"];
        assert_eq!(found, wanted);
    }
    // Without an element before it, nothing tells how elements begin.
    assert_eq!(split("[oops,{\"a\":1}]\n{}"), ["NotJson: oops,{\"a\":1}]", "{}"]);
}

#[test]
fn a_list_that_is_not_closed_is_cut_short() {
    assert_eq!(split("[{\"a\":1},{\"b\":2}"), ["{\"a\":1}", "{\"b\":2}", "CutShort: "]);
    assert_eq!(split("[{\"a\":1},\n"), ["{\"a\":1}", "CutShort: "]);
    assert_eq!(split("[[{\"a\":1}],[{\"b\":2}]]\n"), ["{\"a\":1}", "{\"b\":2}"]);
    assert_eq!(split("[]"), [""; 0]);
    // What is bad already is said once.
    assert_eq!(split("[{\"a\":1},oops]"), ["{\"a\":1}", "NotJson: oops]"]);
    assert_eq!(split("[{\"a\":1},{\"b\":"), ["{\"a\":1}", "CutShort: {\"b\":"]);
}

#[test]
fn part_of_a_bad_object_is_no_record() {
    let bad = "{\n  \"a\": {\n    \"b\": 1\n  }\n  broken\n}";
    assert_eq!(split(&format!("{bad}\n{{\"c\":3}}\n")), [&format!("NotJson: {bad}"), "{\"c\":3}"]);
}

#[test]
fn another_format_is_bad_line_by_line() {
    assert_eq!(split("a b c\nd e f\n"), ["NotJson: a b c", "NotJson: d e f"]);
}

#[test]
fn a_record_longer_than_allowed_is_bad() {
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(2000));
    let text = format!("{long}\n{{\"b\":2}}\n");
    let found = split_from(&text, text.as_bytes(), 1000);
    assert_eq!(found, [&format!("TooLong: {long}"), "{\"b\":2}"]);
}

#[test]
fn a_record_that_never_ends_takes_no_memory() {
    let endless = b"{\"a\":\"".chain(io::repeat(b'x').take(64 << 20)).chain(&b"\"}\n{\"b\":2}"[..]);
    let mut input = Input::new(endless);
    let mut splitter = JsonSplitter::new(None, 1 << 20);
    let found = splitter.next_found(&mut input).unwrap();
    assert!(matches!(found, Some(Found::Bad { reason: BadReason::TooLong, .. })), "{found:?}");
    let found = splitter.next_found(&mut input).unwrap();
    assert!(matches!(found, Some(Found::Object(..))), "{found:?}");
    assert!(input.unused().len() < 4 << 20);
}

#[test]
fn bytes_that_are_no_text_are_kept() {
    let mut input = Input::new(&b"{\"a\":\"\xff\xfe\"}"[..]);
    let mut splitter = JsonSplitter::new(None, 100);
    let Some(Found::Object(at, _)) = splitter.next_found(&mut input).unwrap() else {
        panic!("no record")
    };
    assert_eq!(input.at(at), b"{\"a\":\"\xff\xfe\"}");
}

#[test]
fn the_pace_of_the_reader_changes_nothing() {
    let text = "\u{feff}{\"a\":1}\r\n\n{\"b\":\"cu\n[{\"c\":{}},\n{\"d\":[]}]";
    assert_eq!(slow_items(&Format::JSON, text.as_bytes(), 1 << 20), items(&Format::JSON, text));
}

proptest::proptest! {
    #[test]
    fn every_byte_is_in_an_item_or_separates_two(bytes in proptest::collection::vec(
        proptest::sample::select(b"{}[]\":,ab1\\\n \0".to_vec()), 0..200,
    )) {
        let separates = |bytes: &[u8]| bytes.iter().all(|byte| b"[], \n\0".contains(byte));
        let mut input = Input::new(&bytes[..]);
        let mut splitter = JsonSplitter::new(None, 64);
        let mut end = 0;
        while let Some(found) = splitter.next_found(&mut input).unwrap() {
            let length = match found {
                Found::Object(at, _) | Found::Record(at) => at.len(),
                Found::Bad { length, .. } => length as usize,
            };
            let start = input.position() as usize - length;
            proptest::prop_assert!(separates(&bytes[end..start]));
            // Nothing is missing but at the end.
            proptest::prop_assert!(length > 0 || start == bytes.len());
            end = start + length;
        }
        proptest::prop_assert!(separates(&bytes[end..]));
    }
}
