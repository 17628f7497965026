//! From the bytes of an object to finished bulk bodies, on one core, without network.
//!
//! `cargo bench -p es-loader`

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use es_loader::batches::Batches;
use es_loader::bulk::documents::Action;
use es_loader::own::Own;
use es_loader::parse::{End, Job, parse};
use es_loader::ranges::Ranges;
use flate2::Compression;
use flate2::write::GzEncoder;
use log_types::{Aids, Origin, Recognition};
use std::fmt::Write as _;
use std::io::Write as _;
use std::time::SystemTime;
use tokio::sync::mpsc;

const KEY: &str = "AWSLogs/111122223333/WAFLogs/us-east-1/web/2026/11/24/06/00/\
                   111122223333_waflogs_us-east-1_web_20261124T0600Z_1b2c3d4e.log.gz";
const RECORDS: u64 = 20_000;

fn main() {
    divan::main();
}

#[divan::bench]
fn waf(bencher: Bencher) {
    let object = records();
    measure(bencher, &object, object.len());
}

#[divan::bench]
fn waf_gzip(bencher: Bencher) {
    let object = records();
    let mut encoder = GzEncoder::new(vec![], Compression::default());
    encoder.write_all(&object).expect("writing to memory");
    measure(bencher, &encoder.finish().expect("writing to memory"), object.len());
}

/// What no loader can do without: read the JSON, write as many bytes.
#[divan::bench]
fn floor(bencher: Bencher) {
    let object = records();
    let count = BytesCount::from(object.len());
    bencher.counter(count).counter(ItemsCount::new(RECORDS)).bench(|| {
        let mut out = Vec::with_capacity(object.len());
        for line in object.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let value: serde_json::Value = serde_json::from_slice(line).expect("our own JSON");
            serde_json::to_writer(&mut out, &value).expect("writing to memory");
        }
        out
    });
}

fn measure(bencher: Bencher, object: &[u8], bytes: usize) {
    let Recognition::Type(log_type) = log_types::recognise(KEY) else {
        panic!("{KEY} is no WAF log");
    };
    let origin = Origin::new("aes-siem-111122223333-log", KEY, SystemTime::now().into());
    let records = Ranges::all();
    let counter = BytesCount::from(bytes);
    bencher.counter(counter).counter(ItemsCount::new(RECORDS)).bench_local(|| {
        let (sender, mut receiver) = mpsc::channel(64);
        let mut sink = Batches::new(sender, Action::Index, 5_000_000, 5_000);
        let limits = formats::Limits::default();
        let aids = Aids::only(&origin);
        let job = Job {
            log_type: &log_type,
            aids,
            own: &Own::NONE,
            from: None,
            records: &records,
            limits,
        };
        let end = parse(object, &job, &mut sink);
        assert!(matches!(end, End::Complete) && sink.finish().is_continue());
        let mut loaded = 0;
        while let Ok(batch) = receiver.try_recv() {
            loaded += batch.documents.count();
        }
        assert_eq!(loaded, RECORDS);
    });
}

/// Requests as a browser sends them, from a generator that always gives the same.
fn records() -> Vec<u8> {
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    let mut object = String::new();
    for number in 0..RECORDS {
        let action = ["ALLOW", "BLOCK"][usize::from(next(10) == 0)];
        let country = ["JP", "US", "DE", "BR"][usize::try_from(next(4)).expect("below 4")];
        let (a, b, c) = (next(256), next(1 << 32), next(1 << 40));
        writeln!(
            object,
            r#"{{"timestamp":{time},"formatVersion":1,"webaclId":"arn:aws:wafv2:us-east-1:111122223333:regional/webacl/web/1a2b3c4d-0000-4000-8000-000000000000","terminatingRuleId":"Default_Action","terminatingRuleType":"REGULAR","action":"{action}","terminatingRuleMatchDetails":[],"httpSourceName":"ALB","httpSourceId":"111122223333-app/web/0123456789abcdef","ruleGroupList":[{{"ruleGroupId":"AWS#AWSManagedRulesCommonRuleSet","terminatingRule":null,"nonTerminatingMatchingRules":[],"excludedRules":null,"customerConfig":null}},{{"ruleGroupId":"AWS#AWSManagedRulesSQLiRuleSet","terminatingRule":null,"nonTerminatingMatchingRules":[],"excludedRules":null,"customerConfig":null}}],"rateBasedRuleList":[],"nonTerminatingMatchingRules":[],"requestHeadersInserted":null,"responseCodeSent":null,"httpRequest":{{"clientIp":"192.0.2.{a}","country":"{country}","headers":[{{"name":"Host","value":"www.example.com"}},{{"name":"User-Agent","value":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"}},{{"name":"Accept","value":"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}},{{"name":"Accept-Language","value":"ja,en-US;q=0.7,en;q=0.3"}},{{"name":"Accept-Encoding","value":"gzip, deflate, br"}},{{"name":"Cookie","value":"session={c:x}"}}],"uri":"/item/{b}","args":"q={c:x}&page={a}","httpVersion":"HTTP/2.0","httpMethod":"GET","requestId":"1-{b:08x}-{c:024x}"}},"labels":[{{"name":"awswaf:managed:aws:bot-control:bot:unverified"}}],"ja3Fingerprint":"{c:032x}"}}"#,
            time = 1_764_000_000_000_u64 + number * 37,
        )
        .expect("writing to memory");
    }
    object.into_bytes()
}
