use serde_json::json;

use super::*;

const LOADER: &str = "arn:aws:lambda:us-east-1:111122223333:function:aes-siem-es-loader";
const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:queue";
const TOPIC: &str = "arn:aws:sns:us-east-1:111122223333:topic";

fn read(bucket: &str, configuration: Value) -> Result<Wanted, Error> {
    let mut properties = json!({
        "BucketName": bucket,
        "Managed": "true",
        "SkipDestinationValidation": "false",
    });
    properties["NotificationConfiguration"] = configuration;
    Wanted::read(serde_json::from_value(properties).unwrap())
}

fn function(arn: &str, events: &[&str]) -> Value {
    json!({ "LambdaFunctionConfigurations": [{ "Events": events, "LambdaFunctionArn": arn }] })
}

fn filter(rules: &[(&str, &str)]) -> Value {
    let rules: Vec<_> =
        rules.iter().map(|(name, value)| json!({ "Name": name, "Value": value })).collect();
    json!({ "Key": { "FilterRules": rules } })
}

#[test]
fn the_form_of_v2_10_4_is_accepted() {
    let wanted = read("aes-siem-111122223333-log", function(LOADER, &["s3:ObjectCreated:*"]));
    let wanted = wanted.unwrap();
    assert_eq!(wanted.targets().collect::<Vec<_>>(), [LOADER]);
    assert!(!wanted.skips_validation);
}

#[test]
fn functions_queues_and_topics_are_told_each_of_its_keys() {
    let created = ["s3:ObjectCreated:*"];
    let wanted = read(
        "bucket",
        json!({
            "LambdaFunctionConfigurations": [
                { "Events": created, "LambdaFunctionArn": LOADER, "Filter": filter(&[("Prefix", "a/")]) },
            ],
            "QueueConfigurations": [{
                "Events": created, "QueueArn": QUEUE,
                "Filter": filter(&[("suffix", ".gz"), ("prefix", "b/")]),
            }],
            "TopicConfigurations": [{ "Events": ["s3:ObjectRemoved:*"], "TopicArn": TOPIC }],
        }),
    );
    let entries = wanted.unwrap().entries;
    let kinds: Vec<_> = entries.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [Kind::Function, Kind::Queue, Kind::Topic]);
    let filters = entries.iter().map(|e| (e.filter.prefix.as_str(), e.filter.suffix.as_str()));
    assert_eq!(filters.collect::<Vec<_>>(), [("a/", ""), ("b/", ".gz"), ("", "")]);
}

#[test]
fn odd_properties_are_refused_with_their_place() {
    let created: &[&str] = &["s3:ObjectCreated:*"];
    let version = format!("{LOADER}:7");
    let fifo = format!("{QUEUE}.fifo");
    let filtered = |rules| {
        let entry = json!({ "Events": created, "QueueArn": QUEUE, "Filter": filter(rules) });
        json!({ "QueueConfigurations": [entry] })
    };
    let twice = json!({ "LambdaFunctionConfigurations": [
        { "Events": created, "LambdaFunctionArn": LOADER },
        { "Events": ["s3:ObjectCreated:Put"], "LambdaFunctionArn": LOADER },
    ] });
    let overlapping = json!({
        "LambdaFunctionConfigurations": [
            { "Events": created, "LambdaFunctionArn": LOADER, "Filter": filter(&[("prefix", "a")]) },
        ],
        "QueueConfigurations": [
            { "Events": created, "QueueArn": QUEUE, "Filter": filter(&[("prefix", "ab")]) },
        ],
    });
    for (place, bucket, odd) in [
        ("BucketName", "", function(LOADER, created)),
        ("BucketName", "Acme_Logs", function(LOADER, created)),
        ("Configuration is", "bucket", json!({})),
        ("Configuration is", "bucket", twice),
        ("Configuration is", "bucket", overlapping),
        (
            "Configuration is",
            "bucket",
            function(LOADER, &["s3:ObjectCreated:*", "s3:ObjectCreated:Put"]),
        ),
        ("[0].LambdaFunctionArn", "bucket", function("", created)),
        ("[0].LambdaFunctionArn", "bucket", function(&version, created)),
        ("[0].LambdaFunctionArn", "bucket", function(QUEUE, created)),
        ("[0].Events", "bucket", function(LOADER, &[])),
        ("[0].Events", "bucket", function(LOADER, &["ObjectCreated"])),
        (
            "QueueConfigurations[0].QueueArn",
            "bucket",
            json!({ "QueueConfigurations": [{ "Events": created, "QueueArn": fifo }] }),
        ),
        (
            "TopicConfigurations[0].TopicArn",
            "bucket",
            json!({ "TopicConfigurations": [{ "Events": created, "TopicArn": QUEUE }] }),
        ),
        ("[0].Filter", "bucket", filtered(&[("infix", "x")])),
        ("[0].Filter", "bucket", filtered(&[("prefix", "x"), ("Prefix", "y")])),
        ("[0].Filter", "bucket", filtered(&[("prefix", "")])),
    ] {
        let words = read(bucket, odd).unwrap_err().to_string();
        assert!(words.contains(place), "{place}: {words}");
    }
    let mut properties = json!({
        "BucketName": "bucket",
        "NotificationConfiguration": function(LOADER, created),
        "Managed": "false",
        "SkipDestinationValidation": "perhaps",
    });
    let read =
        |properties: &Value| Wanted::read(serde_json::from_value(properties.clone()).unwrap());
    assert!(read(&properties).unwrap_err().to_string().contains("SkipDestinationValidation"));
    properties["SkipDestinationValidation"] = json!("true");
    assert!(read(&properties).unwrap().skips_validation);
}

#[test]
fn former_properties_are_read_as_far_as_they_go() {
    let whole = Formerly::read(&json!({
        "BucketName": "b",
        "NotificationConfiguration": {
            "LambdaFunctionConfigurations": [{ "LambdaFunctionArn": "arn" }, {}, 1],
            "QueueConfigurations": [{
                "QueueArn": QUEUE, "Events": ["x", 1], "Filter": filter(&[("Suffix", ".gz")]),
            }],
            "TopicConfigurations": "x",
        },
    }));
    assert_eq!(whole.bucket.as_deref(), Some("b"));
    let function = Entry {
        kind: Kind::Function,
        target: "arn".to_owned(),
        events: vec![],
        filter: Filter::default(),
    };
    let queue = Entry {
        kind: Kind::Queue,
        target: QUEUE.to_owned(),
        events: vec!["x".to_owned()],
        filter: Filter { suffix: ".gz".to_owned(), ..Filter::default() },
    };
    assert_eq!(whole.entries, [function, queue]);
    for odd in
        [json!(null), json!([]), json!({ "BucketName": [], "NotificationConfiguration": "x" })]
    {
        assert_eq!(Formerly::read(&odd), Formerly::default());
    }
}
