//! How much memory several large objects take at once. A program of its own, since the system
//! counts the peak of a whole process.

use std::io::Write;
use std::time::Duration;

use aws_sdk_s3::primitives::ByteStream;
use es_loader::access::Roles;
use es_loader::bulk::documents::Action;
use es_loader::bulk::endpoint::Endpoint;
use es_loader::config::{Config, Limits};
use es_loader::handler;
use es_loader::loader::Loader;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use kit::aws::{Aws, Settings};
use kit::metrics::Metrics;
use serde_json::json;
use std::io::{BufRead, BufReader};
use test_support::http::{Reply, Server};
use test_support::{moto, names};

const OBJECTS: usize = 6;
const RECORDS: u64 = 20_000;
/// What the function may take, whatever it loads.
const MOST: u64 = 256 << 20;

/// Records that hardly compress, so that what waits in between is not small.
fn object() -> Vec<u8> {
    let mut gzip = GzEncoder::new(vec![], Compression::fast());
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    for number in 0..RECORDS {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        writeln!(
            gzip,
            r#"{{"timestamp":1764000000000,"formatVersion":1,"webaclId":"arn:aws:wafv2:us-east-1:111122223333:regional/webacl/web/0a1b","terminatingRuleId":"block-{number}","action":"BLOCK","httpRequest":{{"clientIp":"192.0.2.1","country":"JP","headers":[{{"name":"Host","value":"www.example.com"}}],"uri":"/{state:x}/{}","args":"q={state:o}","httpVersion":"HTTP/1.1","httpMethod":"GET","requestId":"{state}"}}}}"#,
            "x".repeat(300),
        )
        .unwrap();
    }
    gzip.finish().unwrap()
}

/// An OpenSearch that takes everything, slowly, without keeping it.
fn open_search() -> Server {
    Server::start(|request| {
        let lines = BufReader::new(GzDecoder::new(request.body.as_slice())).split(b'\n');
        let items = vec![json!({ "index": { "status": 201 } }); lines.count() / 2];
        test_support::wait::pause(Duration::from_millis(300));
        Reply::json(200, &json!({ "took": 1, "errors": false, "items": items }))
    })
}

/// The most memory that this process has had, in bytes.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

#[tokio::test(flavor = "multi_thread")]
async fn several_large_objects_at_once_take_less_memory_than_the_function_may() {
    let Some(moto) = moto::shared() else { return };
    if peak().is_none() {
        return eprintln!("skipped: this system does not say how much memory a process takes");
    }
    let aws = Aws::load(Settings::emulator(moto.url())).await;
    let bucket = names::unique("es-loader-memory");
    aws.s3().create_bucket().bucket(&bucket).send().await.unwrap();
    let sqs = aws_sdk_sqs::Client::new(aws.config());
    let queue = sqs.create_queue().queue_name(names::unique("memory")).send().await.unwrap();
    let queue = queue.queue_url.unwrap();
    let mut records = vec![];
    for number in 0..OBJECTS {
        let key = format!("aws-waf-logs-siem/{number}");
        let body = ByteStream::from(object());
        aws.s3().put_object().bucket(&bucket).key(&key).body(body).send().await.unwrap();
        let s3 = json!({ "bucket": { "name": bucket }, "object": { "key": key } });
        records.push(json!({ "eventSource": "aws:s3", "s3": s3 }));
    }
    let server = open_search();
    let config = Config {
        endpoint: Endpoint::new(&server.url(), false, None).unwrap(),
        action: Action::Index,
        split_queue_url: queue.clone(),
        dead_letter_queue_url: queue.clone(),
        geo_bucket: bucket,
        roles: Roles::default(),
        limits: Limits::default(),
    };
    let loader = Loader::new(&aws, config, Metrics::to_writer(std::io::sink()));
    let event = json!({ "Records": records });
    let answer = handler::handle(&loader, &event, "1111", Duration::from_secs(300)).await;
    assert_eq!(answer, Ok(json!(null)));
    let messages = sqs.receive_message().queue_url(&queue).send().await.unwrap();
    assert!(messages.messages.is_none(), "nothing is handed on or set aside");
    let peak = peak().unwrap();
    assert!(peak < MOST, "{} MB", peak >> 20);
    eprintln!("{} MB at most", peak >> 20);
}
