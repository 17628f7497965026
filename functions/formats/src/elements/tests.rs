use contract::log_spec::{Format, Xml};

use crate::test_support::{items, items_from, slow_items};

fn xml(element: &'static str) -> Format {
    Format::Xml(Xml { element: element.into() })
}

const EVENT: &str =
    "<Event xmlns='x'><System><A b=\"1>\"/></System><EventData>a</EventData></Event>";

#[test]
fn elements_are_records_wherever_they_stand() {
    let format = Format::WindowsEventXml;
    assert_eq!(items(&format, &format!("{EVENT}\n{EVENT}\r\n{EVENT}")), [EVENT; 3]);
    assert_eq!(items(&format, &EVENT.repeat(3)), [EVENT; 3]);
    let declared =
        format!("\u{feff}<?xml version=\"1.0\"?>\n<!-- <Event> -->\n<Events>{EVENT}</Events>");
    assert_eq!(items(&format, &declared), [EVENT]);
}

#[test]
fn an_element_may_have_several_lines() {
    let pretty = "<Event>\n  <a>\n    b\n  </a>\n</Event>";
    let text = format!("<Events>\n{pretty}\n{pretty}\n</Events>\n");
    assert_eq!(items(&xml("Event"), &text), [pretty, pretty]);
}

#[test]
fn a_name_is_matched_whole() {
    let text = "<Events><EventData/><Event/><Event a='/'></Event ></Events>";
    assert_eq!(items(&xml("Event"), text), ["<Event/>", "<Event a='/'></Event >"]);
}

#[test]
fn an_element_may_hold_another_of_its_name() {
    let text = "<i><i>a</i><i/>\n  <i>\n  </i></i>\n<i>b</i>";
    assert_eq!(items(&xml("i"), text), ["<i><i>a</i><i/>\n  <i>\n  </i></i>", "<i>b</i>"]);
}

#[test]
fn what_looks_like_markup_in_text_is_none() {
    let text = "<e><![CDATA[</e><e>]]><!-- </e> --><?x </e> ?></e><e/>";
    let end = text.len() - 4;
    assert_eq!(items(&xml("e"), text), [&text[..end], "<e/>"]);
}

#[test]
fn text_between_elements_is_bad() {
    assert_eq!(items(&xml("e"), "a b\nc<e/>d"), ["NotXml 0+3", "NotXml 4+1", "<e/>", "NotXml 9+1"]);
    assert_eq!(items(&xml("e"), "x"), ["NotXml 0+1"]);
    assert_eq!(items(&xml("e"), ""), [""; 0]);
}

#[test]
fn an_element_cut_anywhere_costs_no_neighbour() {
    for cut in 7..EVENT.len() {
        let text = format!("{EVENT}\n{}\n{EVENT}\n{EVENT}\n", &EVENT[..cut]);
        let found = items(&Format::WindowsEventXml, &text);
        let good = found.iter().filter(|item| *item == EVENT).count();
        assert_eq!(good, 3, "cut at {cut}: {found:?}");
        // `<EventData` cut to `<Event` looks like another that was cut.
        assert!(matches!(found.len(), 4 | 5), "cut at {cut}: {found:?}");
    }
}

#[test]
fn an_element_without_its_end_is_cut_short() {
    assert_eq!(items(&xml("e"), "<e>\n<e>a</e>"), ["CutShort 0+4", "<e>a</e>"]);
    assert_eq!(items(&xml("e"), "<e>a</e><e>"), ["<e>a</e>", "CutShort 8+3"]);
    assert_eq!(items(&xml("e"), "<"), ["CutShort 0+1"]);
}

#[test]
fn an_element_longer_than_allowed_costs_no_neighbour() {
    let long = format!("<e>{}</e>", "x".repeat(2000));
    let text = format!("<e/>{long}<e>b</e>");
    let found = items_from(&xml("e"), text.as_bytes(), 1000);
    assert_eq!(found, ["<e/>", "TooLong 4+2007", "<e>b</e>"]);
}

#[test]
fn an_event_may_come_in_an_envelope() {
    let text = EVENT.replace('"', "\\\"");
    let text = format!("{{\"message\":\"{text}\\r\\n\"}}");
    assert_eq!(items(&Format::WindowsEventXml, &text), [EVENT]);
}

#[test]
fn the_pace_of_the_reader_changes_nothing() {
    let text =
        format!("\u{feff}<?xml?>\n <Events>x\n  {EVENT}\n  {}\n  {EVENT}</Events>", &EVENT[..20]);
    let format = Format::WindowsEventXml;
    assert_eq!(slow_items(&format, text.as_bytes(), 1 << 20), items(&format, &text));
}
