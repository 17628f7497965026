use aws_sdk_s3::types::{
    Event, EventBridgeConfiguration, FilterRule, FilterRuleName, NotificationConfigurationFilter,
    S3KeyFilter,
};

use super::*;
use crate::entry::Kind;
use crate::overlap::Filter;

const LOADER: &str = "arn:aws:lambda:us-east-1:111122223333:function:aes-siem-es-loader";
const OLD_LOADER: &str = "arn:aws:lambda:us-east-1:111122223333:function:old-loader";
const THEIRS: &str = "arn:aws:lambda:us-east-1:111122223333:function:theirs";
const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:theirs";

fn wanted() -> Wanted {
    Wanted {
        bucket: "logs".to_owned(),
        entries: vec![entry(Kind::Function, LOADER, "s3:ObjectCreated:*", "")],
        skips_validation: false,
    }
}

fn entry(kind: Kind, target: &str, event: &str, prefix: &str) -> Entry {
    Entry {
        kind,
        target: target.to_owned(),
        events: vec![event.to_owned()],
        filter: Filter { prefix: prefix.to_owned(), ..Filter::default() },
    }
}

/// What the stack had before, with another loader.
fn formerly() -> Vec<Entry> {
    vec![entry(Kind::Function, OLD_LOADER, "s3:ObjectCreated:*", "")]
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
    NotificationConfiguration::builder()
        .set_topic_configurations(document.topic_configurations.clone())
        .set_queue_configurations(document.queue_configurations.clone())
        .set_event_bridge_configuration(document.event_bridge_configuration.clone())
        .set_lambda_function_configurations(Some([functions, vec![entry]].concat()))
        .build()
}

fn replaced(
    current: &NotificationConfiguration,
    former: &[Entry],
) -> Option<NotificationConfiguration> {
    replace(current, &wanted(), &owner(), former).unwrap()
}

fn removed(current: &NotificationConfiguration) -> Option<NotificationConfiguration> {
    remove(current, &owner(), &wanted().entries).unwrap()
}

fn ours() -> LambdaFunctionConfiguration {
    function(&owner().id(0), LOADER, "s3:ObjectCreated:*")
}

#[test]
fn an_empty_bucket_gets_our_entry() {
    let next = replaced(&NotificationConfiguration::builder().build(), &[]).unwrap();
    assert_eq!(next.lambda_function_configurations(), [ours()]);
}

#[test]
fn the_entry_of_v2_10_4_is_taken_over_in_one_document() {
    let id = "ZTM5YzVhOGItZjQ0ZS00";
    let left = and(&others(), function(id, LOADER, "s3:ObjectCreated:*"));
    assert_eq!(replaced(&left, &[]), Some(and(&others(), ours())));
}

#[test]
fn others_entries_stay_as_they_are() {
    let next = replaced(&others(), &[]).unwrap();
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
    assert_eq!(replaced(&and(&others(), ours()), &[]), None);
}

#[test]
fn an_entry_of_ours_with_a_filter_is_not_as_wanted() {
    let mut filtered = ours();
    filtered.filter = Some(key_filter(&[("prefix", "x")]));
    assert!(replaced(&and(&others(), filtered), &[]).is_some());
}

#[test]
fn the_entry_of_the_old_loader_goes() {
    let left = and(&others(), function("x", OLD_LOADER, "s3:ObjectCreated:*"));
    assert_eq!(replaced(&left, &formerly()), Some(and(&others(), ours())));
}

#[test]
fn an_overlap_is_told_before_s3_refuses_it() {
    let document = NotificationConfiguration::builder()
        .queue_configurations(queue(
            "s3:ObjectCreated:Put",
            &[("Prefix", "AWSLogs/"), ("Suffix", ".gz")],
        ))
        .build();
    let error = replace(&document, &wanted(), &owner(), &[]).unwrap_err();
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
    let error = replace(&document, &wanted(), &owner(), &[]).unwrap_err();
    assert!(matches!(error, Error::Overlap(overlap) if overlap.target == version));
}

#[test]
fn a_removal_takes_our_entries_only() {
    assert_eq!(removed(&and(&others(), ours())), Some(others()));
    let left = and(&others(), function("made-up", LOADER, "s3:ObjectCreated:*"));
    assert_eq!(removed(&left), Some(others()));
    assert_eq!(removed(&others()), None);
}

#[test]
fn a_removal_leaves_what_another_owner_has_taken_over() {
    let current = Owner::new(&["stack", "NewLogicalId", "NewLogicalId"]);
    let taken = and(&others(), function(&current.id(0), LOADER, "s3:ObjectCreated:*"));
    assert_eq!(removed(&taken), None);
}

#[test]
fn an_entry_to_our_target_for_other_objects_is_somebody_elses() {
    let wanted = Wanted {
        entries: vec![entry(Kind::Function, LOADER, "s3:ObjectCreated:*", "AWSLogs/")],
        ..wanted()
    };
    let mut theirs = function("theirs", LOADER, "s3:ObjectCreated:*");
    theirs.filter = Some(key_filter(&[("Prefix", "UserLogs/")]));
    let document = and(&others(), theirs.clone());
    let next = replace(&document, &wanted, &owner(), &[]).unwrap().unwrap();
    assert!(next.lambda_function_configurations().contains(&theirs));
    assert_eq!(next.lambda_function_configurations().len(), 3);
    let left = remove(&next, &owner(), &wanted.entries).unwrap();
    assert_eq!(left, Some(document));
}

#[test]
fn an_entry_of_ours_that_is_wanted_no_more_goes() {
    let mut narrow = wanted();
    let document = and(&others(), function(&owner().id(1), THEIRS, "s3:ObjectTagging:*"));
    narrow.entries[0].filter.prefix = "AWSLogs/".to_owned();
    let next = replace(&document, &narrow, &owner(), &[]).unwrap().unwrap();
    let functions = next.lambda_function_configurations();
    let ids: Vec<_> = functions.iter().map(|function| function.id().unwrap()).collect();
    assert_eq!(ids, ["their-function", owner().id(0).as_str()]);
}

#[test]
fn queues_and_topics_are_told_beside_those_of_others() {
    let queue = "arn:aws:sqs:us-east-1:111122223333:ours";
    let topic = "arn:aws:sns:us-east-1:111122223333:ours";
    let wanted = Wanted {
        entries: vec![
            entry(Kind::Function, LOADER, "s3:ObjectCreated:*", "a/"),
            entry(Kind::Queue, queue, "s3:ObjectCreated:*", "b/"),
            entry(Kind::Topic, topic, "s3:ObjectTagging:*", ""),
        ],
        ..wanted()
    };
    let next = replace(&others(), &wanted, &owner(), &[]).unwrap().unwrap();
    let queues = next.queue_configurations();
    assert_eq!(
        queues.iter().map(QueueConfiguration::queue_arn).collect::<Vec<_>>(),
        [QUEUE, queue]
    );
    assert_eq!(queues[1].entry(), wanted.entries[1]);
    assert_eq!(queues[1].id(), Some(owner().id(1).as_str()));
    assert_eq!(next.topic_configurations().len(), 2);
    assert_eq!(replace(&next, &wanted, &owner(), &[]).unwrap(), None, "it is as wanted");
    assert_eq!(remove(&next, &owner(), &wanted.entries).unwrap(), Some(others()));
}

#[test]
fn a_queue_of_others_that_overlaps_with_ours_is_told_before_s3_refuses_it() {
    let wanted = Wanted {
        entries: vec![entry(
            Kind::Topic,
            "arn:aws:sns:us-east-1:111122223333:ours",
            "s3:ObjectRemoved:Delete",
            "AWSLogs/1111",
        )],
        ..wanted()
    };
    let error = replace(&others(), &wanted, &owner(), &[]).unwrap_err();
    let Error::Overlap(overlap) = error else { panic!("{error}") };
    assert_eq!(
        (overlap.target.as_str(), overlap.ours.as_str()),
        (QUEUE, "s3:ObjectRemoved:Delete")
    );
}
