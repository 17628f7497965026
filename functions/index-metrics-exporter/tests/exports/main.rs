//! Whole runs: against the OpenSearch node, and against a domain of AWS's on loopback, with the
//! tiers that only AWS has. What is written goes through the loader's own reading.

mod domain;
mod faults;
mod loaded;
mod node;

use std::io::Read;
use std::time::{Duration, SystemTime};

use contract::environment;
use flate2::read::GzDecoder;
use index_metrics_exporter::{IndexMetricsExporter, Settings};
use kit::aws::{self, Aws};
use kit::errors::Failed;
use kit::patience::Patience;
use lambda_runtime::{Context, LambdaEvent};
use serde_json::{Value, json};
use test_support::aws_peer::AwsPeer;
use test_support::http::{Reply, Request, Server};

const BUCKET: &str = "aes-siem-111122223333-log";
const PREFIX: &str = "AWSLogs/111122223333/OpenSearch/metrics/";

type Environment = environment::IndexMetricsExporter<String, Option<String>>;

fn environment(endpoint: &str) -> Environment {
    Environment {
        endpoint: endpoint.to_owned(),
        name: "aes-siem".to_owned(),
        log_bucket: BUCKET.to_owned(),
        key_prefix: PREFIX.to_owned(),
        period_hours: "1".to_owned(),
        collection_type: None,
        log_level: None,
    }
}

/// A log bucket that takes everything.
fn bucket() -> AwsPeer {
    AwsPeer::start(|call| call.operation.starts_with("PUT /").then(|| Reply::empty(200)))
}

/// One run, with so many seconds left.
async fn run_for(
    seconds: u64,
    environment: Environment,
    bucket: &AwsPeer,
) -> Result<Value, Failed> {
    let aws = Aws::load(aws::Settings::emulator(&bucket.url())).await;
    let end = SystemTime::now() + Duration::from_secs(seconds);
    let since_epoch = end.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let mut context = Context::default();
    context.deadline = u64::try_from(since_epoch.as_millis()).unwrap();
    context.invoked_function_arn =
        "arn:aws:lambda:eu-west-1:111122223333:function:aes-siem-index-metrics-exporter".to_owned();
    let event = LambdaEvent::new(json!({ "source": "aws.events" }), context);
    let settings = Settings::new(environment, Some("eu-west-1"))?;
    let settings = settings.patience(Patience::impatient(3));
    IndexMetricsExporter::new(settings, &aws).handle(event).await
}

async fn run(environment: Environment, bucket: &AwsPeer) -> Result<Value, Failed> {
    run_for(300, environment, bucket).await
}

/// The object that was put: its key and its bytes.
fn put(bucket: &AwsPeer) -> (String, Vec<u8>) {
    let calls = bucket.calls();
    let mut puts = calls.iter().filter_map(|call| {
        Some((call.operation.strip_prefix(&format!("PUT /{BUCKET}/"))?, &call.request))
    });
    let (key, request) = puts.next().expect("an object is put");
    assert!(puts.next().is_none(), "one object");
    (key.to_owned(), request.body.clone())
}

/// The lines of the object that was put.
fn lines(bucket: &AwsPeer) -> Vec<Value> {
    let (_, object) = put(bucket);
    let mut text = String::new();
    GzDecoder::new(object.as_slice()).read_to_string(&mut text).unwrap();
    assert!(text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The line of an index.
#[track_caller]
fn line_of<'a>(lines: &'a [Value], index: &str) -> &'a Value {
    let is_meant = |line: &&Value| {
        line["event"]["dataset"] == "opensearch.index"
            && line["opensearch"]["index"]["name"] == index
    };
    lines.iter().find(is_meant).unwrap_or_else(|| panic!("no line of {index}"))
}
