//! `siem load` into a real OpenSearch, from files and from S3 as moto plays it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use test_support::opensearch::{self, OpenSearch};
use test_support::{moto, names};

mod program;

use program::{Ran, finish, run, run_with, siem};

const LINES: &str = "2026-11-24T06:00:00Z 192.0.2.1 login\n2026-11-24T06:00:01Z 192.0.2.2 ping\n\
                     2026-11-24T06:00:02Z 192.0.2.3 logout\n";

/// A log type and an index of its own for each test, so that none disturbs another.
struct Setup {
    node: &'static OpenSearch,
    folder: TempDir,
    types: String,
    index: String,
}

fn setup() -> Option<Setup> {
    let node = opensearch::shared()?;
    let folder = tempfile::tempdir().unwrap();
    let index = format!("log-{}", names::unique("load")).to_lowercase();
    let types = json!({"log_types": {"own": [{
        "name": "app", "index_name": index, "key_pattern": "app/.*[.]log", "index_naming": {"rotation": "yearly"},
        "format": {"type": "text", "pattern": r"(?P<time>\S+) (?P<peer>\S+) (?P<action>\S+)"},
        "timestamp": {"fields": ["time"], "formats": ["iso8601"]},
        "ecs": [{"field": "source.ip", "from": {"first_of": ["peer"]}}],
        "exclude": ["action == 'ping'"],
    }]}});
    let file = folder.path().join("siem.yaml");
    fs::write(&file, types.to_string()).unwrap();
    Some(Setup { node, types: file.to_str().unwrap().to_owned(), folder, index })
}

impl Setup {
    fn file(&self, name: &str, content: &str) -> String {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn load(&self, args: &[&str]) -> Ran {
        let to = ["load", "--log-types", &self.types, "--to", self.node.url()];
        run(&[&to, args].concat())
    }

    /// Ids and keys of what is in the index.
    fn found(&self) -> BTreeMap<String, String> {
        let indices = format!("{}-*", self.index);
        self.node.refresh(&indices);
        let hits = self.node.search(&indices, &json!({"match_all": {}}));
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        hits.iter()
            .map(|hit| {
                let source = hit.get("_source").unwrap_or(hit);
                (text(&source["@id"]), text(&source["@log_s3key"]))
            })
            .collect()
    }
}

#[test]
fn a_file_is_loaded_with_the_ids_that_parse_shows_and_twice_is_once() {
    let Some(setup) = setup() else { return };
    let file = setup.file("x.txt", LINES);
    for _ in 0..2 {
        let ran = setup.load(&["--key", "app/x.log", &file]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(ran.err, "1 file: 3 read, 2 loaded, 1 excluded, 0 set aside\n");
        assert_eq!(ran.out, "");
    }
    let parsed = run(&["parse", "--log-types", &setup.types, "--key", "app/x.log", &file]);
    let ids: Vec<_> =
        parsed.documents().iter().map(|d| d["_id"].as_str().unwrap().to_owned()).collect();
    let found = setup.found();
    assert_eq!(found.len(), 2);
    assert!(ids.iter().all(|id| found.contains_key(id)), "{ids:?} {found:?}");
}

#[test]
fn the_keys_of_a_folder_are_its_paths_behind_the_prefix() {
    let Some(setup) = setup() else { return };
    setup.file("logs/a.log", LINES);
    setup.file("logs/sub/b.log", LINES);
    setup.file("logs/.hidden", "x");
    let folder = setup.folder.path().join("logs");
    let folder = folder.to_str().unwrap();
    let ran = setup.load(&["--key-prefix", "app/", "--summary", "json", folder]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let sums: Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!((&sums["files"], &sums["loaded"]), (&json!(2), &json!(4)));
    let mut keys: Vec<_> = setup.found().into_values().collect();
    keys.dedup();
    keys.sort();
    keys.dedup();
    assert_eq!(keys, ["app/a.log", "app/sub/b.log"]);
}

#[test]
fn what_is_rejected_or_unknown_is_written_down_and_costs_its_neighbours_nothing() {
    let Some(setup) = setup() else { return };
    setup.file("logs/a.log", LINES);
    setup.file("logs/b.txt", "what is this");
    let index = format!("/{}-2026", setup.index);
    let mapping = json!({"mappings": {"properties": {"source": {"properties": {"ip": {"type": "ip"}}},
        "action": {"type": "long", "ignore_malformed": false}}}});
    setup.node.ok("PUT", &index, Some(&mapping));
    let action = LINES.replace("login", "7");
    setup.file("logs/a.log", &action);
    let aside = setup.folder.path().join("aside.jsonl");
    let folder = setup.folder.path().join("logs");
    let folder = folder.to_str().unwrap();
    let ran = setup.load(&["--key-prefix", "app/", "--set-aside", aside.to_str().unwrap(), folder]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("2 files: 4 read, 1 loaded, 1 excluded, 2 set aside"), "{}", ran.err);
    let lines = fs::read_to_string(&aside).unwrap();
    let mut lines: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    lines.sort_by_key(|line| line["key"].to_string());
    assert_eq!((&lines[0]["key"], &lines[0]["records"]), (&json!("app/a.log"), &json!("3")));
    assert!(lines[0]["reason"].as_str().unwrap().contains("field `action`"), "{}", lines[0]);
    assert_eq!((&lines[1]["key"], &lines[1]["records"]), (&json!("app/b.txt"), &json!("1-")));
    assert!(lines[1]["reason"].as_str().unwrap().starts_with("unknown_log_type"));

    // Without a file they go to standard error.
    let ran = setup.load(&["--key-prefix", "app/", "--quiet", folder]);
    assert_eq!((ran.code, ran.err.lines().count()), (1, 2), "{}", ran.err);
}

#[test]
fn objects_of_s3_are_loaded_with_their_own_bucket_and_keys() {
    let Some(setup) = setup() else { return };
    let Some(moto) = moto::shared() else { return };
    let bucket = names::unique("siem-load");
    let put = |path: &str, body: &str| {
        assert_eq!(moto.request("s3", "PUT", path, body.as_bytes()).status, 200);
    };
    put(&format!("/{bucket}"), "");
    for key in ["app/1.log", "app/2/3.log", "other/app/4.log"] {
        put(&format!("/{bucket}/{key}"), LINES);
    }
    let load = |from: &str| {
        let args = ["load", "--log-types", &setup.types, "--to", setup.node.url(), from];
        let mut command = siem(&args);
        command.envs(moto.environment());
        finish(command, b"")
    };
    let ran = load(&format!("s3://{bucket}/app/"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.err, "2 files: 6 read, 4 loaded, 2 excluded, 0 set aside\n");
    assert_eq!(setup.found().len(), 4);
    let missing = load("s3://no-such-bucket-0a1b/");
    assert_eq!(missing.code, 1);
    assert!(missing.err.contains("cannot be listed"), "{}", missing.err);
    assert_eq!(load("s3:///x").code, 2);
}

#[test]
fn a_user_is_named_with_every_request() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let heard = std::thread::spawn(move || {
        let mut all = String::new();
        // Compressed, and once more without.
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().unwrap();
            let mut bytes = [0; 4_096];
            let read = stream.read(&mut bytes).unwrap();
            all += &String::from_utf8_lossy(&bytes[..read]);
            let answer =
                "HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            stream.write_all(answer.as_bytes()).unwrap();
        }
        all
    });
    let folder = tempfile::tempdir().unwrap();
    let password = folder.path().join("password");
    fs::write(&password, "secret\n").unwrap();
    let file = program::fixture("vpcflowlogs", "v2.log");
    let password = password.to_str().unwrap();
    let args = ["load", "-t", "vpcflowlogs", "--to", &url, "--user", "me"];
    let ran = run(&[&args[..], &["--password-file", password, &file]].concat());
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("6 not loaded") && ran.err.contains("401"), "{}", ran.err);
    assert!(!ran.err.contains("secret"));
    let heard = heard.join().unwrap().to_ascii_lowercase();
    assert!(heard.contains("authorization: basic bwu6c2vjcmv0"), "{heard}");
}

#[test]
fn what_cannot_be_meant_is_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.txt");
    fs::write(&file, LINES).unwrap();
    let file = file.to_str().unwrap();
    for (args, words) in [
        (&["--to", "http://logs.example.com", "-t", "vpcflowlogs", file][..], "not encrypted"),
        (&["--to", "https://logs.example.com", "-t", "vpcflowlogs", file], "--sigv4"),
        (&["--to", "http://localhost:1", file], "--key"),
        (&["--to", "http://localhost:1", "no-such-file"], "there is no `no-such-file`"),
        (&["--to", "http://localhost:1", "--user", "me", "-t", "vpcflowlogs", file], "password"),
        (&[file], "--to"),
    ] {
        let mut command = siem(&[&["load"], args].concat());
        command.env_remove("OPENSEARCH_PASSWORD").env("AWS_REGION", "us-east-1");
        let ran = finish(command, b"");
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(words), "{args:?}: {}", ran.err);
    }
}

#[test]
fn standard_input_is_loaded_under_a_key() {
    let Some(setup) = setup() else { return };
    let args =
        ["load", "--log-types", &setup.types, "--to", setup.node.url(), "--key", "app/in.log", "-"];
    let ran = run_with(&args, LINES.as_bytes());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(setup.found().len(), 2);
    assert!(!Path::new("-").exists());
}
