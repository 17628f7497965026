//! `siem load` into a real OpenSearch, from files and from S3 as moto plays it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use flate2::read::GzDecoder;
use serde_json::{Value, json};
use tempfile::TempDir;
use test_support::http::{Answer, Client, Reply, Server};
use test_support::opensearch::{self, OpenSearch};
use test_support::opensearch_proxy::{Fault, Proxy};
use test_support::wait::wait_until;
use test_support::{moto, names};

mod program;

use program::signature::Wanted;
use program::{Ran, finish, kill, run, run_with, siem, start};

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
        self.load_to(self.node.url(), args)
    }

    fn load_to(&self, url: &str, args: &[&str]) -> Ran {
        finish(self.command(url, args), b"")
    }

    fn command(&self, url: &str, args: &[&str]) -> Command {
        siem(&[&["load", "--log-types", &self.types, "--to", url], args].concat())
    }

    /// A folder with `files` of `each` records, and their keys begin with `app/`.
    fn files(&self, files: u32, each: u32) -> String {
        for file in 1..=files {
            let line = |number| {
                let (minute, second) = (number / 60 % 60, number % 60);
                let address = format!("192.0.2.{}", number % 250);
                format!("2026-11-24T06:{minute:02}:{second:02}Z {address} login-{number}\n")
            };
            self.file(&format!("many/{file:03}.log"), &(0..each).map(line).collect::<String>());
        }
        self.folder.path().join("many").to_str().unwrap().to_owned()
    }

    fn count(&self) -> u64 {
        let indices = format!("{}-*", self.index);
        self.node.refresh(&indices);
        self.node.count(&indices, &json!({"match_all": {}}))
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
        (&["--to", "http://localhost:1", "-t", "vpcflowlogs", "--state", "x", "-"], "--state"),
        (&["--to", "http://localhost:1", "--tries", "0", file], "--tries"),
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

/// Counts of a summary in JSON, which are the last line of standard error.
fn sums(ran: &Ran) -> Value {
    let last = ran.err.lines().find(|line| line.starts_with('{'));
    serde_json::from_str(last.unwrap_or_else(|| panic!("{ran:?}"))).unwrap()
}

#[track_caller]
fn add_up(sums: &Value) {
    let of = |name: &str| sums[name].as_u64().unwrap();
    let ended = ["loaded", "excluded", "already_there", "set_aside", "not_loaded"];
    assert_eq!(ended.iter().map(|name| of(name)).sum::<u64>(), of("read"), "{sums}");
}

#[test]
fn requests_are_signed_for_the_service_that_is_asked_for() {
    let file = program::fixture("vpcflowlogs", "v2.log");
    for service in ["es", "aoss"] {
        let wanted = Wanted {
            key_id: "AKIAIOSFODNN7EXAMPLE",
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            region: "eu-west-1",
            service,
        };
        let peer = Server::start(move |request| {
            let token = request.header("x-amz-security-token");
            let why = wanted.refuses(request).or_else(|| {
                (token != Some("token")).then(|| format!("the session's token is {token:?}"))
            });
            if let Some(why) = why {
                return Reply::json(403, &json!({"message": why}));
            }
            let mut body = String::new();
            GzDecoder::new(request.body.as_slice()).read_to_string(&mut body).unwrap();
            let items = vec![json!({"index": {"status": 201}}); body.lines().count() / 2];
            Reply::json(200, &json!({"took": 1, "errors": false, "items": items}))
        });
        let load = |secret: &str| {
            let to = peer.url();
            let mut command =
                siem(&["load", "-t", "vpcflowlogs", "--to", &to, "--sigv4", service, &file]);
            command
                .env("AWS_ACCESS_KEY_ID", wanted.key_id)
                .env("AWS_SECRET_ACCESS_KEY", secret)
                .env("AWS_SESSION_TOKEN", "token")
                .env("AWS_REGION", wanted.region);
            finish(command, b"")
        };
        let ran = load(wanted.secret);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.err.contains("6 read, 6 loaded"), "{}", ran.err);
        // Of another secret nothing is taken: the peer does look.
        let ran = load("another");
        assert_eq!(ran.code, 1, "{}", ran.err);
        assert!(ran.err.contains("wanted the signature"), "{}", ran.err);
    }
}

/// What a request gets; the function gives the node's answer.
type Faulty = fn(&dyn Fn() -> Answer) -> Reply;

/// Before the node: lets the first bulk request through and answers it before any other, all
/// of which get `fault`.
fn first_only(node: &str, fault: Faulty) -> Server {
    let (node, requests) = (Client::new(node), AtomicUsize::new(0));
    let is_answered = AtomicBool::new(false);
    Server::start(move |request| {
        let pass = || {
            let headers = [("content-type", "application/x-ndjson"), ("content-encoding", "gzip")];
            node.try_send("POST", &request.path, &headers, request.body.clone()).unwrap()
        };
        if requests.fetch_add(1, Ordering::SeqCst) > 0 {
            let answered = || is_answered.load(Ordering::SeqCst).then_some(());
            wait_until(Duration::from_secs(60), answered).unwrap();
            return fault(&pass);
        }
        let Answer { status, body, .. } = pass();
        is_answered.store(true, Ordering::SeqCst);
        Reply::Answer { status, headers: vec![], body }
    })
}

#[test]
fn an_open_search_that_fails_half_way_costs_nothing_but_another_run() {
    let Some(setup) = setup() else { return };
    let file = format!("{}/001.log", setup.files(1, 12_000));
    let faults: [(Faulty, bool); 3] = [
        (|_| Reply::json(503, &json!({"message": "no"})), false),
        (|_| Reply::HangUp, false),
        (
            |pass| {
                let Answer { status, body, .. } = pass();
                Reply::BreakOff { status, body }
            },
            true,
        ),
    ];
    for (fault, is_stored) in faults {
        setup.node.delete(&format!("{}-*", setup.index));
        let server = first_only(setup.node.url(), fault);
        let args = ["--tries", "2", "--summary", "json", "--key", "app/x.log", &file];
        let ran = setup.load_to(&server.url(), &args);
        assert_eq!(ran.code, 1, "{}", ran.err);
        assert!(ran.err.contains("took nothing in 2 tries"), "{}", ran.err);
        let before = sums(&ran);
        add_up(&before);
        assert_eq!(before["loaded"], 5_000, "the first request: {before}");
        assert!(before["not_loaded"].as_u64().unwrap() >= 5_000, "{before}");
        assert_eq!(setup.count() > 5_000, is_stored, "{}", setup.count());
        let again = setup.load(&args);
        assert_eq!(again.code, 0, "{}", again.err);
        assert_eq!(sums(&again)["loaded"], 12_000);
        assert_eq!(setup.count(), 12_000, "nothing twice and nothing lost");
    }
}

#[test]
fn after_a_kill_the_same_command_goes_on_behind_the_last_file_that_is_whole() {
    let Some(setup) = setup() else { return };
    let folder = setup.files(12, 5);
    let proxy = Proxy::start(setup.node.url());
    let state = setup.folder.path().join("state.json");
    let state = state.to_str().unwrap();
    let args = ["--key-prefix", "app/", "--state", state, "--summary", "json", "-j", "1", &folder];
    // Five files, and then an OpenSearch that does not answer for an hour.
    proxy.next([Fault::None; 5]);
    proxy.always(Fault::Delay(Duration::from_secs(3_600)));
    let started = start(setup.command(&proxy.url(), &args));
    let written = || fs::read_to_string(state).ok().filter(|text| text.contains("app/005.log"));
    let whole = wait_until(Duration::from_secs(60), written);
    kill(started);
    assert!(whole.is_some(), "{:?}", fs::read_to_string(state));
    assert_eq!(setup.count(), 25);

    let other = Proxy::start(setup.node.url());
    // It is another place, so that nothing is said to be there.
    let ran = setup.load_to(&other.url(), &args);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("is of something else"), "{}", ran.err);

    proxy.always(Fault::None);
    let ran = setup.load_to(&proxy.url(), &args);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let note = "note: 5 files were loaded before; going on after `app/005.log`";
    assert!(ran.err.contains(note), "{}", ran.err);
    assert_eq!((&sums(&ran)["files"], &sums(&ran)["loaded"]), (&json!(7), &json!(35)));
    assert_eq!(setup.count(), 60);

    // All is done: the next run has nothing to do.
    assert_eq!(sums(&setup.load_to(&proxy.url(), &args))["files"], 0);
}

#[test]
fn after_a_kill_in_the_middle_of_a_file_another_run_overwrites_what_was_loaded() {
    let Some(setup) = setup() else { return };
    let file = format!("{}/001.log", setup.files(1, 12_000));
    let proxy = Proxy::start(setup.node.url());
    proxy.next([Fault::None]);
    proxy.always(Fault::Delay(Duration::from_secs(3_600)));
    let args = ["--key", "app/x.log", &file];
    let started = start(setup.command(&proxy.url(), &args));
    let passed =
        wait_until(Duration::from_secs(60), || (proxy.counts().items_passed > 0).then_some(()));
    kill(started);
    assert!(passed.is_some() && setup.count() < 12_000);
    assert_eq!(setup.load(&args).code, 0);
    assert_eq!(setup.count(), 12_000);
}
