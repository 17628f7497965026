//! Every part is tried against the real thing, as the tests of other crates use it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use tempfile::TempDir;
use test_support::cfn_lint::Level;
use test_support::http::Client;
use test_support::lambda_runtime_api::{Function, Outcome};
use test_support::names::unique;
use test_support::opensearch::OpenSearch;
use test_support::opensearch_proxy::{Counts, Fault, Proxy};
use test_support::{
    cdk, cfn_guard, cfn_lint, checkov, install, moto, opensearch, python, services, snapshots,
};

#[test]
fn moto_keeps_what_is_put_in_a_bucket() {
    let Some(moto) = moto::shared() else { return };
    let bucket = unique("bucket");
    assert_eq!(moto.request("s3", "PUT", &format!("/{bucket}"), b"").status, 200);
    let key = format!("/{bucket}/AWSLogs/111122223333/a.gz");
    assert_eq!(moto.request("s3", "PUT", &key, b"\x1f\x8b\xff").status, 200);
    assert_eq!(moto.request("s3", "GET", &key, b"").body, b"\x1f\x8b\xff");
    assert_eq!(moto.request("s3", "GET", &format!("/{bucket}/other"), b"").status, 404);
}

#[test]
fn moto_answers_for_the_account_of_the_examples() {
    let Some(moto) = moto::shared() else { return };
    let question = b"Action=GetCallerIdentity&Version=2011-06-15";
    let answer = moto.request("sts", "POST", "/", question).text();
    assert!(answer.contains("<Account>111122223333</Account>"), "{answer}");
}

/// A template with the types that log documents use.
fn template(pattern: &str) -> Value {
    json!({
        "index_patterns": [pattern],
        "template": {
            "settings": {"number_of_shards": 1, "number_of_replicas": 0},
            "mappings": {"properties": {
                "@timestamp": {"type": "date"},
                "source": {"properties": {
                    "ip": {"type": "ip"},
                    "geo": {"properties": {"location": {"type": "geo_point"}}},
                }},
                "http": {"type": "flat_object"},
                "bytes": {"type": "long"},
            }},
        },
    })
}

#[test]
fn the_node_loads_what_fits_the_mapping_and_rejects_the_rest() {
    let Some(node) = opensearch::shared() else {
        return;
    };
    let index = unique("log-aws-waf");
    node.ok("PUT", &format!("/_index_template/{index}"), Some(&template(&format!("{index}*"))));
    let fits = json!({
        "@timestamp": "2026-01-02T03:04:05Z",
        "source": {"ip": "192.0.2.7", "geo": {"location": {"lat": 1.5, "lon": 2.5}}},
        "http": {"request": {"method": "GET"}},
        "bytes": 7,
    });
    let answer = node.bulk(&index, &[("fits", fits.clone()), ("not", json!({"bytes": "many"}))]);
    let statuses: Vec<&Value> =
        answer["items"].as_array().unwrap().iter().map(|item| &item["index"]["status"]).collect();
    assert_eq!(statuses, [&json!(201), &json!(400)]);
    node.refresh(&index);
    for query in [
        json!({"match_all": {}}),
        json!({"term": {"source.ip": "192.0.2.0/24"}}),
        json!({"term": {"http.request.method": "GET"}}),
        json!({"range": {"@timestamp": {"gte": "2026-01-02", "lt": "2026-01-03"}}}),
        json!({"geo_distance": {"distance": "1km", "source.geo.location": [2.5, 1.5]}}),
        json!({"script": {"script": "doc['bytes'].value == 7"}}),
    ] {
        assert_eq!(node.count(&index, &query), 1, "{query}");
    }
    let found = node.search(&index, &json!({"ids": {"values": ["fits"]}}));
    assert_eq!(found[0]["_source"], fits);
    node.delete(&index);
    assert_eq!(node.request("GET", &format!("/{index}"), None).0, 404);
}

#[test]
fn two_that_want_to_be_alone_with_the_node_take_turns() {
    let Some(node) = opensearch::shared() else {
        return;
    };
    let inside = std::sync::atomic::AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let _alone = node.alone();
                assert_eq!(inside.fetch_add(1, std::sync::atomic::Ordering::SeqCst), 0);
                test_support::wait::pause(std::time::Duration::from_millis(20));
                inside.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
            });
        }
    });
}

#[test]
fn a_snapshot_is_kept_at_the_root_under_the_name_that_the_test_gives() {
    let input = "tests/support/requirements.txt";
    let document = json!({"rule.id": "AWSManagedRule", "source.ip": "192.0.2.1"});
    {
        let _snapshots = snapshots::bind_to_input(input);
        insta::assert_json_snapshot!("test-support@example", document);
    }
    let kept = snapshots::repository_root().join("snapshots/test-support@example.snap");
    let text = fs::read_to_string(kept).unwrap();
    assert!(text.contains("source: tests/support/tests/support.rs\n"), "{text}");
    assert!(text.contains(&format!("input_file: {input}\n")), "{text}");
}

/// A bulk request with documents of the ids `0`, `1`, … for an index, compressed.
fn compressed_bulk(index: &str, documents: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    for id in 0..documents {
        let action = json!({"index": {"_index": index, "_id": id.to_string()}});
        std::io::Write::write_fmt(&mut encoder, format_args!("{action}\n{{\"n\":{id}}}\n"))
            .unwrap();
    }
    encoder.finish().unwrap()
}

fn load(proxy: &Proxy, index: &str, documents: usize) -> Option<(u16, Value)> {
    let headers = [("content-type", "application/x-ndjson"), ("content-encoding", "gzip")];
    let body = compressed_bulk(index, documents);
    let answer = Client::new(&proxy.url()).try_send("POST", "/_bulk", &headers, body)?;
    Some((answer.status, answer.json()))
}

fn stored(node: &OpenSearch, index: &str) -> u64 {
    node.refresh(index);
    node.count(index, &json!({"match_all": {}}))
}

#[test]
fn the_proxy_refuses_every_second_item_and_loads_the_others() {
    let Some(node) = opensearch::shared() else {
        return;
    };
    let (index, proxy) = (unique("half"), Proxy::start(node.url()));
    proxy.next([Fault::RefuseEverySecondItem { status: 429 }]);
    let (status, answer) = load(&proxy, &index, 5).unwrap();
    let items = answer["items"].as_array().unwrap();
    let statuses: Vec<u64> =
        items.iter().map(|item| item["index"]["status"].as_u64().unwrap()).collect();
    assert_eq!((status, statuses), (200, vec![201, 429, 201, 429, 201]));
    assert_eq!(stored(node, &index), 3);
    assert_eq!(load(&proxy, &index, 5).unwrap().1["errors"], json!(false));
    assert_eq!(stored(node, &index), 5);
    let counts = Counts { requests: 2, bulk_requests: 2, items_passed: 8, items_refused: 2 };
    assert_eq!(proxy.counts(), counts);
    node.delete(&index);
}

#[test]
fn the_proxy_refuses_whole_requests_and_breaks_connections() {
    let Some(node) = opensearch::shared() else {
        return;
    };
    let (index, proxy) = (unique("faults"), Proxy::start(node.url()));
    node.ok("PUT", &format!("/{index}"), None);
    proxy.always(Fault::Refuse { status: 503 });
    assert_eq!(load(&proxy, &index, 2).unwrap().0, 503);
    proxy.next([Fault::HangUp]);
    assert_eq!(load(&proxy, &index, 2), None);
    assert_eq!(stored(node, &index), 0, "neither reached the node");
    proxy.next([Fault::BreakOffAnswer]);
    assert_eq!(load(&proxy, &index, 2), None);
    assert_eq!(stored(node, &index), 2, "the node had loaded it before");
    proxy.next([Fault::Delay(Duration::from_millis(50))]);
    let start = std::time::Instant::now();
    assert_eq!(load(&proxy, &index, 3).unwrap().0, 200);
    assert!(start.elapsed() >= Duration::from_millis(50));
    let health = Client::new(&proxy.url()).request("GET", "/_cluster/health", None);
    assert_eq!(health.status, 200, "other requests pass");
    node.delete(&index);
}

/// A program that does with each event what the event says.
const BOOTSTRAP: &str = r#"
import json, os, sys, time, urllib.request
api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/"

def post(path, body, headers={}):
    data = json.dumps(body).encode()
    urllib.request.urlopen(urllib.request.Request(api + path, data, headers, method="POST"))

if os.environ["_HANDLER"] == "broken":
    post("init/error", {"errorType": "Config.Missing", "errorMessage": "no LOG_BUCKET"})
    sys.exit(1)
print("started")
while True:
    with urllib.request.urlopen(api + "invocation/next") as answer:
        event, head = json.load(answer), answer.headers
    path = "invocation/" + head["Lambda-Runtime-Aws-Request-Id"]
    print(json.dumps({"level": "INFO", "event": event}), flush=True)
    if event == "fail":
        post(path + "/error", {"errorMessage": "as asked"},
             {"Lambda-Runtime-Function-Error-Type": "Asked"})
    elif event == "exit":
        sys.exit(7)
    elif event == "sleep":
        time.sleep(60)
    else:
        left = int(head["Lambda-Runtime-Deadline-Ms"]) / 1000 - time.time()
        post(path + "/response", {
            "echo": event,
            "arn": head["Lambda-Runtime-Invoked-Function-Arn"],
            "memory": os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
            "log_bucket": os.environ.get("LOG_BUCKET"),
            "home": os.environ.get("HOME"),
            "in_time": 0 < left <= 2,
        })
"#;

/// The program, or `None` without Python.
fn bootstrap() -> Option<(TempDir, PathBuf)> {
    let python = services::or_skip(python::environment())?;
    let folder = tempfile::tempdir().unwrap();
    install::write(&folder.path().join("function.py"), BOOTSTRAP);
    let program = folder.path().join("bootstrap");
    let interpreter = python.interpreter().display();
    install::write(&program, &format!("#!/bin/sh\nexec {interpreter} function.py\n"));
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&program, executable).unwrap();
    Some((folder, program))
}

#[test]
fn a_function_gets_events_and_the_environment_of_lambda() {
    let Some((_folder, program)) = bootstrap() else {
        return;
    };
    let mut function = Function::new(&program, "handler")
        .name("aes-siem-es-loader")
        .memory(512)
        .timeout(Duration::from_secs(2))
        .environment([("LOG_BUCKET", "aes-siem-111122223333-log")])
        .start();
    let expected = json!({
        "echo": {"Records": []},
        "arn": "arn:aws:lambda:us-east-1:111122223333:function:aes-siem-es-loader",
        "memory": "512",
        "log_bucket": "aes-siem-111122223333-log",
        "home": null,
        "in_time": true,
    });
    assert_eq!(function.invoke(&json!({"Records": []})).response(), expected);
    assert_eq!(function.logs()[0], "started");
    assert_eq!(
        function.json_logs(),
        [json!({"level": "INFO", "event": {"Records": []}})],
        "what was written before the next event is there"
    );
    if Path::new("/proc/self/status").exists() {
        assert!(function.peak_memory().unwrap() > 1024 * 1024);
    }
}

#[test]
fn a_function_that_fails_ends_or_hangs_says_so_and_serves_the_next_event() {
    let Some((_folder, program)) = bootstrap() else {
        return;
    };
    let mut function = Function::new(&program, "handler").timeout(Duration::from_secs(1)).start();
    assert_eq!(function.invoke(&json!("fail")).error_type(), Some("Asked"));
    assert_eq!(function.invoke(&json!("exit")), Outcome::Exited("exit status: 7".into()));
    assert_eq!(function.invoke(&json!("sleep")), Outcome::TimedOut);
    assert_eq!(function.invoke(&json!("go on")).response()["echo"], json!("go on"));
    let starts = function.logs().iter().filter(|line| *line == "started").count();
    assert_eq!(starts, 3, "again after the exit and after the time-out");
}

#[test]
fn a_function_that_cannot_start_answers_every_event_with_its_reason() {
    let Some((_folder, program)) = bootstrap() else {
        return;
    };
    let mut function = Function::new(&program, "broken").start();
    for _ in 0..2 {
        let outcome = function.invoke(&json!({}));
        assert_eq!(outcome.error_type(), Some("Config.Missing"), "{outcome:?}");
    }
}

fn queue(property: &str) -> Value {
    json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {property: 1_209_600}}},
    })
}

#[test]
fn cfn_lint_finds_a_planted_error_and_nothing_in_a_good_template() {
    let Some(cfn_lint) = cfn_lint::shared() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let [good, bad] = [("good.json", "MessageRetentionPeriod"), ("bad.json", "Retention")]
        .map(|(name, property)| (folder.path().join(name), queue(property).to_string()));
    for (file, template) in [&good, &bad] {
        install::write(file, template);
    }
    assert_eq!(cfn_lint.check(&[&good.0]), []);
    let findings = cfn_lint.check(&[&good.0, &bad.0]);
    let found: Vec<_> = findings.iter().map(|f| (f.rule.as_str(), f.level, &*f.path)).collect();
    assert_eq!(found, [("E3002", Level::Error, "Resources/Queue/Properties/Retention")]);
    assert_eq!(findings[0].file, bad.0.display().to_string());
}

/// A function that cfn-guard and checkov would have in a VPC, with this metadata.
fn function_outside_a_vpc(metadata: &Value) -> Value {
    json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Resources": {"Loader": {
            "Type": "AWS::Lambda::Function",
            "Metadata": metadata,
            "Properties": {
                "Code": {"S3Bucket": "acme", "S3Key": "loader.zip"},
                "Role": "arn:aws:iam::111122223333:role/loader",
            },
        }},
    })
}

/// The files of [`function_outside_a_vpc`], without and with a suppression.
fn functions_outside_a_vpc(folder: &TempDir) -> [PathBuf; 2] {
    let suppressed = json!({
        "guard": {"SuppressedRules": ["lambda_inside_vpc_check"]},
        "checkov": {"skip": [{"id": "CKV_AWS_117", "comment": "it has no secrets"}]},
    });
    [("bare.json", json!({})), ("suppressed.json", suppressed)].map(|(name, metadata)| {
        let file = folder.path().join(name);
        install::write(&file, &function_outside_a_vpc(&metadata).to_string());
        file
    })
}

#[test]
fn cfn_guard_names_the_resource_that_breaks_a_rule_and_whether_it_may() {
    let Some(guard) = cfn_guard::shared() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let [bare, suppressed] = functions_outside_a_vpc(&folder);
    let mut findings = guard.check(&[&bare, &suppressed]);
    findings.retain(|finding| finding.rule == "lambda_inside_vpc_check");
    let found: Vec<_> =
        findings.iter().map(|f| (Path::new(&f.file), &*f.resource, f.suppressed)).collect();
    assert_eq!(found, [(&*bare, "Loader", false), (&*suppressed, "Loader", true)]);
    assert!(findings[0].message.starts_with("[CT.LAMBDA.PR.3]: Require"), "{findings:?}");
    let queue = folder.path().join("queue.json");
    install::write(&queue, &queue_with_dead_letters().to_string());
    assert_eq!(guard.check(&[&queue]), []);
}

fn queue_with_dead_letters() -> Value {
    let arn = "arn:aws:sqs:eu-central-1:111122223333:failed";
    let mut template = queue("MessageRetentionPeriod");
    template["Resources"]["Queue"]["Properties"]["RedrivePolicy"] =
        json!({"deadLetterTargetArn": arn, "maxReceiveCount": 3});
    template["Resources"]["Queue"]["Properties"]["SqsManagedSseEnabled"] = json!(true);
    template
}

#[test]
fn checkov_names_the_resource_that_fails_a_check_and_whether_it_may() {
    let Some(checkov) = checkov::shared() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let [bare, suppressed] = functions_outside_a_vpc(&folder);
    let mut findings = checkov.check(&[&bare, &suppressed]);
    findings.retain(|finding| finding.check == "CKV_AWS_117");
    let found: Vec<_> =
        findings.iter().map(|f| (Path::new(&f.file), &*f.resource, f.suppressed)).collect();
    assert_eq!(found, [(&*bare, "Loader", false), (&*suppressed, "Loader", true)]);
    assert!(findings[0].message.contains("VPC"), "{findings:?}");
}

#[test]
fn the_cdk_command_line_lists_prints_and_compares_an_assembly() {
    let Some(cdk) = cdk::shared() else { return };
    let folder = tempfile::tempdir().unwrap();
    let manifest = json!({"version": "36.0.0", "artifacts": {"aes-siem": {
        "type": "aws:cloudformation:stack",
        "environment": "aws://unknown-account/unknown-region",
        "properties": {"templateFile": "aes-siem.template.json"},
    }}});
    install::write(&folder.path().join("manifest.json"), &manifest.to_string());
    let template = queue("MessageRetentionPeriod").to_string();
    install::write(&folder.path().join("aes-siem.template.json"), &template);
    let before = folder.path().join("before.json");
    install::write(&before, &queue("VisibilityTimeout").to_string());
    assert_eq!(cdk.list(folder.path()), ["aes-siem"]);
    let printed = cdk.synth(folder.path(), "aes-siem");
    assert!(printed.contains("MessageRetentionPeriod: 1209600"), "{printed}");
    let diff = cdk.diff(folder.path(), "aes-siem", &before);
    assert!(diff.contains("MessageRetentionPeriod"), "{diff}");
    fs::remove_file(folder.path().join("manifest.json")).unwrap();
    assert!(!cdk.run("ls", folder.path(), &[]).success);
}

#[test]
fn the_full_node_has_all_plugins() {
    let Some(node) = opensearch::full() else { return };
    let plugins = node.ok("GET", "/_cat/plugins?format=json", None);
    let mut names: Vec<&str> =
        plugins.as_array().unwrap().iter().map(|p| p["component"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "opensearch-alerting",
            "opensearch-index-management",
            "opensearch-job-scheduler",
            "opensearch-notifications",
            "opensearch-notifications-core",
            "opensearch-security",
        ]
    );
}

#[test]
fn the_entrance_of_a_domain_lets_nobody_in_who_does_not_sign() {
    let Some(node) = opensearch::full() else { return };
    let entrance = opensearch::signed::Entrance::to(node);
    let client = Client::new(&entrance.url());
    assert_eq!(client.request("GET", "/", None).status, 403);
    let scope = "AKID/20260101/ap-northeast-1/es/aws4_request";
    let signature = format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0");
    let headers = [("authorization", signature.as_str())];
    let answer = client.try_send("GET", "/", &headers, Vec::new()).unwrap();
    assert_eq!((answer.status, &answer.json()["version"]["number"]), (200, &json!("2.19.4")));
}

#[test]
fn the_full_node_refuses_who_names_himself_wrongly() {
    let Some(node) = opensearch::full() else { return };
    let headers = [("authorization", "Basic YWRtaW46YWRtaW4=")];
    let answer = Client::new(node.url()).try_send("GET", "/", &headers, Vec::new()).unwrap();
    assert_eq!(answer.status, 401, "security's well-known users are not there");
}
