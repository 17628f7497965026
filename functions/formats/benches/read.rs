//! How long it takes to read one record.
//!
//! `cargo bench -p formats --bench read`

use contract::log_spec::{Columns, Format, Quoting, Separator, Texts};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use formats::{Reader, Record};

const VPC_FLOW_LOG: &str = "5 111122223333 eni-0123456789abcdef0 192.0.2.10 198.51.100.20 443 \
    49152 6 10 8400 1700000000 1700000060 ACCEPT OK vpc-0123456789abcdef0 \
    subnet-0123456789abcdef0 i-0123456789abcdef0 19 IPv4 192.0.2.10 198.51.100.20 eu-central-1 \
    euc1-az1 - - - S3 egress 8";

const ALB: &str = "https 2024-05-01T12:00:00.123456Z app/example/0123456789abcdef \
    198.51.100.7:51432 192.0.2.15:8080 0.001 0.024 0.000 200 200 812 5123 \
    \"GET https://www.example.com:443/shop/items/4711?sort=price&page=3 HTTP/1.1\" \
    \"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
    Chrome/124.0.0.0 Safari/537.36\" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 \
    arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/example/0123456789abcdef \
    \"Root=1-66322b00-0123456789abcdef01234567\" \"www.example.com\" \
    \"arn:aws:acm:eu-central-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef\" \
    10 2024-05-01T12:00:00.098000Z \"waf,forward\" \"-\" \"-\" \"192.0.2.15:8080\" \"200\" \"-\" \
    \"-\" TID_0123456789abcdef0123456789abcdef";

const S3_ACCESS: &str = "0123456789abcdef example-bucket [06/Feb/2019:00:00:38 +0000] 192.0.2.3 \
    arn:aws:iam::111122223333:user/example 3E57427F3EXAMPLE REST.GET.OBJECT folder/file.txt \
    \"GET /example-bucket/folder/file.txt?versionId=1 HTTP/1.1\" 200 - 113 1024 7 6 \
    \"https://www.example.com/\" \"aws-sdk-java/2.20.1 Linux/5.10\" - \
    s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234= SigV4 \
    ECDHE-RSA-AES128-GCM-SHA256 AuthHeader example-bucket.s3.us-west-1.amazonaws.com TLSV1.2 - Yes";

const S3_PATTERN: &str = r#"(?P<BucketOwner>[^ ]*) (?P<Bucket>[^ ]*) \[(?P<RequestDateTime>.*?)\] (?P<RemoteIP>[^ ]*) (?P<Requester>[^ ]*) (?P<RequestID>[^ ]*) (?P<Operation>[^ ]*) (?P<Key>[^ ]*) ("(?P<method>[^ ]*) (?P<path>[^ ]*) (?P<version>- |[^ ]*)"|"-"|-) (?P<HTTPstatus>-|[0-9]*) (?P<ErrorCode>[^ ]*) (?P<BytesSent>[^ ]*) (?P<ObjectSize>[^ ]*) (?P<TotalTime>[^ ]*) (?P<TurnAroundTime>[^ ]*) ("(?P<Referrer>.*?)"|-) ("(?P<UserAgent>.*?)"|-) (?P<VersionId>[^ ]*)"#;

const SYSLOG: &str =
    "Jun 18 01:23:45 ip-192-0-2-10 sshd[12345]: Accepted publickey for admin from 198.51.100.7";

const SYSLOG_PATTERN: &str = r"(?P<timestamp>\w+\s+\d+ \d+:\d+:\d+) (?P<host>[^ ]+) (?P<process>[^\[:]+)(\[(?P<pid>\d+)\])?: (?P<text>.*)";

const WINDOWS_EVENT: &str = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>\
    <System><Provider Name='Microsoft-Windows-Security-Auditing' \
    Guid='{54849625-5478-4994-A5BA-3E3B0328C30D}'/><EventID>4624</EventID><Version>2</Version>\
    <Level>0</Level><Task>12544</Task><Opcode>0</Opcode><Keywords>0x8020000000000000</Keywords>\
    <TimeCreated SystemTime='2026-11-24T01:02:03.123456789Z'/><EventRecordID>1</EventRecordID>\
    <Correlation/><Execution ProcessID='4' ThreadID='8'/><Channel>Security</Channel>\
    <Computer>WIN-1</Computer><Security/></System><EventData>\
    <Data Name='SubjectUserSid'>S-1-5-18</Data><Data Name='SubjectUserName'>WIN-1$</Data>\
    <Data Name='SubjectDomainName'>WORKGROUP</Data><Data Name='TargetUserName'>example</Data>\
    <Data Name='LogonType'>3</Data><Data Name='IpAddress'>192.0.2.50</Data>\
    <Data Name='IpPort'>0</Data><Data Name='LmPackageName'>-</Data></EventData></Event>";

const CEF: &str = "Nov 24 01:02:03 host CEF:0|Trend Micro|Deep Security Agent|20.0.0|21|\
    Firewall|5|src=192.0.2.1 dst=198.51.100.1 spt=1 dpt=2 proto=TCP in=100 act=Log cs3=DF MF \
    cs3Label=Fragmentation Bits cnt=1 msg=an event of the firewall";

fn main() {
    divan::main();
}

fn names(count: usize) -> Texts {
    let names: Vec<_> = (0..count).map(|number| format!("field_{number}")).collect();
    serde_json::from_value(serde_json::json!(names)).unwrap_or_default()
}

fn columns(quoting: Quoting, separator: Separator, count: usize) -> Format {
    let columns = Columns::new(&[]).quoting(quoting).separator(separator);
    Format::Columns(Columns { names: names(count), ..columns })
}

fn read(bencher: Bencher<'_, '_>, format: &Format, line: &str) {
    let Ok(reader) = Reader::new(format) else { return };
    let record = Record::new(1, line.as_bytes());
    bencher
        .counter(BytesCount::of_str(line))
        .bench_local(|| reader.read(black_box(line), &record).map(black_box).is_ok());
}

#[divan::bench]
fn vpc_flow_log(bencher: Bencher<'_, '_>) {
    read(bencher, &columns(Quoting::None, Separator::Spaces, 29), VPC_FLOW_LOG);
}

#[divan::bench]
fn alb(bencher: Bencher<'_, '_>) {
    read(bencher, &columns(Quoting::Lenient, Separator::Space, 30), ALB);
}

#[divan::bench]
fn s3_access(bencher: Bencher<'_, '_>) {
    read(bencher, &columns(Quoting::LenientAndBrackets, Separator::Space, 26), S3_ACCESS);
}

#[divan::bench]
fn s3_access_by_pattern(bencher: Bencher<'_, '_>) {
    read(bencher, &Format::text(S3_PATTERN), S3_ACCESS);
}

#[divan::bench]
fn syslog_by_pattern(bencher: Bencher<'_, '_>) {
    read(bencher, &Format::text(SYSLOG_PATTERN), SYSLOG);
}

#[divan::bench]
fn windows_event(bencher: Bencher<'_, '_>) {
    read(bencher, &Format::WindowsEventXml, WINDOWS_EVENT);
}

#[divan::bench]
fn cef(bencher: Bencher<'_, '_>) {
    read(bencher, &Format::Cef, CEF);
}
