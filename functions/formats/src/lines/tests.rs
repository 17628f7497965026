use contract::log_spec::{Columns, Header, TextLines};

use super::*;
use crate::test_support::{items, items_from, slow_items};

const TEXT: Format = Format::text("x");

fn csv() -> Format {
    Format::Columns(Columns::new(&[]).separator(Separator::Comma).quoting(Quoting::Csv))
}

#[test]
fn a_line_is_a_record() {
    assert_eq!(items(&TEXT, "a b\nc\n"), ["a b", "c"]);
}

#[test]
fn the_last_line_needs_no_end() {
    assert_eq!(items(&TEXT, "a b\r\nc"), ["a b", "c"]);
}

#[test]
fn marks_blank_lines_and_padding_are_no_records() {
    assert_eq!(items(&TEXT, "\u{feff}a\n\n \t\r\n\0\0b\0\0\n\0\0"), ["a", "b"]);
    assert_eq!(items(&TEXT, ""), [""; 0]);
    assert_eq!(items(&TEXT, "\r\n"), [""; 0]);
}

#[test]
fn spaces_around_a_line_are_part_of_it() {
    assert_eq!(items(&TEXT, " a \n"), [" a "]);
}

#[test]
fn header_lines_take_no_number() {
    let format =
        Format::Text(TextLines { pattern: "x".into(), header_lines: 2, json_is_record: false });
    assert_eq!(items(&format, "one\n\nthree\nfour"), ["three", "four"]);
}

#[test]
fn a_first_line_names_the_columns() {
    let columns = Columns::new(&[]).header(Header::FirstLine);
    let found = items(&Format::Columns(columns), "version account-id\n2 111122223333\n");
    assert_eq!(found, ["[version account_id] 2 111122223333"]);
}

#[test]
fn fields_lines_name_the_columns_from_there_on() {
    let columns = Columns::new(&[]).header(Header::W3c);
    let text = "#Version: 1.0\n#Fields: a b\n1 2\n#Fields: b\n3\n";
    assert_eq!(items(&Format::Columns(columns), text), ["[a b] 1 2", "[b] 3"]);
}

#[test]
fn a_quoted_field_may_have_several_lines() {
    let text = "a,\"b\nc \"\"d\"\"\n\",e\r\nf,g\n";
    assert_eq!(items(&csv(), text), ["a,\"b\nc \"\"d\"\"\n\",e", "f,g"]);
    assert_eq!(items(&csv(), "\"a\"\n\"b\nb\""), ["\"a\"", "\"b\nb\""]);
}

#[test]
fn a_quote_that_is_not_closed_costs_no_neighbour() {
    assert_eq!(items(&csv(), "a,\"b\nc,\"d\",e\nf,g\n"), ["a,\"b", "c,\"d\",e", "f,g"]);
    assert_eq!(items(&csv(), "a,\"b\nc,d\ne"), ["a,\"b", "c,d", "e"]);
    assert_eq!(items(&csv(), "5\" disk,b\nc,d\n"), ["5\" disk,b", "c,d"]);
}

#[test]
fn a_line_longer_than_allowed_is_bad() {
    let long = "x".repeat(2000);
    for format in [&TEXT, &csv()] {
        let text = format!("a\n{long}\nb\n");
        assert_eq!(items_from(format, text.as_bytes(), 1000), ["a", "TooLong 2+2000", "b"]);
    }
}

#[test]
fn a_line_that_never_ends_takes_no_memory() {
    let endless = io::repeat(b'x').take(64 << 20).chain(&b"\nb"[..]);
    let mut input = Input::new(endless);
    let mut splitter = LineSplitter::new(&TEXT, 1 << 20);
    let found = splitter.next_found(&mut input).unwrap();
    assert!(matches!(found, Some(Found::Bad { length: 0x400_0000, .. })), "{found:?}");
    assert!(matches!(splitter.next_found(&mut input).unwrap(), Some(Found::Record(_))));
    assert!(input.unused().len() < 4 << 20);
}

#[test]
fn the_pace_of_the_reader_changes_nothing() {
    let text = "\u{feff}a,\"b\n\"\"c\"\r\n\nd\",\"e\nf\n\"g\n\0";
    for format in [&TEXT, &csv()] {
        assert_eq!(slow_items(format, text.as_bytes(), 1 << 20), items(format, text));
    }
}

#[test]
fn lines_behind_text_that_begins_like_json_are_lines() {
    assert_eq!(items(&TEXT, "[error] a\n{x\n"), ["[error] a", "{x"]);
}
