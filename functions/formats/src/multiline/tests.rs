use contract::log_spec::Format;

use super::*;
use crate::test_support::{items, items_from, slow_items};

const LOG: Format = Format::multiline(r"\d+ ", "x");

#[test]
fn a_record_goes_on_to_the_next_first_line() {
    assert_eq!(items(&LOG, "1 a\n  b\n\n  c\n2 d\n"), ["1 a\n  b\n\n  c", "2 d"]);
}

#[test]
fn the_last_record_needs_no_line_end() {
    assert_eq!(items(&LOG, "1 a\r\nb\r\n2 c\r\nd"), ["1 a\r\nb", "2 c\r\nd"]);
    assert_eq!(items(&LOG, "1 a\n2 c"), ["1 a", "2 c"]);
}

#[test]
fn what_stands_before_the_first_first_line_is_a_record() {
    assert_eq!(items(&LOG, "\n\u{feff}x\ny\n1 a\n"), ["x\ny", "1 a"]);
}

#[test]
fn a_first_line_is_told_by_its_start() {
    assert_eq!(items(&LOG, "1 a\nb 2 c\n3 d"), ["1 a\nb 2 c", "3 d"]);
}

#[test]
fn nothing_but_blank_lines_is_no_record() {
    assert_eq!(items(&LOG, ""), [""; 0]);
    assert_eq!(items(&LOG, "\n \n\0\0"), [""; 0]);
}

#[test]
fn a_record_longer_than_allowed_costs_no_neighbour() {
    let lines = "x\n".repeat(1000);
    let text = format!("1 a\n2 b\n{lines}3 c\n4 {lines}");
    assert_eq!(items_from(&LOG, text.as_bytes(), 1000)[..3], ["1 a", "TooLong 4+2004", "3 c"]);
    let text = format!("1 a\n2 {}\ny\n3 c\n", "x".repeat(2000));
    assert_eq!(items_from(&LOG, text.as_bytes(), 1000), ["1 a", "TooLong 4+2005", "3 c"]);
}

#[test]
fn a_record_that_never_ends_takes_no_memory() {
    let endless = io::repeat(b'x').take(64 << 20).chain(&b"\n1 b"[..]);
    let mut input = Input::new(endless);
    let mut splitter = MultilineSplitter::new(r"\d", 1 << 20);
    let found = splitter.next_found(&mut input).unwrap();
    assert!(matches!(found, Some(Found::Bad { length: 0x400_0001, .. })), "{found:?}");
    assert!(matches!(splitter.next_found(&mut input).unwrap(), Some(Found::Record(_))));
    assert!(input.unused().len() < 4 << 20);
}

#[test]
fn the_pace_of_the_reader_changes_nothing() {
    let text = "\u{feff}x\n1 a\r\n b\n\n2 c\n\0\n3";
    assert_eq!(slow_items(&LOG, text.as_bytes(), 1 << 20), items(&LOG, text));
}
