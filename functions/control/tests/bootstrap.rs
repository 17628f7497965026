//! The very program, under a Lambda Runtime API.

mod geoip;
mod indicators;
mod small;

use std::sync::mpsc;

use contract::handlers::{
    BUCKET_NOTIFICATIONS_HANDLER, CONFIGURE_AES, DEPLOY_AES, GEOIP_DOWNLOADER,
    TRUSTED_ADVISOR_EXPORTER, WORKSPACES_EXPORTER,
};
use serde_json::{Value, json};
use test_support::aws_peer::AwsPeer;
use test_support::http::{Client, Reply, Server};
use test_support::lambda_runtime_api::{ExecutionEnvironment, Function, Outcome};
use test_support::opensearch::{self, OpenSearch};
use test_support::{moto, names};

const PROGRAM: &str = env!("CARGO_BIN_EXE_control");

/// Credentials, for the SDK to find; nobody listens where it would go.
const NOWHERE: [(&str, &str); 3] = [
    ("AWS_ENDPOINT_URL", "http://127.0.0.1:9"),
    ("AWS_ACCESS_KEY_ID", "testing"),
    ("AWS_SECRET_ACCESS_KEY", "testing"),
];

fn error_type(environment: &mut ExecutionEnvironment) -> (String, String) {
    match environment.invoke(&json!({})) {
        Outcome::Error { error_type, message } => (error_type, message),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_unknown_handler_is_an_init_error() {
    let mut environment = Function::new(PROGRAM, "index.handler").start();
    let (error_type, message) = error_type(&mut environment);
    assert_eq!(error_type, "HandlerUnknown");
    assert!(message.contains(GEOIP_DOWNLOADER), "{message}");
}

#[test]
fn a_missing_variable_is_an_init_error() {
    let mut environment = Function::new(PROGRAM, GEOIP_DOWNLOADER).environment(NOWHERE).start();
    let (error_type, message) = error_type(&mut environment);
    assert_eq!(error_type, "EnvironmentIncomplete");
    assert!(message.contains("GEOIP_BUCKET"), "{message}");
}

#[test]
fn an_event_of_nobody_is_an_error_with_a_stable_name() {
    let mut environment =
        Function::new(PROGRAM, BUCKET_NOTIFICATIONS_HANDLER).environment(NOWHERE).start();
    let (error_type, _) = error_type(&mut environment);
    assert_eq!(error_type, "CustomResourceEventInvalid");
    let logs = environment.json_logs();
    let line = logs.iter().find(|line| line["error_type"] == error_type.as_str()).unwrap();
    assert_eq!((&line["level"], line["requestId"].is_string()), (&json!("ERROR"), true), "{line}");
}

#[test]
fn the_notifications_handler_serves_cloudformation() {
    let Some(moto) = moto::shared() else { return };
    let (sender, answers) = mpsc::channel();
    let server = Server::start(move |request| {
        sender.send(request.json()).unwrap();
        Reply::empty(200)
    });
    let mut environment = Function::new(PROGRAM, BUCKET_NOTIFICATIONS_HANDLER)
        .environment(moto.environment())
        .timeout(std::time::Duration::from_secs(20))
        .start();
    let event = json!({
        "RequestType": "Delete",
        "ResponseURL": server.url(),
        "StackId": "arn:aws:cloudformation:us-east-1:111122223333:stack/aes-siem/1",
        "RequestId": "1",
        "LogicalResourceId": "S3BucketForLogNotificationsAEE88E1E",
        "PhysicalResourceId": "S3BucketForLogNotificationsAEE88E1E",
        "ResourceProperties": {
            "BucketName": names::unique("gone"),
            "NotificationConfiguration": { "LambdaFunctionConfigurations": [{
                "Events": ["s3:ObjectCreated:*"],
                "LambdaFunctionArn": "arn:aws:lambda:us-east-1:111122223333:function:aes-siem-es-loader",
            }] },
            "Managed": "true",
        },
    });
    assert_eq!(environment.invoke(&event).response(), json!("Success"));
    let answer: Value = answers.try_recv().unwrap();
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
}

/// The function with this handler, which finds AWS's APIs at `peer`.
fn exporter(handler: &str, peer: &AwsPeer, variable: (&str, &str)) -> ExecutionEnvironment {
    Function::new(PROGRAM, handler)
        .environment(NOWHERE)
        .environment([("AWS_ENDPOINT_URL", peer.url().as_str()), variable])
        .timeout(std::time::Duration::from_secs(100))
        .start()
}

#[test]
fn the_trusted_advisor_exporter_tells_of_a_missing_support_plan() {
    let peer = AwsPeer::start(|_| {
        let body = json!({ "__type": "SubscriptionRequiredException", "message": "no" });
        Some(Reply::json(400, &body))
    });
    let bucket = ("log_bucket_name", "log");
    let mut environment = exporter(TRUSTED_ADVISOR_EXPORTER, &peer, bucket);
    let (error_type, message) = error_type(&mut environment);
    assert_eq!(error_type, "TrustedAdvisorNoSupportPlan");
    assert!(message.contains(&format!("account {}", moto::ACCOUNT)), "{message}");
    assert_eq!(peer.calls()[0].operation, "DescribeTrustedAdvisorChecks");
}

#[test]
fn the_workspaces_exporter_writes_to_the_bucket_of_its_destination() {
    let peer = AwsPeer::start(|call| match call.operation.as_str() {
        "DescribeWorkspaces" => {
            Some(Reply::json(200, &json!({ "Workspaces": [{ "WorkspaceId": "ws-1" }] })))
        }
        "DescribeWorkspacesConnectionStatus" => {
            Some(Reply::json(200, &json!({ "WorkspacesConnectionStatus": [] })))
        }
        _ => Some(Reply::empty(200)),
    });
    let destination = ("DESTINATION_ARN", "arn:aws:s3:::log");
    let mut environment = exporter(WORKSPACES_EXPORTER, &peer, destination);
    let status = environment.invoke(&json!({ "source": "aws.events" })).response();
    assert_eq!(status["workspaces"], 1);
    let key = status["to"].as_str().unwrap().strip_prefix("s3://log/").unwrap();
    assert_eq!(peer.calls_of(&format!("PUT /log/{key}")).len(), 1);
}

#[test]
fn an_exporter_with_a_wrong_variable_does_not_start() {
    let peer = AwsPeer::start(|_| None);
    let mut environment = exporter(WORKSPACES_EXPORTER, &peer, ("DESTINATION_ARN", "log"));
    assert_eq!(error_type(&mut environment).0, "WorkspacesDestinationInvalid");
    let mut environment = exporter(TRUSTED_ADVISOR_EXPORTER, &peer, ("DESTINATION_ARN", "log"));
    assert_eq!(error_type(&mut environment).0, "EnvironmentIncomplete");
    assert!(peer.calls().is_empty());
}

/// Before a node: answers for snapshots, which the node cannot put into a bucket.
fn domain(node: &'static OpenSearch) -> Server {
    let client = Client::new(node.url());
    Server::start(move |request| {
        if request.path.starts_with("/_snapshot") {
            return Reply::json(200, &json!({}));
        }
        let headers = [("content-type", "application/json")];
        let headers = if request.body.is_empty() { &headers[..0] } else { &headers[..] };
        let body = request.body.clone();
        match client.try_send(&request.method, &request.path, headers, body) {
            Some(answer) => {
                Reply::Answer { status: answer.status, headers: vec![], body: answer.body }
            }
            None => Reply::HangUp,
        }
    })
}

#[test]
fn configure_aes_sets_up_a_domain_within_128_megabytes_and_again() {
    let Some(node) = opensearch::shared() else { return };
    let _alone = node.alone();
    let domain = domain(node);
    let (sender, answers) = mpsc::channel();
    let server = Server::start(move |request| {
        sender.send(request.json()).unwrap();
        Reply::empty(200)
    });
    let role = "arn:aws:iam::111122223333:role/aes-siem-role";
    let url = domain.url();
    let mut environment = Function::new(PROGRAM, CONFIGURE_AES)
        .environment(NOWHERE)
        .environment([
            ("ENDPOINT", url.as_str()),
            ("S3_SNAPSHOT", "aes-siem-111122223333-snapshot"),
            ("ROLE_AOS_ADMIN", role),
            ("ROLE_ES_LOADER", role),
            ("ROLE_EC2", role),
            ("ROLE_SNAPSHOT", role),
            ("ROLE_SNS", role),
            ("SNS_TOPIC", "arn:aws:sns:us-east-1:111122223333:aes-siem-alert"),
        ])
        .timeout(std::time::Duration::from_secs(300))
        .start();
    let event = json!({
        "RequestType": "Update",
        "ResponseURL": server.url(),
        "StackId": "arn:aws:cloudformation:us-east-1:111122223333:stack/aes-siem/1",
        "RequestId": "1",
        "LogicalResourceId": "AesSiemDomainConfiguredR2",
        "PhysicalResourceId": "aes-siem-config-2.10.4-ABCDEFGH",
        "ResourceProperties": {"Target": "opensearch_managed_cluster", "Name": "aes-siem"},
        "OldResourceProperties": {"ConfigVersion": "2.10.4"},
    });
    for _ in 0..2 {
        let response = environment.invoke(&event).response();
        let answer: Value = answers.try_recv().unwrap();
        assert_eq!(
            (answer["Status"].as_str(), response),
            (Some("SUCCESS"), json!("Success")),
            "{answer}"
        );
        assert_eq!(answer["PhysicalResourceId"], "aes-siem-config-2.10.4-ABCDEFGH");
    }
    let used = environment.peak_memory().unwrap() >> 20;
    println!("configure-aes used {used} MB");
    assert!(used < 128, "{used} MB");
    for template in ["_index_template/log*", "_index_template/*_aws", "_index_template/metrics*"] {
        _ = node.request("DELETE", &format!("/{template}"), None);
    }
    _ = node.request("DELETE", "/_component_template/component_template_*", None);
}

/// Lambda alone would leave CloudFormation waiting.
#[test]
fn a_variable_that_configure_aes_misses_is_answered() {
    let (sender, answers) = mpsc::channel();
    let server = Server::start(move |request| {
        sender.send(request.json()).unwrap();
        Reply::empty(200)
    });
    let mut environment = Function::new(PROGRAM, CONFIGURE_AES)
        .environment(NOWHERE)
        .timeout(std::time::Duration::from_secs(20))
        .start();
    let event = json!({
        "RequestType": "Create",
        "ResponseURL": server.url(),
        "StackId": "arn:aws:cloudformation:us-east-1:111122223333:stack/aes-siem/1",
        "RequestId": "1",
        "LogicalResourceId": "AesSiemDomainConfiguredR2",
        "ResourceProperties": {},
    });
    assert_eq!(environment.invoke(&event).response(), json!("Failed"));
    let answer: Value = answers.try_recv().unwrap();
    assert!(answer["Reason"].as_str().unwrap().contains("`ENDPOINT` is not set"), "{answer}");
}

#[test]
fn deploy_aes_waits_by_being_called_again_and_stays_small() {
    let Some(moto) = moto::own() else { return };
    let (sender, answers) = mpsc::channel();
    let peer = AwsPeer::before(&moto, move |call| {
        (call.operation == "PUT /answer").then(|| {
            sender.send(call.request.json()).unwrap();
            Reply::empty(200)
        })
    });
    let mut environment = Function::new(PROGRAM, DEPLOY_AES)
        .environment(NOWHERE)
        .environment([
            ("AWS_ENDPOINT_URL", peer.url().as_str()),
            ("ROLE_AOS_ADMIN", "arn:aws:iam::111122223333:role/admin"),
            ("ADMIN_SECRET_ARN", "arn:aws:secretsmanager:us-east-1:111122223333:secret:a-1"),
            ("DOMAIN_OR_COLLECTION_NAME", "aes-siem"),
            ("ROLE_REVISIT", "arn:aws:iam::111122223333:role/revisit"),
        ])
        .timeout(std::time::Duration::from_secs(100))
        .start();
    let mut event = json!({
        "RequestType": "Create", "ResponseURL": format!("{}/answer", peer.url()),
        "StackId": "arn:aws:cloudformation:us-east-1:111122223333:stack/aes-siem/1",
        "RequestId": "1", "LogicalResourceId": "AesSiemDomainDeployedR2",
        "ResourceProperties": {
            "Target": "opensearch_managed_cluster", "Name": "aes-siem",
            "AllowedSourceIpAddresses": "192.0.2.0/24",
        },
    });
    assert_eq!(environment.invoke(&event).response(), json!({ "answered": "Later" }));
    assert_eq!(peer.calls_of("POST /schedules/aes-siem-deploy-aes-1").len(), 1);
    assert!(answers.try_recv().is_err());
    // The secret is not there, which is told, and the schedule ends.
    event["RevisitSince"] = json!(seconds_since_1970());
    assert_eq!(environment.invoke(&event).response(), json!({ "answered": "Failed" }));
    let answer: Value = answers.try_recv().unwrap();
    assert!(answer["Reason"].as_str().unwrap().contains("reading the password"), "{answer}");
    assert_eq!(peer.calls_of("DELETE /schedules/aes-siem-deploy-aes-1").len(), 1);
    let peak = environment.peak_memory().unwrap_or_default();
    assert!(peak < 128 << 20, "{peak} bytes");
}

fn seconds_since_1970() -> u64 {
    let now = std::time::SystemTime::now();
    now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
}
