//! Requests of CloudFormation against moto's S3.

use std::sync::mpsc;
use std::time::{Duration, SystemTime};

use kit::aws::{self, Aws};
use lambda_runtime::{Context, LambdaEvent};
use log_types_writer::LogTypesWriter;
use serde_json::{Value, json};
use test_support::http::{Reply, Server};
use test_support::moto::{self, Moto};
use test_support::names;

const KEY: &str = contract::geo_bucket::LOG_TYPES;
const ONE: &str = r#"{"version":1,"log_types":{"built_in":{"waf":{"index_name":"log-waf"}}}}"#;
const OTHER: &str = r#"{"version":1,"log_types":{}}"#;

struct World {
    aws: Aws,
    bucket: String,
}

impl World {
    async fn new(moto: &Moto) -> Self {
        let aws = Aws::load(aws::Settings::emulator(moto.url())).await;
        let bucket = names::unique("geo");
        aws.s3().create_bucket().bucket(&bucket).send().await.unwrap();
        Self { aws, bucket }
    }

    async fn ask(&self, kind: &str, log_types: &str) -> Value {
        let (sender, answers) = mpsc::channel();
        let server = Server::start(move |request| {
            sender.send(request.json()).unwrap();
            Reply::empty(200)
        });
        let mut event = json!({
            "RequestType": kind,
            "ResponseURL": format!("{}/?X-Amz-Signature=x", server.url()),
            "StackId": "arn:aws:cloudformation:us-east-1:111122223333:stack/aes-siem/1",
            "RequestId": "1",
            "ResourceType": "AWS::CloudFormation::CustomResource",
            "LogicalResourceId": "LogTypesWriterFile",
            "ResourceProperties": {"Bucket": self.bucket, "LogTypes": log_types},
            "OldResourceProperties": {"Bucket": self.bucket, "LogTypes": ONE},
        });
        if kind != "Create" {
            event["PhysicalResourceId"] = json!("LogTypesWriterFile");
        }
        let mut context = Context::default();
        let end = SystemTime::now() + Duration::from_secs(30);
        let since = end.duration_since(SystemTime::UNIX_EPOCH).unwrap();
        context.deadline = u64::try_from(since.as_millis()).unwrap();
        LogTypesWriter::new(&self.aws).handle(LambdaEvent::new(event, context)).await.unwrap();
        answers.try_recv().unwrap()
    }

    async fn stored(&self) -> Option<String> {
        let got = self.aws.s3().get_object().bucket(&self.bucket).key(KEY).send().await.ok()?;
        Some(String::from_utf8(got.body.collect().await.unwrap().to_vec()).unwrap())
    }
}

#[tokio::test]
async fn a_file_is_written_changed_and_taken_away() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    for (kind, text) in [("Create", ONE), ("Update", OTHER), ("Update", OTHER)] {
        assert_eq!(world.ask(kind, text).await["Status"], "SUCCESS");
        assert_eq!(world.stored().await.as_deref(), Some(text));
    }
    assert_eq!(world.ask("Delete", OTHER).await["Status"], "SUCCESS");
    assert_eq!(world.stored().await, None);
    assert_eq!(world.ask("Delete", OTHER).await["Status"], "SUCCESS", "it is gone already");
}

#[tokio::test]
async fn a_file_that_somebody_else_wrote_is_left() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    world.ask("Create", ONE).await;
    assert_eq!(world.ask("Delete", OTHER).await["Status"], "SUCCESS");
    assert_eq!(world.stored().await.as_deref(), Some(ONE));
}

#[tokio::test]
async fn a_wrong_text_or_bucket_fails_with_the_reason() {
    let Some(moto) = moto::shared() else { return };
    let mut world = World::new(moto).await;
    let wrong = world.ask("Create", "{}").await;
    assert_eq!(wrong["Status"], "FAILED");
    assert!(wrong["Reason"].as_str().unwrap().contains("no file of log types"), "{wrong}");
    world.bucket = names::unique("none");
    let gone = world.ask("Create", ONE).await;
    assert!(gone["Reason"].as_str().unwrap().contains("NoSuchBucket"), "{gone}");
}
