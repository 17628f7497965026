//! What moto never says: S3's refusals and whole documents, from a peer on loopback.
//!
//! The answers are written from S3's API reference.

use std::sync::{Arc, Mutex};

use serde_json::json;
use test_support::http::Request;

use super::*;

const EMPTY: &str =
    r#"<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>"#;
const UNREACHABLE: (u16, &str, &str) =
    (400, "InvalidArgument", "Unable to validate the following destination configurations");

/// An S3 whose bucket has `document` and that answers PUTs with `refusals` in turn, then
/// takes them.
struct S3 {
    server: Server,
    puts: Arc<Mutex<Vec<Request>>>,
}

impl S3 {
    fn refusing(document: &str, refusals: &[(u16, &str, &str)]) -> Self {
        let puts: Arc<Mutex<Vec<Request>>> = Arc::default();
        let record = Arc::clone(&puts);
        let document = document.to_owned();
        let refusals: Vec<_> = refusals.iter().map(|refusal| xml(*refusal)).collect();
        let server = Server::start(move |request| {
            if request.method == "GET" {
                return answer(200, &document);
            }
            let mut puts = record.lock().unwrap();
            puts.push(request.clone());
            refusals
                .get(puts.len() - 1)
                .map_or(answer(200, ""), |(status, xml)| answer(*status, xml))
        });
        Self { server, puts }
    }

    fn puts(&self) -> Vec<Request> {
        self.puts.lock().unwrap().clone()
    }
}

fn xml((status, code, message): (u16, &str, &str)) -> (u16, String) {
    (status, format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>"))
}

fn answer(status: u16, body: &str) -> Reply {
    Reply::Answer { status, headers: vec![], body: body.as_bytes().to_vec() }
}

fn created() -> Value {
    json!({ "ResourceProperties": ours("logs-of-ours", LOADER) })
}

#[tokio::test]
async fn a_permission_that_has_not_spread_is_waited_for() {
    let s3 = S3::refusing(
        EMPTY,
        &[UNREACHABLE, (409, "OperationAborted", "conflict"), (403, "AccessDenied", "no")],
    );
    let aws = CloudFormation::with_s3_at(&s3.server.url()).await;
    assert_success(&aws.ask("Create", created()).await);
    let puts = s3.puts();
    assert_eq!(puts.len(), 4);
    assert_eq!(puts[0].header("x-amz-skip-destination-validation"), Some("false"));
    assert!(String::from_utf8_lossy(&puts[0].body).contains(LOADER));
}

#[tokio::test]
async fn a_destination_that_stays_unreachable_fails_with_all_that_it_could_be() {
    let queue = "arn:aws:sqs:us-east-1:111122223333:theirs";
    let document = format!(
        r#"<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
        <QueueConfiguration><Id>their-queue</Id><Queue>{queue}</Queue>
        <Event>s3:ObjectRemoved:*</Event></QueueConfiguration></NotificationConfiguration>"#
    );
    let s3 = S3::refusing(&document, &[UNREACHABLE; 9]);
    let aws = CloudFormation::with_s3_at(&s3.server.url()).await;
    let reason = reason(&aws.ask("Create", created()).await);
    for part in [LOADER, "their-queue", queue, "4 tries"] {
        assert!(reason.contains(part), "{part}: {reason}");
    }
}

#[tokio::test]
async fn a_role_without_permission_is_told_which_one() {
    let s3 = S3::refusing(EMPTY, &[(403, "AccessDenied", "User is not authorized"); 9]);
    let aws = CloudFormation::with_s3_at(&s3.server.url()).await;
    let reason = reason(&aws.ask("Create", created()).await);
    assert!(reason.contains("s3:PutBucketNotification"), "{reason}");
}

#[tokio::test]
async fn an_unknown_refusal_is_not_repeated() {
    let s3 = S3::refusing(EMPTY, &[(400, "MalformedXML", "odd")]);
    let aws = CloudFormation::with_s3_at(&s3.server.url()).await;
    let reason = reason(&aws.ask("Create", created()).await);
    assert!(reason.contains("MalformedXML: odd"), "{reason}");
    assert_eq!(s3.puts().len(), 1);
}

#[tokio::test]
async fn a_removal_does_not_ask_s3_to_reach_others_destinations() {
    let document = format!(
        r#"<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
        <CloudFunctionConfiguration><Id>x</Id><CloudFunction>{LOADER}</CloudFunction>
        <Event>s3:ObjectCreated:*</Event></CloudFunctionConfiguration></NotificationConfiguration>"#
    );
    let s3 = S3::refusing(&document, &[]);
    let aws = CloudFormation::with_s3_at(&s3.server.url()).await;
    assert_success(&aws.ask("Delete", created()).await);
    let puts = s3.puts();
    assert_eq!(puts.len(), 1);
    assert_eq!(puts[0].header("x-amz-skip-destination-validation"), Some("true"));
    assert!(!String::from_utf8_lossy(&puts[0].body).contains(LOADER));
}

#[tokio::test]
async fn odd_properties_fail_before_s3_is_asked() {
    let s3 = S3::refusing(EMPTY, &[]);
    let aws = CloudFormation::with_s3_at(&s3.server.url()).await;
    for odd in [json!({}), json!({ "BucketName": "b" }), original("logs-of-ours", "not an arn")] {
        let answer = aws.ask("Create", json!({ "ResourceProperties": odd })).await;
        assert!(reason(&answer).contains("propert"), "{answer}");
        let id = answer["PhysicalResourceId"].clone();
        let fields = json!({ "ResourceProperties": odd, "PhysicalResourceId": id });
        assert_success(&aws.ask("Delete", fields).await);
    }
    assert!(s3.puts().is_empty());
}

#[tokio::test]
async fn others_entries_are_written_back_as_they_were_read() {
    let theirs = [
        "<Id>t</Id><Topic>arn:aws:sns:us-east-1:111122223333:t</Topic>\
         <Event>s3:SomethingNew:Of2027</Event>",
        "<Id>q</Id><Queue>arn:aws:sqs:us-east-1:111122223333:q</Queue><Event>s3:ObjectRemoved:*</Event>\
         <Filter><S3Key><FilterRule><Name>Prefix</Name><Value>a/</Value></FilterRule></S3Key></Filter>",
        "<Id>f</Id><CloudFunction>arn:aws:lambda:us-east-1:111122223333:function:f</CloudFunction>\
         <Event>s3:ObjectRestore:*</Event>",
    ];
    let document = format!(
        r#"<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
        <TopicConfiguration>{}</TopicConfiguration>
        <QueueConfiguration>{}</QueueConfiguration>
        <CloudFunctionConfiguration>{}</CloudFunctionConfiguration>
        <EventBridgeConfiguration/></NotificationConfiguration>"#,
        theirs[0], theirs[1], theirs[2]
    );
    let s3 = S3::refusing(&document, &[]);
    let aws = CloudFormation::with_s3_at(&s3.server.url()).await;
    assert_success(&aws.ask("Create", created()).await);
    let body = String::from_utf8(s3.puts()[0].body.clone()).unwrap();
    for entry in theirs {
        for element in entry.split_inclusive('>') {
            assert!(body.contains(element), "{element}: {body}");
        }
    }
    assert!(body.contains("<EventBridgeConfiguration"), "{body}");
    assert_eq!(body.matches("<Id>").count(), 4, "{body}");
}
