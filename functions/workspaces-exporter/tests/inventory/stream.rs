//! Runs to a Firehose stream.

use std::sync::Mutex;

use contract::sources::{WORKSPACES_INVENTORY, recognise};
use kit::aws_json::{Client, Service};
use test_support::moto::{self, ACCOUNT};
use test_support::names;

use crate::*;

const PUT: &str = "PutRecordBatch";

/// The encoded records of each call.
fn sent(peer: &AwsPeer) -> Vec<Vec<String>> {
    let batches = peer.calls_of(PUT).into_iter().map(|call| {
        let input = call.request.json();
        let records = input["Records"].as_array().unwrap().clone();
        records.iter().map(|record| record["Data"].as_str().unwrap().to_owned()).collect()
    });
    batches.collect()
}

/// An answer that refuses the records for which `refused` says so.
fn refusing(call: &Call, refused: impl Fn(usize) -> bool) -> Reply {
    let records = call.request.json()["Records"].as_array().unwrap().len();
    let responses: Vec<_> = (0..records)
        .map(|at| match refused(at) {
            true => json!({ "ErrorCode": "ServiceUnavailableException", "ErrorMessage": "Slow" }),
            false => json!({ "RecordId": "x" }),
        })
        .collect();
    let failed = responses.iter().filter(|response| response["ErrorCode"].is_string()).count();
    Reply::json(200, &json!({ "FailedPutCount": failed, "RequestResponses": responses }))
}

#[tokio::test]
async fn only_refused_records_are_sent_again() {
    let tries = Mutex::new(0);
    let peer = account(100, move |call| {
        if call.operation != PUT {
            return None;
        }
        let mut tries = tries.lock().unwrap();
        *tries += 1;
        match *tries {
            1 => Some(refusing(call, |at| at == 1 || at == 3)),
            2 => Some(refusing(call, |at| at == 1)),
            _ => None,
        }
    });
    let status = run(&peer, STREAM).await.unwrap();
    assert_eq!((&status["records"], &status["to"]), (&json!(4), &json!("inventory")));
    let sent = sent(&peer);
    let [first, second, third] = &sent[..] else { panic!("{}", sent.len()) };
    assert_eq!(first.len(), 4);
    assert_eq!(second, &[first[1].clone(), first[3].clone()]);
    assert_eq!(third, &[first[3].clone()]);
    let call = &peer.calls_of(PUT)[0].request;
    assert_eq!(call.json()["DeliveryStreamName"], "inventory");
    let signature = call.header("authorization").unwrap();
    assert!(signature.contains("/eu-west-1/firehose/"), "the stream's region: {signature}");
}

#[tokio::test]
async fn progress_starts_the_count_of_tries_again() {
    let peer = account(125, |call| {
        let is_put = call.operation == PUT;
        is_put.then(|| refusing(call, |at| at > 0))
    });
    let status = run(&peer, STREAM).await.unwrap();
    assert_eq!(status["records"], 5);
    let sizes: Vec<_> = sent(&peer).iter().map(Vec::len).collect();
    assert_eq!(sizes, [5, 4, 3, 2, 1], "more tries than without progress");
}

#[tokio::test]
async fn records_that_stay_refused_are_counted_in_the_error() {
    let tries = Mutex::new(0);
    let peer = account(100, move |call| {
        let is_put = call.operation == PUT;
        let mut tries = tries.lock().unwrap();
        *tries += u32::from(is_put);
        // Two at first, then everything.
        let taken = if *tries == 1 { 2 } else { 0 };
        is_put.then(|| refusing(call, |at| at >= taken))
    });
    let failed = run(&peer, STREAM).await.unwrap_err();
    assert_eq!(failed.error_type, "WorkspacesNotTaken");
    for part in ["2 of 4 records", "inventory", "ServiceUnavailableException: Slow"] {
        assert!(failed.message.contains(part), "{part}: {failed:?}");
    }
    let sizes: Vec<_> = sent(&peer).iter().map(Vec::len).collect();
    assert_eq!(sizes, [4, 2, 2], "each of them three times");
}

#[tokio::test]
async fn a_throttled_call_is_sent_again_as_a_whole() {
    let tries = Mutex::new(0);
    let peer = account(50, move |call| {
        let mut tries = tries.lock().unwrap();
        *tries += u32::from(call.operation == PUT);
        let throttled = Reply::json(503, &json!({ "__type": "ServiceUnavailableException" }));
        (call.operation == PUT && *tries < 3).then_some(throttled)
    });
    run(&peer, STREAM).await.unwrap();
    let sizes: Vec<_> = sent(&peer).iter().map(Vec::len).collect();
    assert_eq!(sizes, [2, 2, 2]);
}

#[tokio::test]
async fn a_record_without_an_id_counts_as_refused() {
    let peer = account(25, |call| {
        let reply = Reply::json(200, &json!({ "FailedPutCount": 0, "RequestResponses": [{}] }));
        (call.operation == PUT).then_some(reply)
    });
    let failed = run(&peer, STREAM).await.unwrap_err();
    assert_eq!(failed.error_type, "WorkspacesNotTaken");
    assert!(failed.message.contains("1 of 1 records"), "{failed:?}");
}

#[tokio::test]
async fn an_answer_that_does_not_match_its_records_is_an_error() {
    let peer = account(50, |call| {
        let reply = Reply::json(200, &json!({ "FailedPutCount": 0, "RequestResponses": [] }));
        (call.operation == PUT).then_some(reply)
    });
    let failed = run(&peer, STREAM).await.unwrap_err();
    assert_eq!(failed.error_type, "WorkspacesNotTaken");
    assert!(failed.message.contains("one for each record"), "{failed:?}");
}

#[tokio::test]
async fn a_stream_that_refuses_the_role_is_told() {
    let peer =
        account(50, |call| (call.operation == PUT).then(|| refusal("AccessDeniedException")));
    let failed = run(&peer, STREAM).await.unwrap_err();
    assert_eq!(failed.error_type, "WorkspacesDenied");
    assert!(failed.message.contains("needs firehose:PutRecordBatch on inventory"), "{failed:?}");
}

#[tokio::test]
async fn motos_firehose_delivers_the_records_to_the_bucket() {
    let Some(moto) = moto::shared() else { return };
    let aws = Aws::load(aws::Settings::emulator(moto.url())).await;
    let (bucket, stream) = (names::unique("log"), names::unique("inventory"));
    aws.s3().create_bucket().bucket(&bucket).send().await.unwrap();
    let prefix = WORKSPACES_INVENTORY.prefix.unwrap();
    let prefix = prefix.firehose(ACCOUNT, "us-east-1", "");
    let firehose = Service { name: "firehose", target: "Firehose_20150804" };
    let input = json!({
        "DeliveryStreamName": stream,
        "S3DestinationConfiguration": {
            "RoleARN": "arn:aws:iam::111122223333:role/firehose",
            "BucketARN": format!("arn:aws:s3:::{bucket}"),
            "Prefix": prefix,
            "CompressionFormat": "UNCOMPRESSED",
        },
    });
    Client::new(&aws, firehose, "us-east-1").call("CreateDeliveryStream", &input).await.unwrap();
    let peer = AwsPeer::before(moto, |call| match call.operation.as_str() {
        WORKSPACES | CONNECTIONS => usual(call, 60),
        _ => None,
    });
    let arn = format!("arn:aws:firehose:us-east-1:111122223333:deliverystream/{stream}");
    run(&peer, &arn).await.unwrap();
    let s3 = aws.s3();
    let listed = s3.list_objects_v2().bucket(&bucket).send().await.unwrap();
    let mut found = vec![];
    for object in listed.contents() {
        let key = object.key().unwrap();
        assert_eq!(recognise(key).unwrap().log_type, "workspaces-inventory", "{key}");
        let object = s3.get_object().bucket(&bucket).key(key).send().await.unwrap();
        let bytes = object.body.collect().await.unwrap().to_vec();
        let lines = String::from_utf8(bytes).unwrap();
        found.extend(lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
    }
    assert_eq!(ids(&found), (0..60).map(id).collect::<Vec<_>>());
}
