//! Requests of CloudFormation, with moto as EC2 and S3. moto has no endpoints of OpenSearch;
//! these are played after AWS's descriptions of their APIs.

mod faults;
mod network;
mod policy;
mod states;

use std::sync::mpsc;
use std::time::{Duration, SystemTime};

use aws_sdk_s3::config::retry::RetryConfig;
use contract::environment;
use kit::aws::{self, Aws};
use kit::aws_json::{Client, Service};
use kit::patience::Patience;
use kit::xml::Element;
use lambda_runtime::{Context, LambdaEvent};
use resource_validator::ResourceValidator;
use serde_json::{Value, json};
use test_support::aws_peer::{AwsPeer, Call};
use test_support::http::{Reply, Server};
use test_support::moto::{self, Moto};
use test_support::names::unique;

const REGION: &str = "us-east-1";
const EC2: Service = Service { name: "ec2", target: "" };
const DOMAIN_ENDPOINT: &str = "aos-0a1b2c3d4e5f60718";
const DESCRIBE_OF_DOMAIN: &str = "POST /2021-01-01/opensearch/vpcEndpoints/describe";

/// An account with the stack's buckets.
struct Account {
    moto: &'static Moto,
    aws: Aws,
    log_bucket: String,
    snapshot_bucket: String,
}

impl Account {
    /// `None` without moto.
    async fn new() -> Option<Self> {
        let moto = moto::shared()?;
        let aws = Aws::load(aws::Settings::emulator(moto.url())).await;
        let account =
            Self { moto, aws, log_bucket: unique("log"), snapshot_bucket: unique("snapshot") };
        for bucket in [&account.log_bucket, &account.snapshot_bucket] {
            account.aws.s3().create_bucket().bucket(bucket).send().await.unwrap();
        }
        Some(account)
    }

    async fn ec2(&self, operation: &'static str, input: &[(&str, &str)]) -> Element {
        let client = Client::new(&self.aws, EC2, REGION);
        Element::read(&client.query(operation, "2016-11-15", input).await.unwrap()).unwrap()
    }

    async fn set_policy(&self, policy: &Value) {
        let put = self.aws.s3().put_bucket_policy().bucket(&self.log_bucket);
        put.policy(policy.to_string()).send().await.unwrap();
    }

    async fn policy(&self) -> Option<Value> {
        let policy = self.aws.s3().get_bucket_policy().bucket(&self.log_bucket).send().await;
        Some(serde_json::from_str(policy.ok()?.policy()?).unwrap())
    }

    async fn object(&self, key: &str) -> Value {
        let object = self.aws.s3().get_object().bucket(&self.snapshot_bucket).key(key).send().await;
        let bytes = object.unwrap().body.collect().await.unwrap().to_vec();
        serde_json::from_slice(&bytes).unwrap()
    }

    fn peer(&self, answer: impl Fn(&Call) -> Option<Reply> + Send + Sync + 'static) -> AwsPeer {
        AwsPeer::before(self.moto, answer)
    }

    /// Serves one request; gives the answer to CloudFormation.
    async fn serve_at(&self, url: &str, request: Value) -> Value {
        let (sender, answers) = mpsc::channel();
        let server = Server::start(move |request| {
            sender.send(request.json()).unwrap();
            Reply::empty(200)
        });
        let mut event = request;
        event["ResponseURL"] = json!(server.url());
        event["StackId"] = json!("arn:aws:cloudformation:us-east-1:111122223333:stack/aes-siem/1");
        event["ResourceType"] = json!("AWS::CloudFormation::CustomResource");
        let aws = Aws::load(aws::Settings::emulator(url)).await;
        // What hangs up is called often enough without it.
        let once = aws.config().to_builder().retry_config(RetryConfig::disabled()).build();
        let aws = Aws::from_config(once);
        let environment = environment::ResourceValidator {
            log_bucket: self.log_bucket.clone(),
            snapshot_bucket: self.snapshot_bucket.clone(),
            log_level: None,
        };
        let function = ResourceValidator::new(environment, &aws).patience(Patience::impatient(2));
        let end = SystemTime::now() + Duration::from_secs(60);
        let mut context = Context::default();
        context.deadline =
            u64::try_from(end.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis()).unwrap();
        function.handle(LambdaEvent::new(event, context)).await.unwrap();
        let answer = answers.try_recv().expect("CloudFormation is answered");
        assert!(answers.try_recv().is_err(), "once");
        answer
    }

    async fn serve(&self, request: Value) -> Value {
        self.serve_at(self.moto.url(), request).await
    }

    /// A `LogBucketPolicyKept` of this key.
    fn kept(&self, key: &str) -> Value {
        json!({
            "ServiceToken": "arn:aws:lambda:us-east-1:111122223333:function:x",
            "BucketName": self.log_bucket,
            "BucketPolicyKey": key,
            "ConfigVersion": "1",
            "PolicyDocument": { "Statement": [] },
        })
    }
}

/// Properties of an `ExecCustomResourceValidator`, as the template has them.
fn validation(vpce: &str) -> Value {
    json!({
        "ServiceToken": "arn:aws:lambda:us-east-1:111122223333:function:x",
        "ConfigVersion": "1",
        "vpce": vpce,
        "DeploymentTarget": "opensearch_managed_cluster",
        "BucketPolicyUpdate": "keep",
        "PolicyDocument": { "Statement": [] },
    })
}

fn create(properties: Value) -> Value {
    let mut request = json!({
        "RequestType": "Create",
        "RequestId": unique("request"),
        "LogicalResourceId": "ExecCustomResourceValidator",
    });
    request["ResourceProperties"] = properties;
    request
}

/// An update of what has this physical id.
fn update(id: &str, before: Value, properties: Value) -> Value {
    let mut request = create(properties);
    request["RequestType"] = json!("Update");
    request["PhysicalResourceId"] = json!(id);
    request["OldResourceProperties"] = before;
    request
}

/// A policy with a statement of this id.
fn policy(sid: &str) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": sid, "Effect": "Allow", "Principal": { "Service": "logs.amazonaws.com" },
            "Action": "s3:PutObject", "Resource": "arn:aws:s3:::log/*",
        }],
    })
}

#[track_caller]
fn assert_success(answer: &Value) {
    assert_eq!(answer["Status"], "SUCCESS", "{answer:#}");
}

/// The reason of a failure.
#[track_caller]
fn reason(answer: &Value) -> &str {
    assert_eq!(answer["Status"], "FAILED", "{answer:#}");
    answer["Reason"].as_str().unwrap()
}
