//! What a line becomes.

use proptest::prelude::*;

use super::*;

/// The fields as `name=value`.
fn fields(line: &str) -> Vec<String> {
    let document = read(line).unwrap();
    document.iter().map(|(name, value)| format!("{name}={}", value.as_text().unwrap())).collect()
}

/// The fields behind the header.
fn extension(text: &str) -> Vec<String> {
    fields(&["CEF:0|v|p|1|id|name|5|", text].concat()).split_off(7)
}

#[test]
fn the_header_may_follow_that_of_syslog() {
    let line = r"<134>Nov 24 01:02:03 host CEF: 0|Trend Micro|Deep \| Agent|20.0\\1|21|N=1|6|a=1";
    let expected = [
        "cef_version=0",
        "cef_device_vendor=Trend Micro",
        "cef_device_product=Deep | Agent",
        r"cef_device_version=20.0\1",
        "cef_device_event_class_id=21",
        "cef_name=N=1",
        "cef_severity=6",
        "a=1",
    ];
    assert_eq!(fields(line), expected);
}

#[test]
fn a_header_that_was_cut_gives_what_is_there() {
    assert_eq!(
        fields("CEF:1|v|p"),
        ["cef_version=1", "cef_device_vendor=v", "cef_device_product=p"]
    );
    assert_eq!(fields("CEF:0"), ["cef_version=0"]);
    assert_eq!(extension(""), [""; 0]);
}

#[test]
fn the_severity_may_be_missing() {
    assert_eq!(fields("CEF:0|v|p|1|id|n|a=1|2 b=3").split_off(6), ["a=1|2", "b=3"]);
    assert_eq!(fields("CEF:0|v|p|1|id|n|").split_off(6), ["cef_severity="]);
}

#[test]
fn a_line_without_a_header_is_not_read() {
    assert_eq!(read("LEEF:1.0|v|p|1|id|a=1"), None);
    assert_eq!(read("CEF:|v|p"), None);
    assert_eq!(read(""), None);
    assert_eq!(fields("tag CEF:x CEF:0|v").last().unwrap(), "cef_device_vendor=v");
}

#[test]
fn a_value_may_hold_spaces_and_end_in_some() {
    assert_eq!(extension("a=one two  b=three\tc= d=x "), ["a=one two", "b=three", "c=", "d=x"]);
}

#[test]
fn escapes_are_undone() {
    let text = r"a=x\=y b=1\n2\r3 c=C:\\temp \| d\e f=\";
    assert_eq!(extension(text), ["a=x=y", "b=1\n2\r3", r"c=C:\temp | d\e", r"f=\"]);
}

#[test]
fn a_sign_that_begins_no_key_belongs_to_the_value() {
    let text = "request=https://www.example.com/?x=1&y=2 act=a=b ==c d=e";
    let expected = ["request=https://www.example.com/?x=1&y=2", "act=a=b ==c", "d=e"];
    assert_eq!(extension(text), expected);
    assert_eq!(extension("see x=1 y=2"), ["x=1", "y=2"]);
}

#[test]
fn a_label_names_its_field() {
    let text = "cs1=192.0.2.1 cs1Label=Peer cn1=7 cs2Label=alone cs3=x cs3Label=";
    assert_eq!(
        extension(text),
        ["Peer=192.0.2.1", "cn1=7", "cs2Label=alone", "cs3=x", "cs3Label="]
    );
}

#[test]
fn of_keys_with_the_same_name_the_last_counts() {
    assert_eq!(extension("a=1 b=2 a=3"), ["b=2", "a=3"]);
    assert_eq!(extension("a=1 cs1=2 cs1Label=a"), ["a=2"]);
}

#[test]
fn many_keys_take_no_time() {
    let many: String = (0..20_000).map(|n| format!("k{n}=1 k{n}Label=l{n} ")).collect();
    assert_eq!(extension(&many).len(), 20_000);
    assert_eq!(extension(&"=".repeat(20_000)).len(), 0);
    assert_eq!(extension(&"a=".repeat(20_000)).len(), 1);
}

proptest! {
    #[test]
    fn any_line_is_read(any in any::<String>(), odd in "[a =\\\\|nü\t]*") {
        let _ = read(&any);
        let _ = read(&["CEF:0|", &any].concat());
        let _ = read(&["CEF:0|", &odd].concat());
        let _ = read(&["CEF:0|||||||", &odd].concat());
    }

    #[test]
    fn values_come_back(values in prop::collection::vec("[a-z0-9|:/?&=\\\\ü]{1,12}", 1..12)) {
        let escape = |value: &String| value.replace('\\', r"\\").replace('=', r"\=");
        let field = |(n, value)| format!("k{n}={}", escape(value));
        let line = values.iter().enumerate().map(field).collect::<Vec<_>>().join(" ");
        let expected: Vec<_> =
            values.iter().enumerate().map(|(n, value)| format!("k{n}={value}")).collect();
        prop_assert_eq!(extension(&line), expected);
    }
}
