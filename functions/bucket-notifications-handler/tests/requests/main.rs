//! Requests of CloudFormation, against moto's S3 and against an S3 that refuses.

mod moto;
mod original;
mod refusals;
mod targets;

use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, SystemTime};

use aws_sdk_s3::config::retry::RetryConfig;
use bucket_notifications_handler::BucketNotificationsHandler;
use kit::aws::{Aws, Settings};
use kit::patience::Patience;
use lambda_runtime::{Context, LambdaEvent};
use serde_json::{Value, json};
use test_support::http::{Reply, Server};

const LOADER: &str = "arn:aws:lambda:us-east-1:111122223333:function:aes-siem-es-loader";
const LOGICAL_ID: &str = "S3BucketForLogNotificationsAEE88E1E";

/// CloudFormation: asks, and keeps the answer.
struct CloudFormation {
    server: Server,
    answers: Receiver<Value>,
    s3: Aws,
}

impl CloudFormation {
    async fn with_s3_at(url: &str) -> Self {
        let (sender, answers) = mpsc::channel();
        let server = Server::start(move |request| {
            sender.send(request.json()).unwrap();
            Reply::empty(200)
        });
        let s3 = Aws::load(Settings::emulator(url)).await;
        // What hangs up is called often enough without it.
        let once = s3.config().to_builder().retry_config(RetryConfig::disabled()).build();
        Self { server, answers, s3: Aws::from_config(once) }
    }

    /// Sends a request made of the usual fields and `fields`, and returns the answer.
    async fn ask(&self, kind: &str, fields: Value) -> Value {
        let mut event = json!({
            "RequestType": kind,
            "ResponseURL": format!("{}/?X-Amz-Signature=hunter2", self.server.url()),
            "StackId": "arn:aws:cloudformation:us-east-1:111122223333:stack/aes-siem/1",
            "RequestId": "1",
            "ResourceType": "Custom::S3BucketNotifications",
            "LogicalResourceId": LOGICAL_ID,
        });
        if kind != "Create" {
            event["PhysicalResourceId"] = json!(LOGICAL_ID);
        }
        event.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let mut context = Context::default();
        let end = SystemTime::now() + Duration::from_secs(60);
        let since_epoch = end.duration_since(SystemTime::UNIX_EPOCH).unwrap();
        context.deadline = u64::try_from(since_epoch.as_millis()).unwrap();
        let handler = BucketNotificationsHandler::new(&self.s3).patience(Patience::impatient(4));
        handler.handle(LambdaEvent::new(event, context)).await.unwrap();
        self.answers.try_recv().unwrap()
    }
}

/// Properties as v2.10.4's template has them, and CloudFormation delivers them.
fn original(bucket: &str, loader: &str) -> Value {
    json!({
        "ServiceToken": "arn:aws:lambda:us-east-1:111122223333:function:handler",
        "BucketName": bucket,
        "NotificationConfiguration": { "LambdaFunctionConfigurations": [
            { "Events": ["s3:ObjectCreated:*"], "LambdaFunctionArn": loader },
        ] },
        "Managed": "true",
        "SkipDestinationValidation": "false",
    })
}

/// Properties as this program's template has them.
fn ours(bucket: &str, loader: &str) -> Value {
    let mut properties = original(bucket, loader);
    properties["Managed"] = json!("false");
    properties["ConfigVersion"] = json!("0.1.0");
    properties.as_object_mut().unwrap().remove("SkipDestinationValidation");
    properties
}

#[track_caller]
fn assert_success(answer: &Value) {
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
}

/// The reason of a failure, which never holds the signature.
#[track_caller]
fn reason(answer: &Value) -> String {
    assert_eq!(answer["Status"], "FAILED", "{answer}");
    let reason = answer["Reason"].as_str().unwrap().to_owned();
    assert!(!reason.contains("hunter2"), "{reason}");
    reason
}
