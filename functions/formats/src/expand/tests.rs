use contract::log_spec::{Columns, Format};

use crate::envelope::Container;
use crate::test_support::{items, items_from, slow_items};
use crate::{Envelope, Item, Limits, RecordRange, Records};

const TEXT: Format = Format::text("x");

/// A message of CloudWatch Logs with these texts, each as it stands in JSON.
fn cwl(messages: &[&str]) -> String {
    let event = |(n, message): (usize, &&str)| {
        format!(r#"{{"id":"36{n}","timestamp":176400000000{n},"message":"{message}"}}"#)
    };
    let events: Vec<_> = messages.iter().enumerate().map(event).collect();
    format!(
        r#"{{"messageType":"DATA_MESSAGE","owner":"111122223333","logGroup":"\/aws\/x","logStream":"s","subscriptionFilters":["f"],"logEvents":[{}]}}"#,
        events.join(",")
    )
}

const CONTROL: &str = r#"{"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"","logStream":"","subscriptionFilters":[],"logEvents":[{"id":"","timestamp":1764000000000,"message":"CWL CONTROL MESSAGE: Checking health of destination Firehose."}]}"#;

fn bridge(detail: &str) -> String {
    format!(
        r#"{{"version":"0","id":"e-1","detail-type":"X","source":"aws.x","account":"111122223333","time":"2026-11-24T06:00:00Z","region":"eu-west-1","resources":[],"detail":{detail}}}"#
    )
}

const LENS: &str = r#"{"container_id":"c-1","container_name":"web","source":"stdout","log":"{\"a\":\"\\n\"}\n","ecs_cluster":"k","ecs_task_arn":"arn","ecs_task_definition":"web:1","ec2_instance_id":"i-1"}"#;

fn envelopes(format: &Format, text: &str) -> Vec<Envelope> {
    let mut records = Records::new(text.as_bytes(), format, Limits::default());
    let mut envelopes = Vec::new();
    while let Some(item) = records.next_item().unwrap() {
        if let Item::Record(record) = item {
            envelopes.push(record.envelope.clone());
        }
    }
    envelopes
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn each_event_of_a_message_is_a_record() {
    let text = cwl(&["2 111122223333 eni-1\\n", "a \\\"b\\\" \\u00fc"]) + &cwl(&["third"]);
    let columns = Format::Columns(Columns::new(&["version"]));
    for format in [TEXT, columns, Format::multiline("x", "x"), Format::JSON, Format::Cef] {
        assert_eq!(items(&format, &text), ["2 111122223333 eni-1", "a \"b\" ü", "third"]);
    }
}

#[test]
fn events_know_their_message_and_themselves() {
    let found = envelopes(&TEXT, &(cwl(&["a", "b"]) + "{}"));
    let expected = Envelope {
        account: some("111122223333"),
        log_group: some("/aws/x"),
        log_stream: some("s"),
        event_id: some("361"),
        cwl_timestamp: some("1764000000001"),
        ..Envelope::NONE
    };
    assert_eq!(found[1], expected);
    assert_eq!(found[0].event_id, some("360"));
    assert_eq!(found[2], Envelope::NONE);
}

#[test]
fn events_may_come_before_what_is_said_of_them() {
    let text = r#"{"logEvents":[{"message":"a"}],"logGroup":"g","messageType":"DATA_MESSAGE"}"#;
    assert_eq!(items(&TEXT, text), ["a"]);
    let expected = Envelope { log_group: some("g"), ..Envelope::NONE };
    assert_eq!(envelopes(&TEXT, text), [expected]);
}

#[test]
fn a_control_message_is_no_record() {
    let text = format!("{CONTROL}\n{}{CONTROL}", cwl(&["a"]));
    assert_eq!(items(&TEXT, &text), ["Control", "a", "Control"]);
    assert_eq!(items(&Format::JSON, &text), ["Control", "a", "Control"]);
}

#[test]
fn an_event_without_text_is_no_record() {
    assert_eq!(items(&TEXT, &cwl(&["a", "", " \\n", "b"])), ["a", "Control", "Control", "b"]);
    assert_eq!(items(&TEXT, &cwl(&[])), [""; 0]);
}

#[test]
fn an_odd_event_costs_no_neighbour() {
    let text = cwl(&["a", "b"]).replace(r#"{"id":"360""#, r#"7,{"id":"x"},{"id":"360""#);
    assert_eq!(items(&TEXT, &text), ["NotAnObject 0+252", "json {\"id\":\"x\"}", "a", "b"]);
    let text = cwl(&["a"]).replace("\"a\"", "{\"b\":1}");
    assert_eq!(items(&Format::JSON, &text), ["{\"b\":1}"]);
}

#[test]
fn a_detail_is_a_record_as_it_was_written() {
    let text = bridge("{ \"a\" : 1}") + "\n" + &bridge("{}");
    assert_eq!(items(&Format::JSON, &text), ["{ \"a\" : 1}", "{}"]);
    assert_eq!(items(&TEXT, &text), ["json { \"a\" : 1}", "json {}"]);
    let expected = Envelope {
        account: some("111122223333"),
        region: some("eu-west-1"),
        event_id: some("e-1"),
        cwe_timestamp: some("2026-11-24T06:00:00Z"),
        ..Envelope::NONE
    };
    assert_eq!(envelopes(&Format::JSON, &text)[0], expected);
}

#[test]
fn a_list_in_a_detail_is_its_records() {
    let text = bridge(r#"{"findings":[{"a":1}, {"a":2},3],"x":4}"#) + &bridge("{\"findings\":[]}");
    let found = items(&Format::json_records("findings"), &text);
    assert_eq!(found, ["{\"a\":1}", "{\"a\":2}", "NotAnObject 0+201"]);
    assert_eq!(envelopes(&Format::json_records("findings"), &text)[1].event_id, some("e-1"));
}

#[test]
fn a_line_of_a_container_is_a_record() {
    assert_eq!(items(&Format::JSON, LENS), [r#"{"a":"\n"}"#]);
    assert_eq!(items(&TEXT, LENS), [r#"json {"a":"\n"}"#]);
    let container = Container {
        id: some("c-1"),
        name: some("web"),
        source: some("stdout"),
        cluster: some("k"),
        task_arn: some("arn"),
        task_definition: some("web:1"),
        instance_id: some("i-1"),
    };
    let expected = Envelope { container: Some(container), ..Envelope::NONE };
    assert_eq!(envelopes(&TEXT, LENS), [expected]);
    let text = r#"{"log":"a b\r\n","container_name":"web"}"#;
    assert_eq!(items(&TEXT, text), ["a b"]);
    assert_eq!(items(&Format::JSON, r#"{"log":"a b","x":"web"}"#).len(), 1);
}

#[test]
fn envelopes_lie_in_each_other() {
    let escape = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    let text = cwl(&[&escape(&bridge("{\"r\":[{\"a\":1},{\"a\":2}]}")), &escape(LENS), "x"]);
    let format = Format::json_records("r");
    assert_eq!(items(&format, &text), ["{\"a\":1}", "{\"a\":2}", r#"{"a":"\n"}"#, "x"]);
    let found = envelopes(&format, &text);
    assert_eq!(found[1].event_id, some("e-1"));
    assert_eq!(found[1].region, some("eu-west-1"));
    assert_eq!(found[2].container.as_ref().unwrap().name, some("web"));
    assert_eq!(found[3].event_id, some("362"));
    assert_eq!((found[3].region.as_ref(), found[3].container.as_ref()), (None, None));
}

#[test]
fn a_message_is_the_line_of_a_log_of_lines() {
    let text = "{\"message\":\"2 111122223333 eni-1\"}{\"message\":\"b\\n\"}\n";
    assert_eq!(items(&TEXT, text), ["2 111122223333 eni-1", "b"]);
    assert_eq!(items(&Format::JSON, r#"{"message":"b"}"#), [r#"{"message":"b"}"#]);
    assert_eq!(items(&TEXT, r#"{"message":{"a":1}}"#), [r#"json {"message":{"a":1}}"#]);
}

#[test]
fn a_message_is_a_field_of_a_log_of_lines_and_json() {
    let format = Format::text_or_json("x");
    let object = r#"{"level":"INFO","message":"a"}"#;
    assert_eq!(items(&format, object), [format!("json {object}")]);
    assert_eq!(items(&format, "b\nc"), ["b", "c"]);
}

#[test]
fn fields_by_name_are_a_record_of_any_log() {
    assert_eq!(
        items(&TEXT, "{\"a\":\"1\"}\n{\"a\":\"2\"}"),
        ["json {\"a\":\"1\"}", "json {\"a\":\"2\"}"]
    );
    assert_eq!(items(&TEXT, "[{\"a\":\"1\"}]"), ["json {\"a\":\"1\"}"]);
}

#[test]
fn an_envelope_between_lines_is_seen() {
    let text = format!("line\n{}\n{{\"a\":1\n{{\"a\":1}}\n", cwl(&["x", "y"]));
    assert_eq!(items(&TEXT, &text), ["line", "x", "y", "{\"a\":1", "json {\"a\":1}"]);
}

#[test]
fn a_bad_envelope_costs_no_neighbour() {
    let text = [&cwl(&["a"]), &cwl(&["b"])[..150], &cwl(&["c"])].join("\n");
    let found = items(&TEXT, &text);
    assert_eq!((found[0].as_str(), found[2].as_str()), ("a", "c"));
    assert!(found[1].starts_with("NotJson"), "{found:?}");
}

/// CloudWatch Logs compresses each message, and Firehose all of them once more.
#[test]
fn messages_are_read_out_of_gzip_in_gzip() {
    use std::io::Write as _;
    let gzip = |content: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    };
    let members = [cwl(&["a", "b"]), CONTROL.to_owned(), cwl(&["c"])].map(|m| gzip(m.as_bytes()));
    for object in [members.concat(), gzip(&members.concat())] {
        let reader = crate::decompress(&object[..], Limits::default());
        assert_eq!(items_from(&TEXT, reader, 1 << 20), ["a", "b", "Control", "c"]);
    }
}

#[test]
fn numbers_and_ranges_count_what_is_inside() {
    let text = cwl(&["a", "b", "c"]) + CONTROL + &cwl(&["d"]);
    let range = RecordRange { first: 3, last: Some(4) };
    let mut records = Records::new(text.as_bytes(), &TEXT, Limits::default()).range(range);
    assert!(matches!(
        records.next_item().unwrap(),
        Some(Item::Record(record)) if record.number == 3 && record.bytes == b"c"
    ));
    assert_eq!(records.next_item().unwrap(), Some(Item::Control(4)));
    assert_eq!(records.next_item().unwrap(), None);
}

#[test]
fn the_pace_of_the_reader_changes_nothing() {
    let (message, event) = (cwl(&["a", "b\\n"]), bridge("{\"r\":[{},{}]}"));
    let text = [&*message, CONTROL, &event, LENS].join("\n");
    for format in [TEXT, Format::json_records("r")] {
        assert_eq!(slow_items(&format, text.as_bytes(), 1 << 20), items(&format, &text));
    }
}
