use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use lambda_runtime::{Config, Context};
use serde::Deserialize;
use serde_json::json;
use test_support::http::{Reply, Request as HttpRequest, Server};

use super::*;
use crate::patience::Patience;

/// Does what its property says.
struct Thing;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Properties {
    does: String,
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Broken(String);

impl Stable for Broken {
    fn error_type(&self) -> &'static str {
        "Broken"
    }
}

impl Thing {
    async fn work(&self, properties: Properties) -> Result<Success, Broken> {
        match properties.does.as_str() {
            "succeed" => Ok(Success::new().attribute("Answer", "42")),
            "hide" => Ok(Success::new().attribute("Answer", "42").no_echo()),
            "forget" => Ok(Success::new()),
            "boast" => Ok(Success::new().attribute("Answer", "x".repeat(5_000))),
            "panic" => panic!("holding hunter2"),
            "sleep" => std::future::pending().await,
            other => Err(Broken(other.to_owned())),
        }
    }
}

impl CustomResource for Thing {
    type Properties = Properties;
    type Error = Broken;
    const ATTRIBUTES: &'static [&'static str] = &["Answer"];

    async fn create(&self, properties: Properties, _: &Call<'_>) -> Result<Success, Broken> {
        self.work(properties).await
    }
    async fn update(
        &self,
        properties: Properties,
        _: Previous<Properties>,
        _: &Call<'_>,
    ) -> Result<Success, Broken> {
        self.work(properties).await
    }
    async fn delete(&self, properties: Properties, _: &Call<'_>) -> Result<(), Broken> {
        self.work(properties).await.map(drop)
    }
}

/// Stands for the S3 bucket in which CloudFormation looks for answers.
struct Answers {
    server: Server,
    puts: Arc<Mutex<Vec<HttpRequest>>>,
}

impl Answers {
    /// Answers `statuses` in turn, then 200.
    fn taking(statuses: &[u16]) -> Self {
        let puts: Arc<Mutex<Vec<HttpRequest>>> = Arc::default();
        let (record, statuses) = (Arc::clone(&puts), statuses.to_vec());
        let server = Server::start(move |request| {
            let mut puts = record.lock().unwrap();
            puts.push(request.clone());
            match statuses.get(puts.len() - 1) {
                Some(0) => Reply::HangUp,
                Some(status) => Reply::empty(*status),
                None => Reply::empty(200),
            }
        });
        Self { server, puts }
    }

    fn event(&self, kind: &str, does: &str) -> Value {
        json!({
            "RequestType": kind,
            "ResponseURL": format!("{}/answers?X-Amz-Signature=hunter2", self.server.url()),
            "StackId": "arn:aws:cloudformation:us-east-1:111122223333:stack/aes-siem/1",
            "RequestId": "request-1",
            "ResourceType": "Custom::Thing",
            "LogicalResourceId": "MyThing",
            "ResourceProperties": { "ServiceToken": "arn", "Does": does },
        })
    }

    fn puts(&self) -> Vec<HttpRequest> {
        self.puts.lock().unwrap().clone()
    }

    /// The one answer that was given.
    #[track_caller]
    fn only(&self) -> Value {
        let puts = self.puts();
        assert_eq!(puts.len(), 1, "{puts:?}");
        assert!(puts[0].body.len() < 4_096);
        puts[0].json()
    }
}

async fn serve_within(seconds: u64, event: Value) -> Result<Answered, Failed> {
    let mut context = Context::default();
    let end = SystemTime::now() + Duration::from_secs(seconds);
    let since_epoch = end.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    context.deadline = u64::try_from(since_epoch.as_millis()).unwrap();
    context.env_config =
        Arc::new(Config { log_stream: "2026/11/24/[$LATEST]1".to_owned(), ..Config::default() });
    let delivery = Delivery::new(Patience::impatient(4));
    serve(&Thing, &delivery, LambdaEvent::new(event, context)).await
}

async fn serve_event(event: Value) -> Answered {
    serve_within(60, event).await.unwrap()
}

fn with(mut event: Value, name: &str, value: Value) -> Value {
    event[name] = value;
    event
}

#[tokio::test]
async fn a_create_answers_a_stable_id_and_the_attributes() {
    let answers = Answers::taking(&[]);
    assert_eq!(serve_event(answers.event("Create", "succeed")).await, Answered::Success);
    assert_eq!(
        answers.only(),
        json!({
            "Status": "SUCCESS",
            "PhysicalResourceId": "MyThing",
            "StackId": "arn:aws:cloudformation:us-east-1:111122223333:stack/aes-siem/1",
            "RequestId": "request-1",
            "LogicalResourceId": "MyThing",
            "NoEcho": false,
            "Data": { "Answer": "42" },
        })
    );
}

#[tokio::test]
async fn the_answer_is_put_as_the_url_was_signed() {
    let answers = Answers::taking(&[]);
    serve_event(answers.event("Create", "succeed")).await;
    let put = answers.puts().remove(0);
    assert_eq!((put.method.as_str(), put.header("content-type")), ("PUT", Some("")));
    assert_eq!(put.path, "/answers?X-Amz-Signature=hunter2");
    assert_eq!(put.header("content-length"), Some(put.body.len().to_string().as_str()));
    assert_eq!(put.header("transfer-encoding"), None, "a presigned PUT to S3 knows no chunks");
}

#[tokio::test]
async fn update_and_delete_echo_the_physical_id_whatever_its_form() {
    for id in ["geoipdb", "MyThing", "2024/01/02/[$LATEST]0123456789abcdef", "ü ?"] {
        for (kind, does) in [("Update", "succeed"), ("Update", "fail"), ("Delete", "succeed")] {
            let answers = Answers::taking(&[]);
            serve_event(with(answers.event(kind, does), "PhysicalResourceId", json!(id))).await;
            assert_eq!(answers.only()["PhysicalResourceId"], id);
        }
    }
}

#[tokio::test]
async fn an_error_is_answered_with_its_words_and_the_log_stream() {
    let answers = Answers::taking(&[]);
    let event = answers.event("Update", "bucket `b` is not there\nmake it");
    let event = with(event, "PhysicalResourceId", json!("id"));
    assert_eq!(serve_event(event).await, Answered::Failed);
    assert_eq!(answers.only()["Status"], "FAILED");
    assert_eq!(
        answers.only()["Reason"],
        "bucket `b` is not there make it (log stream 2026/11/24/[$LATEST]1)"
    );
}

#[tokio::test]
async fn a_panic_is_answered_without_its_words() {
    let answers = Answers::taking(&[]);
    serve_event(answers.event("Create", "panic")).await;
    let answer = answers.only();
    assert_eq!(answer["Status"], "FAILED");
    assert!(answer["Reason"].as_str().unwrap().contains("panicked"), "{answer}");
    assert!(!answer.to_string().contains("hunter2"), "{answer}");
}

#[tokio::test]
async fn a_deadline_near_is_answered_before_it_is_there() {
    let answers = Answers::taking(&[]);
    let start = std::time::Instant::now();
    serve_within(2, answers.event("Create", "sleep")).await.unwrap();
    assert!(start.elapsed() < Duration::from_secs(2));
    let answer = answers.only();
    assert_eq!(answer["Status"], "FAILED");
    assert!(answer["Reason"].as_str().unwrap().contains("time ran out"), "{answer}");
}

#[tokio::test]
async fn a_deadline_that_has_passed_is_answered_still() {
    let answers = Answers::taking(&[]);
    let answered = serve_within(0, answers.event("Create", "sleep")).await.unwrap();
    assert_eq!(answered, Answered::Failed);
    assert_eq!(answers.only()["Status"], "FAILED");
}

#[tokio::test]
async fn properties_that_cannot_be_read_are_answered_with_their_place() {
    for properties in [json!({}), json!({ "Does": { "Secret": "hunter2" } }), json!(null)] {
        let answers = Answers::taking(&[]);
        let event = with(answers.event("Create", ""), "ResourceProperties", properties);
        serve_event(event).await;
        let answer = answers.only();
        assert_eq!(answer["Status"], "FAILED");
        assert!(answer["Reason"].as_str().unwrap().contains("ResourceProperties"), "{answer}");
        assert!(!answer.to_string().contains("hunter2"), "{answer}");
    }
}

#[tokio::test]
async fn an_unknown_request_type_fails() {
    let answers = Answers::taking(&[]);
    assert_eq!(serve_event(answers.event("Import", "succeed")).await, Answered::Failed);
    assert!(answers.only()["Reason"].as_str().unwrap().contains("`Import`"));
}

#[tokio::test]
async fn a_delete_after_a_create_that_failed_succeeds() {
    for does in ["fail", "panic", "succeed"] {
        let answers = Answers::taking(&[]);
        serve_event(answers.event("Create", "fail")).await;
        let id = answers.only()["PhysicalResourceId"].clone();
        let answers = Answers::taking(&[]);
        serve_event(with(answers.event("Delete", does), "PhysicalResourceId", id.clone())).await;
        assert_eq!(answers.only()["Status"], "SUCCESS", "{does}");
        assert_eq!(answers.only()["PhysicalResourceId"], id);
    }
}

#[tokio::test]
async fn a_delete_after_a_create_whose_properties_could_not_be_read_succeeds() {
    let answers = Answers::taking(&[]);
    let event = with(answers.event("Create", ""), "ResourceProperties", json!({}));
    serve_event(event).await;
    let id = answers.only()["PhysicalResourceId"].clone();
    let answers = Answers::taking(&[]);
    let event = with(answers.event("Delete", ""), "ResourceProperties", json!({}));
    serve_event(with(event, "PhysicalResourceId", id)).await;
    assert_eq!(answers.only()["Status"], "SUCCESS");
}

#[tokio::test]
async fn a_delete_of_something_made_can_fail() {
    let answers = Answers::taking(&[]);
    let event = with(answers.event("Delete", "fail"), "PhysicalResourceId", json!("MyThing"));
    assert_eq!(serve_event(event).await, Answered::Failed);
}

#[tokio::test]
async fn a_success_without_an_attribute_that_the_template_reads_fails() {
    let answers = Answers::taking(&[]);
    serve_event(answers.event("Create", "forget")).await;
    let answer = answers.only();
    assert_eq!(answer["Status"], "FAILED");
    assert!(answer["Reason"].as_str().unwrap().contains("`Answer`"), "{answer}");
}

#[tokio::test]
async fn an_answer_is_never_longer_than_cloudformation_takes() {
    for does in ["boast", "\u{1}".repeat(9_000).as_str(), "日本\"".repeat(3_000).as_str()] {
        let answers = Answers::taking(&[]);
        let id = json!("\\".repeat(1_000));
        let event = with(answers.event("Update", does), "PhysicalResourceId", id.clone());
        assert_eq!(serve_event(event).await, Answered::Failed);
        assert_eq!(answers.only()["PhysicalResourceId"], id);
    }
}

#[tokio::test]
async fn attributes_can_be_hidden() {
    let answers = Answers::taking(&[]);
    serve_event(answers.event("Create", "hide")).await;
    assert_eq!(answers.only()["NoEcho"], true);
}

#[tokio::test]
async fn an_answer_that_is_not_taken_is_put_again() {
    let answers = Answers::taking(&[503, 0, 429]);
    assert_eq!(serve_event(answers.event("Create", "succeed")).await, Answered::Success);
    let puts = answers.puts();
    assert_eq!(puts.len(), 4);
    assert!(puts.iter().all(|put| put.body == puts[0].body));
}

#[tokio::test]
async fn an_answer_that_nobody_takes_is_an_error_without_the_signature() {
    for (statuses, tries) in [(&[500; 9][..], 4), (&[403], 1)] {
        let answers = Answers::taking(statuses);
        let failed = serve_within(60, answers.event("Create", "succeed")).await.unwrap_err();
        assert_eq!(failed.error_type, "CustomResourceUndelivered");
        assert!(!failed.message.contains("hunter2"), "{failed:?}");
        assert_eq!(answers.puts().len(), tries);
    }
}

#[tokio::test]
async fn an_event_without_an_address_is_an_error() {
    for event in [json!({}), json!([]), json!({ "ResponseURL": 1 }), json!({ "ResponseURL": "x" })]
    {
        let failed = serve_within(60, event).await.unwrap_err();
        assert_eq!(failed.error_type, "CustomResourceEventInvalid");
    }
}

#[tokio::test]
async fn an_event_with_nothing_but_an_address_is_answered() {
    let answers = Answers::taking(&[]);
    let event = json!({ "ResponseURL": answers.server.url() });
    assert_eq!(serve_event(event).await, Answered::Failed);
}
