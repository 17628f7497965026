//! Speed from an object's bytes to a finished bulk body, on one core and without network.
//!
//! `cargo bench -p log-types`; the input is made from a seed, so runs compare.

use std::fmt::Write;
use std::hint::black_box;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use formats::{Item, Limits, Records};
use log_types::{Aids, Origin, Outcome, Recognition, Timestamp, recognise};

const RECORDS: u64 = 5_000;
const KEY: &str = "aws-waf-logs-siem/2026/11/24/06/file";

fn main() {
    divan::main();
}

/// A small generator of numbers that depend on nothing but the seed.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// WAF records of about 1.6 KB, one a line; every third has a session cookie.
fn waf_lines() -> Vec<u8> {
    let mut seeded = Seeded(42);
    let mut lines = String::new();
    for number in 0..RECORDS {
        let blocked = seeded.below(4) == 0;
        let (rule, kind, action) = if blocked {
            ("AWS-AWSManagedRulesCommonRuleSet", "MANAGED_RULE_GROUP", "BLOCK")
        } else {
            ("Default_Action", "REGULAR", "ALLOW")
        };
        let inner = if blocked {
            r#"{"ruleId":"NoUserAgent_HEADER","action":"BLOCK","ruleMatchDetails":null}"#
        } else {
            "null"
        };
        let cookie = if seeded.below(3) == 0 {
            format!(
                r#",{{"name":"cookie","value":"sid={:016x}; lang=en"}}"#,
                seeded.below(1 << 31) << 20
            )
        } else {
            String::new()
        };
        let _ = writeln!(
            lines,
            r#"{{"timestamp":{},"formatVersion":1,"webaclId":"arn:aws:wafv2:us-east-1:111122223333:regional/webacl/web/5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10","terminatingRuleId":"{rule}","terminatingRuleType":"{kind}","action":"{action}","terminatingRuleMatchDetails":[],"httpSourceName":"ALB","httpSourceId":"111122223333-app/web/50dc6c495c0c9188","ruleGroupList":[{{"ruleGroupId":"AWS#AWSManagedRulesAmazonIpReputationList","terminatingRule":null,"nonTerminatingMatchingRules":[],"excludedRules":null,"customerConfig":null}},{{"ruleGroupId":"AWS#AWSManagedRulesCommonRuleSet","terminatingRule":{inner},"nonTerminatingMatchingRules":[],"excludedRules":null,"customerConfig":null}}],"rateBasedRuleList":[],"nonTerminatingMatchingRules":[],"requestHeadersInserted":null,"responseCodeSent":null,"httpRequest":{{"clientIp":"192.0.2.{}","country":"JP","headers":[{{"name":"host","value":"www.example.com"}},{{"name":"user-agent","value":"Mozilla/5.0 (X11; Linux x86_64; rv:{}.0) Gecko/20100101 Firefox/140.0"}},{{"name":"accept","value":"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}},{{"name":"accept-encoding","value":"gzip, deflate, br, zstd"}},{{"name":"referer","value":"https://www.example.com/start"}}{cookie}],"uri":"/products/{}","args":"page={}&sort=price","httpVersion":"HTTP/2.0","httpMethod":"GET","requestId":"1-6743c1a0-{:024x}","fragment":"","scheme":"https","host":"www.example.com"}},"labels":[{{"name":"awswaf:clientip:geo:country:JP"}}],"requestBodySize":0,"requestBodySizeInspectedByWAF":0,"ja3Fingerprint":"e7d705a3286e19ea42f587b344ee6865","ja4Fingerprint":"t13d1516h2_8daaf6152771_b186095e22b6"}}"#,
            1_795_500_000_000 + number,
            seeded.below(254) + 1,
            seeded.below(20) + 120,
            seeded.below(10_000),
            seeded.below(50),
            seeded.below(1 << 31),
        );
    }
    lines.into_bytes()
}

fn records(input: &[u8]) -> Records<&[u8]> {
    Records::new(input, &contract::log_spec::Format::JSON, Limits::default())
}

/// Bytes to bulk body: split, normalise, action lines and documents.
#[divan::bench]
fn waf_to_bulk_body(bencher: Bencher<'_, '_>) {
    let input = waf_lines();
    let Recognition::Type(waf) = recognise(KEY) else {
        return;
    };
    let origin = Origin::new("aes-siem-111122223333-log", KEY, Timestamp::from_unix_micros(0));
    let mut body = Vec::with_capacity(4 * input.len());
    bencher.counter(BytesCount::new(input.len())).counter(ItemsCount::new(RECORDS)).bench_local(
        || {
            body.clear();
            let mut records = records(&input);
            while let Ok(Some(Item::Record(record))) = records.next_item() {
                let mut document = Vec::with_capacity(4 * record.bytes.len());
                let aids = Aids::only(&origin);
                let Outcome::Document(normalised, _) = waf.normalise(&record, aids, &mut document)
                else {
                    continue;
                };
                body.extend_from_slice(b"{\"index\":{\"_index\":\"");
                body.extend_from_slice(normalised.index.as_bytes());
                body.extend_from_slice(b"\",\"_id\":\"");
                body.extend_from_slice(normalised.id.as_bytes());
                body.extend_from_slice(b"\"}}\n");
                body.extend_from_slice(&document);
                body.push(b'\n');
            }
            black_box(body.len())
        },
    );
}

/// The first step alone.
#[divan::bench]
fn waf_split(bencher: Bencher<'_, '_>) {
    let input = waf_lines();
    bencher.counter(BytesCount::new(input.len())).counter(ItemsCount::new(RECORDS)).bench_local(
        || {
            let mut records = records(&input);
            let mut count = 0;
            while let Ok(Some(Item::Record(_))) = records.next_item() {
                count += 1;
            }
            count
        },
    );
}

/// Splitting and reading, and writing what was read unchanged: what every record costs
/// whatever is done with it.
#[divan::bench]
fn waf_parse_and_write(bencher: Bencher<'_, '_>) {
    let input = waf_lines();
    let mut body = Vec::with_capacity(2 * input.len());
    bencher.counter(BytesCount::new(input.len())).counter(ItemsCount::new(RECORDS)).bench_local(
        || {
            body.clear();
            let mut records = records(&input);
            while let Ok(Some(Item::Record(record))) = records.next_item() {
                let text = std::str::from_utf8(record.bytes).unwrap_or_default();
                if let Ok(document) = formats::json::parse_object(text) {
                    document.write(&mut body);
                }
            }
            black_box(body.len())
        },
    );
}
