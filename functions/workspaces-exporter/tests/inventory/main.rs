//! Whole runs against a WorkSpaces on loopback, and S3 and Firehose on loopback or moto's.

mod bucket;
mod faults;
mod stream;

use std::io::Read;
use std::time::{Duration, SystemTime};

use flate2::read::MultiGzDecoder;
use kit::aws::{self, Aws};
use kit::errors::Failed;
use kit::patience::Patience;
use lambda_runtime::{Context, LambdaEvent};
use serde_json::{Value, json};
use test_support::aws_peer::{AwsPeer, Call};
use test_support::http::Reply;
use workspaces_exporter::{Settings, WorkspacesExporter};

const BUCKET: &str = "arn:aws:s3:::aes-siem-111122223333-log";
const STREAM: &str = "arn:aws:firehose:eu-west-1:111122223333:deliverystream/inventory";
const ARN: &str = "arn:aws:lambda:us-east-1:111122223333:function:siem-workspaces";

const WORKSPACES: &str = "DescribeWorkspaces";
const CONNECTIONS: &str = "DescribeWorkspacesConnectionStatus";

/// One run, with so many seconds left.
async fn run_for(peer: &AwsPeer, to: &str, seconds: u64) -> Result<Value, Failed> {
    let aws = Aws::load(aws::Settings::emulator(&peer.url())).await;
    let settings = Settings {
        destination: to.parse().unwrap(),
        patience: Patience::impatient(3),
        pace: Duration::ZERO,
    };
    let end = SystemTime::now() + Duration::from_secs(seconds);
    let since_epoch = end.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let mut context = Context::default();
    context.deadline = u64::try_from(since_epoch.as_millis()).unwrap();
    context.invoked_function_arn = ARN.to_owned();
    let event = LambdaEvent::new(json!({ "source": "aws.events" }), context);
    WorkspacesExporter::new(settings, &aws).handle(event).await
}

async fn run(peer: &AwsPeer, to: &str) -> Result<Value, Failed> {
    run_for(peer, to, 600).await
}

/// The records of a compressed object, as the loader finds them.
fn records(object: &[u8]) -> Vec<Value> {
    let mut text = String::new();
    MultiGzDecoder::new(object).read_to_string(&mut text).unwrap();
    assert!(text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What is in the records, WorkSpace by WorkSpace.
fn ids(records: &[Value]) -> Vec<&str> {
    let pages = records.iter().map(|record| record["detail"]["Workspaces"].as_array().unwrap());
    pages.flatten().map(|workspace| workspace["WorkspaceId"].as_str().unwrap()).collect()
}

fn id(number: u64) -> String {
    format!("ws-{number:09}")
}

fn workspace(number: u64) -> Value {
    json!({
        "WorkspaceId": id(number),
        "UserName": "alice",
        "IpAddress": "192.0.2.1",
        "ComputerName": "WSAMZN-1",
        "State": "AVAILABLE",
        "WorkspaceProperties": { "RunningMode": "AUTO_STOP", "RootVolumeSizeGib": 80 },
    })
}

/// The connection of every second WorkSpace is known.
fn connection(number: u64) -> Value {
    json!({
        "WorkspaceId": id(2 * number),
        "ConnectionState": "DISCONNECTED",
        "ConnectionStateCheckTimestamp": 1_795_500_000.5,
        "LastKnownUserConnectionTimestamp": 1_795_400_000.0,
    })
}

/// A page of `all`, whose token is the place of the next one.
fn page(call: &Call, list: &str, of: fn(u64) -> Value, all: u64) -> Reply {
    let input = call.request.json();
    let size = input["Limit"].as_u64().unwrap_or(25);
    let from: u64 = input["NextToken"].as_str().map_or(0, |token| token.parse().unwrap());
    let to = all.min(from + size);
    let items: Vec<_> = (from..to).map(of).collect();
    let mut body = json!({ list: items });
    if to < all {
        body["NextToken"] = json!(to.to_string());
    }
    let headers = vec![("x-amzn-requestid".to_owned(), format!("request-{from}"))];
    Reply::Answer { status: 200, headers, body: body.to_string().into_bytes() }
}

/// An account with so many WorkSpaces, whose destinations take everything.
fn usual(call: &Call, all: u64) -> Option<Reply> {
    match call.operation.as_str() {
        WORKSPACES => Some(page(call, "Workspaces", workspace, all)),
        CONNECTIONS => Some(page(call, "WorkspacesConnectionStatus", connection, all / 2)),
        "PutRecordBatch" => {
            let records = call.request.json()["Records"].as_array().unwrap().len();
            let taken = vec![json!({ "RecordId": "x" }); records];
            Some(Reply::json(200, &json!({ "FailedPutCount": 0, "RequestResponses": taken })))
        }
        put if put.starts_with("PUT /") => Some(Reply::empty(200)),
        _ => None,
    }
}

/// What `first` answers comes before that.
fn account(all: u64, first: impl Fn(&Call) -> Option<Reply> + Send + Sync + 'static) -> AwsPeer {
    AwsPeer::start(move |call| first(call).or_else(|| usual(call, all)))
}

fn refusal(code: &str) -> Reply {
    Reply::json(400, &json!({ "__type": code, "message": "words" }))
}

/// The objects that were put, with their keys.
fn objects(peer: &AwsPeer) -> Vec<(String, Vec<Value>)> {
    let calls = peer.calls();
    let puts = calls.iter().filter_map(|call| {
        let key = call.operation.strip_prefix("PUT /aes-siem-111122223333-log/")?;
        Some((key.to_owned(), records(&call.request.body)))
    });
    puts.collect()
}
