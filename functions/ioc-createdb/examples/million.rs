//! A database of a million indicators: how long it takes, and how much memory.
//!
//! ```sh
//! cargo run --release -p ioc-createdb --example million
//! ```
//!
//! or, for what the system says of it, `/usr/bin/time -v target/release/examples/million`.
//! It must take less than 60 seconds and 512 MB.
//!
//! The bucket is another process on loopback, which makes up the objects: 700 pulses of OTX
//! with a thousand indicators each and words of some hundred letters, ten own texts, ten bundles
//! of STIX, Tor and Feodo Tracker. Every indicator is another one, and those of OTX each have a
//! reference of their own, as real ones do.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read};
use std::net::Ipv4Addr;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant, SystemTime};

use ioc_createdb::{IocCreatedb, Settings};
use kit::aws::{self, Aws};
use kit::metrics::Metrics;
use lambda_runtime::{Context, LambdaEvent};
use serde_json::{Value, json};
use test_support::http::{Reply, Request, Server};

const PULSES: usize = 700;
const IN_A_PULSE: usize = 1_000;
const TEXTS: usize = 10;
const IN_A_TEXT: usize = 20_000;
const BUNDLES: usize = 10;
const IN_A_BUNDLE: usize = 10_000;

/// What is asked for.
const SECONDS: u64 = 60;
const MEGABYTES: u64 = 512;

#[expect(
    clippy::zombie_processes,
    reason = "the bucket ends with its input; the memory of a child that is waited for would count"
)]
fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("bucket") {
        return bucket();
    }
    let program = std::env::current_exe().unwrap();
    let mut child = Command::new(program);
    let child = child.arg("bucket").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut url = String::new();
    BufReader::new(child.stdout.unwrap()).read_line(&mut url).unwrap();
    let _input = child.stdin.unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (report, seconds) = runtime.block_on(make(url.trim()));
    let megabytes = peak_megabytes();
    println!("{report:#}\n{seconds:.1} s, {megabytes} MB at most");
    let enough = report["sources"].as_object().unwrap().values();
    let taken: u64 = enough.map(|tally| tally["taken"].as_u64().unwrap()).sum();
    let is_good = taken >= 1_000_000 && seconds < SECONDS as f64 && megabytes < MEGABYTES;
    if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn make(url: &str) -> (Value, f64) {
    let aws = Aws::load(aws::Settings::emulator(url)).await;
    let largest = contract::geo_bucket::LARGEST_IOC_DATABASE;
    let settings = Settings { geo_bucket: "geo".to_owned(), spool: std::env::temp_dir(), largest };
    let function = IocCreatedb::new(settings, &aws, Metrics::to_stdout());
    let ids: Vec<String> = (0..PULSES).map(|n| format!("pulse{n:04}")).collect();
    let answers = json!([
        { "ioc": "custom" }, { "ioc": "tor" }, { "ioc": "abuse_ch" }, { "ioc": "otx", "ids": ids },
    ]);
    let mut context = Context::default();
    let end = SystemTime::now() + Duration::from_secs(900);
    let end = end.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis();
    context.deadline = u64::try_from(end).unwrap();
    let start = Instant::now();
    let report = function.handle(LambdaEvent::new(answers, context)).await;
    (json!(report.unwrap_or_else(|failed| panic!("{failed:?}"))), start.elapsed().as_secs_f64())
}

/// The most memory that this process has had, as Linux counts it.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

/// Plays the bucket until its input ends.
fn bucket() -> ExitCode {
    let server = Server::start(object);
    println!("{}", server.url());
    let mut nothing = vec![];
    std::io::stdin().read_to_end(&mut nothing).unwrap();
    ExitCode::SUCCESS
}

fn object(request: &Request) -> Reply {
    let path = request.path.split('?').next().unwrap_or_default();
    let body = if request.method == "PUT" {
        String::new()
    } else if let Some(prefix) = prefix(&request.path) {
        list(prefix)
    } else if let Some(number) = number(path, "/geo/IOC/tmp/OTX/pulse", ".json") {
        pulse(number)
    } else if let Some(number) = number(path, "/geo/IOC/TXT/feed/", ".txt") {
        text(number)
    } else if let Some(number) = number(path, "/geo/IOC/STIX2/cert/", ".json") {
        bundle(number)
    } else if path.ends_with("exit-addresses") {
        (0..2_000).map(|n| format!("ExitNode {n:040X}\nLastStatus 2026-11-24 05:00:00\nExitAddress {} 2026-11-24 05:08:45\n", address(3_000_000 + n))).collect()
    } else {
        let hosts = (0..1_000).map(|n| json!({ "ip_address": address(4_000_000 + n).to_string(), "malware": "Dridex", "first_seen": "2026-06-04 21:24:53" }));
        json!(hosts.collect::<Vec<_>>()).to_string()
    };
    Reply::Answer { status: 200, headers: vec![], body: body.into_bytes() }
}

fn number(path: &str, start: &str, end: &str) -> Option<usize> {
    path.strip_prefix(start)?.strip_suffix(end)?.parse().ok()
}

fn prefix(path: &str) -> Option<&'static str> {
    let query = path.split_once('?')?.1;
    if !query.contains("list-type=2") {
        return None;
    }
    Some(if query.contains("TXT") { "IOC/TXT/" } else { "IOC/STIX2/" })
}

fn list(prefix: &str) -> String {
    let keys = match prefix {
        "IOC/TXT/" => (0..TEXTS).map(|n| format!("IOC/TXT/feed/{n}.txt")).collect::<Vec<_>>(),
        _ => (0..BUNDLES).map(|n| format!("IOC/STIX2/cert/{n}.json")).collect(),
    };
    let mut xml = "<ListBucketResult><IsTruncated>false</IsTruncated>".to_owned();
    for key in keys {
        let _ = write!(
            xml,
            "<Contents><Key>{key}</Key><LastModified>2026-11-24T00:00:00.000Z</LastModified>\
             <Size>1</Size></Contents>"
        );
    }
    xml + "</ListBucketResult>"
}

/// Another one for each number up to 2^24: the multiplier is odd.
fn address(number: usize) -> Ipv4Addr {
    let rest = u32::try_from(number).unwrap().wrapping_mul(0x9e37_79b1) & 0x00ff_ffff;
    Ipv4Addr::from((10 << 24) | rest)
}

fn pulse(number: usize) -> String {
    let indicators = (0..IN_A_PULSE).map(|n| {
        let n = number * IN_A_PULSE + n;
        let (kind, value) = match n % 4 {
            0 | 1 => ("IPv4", address(n).to_string()),
            2 => ("hostname", format!("host-{n}.bad-{}.example.net", n % 1_000)),
            _ => ("domain", format!("bad-{n}.example.com")),
        };
        json!({
            "id": n, "indicator": value, "type": kind, "created": "2026-11-20T08:00:00", "content": "",
            "title": if n.is_multiple_of(10) { format!("Seen by sensor {}", n % 50) } else { String::new() },
            "description": "", "expiration": null, "is_active": 1, "role": null,
        })
    });
    json!({
        "id": format!("pulse{number:04}"), "name": format!("Campaign {number} of somebody"),
        "description": format!("Campaign {number}: {}", "words of a report about what was seen, ".repeat(10)),
        "modified": "2026-11-20T08:00:00.123000", "tags": [], "references": [],
        "indicators": indicators.collect::<Vec<_>>(),
    })
    .to_string()
}

fn text(number: usize) -> String {
    (0..IN_A_TEXT)
        .map(|n| {
            let n = number * IN_A_TEXT + n;
            match n % 3 {
                0 => format!("{}\n", address(1_000_000 + n)),
                1 => format!("2001:db8:{:x}:{:x}::/64\n", n >> 16, n & 0xffff),
                _ => format!("listed-{n}.example.net\n"),
            }
        })
        .collect()
}

fn bundle(number: usize) -> String {
    let objects = (0..IN_A_BUNDLE).map(|n| {
        let n = number * IN_A_BUNDLE + n;
        json!({
            "type": "indicator", "spec_version": "2.1", "id": format!("indicator--{n:032x}"),
            "name": format!("Report {}", n % 100), "description": "What was seen, and by whom",
            "pattern": format!("[ipv4-addr:value = '{}']", address(2_000_000 + n)),
            "pattern_type": "stix", "valid_from": "2026-11-20T08:00:00Z",
            "created": "2026-11-20T08:00:00.000Z", "modified": "2026-11-20T08:00:00.000Z",
        })
    });
    json!({ "type": "bundle", "id": "bundle--1", "objects": objects.collect::<Vec<_>>() })
        .to_string()
}
