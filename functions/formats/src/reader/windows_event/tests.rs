//! What an event becomes.

use super::*;

fn event(system: &str, rest: &str) -> String {
    let text = format!("<Event xmlns='u'><System>{system}</System>{rest}</Event>");
    let mut out = Vec::new();
    read(&text).unwrap().write(&mut out);
    let written = String::from_utf8(out).unwrap();
    let inner = written.strip_prefix(r#"{"Event":{"xmlns":"u","System":"#).unwrap();
    inner.strip_suffix("}}").unwrap().to_owned()
}

/// What becomes of data.
fn data(elements: &str) -> String {
    let written = event("", &format!("<EventData>{elements}</EventData>"));
    let inner = written.strip_prefix(r#"null,"EventData":{"Data":"#).unwrap();
    inner.strip_suffix('}').unwrap().to_owned()
}

#[test]
fn attributes_are_fields() {
    let system = "<Provider Name='p' Guid='{g}'/><TimeCreated SystemTime='t'/><Security/>";
    let expected = r#"{"Provider":{"Name":"p","Guid":"{g}"},"TimeCreated":{"SystemTime":"t"},"Security":null}"#;
    assert_eq!(event(system, ""), expected);
}

#[test]
fn the_event_id_stands_beside_its_qualifiers() {
    assert_eq!(event("<EventID>4624</EventID>", ""), r#"{"EventID":"4624"}"#);
    let system = "<EventID Qualifiers='16384'>7036</EventID><Level>4</Level>";
    let expected = r#"{"EventID":"7036","Level":"4","Qualifiers":"16384"}"#;
    assert_eq!(event(system, ""), expected);
}

#[test]
fn data_by_name_are_fields_unless_they_say_nothing() {
    let elements = "<Data Name='a'>1</Data><Data Name='b'>-</Data><Data Name='c'/><Data/>";
    assert_eq!(data(elements), r#"{"a":"1"}"#);
    assert_eq!(data("<Data Name='a'>1</Data>"), r#"{"a":"1"}"#);
    assert_eq!(data("<Data Name='a'>1</Data><Data Name='a'>2</Data>"), r#"{"a":"2"}"#);
}

#[test]
fn data_without_a_name_are_called_by_their_place() {
    assert_eq!(data("<Data>x</Data>"), r#"{"0":"x"}"#);
    assert_eq!(data("<Data>x</Data><Data/><Data>z</Data>"), r#"{"1":"x","3":"z"}"#);
    assert_eq!(data("<Data Name=''>x</Data><Data Type='t'>y</Data>"), r#"{"1":"x","2":"y"}"#);
}

#[test]
fn lists_of_rights_are_lists() {
    let elements = "<Data Name='AccessList'>%%1537\n\t\t\t\t%%4416</Data>\
                    <Data Name='PrivilegeList'>SeDebugPrivilege</Data>";
    let expected = r#"{"AccessList":["%%1537","%%4416"],"PrivilegeList":["SeDebugPrivilege"]}"#;
    assert_eq!(data(elements), expected);
}

#[test]
fn binary_data_and_names_of_event_data_stay() {
    let rest = "<EventData Name='n'><Data>x</Data><Binary>0A0B</Binary></EventData>";
    let expected = r#"null,"EventData":{"Name":"n","Data":{"0":"x"},"Binary":"0A0B"}"#;
    assert_eq!(event("", rest), expected);
}

#[test]
fn user_data_and_rendering_information_stay_as_they_are() {
    let rest = "<UserData><LogFileCleared xmlns='v'><SubjectUserName>n</SubjectUserName>\
                </LogFileCleared></UserData><RenderingInfo Culture='en-US'><Keywords>\
                <Keyword>a</Keyword><Keyword>b</Keyword></Keywords></RenderingInfo>";
    let expected = concat!(
        r#"null,"UserData":{"LogFileCleared":{"xmlns":"v","SubjectUserName":"n"}},"#,
        r#""RenderingInfo":{"Culture":"en-US","Keywords":{"Keyword":["a","b"]}}"#
    );
    assert_eq!(event("", rest), expected);
}

#[test]
fn an_indented_event_is_as_one_on_a_line() {
    let indented = "<Event xmlns='u'>\n  <System>\n    <EventID>1</EventID>\n  </System>\n  \
                    <EventData>\n    <Data Name='a'>1</Data>\n  </EventData>\n</Event>\n";
    let line: String = indented.split('\n').map(str::trim).collect();
    assert_eq!(read(indented).unwrap(), read(&line).unwrap());
    assert_eq!(event("\n", "<EventData>\n</EventData>"), r#"null,"EventData":null"#);
}

#[test]
fn zeros_behind_an_event_are_passed_over() {
    let document = read("<Event><System><EventID>1</EventID></System></Event>\0\0").unwrap();
    assert_eq!(document.text_at("Event.System.EventID"), Some("1"));
}

#[test]
fn an_event_without_its_usual_parts_is_read() {
    assert!(read("<Event/>").is_ok());
    assert!(read("<Event><System/><EventData/></Event>").is_ok());
    assert!(read("<Event>text</Event>").is_ok());
    assert!(read("<Event><System><EventID Qualifiers='1'/></System></Event>").is_ok());
}
