//! Functions, queues and topics, in several buckets, on moto's S3; cut off at every call.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_s3::Client;
use aws_sdk_s3::operation::get_bucket_notification_configuration::GetBucketNotificationConfigurationOutput as Document;
use aws_sdk_s3::types::{
    Event, LambdaFunctionConfiguration, NotificationConfiguration, QueueConfiguration,
    TopicConfiguration,
};
use serde_json::json;
use test_support::aws_peer::AwsPeer;
use test_support::{moto, names};

use super::*;

const OUR_QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:ours";
const OUR_TOPIC: &str = "arn:aws:sns:us-east-1:111122223333:ours";
const THEIR_QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:theirs";

/// A bucket that tells a queue of somebody else's.
pub(crate) async fn bucket(s3: &Client) -> String {
    let bucket = names::unique("targets");
    s3.create_bucket().bucket(&bucket).send().await.unwrap();
    let theirs = QueueConfiguration::builder()
        .id("theirs")
        .queue_arn(THEIR_QUEUE)
        .events(Event::from("s3:ObjectRemoved:*"))
        .build()
        .unwrap();
    let document = NotificationConfiguration::builder().queue_configurations(theirs).build();
    let put = s3.put_bucket_notification_configuration().bucket(&bucket);
    put.notification_configuration(document).send().await.unwrap();
    bucket
}

pub(crate) async fn document(s3: &Client, bucket: &str) -> Document {
    s3.get_bucket_notification_configuration().bucket(bucket).send().await.unwrap()
}

/// All that are told, in the order of their ARNs.
pub(crate) async fn told(s3: &Client, bucket: &str) -> Vec<String> {
    let found = document(s3, bucket).await;
    let functions = found
        .lambda_function_configurations()
        .iter()
        .map(LambdaFunctionConfiguration::lambda_function_arn);
    let queues = found.queue_configurations().iter().map(QueueConfiguration::queue_arn);
    let topics = found.topic_configurations().iter().map(TopicConfiguration::topic_arn);
    let mut arns: Vec<_> = functions.chain(queues).chain(topics).map(str::to_owned).collect();
    arns.sort();
    arns
}

/// A function, a queue and a topic.
fn several(bucket: &str) -> Value {
    let created = ["s3:ObjectCreated:*"];
    let prefix =
        |prefix: &str| json!({ "Key": { "FilterRules": [{ "Name": "prefix", "Value": prefix }] } });
    json!({
        "ServiceToken": "arn:aws:lambda:us-east-1:111122223333:function:handler",
        "BucketName": bucket,
        "NotificationConfiguration": {
            "LambdaFunctionConfigurations": [
                { "Events": created, "LambdaFunctionArn": LOADER, "Filter": prefix("AWSLogs/") },
            ],
            "QueueConfigurations": [
                { "Events": created, "QueueArn": OUR_QUEUE, "Filter": prefix("UserLogs/") },
            ],
            "TopicConfigurations": [{ "Events": ["s3:ObjectTagging:*"], "TopicArn": OUR_TOPIC }],
        },
        "Managed": "false",
    })
}

#[tokio::test]
async fn several_targets_are_told_each_of_its_keys_and_others_survive() {
    let Some(moto) = moto::shared() else { return };
    let aws = CloudFormation::with_s3_at(moto.url()).await;
    let s3 = aws.s3.s3();
    let bucket = bucket(&s3).await;
    let properties = several(&bucket);
    assert_success(&aws.ask("Create", json!({ "ResourceProperties": properties })).await);
    assert_eq!(told(&s3, &bucket).await, [LOADER, OUR_TOPIC, OUR_QUEUE, THEIR_QUEUE]);
    let found = document(&s3, &bucket).await;
    let rules = found.lambda_function_configurations()[0].filter().unwrap().key().unwrap();
    assert_eq!(rules.filter_rules()[0].value(), Some("AWSLogs/"));

    // From several to one, and back by a roll-back.
    let one = ours(&bucket, LOADER);
    for (properties, previous) in [(&one, &properties), (&properties, &one), (&one, &properties)] {
        let fields = json!({ "ResourceProperties": properties, "OldResourceProperties": previous });
        assert_success(&aws.ask("Update", fields).await);
        let count = if properties == &one { 2 } else { 4 };
        assert_eq!(told(&s3, &bucket).await.len(), count);
    }
    assert_success(&aws.ask("Delete", json!({ "ResourceProperties": one })).await);
    assert_eq!(told(&s3, &bucket).await, [THEIR_QUEUE]);
}

#[tokio::test]
async fn each_bucket_has_a_resource_of_its_own_that_goes_alone() {
    let Some(moto) = moto::shared() else { return };
    let aws = CloudFormation::with_s3_at(moto.url()).await;
    let s3 = aws.s3.s3();
    let (log, more) = (bucket(&s3).await, bucket(&s3).await);
    let of = |bucket: &str, id: &str| {
        json!({
            "ResourceProperties": ours(bucket, LOADER),
            "LogicalResourceId": id,
            "PhysicalResourceId": id,
        })
    };
    assert_success(&aws.ask("Update", of(&log, "Log")).await);
    assert_success(&aws.ask("Update", of(&more, "More")).await);
    // A second resource of the same bucket tells of other events.
    let mut removed = several(&log);
    removed["NotificationConfiguration"] = json!({ "TopicConfigurations": [
        { "Events": ["s3:ObjectTagging:*"], "TopicArn": OUR_TOPIC },
    ] });
    let second = json!({
        "ResourceProperties": removed, "LogicalResourceId": "Second", "PhysicalResourceId": "Second",
    });
    assert_success(&aws.ask("Update", second.clone()).await);
    assert_eq!(told(&s3, &log).await, [LOADER, OUR_TOPIC, THEIR_QUEUE]);

    assert_success(&aws.ask("Delete", of(&more, "More")).await);
    assert_eq!(told(&s3, &more).await, [THEIR_QUEUE]);
    assert_success(&aws.ask("Update", of(&log, "Log")).await);
    assert_success(&aws.ask("Delete", second).await);
    assert_eq!(told(&s3, &log).await, [LOADER, THEIR_QUEUE]);
}

/// Sends one request while all calls from the nth on are lost. Whether there was such a call.
async fn cut(moto: &'static moto::Moto, kind: &str, fields: &Value, n: usize) -> bool {
    let calls = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&calls);
    let peer = AwsPeer::before(moto, move |_| {
        (seen.fetch_add(1, Ordering::SeqCst) >= n).then_some(Reply::HangUp)
    });
    let aws = CloudFormation::with_s3_at(&peer.url()).await;
    let answer = aws.ask(kind, fields.clone()).await;
    let is_cut = calls.load(Ordering::SeqCst) > n;
    assert_eq!(answer["Status"], if is_cut { "FAILED" } else { "SUCCESS" }, "{kind} {n}");
    is_cut
}

#[tokio::test]
async fn cut_off_at_any_call_the_next_request_finishes_and_others_survive() {
    let Some(moto) = moto::shared() else { return };
    let aws = CloudFormation::with_s3_at(moto.url()).await;
    let s3 = aws.s3.s3();
    for (kind, calls) in [("Create", 2), ("Update", 4), ("Delete", 2)] {
        for n in 0.. {
            let (left, next) = (bucket(&s3).await, bucket(&s3).await);
            let fields = match kind {
                "Update" => json!({
                    "ResourceProperties": several(&next), "OldResourceProperties": several(&left),
                }),
                _ => json!({ "ResourceProperties": several(&next) }),
            };
            let before = if kind == "Delete" { &next } else { &left };
            let made = json!({ "ResourceProperties": several(before) });
            assert_success(&aws.ask("Update", made).await);
            let is_cut = cut(moto, kind, &fields, n).await;
            for bucket in [&left, &next] {
                assert!(told(&s3, bucket).await.contains(&THEIR_QUEUE.to_owned()), "{kind} {n}");
            }
            assert_success(&aws.ask(kind, fields).await);
            let wanted = if kind == "Delete" { 1 } else { 4 };
            assert_eq!(told(&s3, &next).await.len(), wanted, "{kind} {n}");
            if kind == "Update" {
                assert_eq!(told(&s3, &left).await, [THEIR_QUEUE], "{n}");
            }
            if !is_cut {
                assert_eq!(n, calls, "{kind}");
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_destination_that_cannot_be_reached_yet_is_taken_where_the_stack_says_so() {
    let Some(moto) = moto::shared() else { return };
    let peer = AwsPeer::before(moto, |_| None);
    let aws = CloudFormation::with_s3_at(&peer.url()).await;
    let bucket = bucket(&aws.s3.s3()).await;
    let mut properties = several(&bucket);
    properties["SkipDestinationValidation"] = json!("true");
    assert_success(&aws.ask("Create", json!({ "ResourceProperties": properties })).await);
    let calls = peer.calls();
    let put = calls.iter().rfind(|call| call.request.method == "PUT").unwrap();
    assert_eq!(put.request.header("x-amz-skip-destination-validation"), Some("true"));
}
