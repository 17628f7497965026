use super::*;
use serde_json::json;

fn s3(key: &str) -> Value {
    json!({"Records": [{
        "eventVersion": "2.1", "eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": "logs"}, "object": {"key": key, "size": 12, "versionId": "v1"}},
    }]})
}

fn sqs(bodies: &[Value]) -> Value {
    let messages: Vec<_> = bodies
        .iter()
        .enumerate()
        .map(|(at, body)| {
            json!({"messageId": format!("m{at}"), "eventSource": "aws:sqs", "body": body.to_string()})
        })
        .collect();
    json!({"Records": messages})
}

/// The only object of an event, whatever carries it.
fn only(event: &Value) -> ObjectRef {
    let mut objects = match read(event).unwrap() {
        Event::Direct(objects) => objects,
        Event::Queue(mut messages) => {
            assert_eq!(messages.len(), 1);
            messages.remove(0).objects.unwrap()
        }
    };
    assert_eq!(objects.len(), 1);
    objects.remove(0)
}

#[test]
fn every_carrier_delivers_the_same_object() {
    let direct = s3("a/b.gz");
    let sns =
        json!({"Records": [{"EventSource": "aws:sns", "Sns": {"Message": direct.to_string()}}]});
    let envelope = json!({"Type": "Notification", "Message": direct.to_string()});
    let wanted = only(&direct);
    assert_eq!((wanted.bucket.as_str(), wanted.key.as_str(), wanted.size), ("logs", "a/b.gz", 12));
    assert_eq!(wanted.version.as_deref(), Some("v1"));
    for event in [sns, sqs(&[direct]), sqs(&[envelope])] {
        assert_eq!(only(&event), wanted, "{event}");
    }
}

#[test]
fn a_key_of_s3_is_decoded() {
    let object = only(&s3("a+b%2Bc/%E3%83%AD.gz"));
    assert_eq!(object.key, "a b+c/ロ.gz");
    assert_eq!(object.other_key.as_deref(), Some("a+b%2Bc/%E3%83%AD.gz"));
}

#[test]
fn a_key_of_event_bridge_is_taken_as_it_is() {
    let event = json!({
        "source": "aws.s3", "detail-type": "Object Created",
        "detail": {"bucket": {"name": "logs"}, "object": {"key": "a+b", "size": 3, "version-id": "v2"}},
    });
    let object = only(&event);
    assert_eq!(object.key, "a+b");
    assert_eq!(object.other_key.as_deref(), Some("a b"));
    assert_eq!(object.version.as_deref(), Some("v2"));
    assert_eq!(only(&sqs(&[event])), object);
}

#[test]
fn an_event_of_security_lake_needs_no_detail_type() {
    let event = json!({
        "source": "aws.s3",
        "detail": {"bucket": {"name": "aws-security-data-lake-x"}, "object": {"key": "ext/a.parquet"}},
    });
    assert_eq!(only(&sqs(&[event])).key, "ext/a.parquet");
}

#[test]
fn a_message_of_the_split_queue_names_its_records() {
    let split = json!({
        "siem": {"start_number": 11, "end_number": 20},
        "s3": {"bucket": {"name": "logs"}, "object": {"key": "a"}},
    });
    assert_eq!(only(&sqs(&[split])).records.to_string(), "11-20");
    let ours = json!({
        "siem": {"start_number": 3, "end_number": 0, "records": "3,7-", "hop": 2},
        "s3": {"bucket": {"name": "logs"}, "object": {"key": "a"}},
    });
    let object = only(&sqs(&[ours]));
    assert_eq!((object.records.to_string().as_str(), object.hop), ("3,7-", 2));
}

#[test]
fn a_dead_letter_holds_the_whole_event_of_any_form() {
    let mut event = s3("a");
    event["Records"][0]["siem"] = json!({"records": "5"});
    assert_eq!(only(&sqs(&[event])).records.to_string(), "5");
    let sns =
        json!({"Records": [{"EventSource": "aws:sns", "Sns": {"Message": s3("a").to_string()}}]});
    assert_eq!(only(&sqs(&[sns])).key, "a");
    assert_eq!(only(&sqs(&[sqs(&[s3("a")])])).key, "a");
}

#[test]
fn the_test_event_of_s3_asks_for_nothing() {
    let test = json!({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "logs"});
    assert_eq!(read(&test), Ok(Event::Direct(vec![])));
    let Event::Queue(messages) = read(&sqs(&[test])).unwrap() else { panic!() };
    assert_eq!(messages[0].objects, Ok(vec![]));
}

#[test]
fn a_removed_object_asks_for_nothing() {
    let mut event = s3("a");
    event["Records"][0]["eventName"] = json!("ObjectRemoved:Delete");
    assert_eq!(read(&event), Ok(Event::Direct(vec![])));
}

#[test]
fn one_bad_message_does_not_spoil_the_others() {
    let mut event = sqs(&[s3("a"), s3("b")]);
    event["Records"][0]["body"] = json!("not json");
    let Event::Queue(messages) = read(&event).unwrap() else { panic!() };
    assert!(matches!(messages[0].objects, Err(UnknownEvent::NotJson(_))));
    assert_eq!(messages[1].objects.as_ref().unwrap()[0].key, "b");
}

#[test]
fn an_unknown_event_is_an_error_that_shows_names_and_no_values() {
    let error = read(&json!({"password": "hunter2"})).unwrap_err().to_string();
    assert!(error.contains("[password]") && !error.contains("hunter2"), "{error}");
    for event in [json!([]), json!("x"), json!(null), json!({"Records": [{"s3": {}}]})] {
        assert!(read(&event).is_err(), "{event}");
    }
}

#[test]
fn a_range_that_ends_before_it_begins_is_an_error() {
    let split = json!({
        "siem": {"start_number": 5, "end_number": 4},
        "s3": {"bucket": {"name": "logs"}, "object": {"key": "a"}},
    });
    assert!(matches!(read(&split), Err(UnknownEvent::Range(_))));
}
