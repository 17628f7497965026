//! What holds for every format.

use contract::log_spec::{Columns, Format, Header, Quoting, Separator};
use proptest::prelude::*;

use crate::test_support::{items, items_from, slow_items};

fn formats() -> Vec<Format> {
    let columns = Columns::new(&[]);
    let csv = columns.clone().separator(Separator::Comma).quoting(Quoting::Csv);
    vec![
        Format::JSON,
        Format::json_records("r"),
        Format::text("x"),
        Format::multiline("a", "x"),
        Format::Columns(columns.header(Header::W3c)),
        Format::Columns(csv.clone()),
        Format::Columns(csv.header(Header::FirstLine)),
        Format::Cef,
        Format::WindowsEventXml,
        Format::Xml(contract::log_spec::Xml { element: "r".into() }),
    ]
}

/// What envelopes are made of.
const PARTS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    "\n",
    "x",
    "{\"a\":1}",
    "<Event>",
    "</Event>",
    "<r a='<'/>",
    "<r",
    " b=\">\">",
    "</r>",
    "<!-- ",
    "-->",
    "{\"r\":[",
    "\"r\":[",
    ",\"r\":{}",
    "{\"messageType\":\"DATA_MESSAGE\",\"logEvents\":[",
    "{\"message\":\"a\\n\"}",
    "{\"id\":\"1\",\"message\":\"{\\\"r\\\":[{}]}\"}",
    "{\"detail-type\":\"\",\"detail\":",
    "{\"container_id\":\"\",\"log\":\"{\\\"log\\\":1}\"}",
];

/// Records of `format`, each of which is one by itself.
fn good(format: &Format) -> &'static str {
    match format {
        Format::Json(_) => "{\"a\":\"b\"}",
        Format::Columns(columns) if columns.quoting == Quoting::Csv => "-,\"a\nb\",c",
        Format::WindowsEventXml => "<Event>\n a\n</Event>",
        Format::Xml(_) => "<r><r/></r>",
        _ => "a b c",
    }
}

#[test]
fn a_record_again_and_again_is_as_many_records() {
    for format in formats() {
        let text = [good(&format), "\r\n"].concat().repeat(100);
        assert_eq!(items(&format, &text), [good(&format); 100], "{format:?}");
    }
}

#[test]
fn bytes_that_are_no_text_cost_no_neighbour() {
    for format in formats() {
        let good = good(&format);
        let bytes = [good.as_bytes(), b"\n\xff\xfe\x80\n", good.as_bytes()].concat();
        let found = items_from(&format, &bytes[..], 1 << 20);
        assert!(found.first().is_some_and(|first| first.starts_with(good)), "{found:?}");
        assert_eq!(found.last().map(String::as_str), Some(good));
    }
}

proptest! {
    #[test]
    fn nothing_panics_and_the_pace_of_the_reader_changes_nothing(
        bytes in prop::collection::vec(
            prop::sample::select(b"{}[]\":,ab1r#<>/\\\n\r \0\xef\xbb\xbf\xff".to_vec()), 0..200,
        ),
        record_bytes in 5..60_usize,
    ) {
        for format in formats() {
            let fast = items_from(&format, &bytes[..], record_bytes);
            let slow = slow_items(&format, &bytes[..], record_bytes);
            prop_assert_eq!(fast, slow, "{:?}", format);
        }
    }

    #[test]
    fn the_same_holds_for_what_looks_like_an_envelope(
        parts in prop::collection::vec(prop::sample::select(PARTS), 0..40),
        record_bytes in 5..200_usize,
    ) {
        let bytes = parts.concat();
        for format in formats() {
            let fast = items_from(&format, bytes.as_bytes(), record_bytes);
            let slow = slow_items(&format, bytes.as_bytes(), record_bytes);
            prop_assert_eq!(fast, slow, "{:?}", format);
        }
    }
}
