//! `siem parse` as a user runs it: the program itself, with files, pipes and exit codes.

use std::fs;
use std::io::{Read, Write};
use std::process::Stdio;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use test_support::snapshots;

mod program;

use program::{Ran, fixture, run, run_with, siem};

const FLOW: &str = "AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/11/24/111122223333_vpcflowlogs_us-east-1_x.log";
const WAF: &str =
    "AWSLogs/111122223333/WAFLogs/us-east-1/web/111122223333_waflogs_us-east-1_web.log";
const TIME: &str = "2026-11-24T06:00:00Z";

fn flow(more: &[&str]) -> Ran {
    let file = fixture("vpcflowlogs", "v2.log");
    let mut args = vec!["parse", "--key", FLOW, "--ingested", TIME, &file];
    args.extend(more);
    run(&args)
}

#[test]
fn documents_come_in_the_order_of_the_records_and_their_counts_after_them() {
    let ran = flow(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let numbers: Vec<_> =
        ran.documents().iter().map(|document| document["_source"]["@message"].clone()).collect();
    let file = fs::read_to_string(fixture("vpcflowlogs", "v2.log")).unwrap();
    let lines: Vec<_> = file.lines().skip(1).map(Value::from).collect();
    assert_eq!(numbers, lines);
    let summary = "vpcflowlogs: 6 read, 6 loaded, 0 excluded, 0 set aside\n";
    assert_eq!(ran.err, summary);
}

#[test]
fn what_is_printed_is_the_same_each_time_and_as_reviewed() {
    let _snapshots = snapshots::bind();
    let ran = flow(&["--records", "1-2"]);
    insta::assert_snapshot!("siem-parse@vpcflowlogs", ran.out);
}

#[test]
fn a_summary_for_scripts_is_json() {
    let ran = flow(&["--summary", "json"]);
    let summary: Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!(summary["log_type"], "vpcflowlogs");
    assert_eq!((&summary["read"], &summary["loaded"]), (&Value::from(6), &Value::from(6)));
    assert_eq!(flow(&["--quiet"]).err, "");
}

#[test]
fn only_the_records_that_are_asked_for_are_printed() {
    let all = flow(&[]).documents();
    let some = flow(&["--records", "2-3,6-"]).documents();
    assert_eq!(some, [all[1].clone(), all[2].clone(), all[5].clone()], "ids are the same too");
    let wrong = flow(&["--records", "3-x"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("`3-x` is not a set of record numbers"), "{}", wrong.err);
}

#[test]
fn standard_input_is_read_like_a_file() {
    let file = fixture("vpcflowlogs", "v2.log");
    let bytes = fs::read(&file).unwrap();
    let args = ["parse", "--key", FLOW, "--ingested", TIME];
    for args in [&args[..], &[&args[..], &["-"]].concat()] {
        assert_eq!(run_with(args, &bytes).out, flow(&[]).out);
    }
}

#[test]
fn a_record_that_cannot_be_told_apart_is_set_aside_with_its_place() {
    let file = fixture("waf", "cut-short.json");
    let ran = run(&["parse", "--key", WAF, &file]);
    assert_eq!(ran.code, 1);
    assert!(!ran.documents().is_empty(), "the others are there");
    assert!(
        ran.err.contains("bytes from byte") && ran.err.contains(", 1 set aside"),
        "{}",
        ran.err
    );
}

#[test]
fn the_whole_records_of_a_damaged_gzip_are_printed() {
    let mut gzip = GzEncoder::new(vec![], Compression::default());
    let file = fs::read(fixture("vpcflowlogs", "v2.log")).unwrap();
    gzip.write_all(&file.repeat(50)).unwrap();
    let bytes = gzip.finish().unwrap();
    let args = ["parse", "--key", FLOW, "--summary", "json", "--quiet"];
    assert_eq!(run_with(&args, &bytes).code, 0);
    let ran = run_with(&["parse", "--key", FLOW], &bytes[..bytes.len() - 12]);
    assert_eq!(ran.code, 1);
    assert!(ran.documents().len() > 6, "{}", ran.err);
    assert!(ran.err.contains("set aside: from record"), "{}", ran.err);
}

#[test]
fn a_key_of_no_known_type_is_wrong_usage_and_the_message_says_what_to_do() {
    let file = fixture("vpcflowlogs", "v2.log");
    let ran = run(&["parse", "--key", "AWSLogs/111122223333/vpcflow-logs/x.log", &file]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("error: no log type matches the key"), "{}", ran.err);
    let ran = run(&["parse", "--log-type", "vpcflow", &file]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("the log types are") && ran.err.contains("vpcflowlogs"),
        "{}",
        ran.err
    );
    assert_eq!(run(&["parse", "--log-type", "vpcflowlogs", "--quiet", &file]).code, 0);
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let ran = run(&["parse", "--key", FLOW, "no-such.log"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("`no-such.log`"), "{}", ran.err);
}

#[test]
fn a_reader_that_wants_no_more_is_no_failure() {
    let many = fs::read(fixture("vpcflowlogs", "v2.log")).unwrap().repeat(5_000);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("many.log");
    fs::write(&file, many).unwrap();
    let mut child = siem(&["parse", "--key", FLOW, file.to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), "");
    assert_eq!(ended.status.code(), Some(0));
}

#[test]
fn places_and_as_numbers_come_from_the_folder() {
    let folder = program::repository("functions/enrichment/fixtures");
    let of = |ran: &Ran| ran.documents()[3]["_source"]["source"].clone();
    let ran = flow(&["--geoip", &folder]);
    assert_eq!(of(&ran)["geo"]["city_name"], "Example City");
    assert_eq!(of(&ran)["as"]["organization"]["name"], "EXAMPLE-AS");

    let one = tempfile::tempdir().unwrap();
    let path = one.path().to_str().unwrap();
    let ran = flow(&["--geoip", path]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("neither GeoLite2-City.mmdb nor GeoLite2-ASN.mmdb"), "{}", ran.err);
    let from = format!("{folder}/GeoLite2-ASN.mmdb");
    fs::copy(from, one.path().join("GeoLite2-ASN.mmdb")).unwrap();
    let ran = flow(&["--geoip", path]);
    assert_eq!(ran.code, 0);
    assert_eq!(of(&ran)["as"]["organization"]["name"], "EXAMPLE-AS");
    assert!(ran.err.starts_with("note: ") && ran.err.contains("no GeoLite2-City.mmdb"));
    fs::write(one.path().join("GeoLite2-City.mmdb"), "<html>").unwrap();
    assert_eq!(flow(&["--geoip", path]).code, 2);
}

#[test]
fn a_broken_database_of_indicators_or_list_of_proxies_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wrong");
    fs::write(&file, "192.0.2.0/24\nproxy\n").unwrap();
    for option in ["--ioc", "--proxies"] {
        let ran = flow(&[option, file.to_str().unwrap()]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains("wrong: "), "{}", ran.err);
        assert_eq!(flow(&[option, "no-such-file"]).code, 2);
    }
}

#[test]
fn a_trusted_proxy_is_not_taken_for_the_client() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("proxies.txt");
    fs::write(&list, "# ours\n192.0.2.0/24\n").unwrap();
    let record = fs::read_to_string(fixture("waf", "allow.json")).unwrap();
    let mut record: Value = serde_json::from_str(record.lines().next().unwrap()).unwrap();
    record["httpRequest"]["clientIp"] = "192.0.2.1".into();
    record["httpRequest"]["headers"] =
        serde_json::json!([{"name": "X-Forwarded-For", "value": "203.0.113.7"}]);
    let record = record.to_string();
    let client = |more: &[&str]| {
        let ran = run_with(&[&["parse", "--key", WAF], more].concat(), record.as_bytes());
        ran.documents()[0]["_source"]["source"]["ip"].clone()
    };
    let before = client(&[]);
    let after = client(&["--proxies", list.to_str().unwrap()]);
    assert_ne!(before, after);
    assert_eq!(after, "203.0.113.7");
}

const OWN: &str = r#"
region: eu-west-1
log_types:
  own:
    - name: app
      index_name: log-app
      key_pattern: ^app/
      format: { type: text, pattern: '(?P<time>\S+) (?P<peer>\S+) (?P<action>\S+)' }
      timestamp: { fields: [time], formats: [iso8601] }
      ecs: [{ field: source.ip, from: { first_of: [peer] } }]
      exclude: ["action == 'ping'"]
"#;
const OWN_LINES: &[u8] = b"2026-11-24T06:00:00Z 192.0.2.1 login\n\
    2026-11-24T06:00:01Z 192.0.2.2 ping\n2026-11-24T06:00:02Z 192.0.2.3 health\n";

#[test]
fn a_log_type_of_ones_own_and_patterns_are_tried_out_before_they_are_deployed() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, content: &str| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let yaml = path("siem.yaml", OWN);
    let csv = path("exclude.csv", "log_type,field,pattern,pattern_type\napp,action,health,text\n");
    let args = ["parse", "--key", "app/x.log", "--log-types", &yaml, "--exclude", &csv];
    let ran = run_with(&args, OWN_LINES);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.documents()[0]["_source"]["source"]["ip"], "192.0.2.1");
    assert!(ran.err.starts_with("app: 3 read, 1 loaded, 2 excluded"), "{}", ran.err);
    assert!(ran.err.contains("1 matched by the rule"), "{}", ran.err);

    // The file as the stack writes it.
    let value: Value = serde_yaml::from_str(OWN).unwrap();
    let json = serde_json::json!({"version": 1, "log_types": value["log_types"]}).to_string();
    let json = path("log-types.json", &json);
    let again = run_with(&["parse", "--key", "app/x.log", "--log-types", &json], OWN_LINES);
    assert!(again.err.starts_with("app: 3 read, 2 loaded, 1 excluded"), "{}", again.err);
}

#[test]
fn a_wrong_file_of_log_types_is_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("siem.yaml");
    for (content, words) in [
        (OWN.replace("^app/", "("), "unclosed group"),
        (OWN.replace("log_types:", "types:"), "it has no `log_types`"),
        (OWN.replace("index_name", "index"), "unknown field"),
        ("a: [".to_owned(), "siem.yaml: "),
    ] {
        fs::write(&file, content).unwrap();
        let args = ["parse", "--key", "app/x", "--log-types", file.to_str().unwrap()];
        let ran = run_with(&args, OWN_LINES);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains(words), "{}", ran.err);
    }
}

#[test]
fn the_help_says_what_exit_codes_mean() {
    let ran = run(&["parse", "--help"]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("Exit codes: 0") && !ran.out.contains('\u{1b}'), "{}", ran.out);
    assert_eq!(run(&["parse", "--no-such-option"]).code, 2);
    assert_eq!(run(&[]).code, 2);
}
