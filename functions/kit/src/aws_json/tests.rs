use std::sync::{Arc, Mutex};

use serde_json::json;
use test_support::http::{Reply, Request as Received, Server};

use http::Method;

use super::*;
use crate::aws::Settings;

const FIREHOSE: Service = Service { name: "firehose", target: "Firehose_20150804" };

/// A service that gives these answers in turn, the last one for ever.
struct Peer {
    server: Server,
    requests: Arc<Mutex<Vec<Received>>>,
}

impl Peer {
    fn answering(replies: Vec<Reply>) -> Self {
        let requests: Arc<Mutex<Vec<Received>>> = Arc::default();
        let record = Arc::clone(&requests);
        let server = Server::start(move |request| {
            let mut requests = record.lock().unwrap();
            requests.push(request.clone());
            replies.get(requests.len() - 1).or(replies.last()).unwrap().clone()
        });
        Self { server, requests }
    }

    async fn call(&self) -> Result<Answer, Error> {
        let aws = Aws::load(Settings::emulator(&self.server.url())).await;
        let client = Client::new(&aws, FIREHOSE, "eu-west-1").patience(Patience::impatient(3));
        client.call("PutRecord", &json!({ "a": 1 })).await
    }

    fn requests(&self) -> Vec<Received> {
        self.requests.lock().unwrap().clone()
    }
}

fn refusal(status: u16, code: &str) -> Reply {
    Reply::json(status, &json!({ "__type": code, "message": "first\nhunter2" }))
}

#[tokio::test]
async fn a_call_is_signed_and_names_its_operation() {
    let headers = vec![("x-amzn-requestid".to_owned(), "r-1".to_owned())];
    let reply = Reply::Answer { status: 200, headers, body: b"{\"b\":2}".to_vec() };
    let peer = Peer::answering(vec![reply]);
    let answer = peer.call().await.unwrap();
    assert_eq!(answer, Answer { request_id: "r-1".to_owned(), body: json!({ "b": 2 }) });
    let [request] = &peer.requests()[..] else { panic!() };
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/"));
    assert_eq!(request.json(), json!({ "a": 1 }));
    assert_eq!(request.header("x-amz-target"), Some("Firehose_20150804.PutRecord"));
    assert_eq!(request.header("content-type"), Some("application/x-amz-json-1.1"));
    let signature = request.header("authorization").unwrap();
    assert!(signature.contains("/eu-west-1/firehose/aws4_request"), "{signature}");
    assert!(signature.contains("x-amz-target"), "the operation is signed: {signature}");
}

#[tokio::test]
async fn what_may_pass_is_outlasted() {
    for fault in [
        refusal(400, "ThrottlingException"),
        refusal(400, "com.amazonaws.x#TooManyRequestsException"),
        refusal(400, "ServiceUnavailableException"),
        refusal(429, "x"),
        refusal(500, "InternalServerError"),
        Reply::empty(503),
        Reply::HangUp,
        Reply::BreakOff { status: 200, body: vec![b' '; 99] },
    ] {
        let peer =
            Peer::answering(vec![fault.clone(), fault.clone(), Reply::json(200, &json!({}))]);
        assert_eq!(peer.call().await.unwrap().body, json!({}), "{fault:?}");
        assert_eq!(peer.requests().len(), 3, "{fault:?}");
    }
}

#[tokio::test]
async fn what_stays_is_given_up_after_all_tries() {
    let peer = Peer::answering(vec![refusal(400, "ThrottlingException")]);
    let error = peer.call().await.unwrap_err();
    assert_eq!((error.code(), error.error_type()), (Some("ThrottlingException"), "AwsUnavailable"));
    assert_eq!(peer.requests().len(), 3);
}

#[tokio::test]
async fn a_refusal_is_not_repeated_and_told_without_what_follows_its_first_line() {
    for reply in [
        refusal(400, "com.amazonaws.firehose#AccessDeniedException"),
        Reply::Answer {
            status: 400,
            headers: vec![("x-amzn-errortype".into(), "AccessDeniedException:http://x/".into())],
            body: b"{\"Message\":\"first\\nhunter2\"}".to_vec(),
        },
    ] {
        let peer = Peer::answering(vec![reply]);
        let error = peer.call().await.unwrap_err();
        let words = "firehose:PutRecord: AccessDeniedException (status 400): first";
        assert_eq!((error.to_string().as_str(), error.error_type()), (words, "AwsRefused"));
        assert_eq!(peer.requests().len(), 1);
    }
}

#[tokio::test]
async fn an_answer_that_is_no_json_is_not_repeated() {
    let reply = Reply::Answer { status: 200, headers: vec![], body: b"<html>".to_vec() };
    let peer = Peer::answering(vec![reply]);
    assert_eq!(peer.call().await.unwrap_err().error_type(), "AwsAnswerUnreadable");
    assert_eq!(peer.requests().len(), 1);
}

#[tokio::test]
async fn without_an_endpoint_the_region_gives_the_host() {
    let no_endpoint = Settings { endpoint_url: None, ..Settings::emulator("") };
    let aws = Aws::load(no_endpoint).await;
    for (region, url) in [
        ("eu-west-1", "https://firehose.eu-west-1.amazonaws.com/"),
        ("us-gov-west-1", "https://firehose.us-gov-west-1.amazonaws.com/"),
        ("cn-north-1", "https://firehose.cn-north-1.amazonaws.com.cn/"),
    ] {
        assert_eq!(Client::new(&aws, FIREHOSE, region).url, url);
    }
}

#[tokio::test]
async fn a_path_is_called_with_its_method_and_no_answer_is_an_empty_one() {
    let peer = Peer::answering(vec![Reply::empty(200)]);
    let aws = Aws::load(Settings::emulator(&peer.server.url())).await;
    let service = Service { name: "scheduler", target: "" };
    let client = Client::new(&aws, service, "eu-west-1").host("elsewhere.example.com");
    let arn = encoded("arn:a/b c");
    let answer = client.rest("Delete", Method::DELETE, &format!("/x?arn={arn}"), None).await;
    assert_eq!(answer.unwrap().body, json!({}));
    let [request] = &peer.requests()[..] else { panic!() };
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("DELETE", "/x?arn=arn%3Aa%2Fb%20c")
    );
    assert_eq!(request.header("x-amz-target"), None);
}

#[tokio::test]
async fn a_form_is_answered_with_xml_and_its_errors_are_read_from_it() {
    let xml = |status, body: &str| Reply::Answer { status, headers: vec![], body: body.into() };
    let peer = Peer::answering(vec![
        xml(200, "<A><StackStatus>ROLLBACK_IN_PROGRESS</StackStatus></A>"),
        xml(400, "<E><Code>ValidationError</Code><Message>no such\nstack</Message></E>"),
    ]);
    let aws = Aws::load(Settings::emulator(&peer.server.url())).await;
    let service = Service { name: "cloudformation", target: "" };
    let client = Client::new(&aws, service, "eu-west-1");
    let ask = || client.query("DescribeStacks", "2010-05-15", &[("StackName", "arn:a")]);
    assert_eq!(element(&ask().await.unwrap(), "StackStatus"), Some("ROLLBACK_IN_PROGRESS"));
    let error = ask().await.unwrap_err().to_string();
    assert!(error.contains("ValidationError (status 400): no such"), "{error}");
    let form = String::from_utf8(peer.requests()[0].body.clone()).unwrap();
    assert_eq!(form, "Action=DescribeStacks&Version=2010-05-15&StackName=arn%3Aa");
}

#[tokio::test]
async fn a_service_for_all_regions_has_a_host_of_its_own() {
    let no_endpoint = Settings { endpoint_url: None, ..Settings::emulator("") };
    let aws = Aws::load(no_endpoint).await;
    let service = Service { name: "iam", target: "" };
    let client = Client::new(&aws, service, "us-east-1").host("iam.amazonaws.com");
    assert_eq!(client.url, "https://iam.amazonaws.com/");
}
