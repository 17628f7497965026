//! How long it takes to split an object into its records.
//!
//! `cargo bench -p formats --bench split`

use contract::log_spec::{Format, Header, Quoting, Separator};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use formats::{Item, Limits, Records};

const FLOW_LOG: &str = "2 111122223333 eni-0123456789abcdef0 192.0.2.10 198.51.100.20 443 49152 6 10 \
    8400 1700000000 1700000060 ACCEPT OK";

const REQUEST: &str = r#"{"timestamp":1764000000000,"formatVersion":1,"webaclId":"arn:aws:wafv2:us-east-1:111122223333:regional/webacl/web/1a2b3c4d-0000-4000-8000-000000000000","terminatingRuleId":"Default_Action","terminatingRuleType":"REGULAR","action":"ALLOW","terminatingRuleMatchDetails":[],"httpSourceName":"ALB","httpSourceId":"111122223333-app/web/0123456789abcdef","ruleGroupList":[{"ruleGroupId":"AWS#AWSManagedRulesCommonRuleSet","terminatingRule":null,"nonTerminatingMatchingRules":[],"excludedRules":null,"customerConfig":null}],"rateBasedRuleList":[],"nonTerminatingMatchingRules":[],"requestHeadersInserted":null,"responseCodeSent":null,"httpRequest":{"clientIp":"192.0.2.1","country":"JP","headers":[{"name":"Host","value":"www.example.com"},{"name":"User-Agent","value":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"},{"name":"Accept","value":"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}],"uri":"/item/1","args":"q=1&page=2","httpVersion":"HTTP/2.0","httpMethod":"GET","requestId":"1-00000000-000000000000000000000000"},"labels":[{"name":"awswaf:managed:aws:bot-control:bot:unverified"}]}"#;

/// Records of each object.
const RECORDS: usize = 20_000;

fn main() {
    divan::main();
}

fn split(bencher: Bencher<'_, '_>, format: &Format, object: &str) {
    bencher.counter(BytesCount::of_str(object)).bench_local(|| {
        let mut records = Records::new(object.as_bytes(), format, Limits::default());
        let mut count = 0;
        while let Ok(Some(item)) = records.next_item() {
            count += usize::from(matches!(black_box(item), Item::Record(_)));
        }
        assert_eq!(count, RECORDS);
    });
}

fn lines(line: &str) -> String {
    [line, "\n"].concat().repeat(RECORDS)
}

/// A hundred messages of CloudWatch Logs.
fn messages(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    let id = "36000000000000000000000000000000000000000000000000000000";
    let event = format!("{{\"id\":\"{id}\",\"timestamp\":1764000000000,\"message\":\"{text}\"}}");
    let message = format!(
        r#"{{"messageType":"DATA_MESSAGE","owner":"111122223333","logGroup":"/aws/x","logStream":"s","subscriptionFilters":["f"],"logEvents":[{}]}}"#,
        vec![event; RECORDS / 100].join(",")
    );
    message.repeat(100)
}

#[divan::bench]
fn json(bencher: Bencher<'_, '_>) {
    split(bencher, &Format::JSON, &lines(REQUEST));
}

#[divan::bench]
fn json_list(bencher: Bencher<'_, '_>) {
    let object = format!("{{\"Records\":[{}]}}", vec![REQUEST; RECORDS].join(","));
    split(bencher, &Format::json_records("Records"), &object);
}

#[divan::bench]
fn json_in_cloudwatch_logs(bencher: Bencher<'_, '_>) {
    split(bencher, &Format::JSON, &messages(REQUEST));
}

#[divan::bench]
fn text(bencher: Bencher<'_, '_>) {
    split(bencher, &Format::text("x"), &lines(FLOW_LOG));
}

#[divan::bench]
fn text_in_cloudwatch_logs(bencher: Bencher<'_, '_>) {
    split(bencher, &Format::text("x"), &messages(FLOW_LOG));
}

#[divan::bench]
fn csv(bencher: Bencher<'_, '_>) {
    let columns = contract::log_spec::Columns::new(&[]).header(Header::FirstLine);
    let columns = columns.separator(Separator::Comma).quoting(Quoting::Csv);
    let line = "\"2026-11-24T06:00:00Z\",\"a \"\"b\"\" c\",d,\"2001:db8::1\",f,g,h,i,j,k";
    split(bencher, &Format::Columns(columns), &format!("a,b\n{}", lines(line)));
}

#[divan::bench]
fn several_lines(bencher: Bencher<'_, '_>) {
    let record = "2026/11/24 06:00:00 [error] 1#1: a message\nits second line\nand its third";
    split(bencher, &Format::multiline(r"\d{4}/\d\d/\d\d ", "x"), &lines(record));
}

#[divan::bench]
fn xml(bencher: Bencher<'_, '_>) {
    let event = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
        <Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4624</EventID></System>\
        <EventData><Data Name='SubjectUserSid'>S-1-5-18</Data><Data Name='LogonType'>5</Data>\
        </EventData></Event>";
    split(bencher, &Format::WindowsEventXml, &lines(event));
}
