use aws_sdk_s3::types::{
    EventBridgeConfiguration, FilterRuleName, QueueConfiguration, TopicConfiguration,
};

use super::*;

const LOADER: &str = "arn:aws:lambda:us-east-1:111122223333:function:aes-siem-es-loader";
const OLD_LOADER: &str = "arn:aws:lambda:us-east-1:111122223333:function:old-loader";
const THEIRS: &str = "arn:aws:lambda:us-east-1:111122223333:function:theirs";
const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:theirs";

fn wanted() -> Wanted {
    Wanted {
        bucket: "logs".to_owned(),
        entries: vec![Entry {
            function: LOADER.to_owned(),
            events: vec!["s3:ObjectCreated:*".to_owned()],
        }],
    }
}

fn owner() -> Owner {
    Owner::new(&[
        "stack",
        "S3BucketForLogNotificationsAEE88E1E",
        "S3BucketForLogNotificationsAEE88E1E",
    ])
}

fn function(id: &str, arn: &str, event: &str) -> LambdaFunctionConfiguration {
    LambdaFunctionConfiguration::builder()
        .id(id)
        .lambda_function_arn(arn)
        .events(Event::from(event))
        .build()
        .unwrap()
}

fn key_filter(rules: &[(&str, &str)]) -> NotificationConfigurationFilter {
    let rules = rules.iter().map(|(name, value)| {
        FilterRule::builder().name(FilterRuleName::from(*name)).value(*value).build()
    });
    let key = S3KeyFilter::builder().set_filter_rules(Some(rules.collect())).build();
    NotificationConfigurationFilter::builder().key(key).build()
}

fn queue(event: &str, rules: &[(&str, &str)]) -> QueueConfiguration {
    QueueConfiguration::builder()
        .id("their-queue")
        .queue_arn(QUEUE)
        .events(Event::from(event))
        .filter(key_filter(rules))
        .build()
        .unwrap()
}

/// Others' entries of all kinds that leave ours room.
fn others() -> NotificationConfiguration {
    let topic = TopicConfiguration::builder()
        .id("their-topic")
        .topic_arn("arn:aws:sns:us-east-1:111122223333:theirs")
        .events(Event::S3ReducedRedundancyLostObject)
        .build()
        .unwrap();
    NotificationConfiguration::builder()
        .topic_configurations(topic)
        .queue_configurations(queue("s3:ObjectRemoved:*", &[("prefix", "AWSLogs/")]))
        .lambda_function_configurations(function("their-function", THEIRS, "s3:ObjectRestore:*"))
        .event_bridge_configuration(EventBridgeConfiguration::builder().build())
        .build()
}

/// `document` with one more function.
fn and(
    document: &NotificationConfiguration,
    entry: LambdaFunctionConfiguration,
) -> NotificationConfiguration {
    let functions = document.lambda_function_configurations().to_vec();
    with_functions(document, [functions, vec![entry]].concat())
}

fn replaced(
    current: &NotificationConfiguration,
    loaders: &[&str],
) -> Option<NotificationConfiguration> {
    replace(current, &wanted(), &owner(), &loaders.iter().copied().collect()).unwrap()
}

fn ours() -> LambdaFunctionConfiguration {
    function(&owner().id(0), LOADER, "s3:ObjectCreated:*")
}

#[test]
fn an_empty_bucket_gets_our_entry() {
    let next = replaced(&NotificationConfiguration::builder().build(), &[LOADER]).unwrap();
    assert_eq!(next.lambda_function_configurations(), [ours()]);
}

#[test]
fn the_entry_of_v2_10_4_is_taken_over_in_one_document() {
    let id = "ZTM5YzVhOGItZjQ0ZS00";
    let left = and(&others(), function(id, LOADER, "s3:ObjectCreated:*"));
    assert_eq!(replaced(&left, &[LOADER]), Some(and(&others(), ours())));
}

#[test]
fn others_entries_stay_as_they_are() {
    let next = replaced(&others(), &[LOADER]).unwrap();
    assert_eq!(next.topic_configurations(), others().topic_configurations());
    assert_eq!(next.queue_configurations(), others().queue_configurations());
    assert!(next.event_bridge_configuration().is_some());
    assert_eq!(
        next.lambda_function_configurations().first(),
        others().lambda_function_configurations().first()
    );
}

#[test]
fn what_is_as_wanted_is_not_written() {
    assert_eq!(replaced(&and(&others(), ours()), &[LOADER]), None);
}

#[test]
fn an_entry_of_ours_with_a_filter_is_not_as_wanted() {
    let mut filtered = ours();
    filtered.filter = Some(key_filter(&[("prefix", "x")]));
    assert!(replaced(&and(&others(), filtered), &[LOADER]).is_some());
}

#[test]
fn the_entry_of_the_old_loader_goes() {
    let left = and(&others(), function("x", OLD_LOADER, "s3:ObjectCreated:*"));
    assert_eq!(replaced(&left, &[LOADER, OLD_LOADER]), Some(and(&others(), ours())));
}

#[test]
fn an_overlap_is_told_before_s3_refuses_it() {
    let document = NotificationConfiguration::builder()
        .queue_configurations(queue(
            "s3:ObjectCreated:Put",
            &[("Prefix", "AWSLogs/"), ("Suffix", ".gz")],
        ))
        .build();
    let error = replace(&document, &wanted(), &owner(), &BTreeSet::from([LOADER])).unwrap_err();
    let words = error.to_string();
    for part in ["their-queue", QUEUE, "s3:ObjectCreated:Put", "`AWSLogs/`", "`.gz`", "EventBridge"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
}

#[test]
fn another_version_of_the_loader_is_somebody_elses() {
    let version = format!("{LOADER}:7");
    let document = and(&others(), function("x", &version, "s3:ObjectCreated:*"));
    let error = replace(&document, &wanted(), &owner(), &BTreeSet::from([LOADER])).unwrap_err();
    assert!(matches!(error, Error::Overlap(overlap) if overlap.target == version));
}

#[test]
fn a_removal_takes_our_entries_only() {
    let loaders = BTreeSet::from([LOADER]);
    assert_eq!(remove(&and(&others(), ours()), &owner(), &loaders), Some(others()));
    let left = and(&others(), function("made-up", LOADER, "s3:ObjectCreated:*"));
    assert_eq!(remove(&left, &owner(), &loaders), Some(others()));
    assert_eq!(remove(&others(), &owner(), &loaders), None);
}

#[test]
fn a_removal_leaves_what_another_owner_has_taken_over() {
    let current = Owner::new(&["stack", "NewLogicalId", "NewLogicalId"]);
    let taken = and(&others(), function(&current.id(0), LOADER, "s3:ObjectCreated:*"));
    assert_eq!(remove(&taken, &owner(), &BTreeSet::from([LOADER])), None);
}

#[test]
fn only_an_id_of_our_form_names_an_owner() {
    for id in ["aes-siem-", "aes-siem-es-loader-0", "aes-siem-0123456789abcdef", "x"] {
        assert!(!owner().differs_in(id), "{id}");
    }
    assert!(owner().differs_in("aes-siem-0123456789abcdef-0"));
    assert!(!owner().differs_in(&owner().id(3)));
}
