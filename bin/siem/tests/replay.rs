//! `siem replay` between queues and a bucket as moto plays them.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use test_support::aws_peer::AwsPeer;
use test_support::moto::{self, Moto};
use test_support::names;
use test_support::wait::{pause, wait_until};

mod program;

use program::{Ran, finish, kill, siem, start};

/// A queue of this name, asked with AWS's JSON protocol through its query form.
fn queue(moto: &Moto, name: &str) -> String {
    let name = names::unique(name);
    let body = format!("Action=CreateQueue&QueueName={name}&Version=2012-11-05");
    assert_eq!(moto.request("sqs", "POST", "/", body.as_bytes()).status, 200);
    format!("{}/123456789012/{name}", moto.url())
}

fn siem_with(moto: &Moto, args: &[&str]) -> Ran {
    let mut command = siem(args);
    command.envs(moto.environment());
    finish(command, b"")
}

fn replay_bucket(moto: &Moto, place: &str, queue: &str, more: &[&str]) -> Ran {
    let args = ["replay", "bucket", place, "--split-queue", queue, "--summary", "json"];
    siem_with(moto, &[&args[..], more].concat())
}

fn dlq(moto: &Moto, from: &str, to: &str, more: &[&str]) -> Ran {
    let args = ["replay", "dlq", "--queue", from, "--split-queue", to, "--summary", "json"];
    siem_with(moto, &[&args[..], more].concat())
}

fn sums(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{ran:?}"))
}

fn bucket(moto: &Moto, keys: &[&str]) -> String {
    let bucket = names::unique("siem-replay");
    assert_eq!(moto.request("s3", "PUT", &format!("/{bucket}"), b"").status, 200);
    for key in keys {
        assert_eq!(moto.request("s3", "PUT", &format!("/{bucket}/{key}"), b"x").status, 200);
    }
    bucket
}

const KEYS: &[&str] = &["a/2026/11/22/x", "a/2026/11/23/x", "a/2026/11/24/x", "b/2026/11/23/x"];

#[test]
fn objects_of_some_days_become_messages_that_can_be_moved_on_again() {
    let Some(moto) = moto::shared() else { return };
    let (first, second) = (queue(moto, "first"), queue(moto, "second"));
    let place = format!("s3://{}/a/", bucket(moto, KEYS));
    let days = ["--by", "key", "--since", "2026-11-23", "--until", "2026-11-24"];
    let dry = replay_bucket(moto, &place, &first, &[&days[..], &["--dry-run"]].concat());
    assert_eq!(sums(&dry)["would_be_sent"], 2, "{dry:?}");
    let ran = replay_bucket(moto, &place, &first, &days);
    assert_eq!(
        (ran.code, &sums(&ran)["sent"], &sums(&ran)["of_other_days"]),
        (0, &json!(2), &json!(1))
    );

    // The loader's own code reads them: as dead letters they are moved, and only once.
    let dry = dlq(moto, &first, &second, &["--dry-run"]);
    assert_eq!(sums(&dry)["would_be_sent"], 2, "{dry:?}");
    let ran = dlq(moto, &first, &second, &[]);
    assert_eq!(sums(&ran), json!({"sent": 2, "objects": 2, "not_understood": 0}), "{ran:?}");
    assert_eq!(sums(&dlq(moto, &first, &second, &[]))["sent"], 0, "deleted");
    assert_eq!(sums(&dlq(moto, &second, &first, &[]))["sent"], 2, "arrived");
}

#[test]
fn a_queue_that_takes_nothing_costs_no_message() {
    let Some(moto) = moto::shared() else { return };
    let (from, to) = (queue(moto, "from"), queue(moto, "to"));
    let place = format!("s3://{}/b/", bucket(moto, KEYS));
    assert_eq!(sums(&replay_bucket(moto, &place, &from, &[]))["sent"], 1);
    let ran = dlq(moto, &from, &format!("{to}-missing"), &[]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("does not take a message"), "{}", ran.err);
    assert_eq!(sums(&ran), json!({"sent": 0, "objects": 0, "not_understood": 0}));
    // It is there, and at once: the next try finds it.
    assert_eq!(sums(&dlq(moto, &from, &to, &["--dry-run"]))["would_be_sent"], 1);
    assert_eq!(sums(&dlq(moto, &from, &to, &[]))["sent"], 1);
    assert_eq!(sums(&dlq(moto, &to, &from, &["--dry-run"]))["would_be_sent"], 1);
}

#[test]
fn no_more_messages_are_moved_than_asked_for_and_no_faster() {
    let Some(moto) = moto::shared() else { return };
    let (from, to) = (queue(moto, "from"), queue(moto, "to"));
    let place = format!("s3://{}/", bucket(moto, KEYS));
    let start = Instant::now();
    let ran = replay_bucket(moto, &place, &from, &["--rate", "10"]);
    assert_eq!(sums(&ran)["sent"], 4, "{ran:?}");
    assert!(start.elapsed() >= Duration::from_millis(300), "{:?}", start.elapsed());
    let moved = |more: &[&str]| sums(&dlq(moto, &from, &to, more))["sent"].clone();
    assert_eq!(moved(&["--max", "0"]), 0);
    assert_eq!(moved(&["--max", "3"]), 3);
    assert_eq!(moved(&[]), 1, "the rest is still there");
    assert_eq!(sums(&dlq(moto, &to, &from, &["--dry-run"]))["would_be_sent"], 4);
    assert_eq!(dlq(moto, &from, &to, &["--rate", "0"]).code, 2);
}

#[test]
fn a_message_that_the_loader_would_not_understand_stays_and_the_others_go() {
    let Some(moto) = moto::shared() else { return };
    let (from, to) = (queue(moto, "from"), queue(moto, "to"));
    let body = "Action=SendMessage&MessageBody=hello&Version=2012-11-05";
    let path = from.strip_prefix(moto.url()).unwrap();
    assert_eq!(moto.request("sqs", "POST", path, body.as_bytes()).status, 200);
    let place = format!("s3://{}/b/", bucket(moto, KEYS));
    assert_eq!(sums(&replay_bucket(moto, &place, &from, &[]))["sent"], 1);
    for sent in [1, 0] {
        let ran = dlq(moto, &from, &to, &[]);
        assert_eq!(sums(&ran), json!({"sent": sent, "objects": sent, "not_understood": 1}));
        assert_eq!(ran.code, 1);
        assert!(ran.err.contains("stays in the queue"), "{}", ran.err);
    }
}

/// The keys that a queue is told of, as often as it is; taken out of it.
fn told(moto: &Moto, queue: &str) -> Vec<String> {
    let path = queue.strip_prefix(moto.url()).unwrap();
    let mut keys = vec![];
    loop {
        let body = "Action=ReceiveMessage&MaxNumberOfMessages=10&Version=2012-11-05";
        let text = moto.request("sqs", "POST", path, body.as_bytes()).text();
        let before = keys.len();
        for key in KEYS {
            let encoded = key.replace('/', "%2F");
            let named = |text: &str| text.matches(&format!("{key}&quot;")).count();
            let count = named(&text).max(text.matches(&format!("{encoded}&quot;")).count());
            keys.extend(std::iter::repeat_n((*key).to_owned(), count));
        }
        if keys.len() == before {
            keys.sort();
            return keys;
        }
    }
}

#[test]
fn after_a_kill_the_same_command_tells_of_the_rest_and_of_nothing_twice() {
    let Some(moto) = moto::shared() else { return };
    let to = queue(moto, "to");
    let place = format!("s3://{}/", bucket(moto, KEYS));
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.json");
    let state = state.to_str().unwrap();
    // The queue takes two messages, and does not answer to the third for an hour.
    let sent = AtomicUsize::new(0);
    let peer = AwsPeer::before(moto, move |call| {
        if call.operation == "SendMessage" && sent.fetch_add(1, Ordering::SeqCst) == 2 {
            pause(Duration::from_secs(3_600));
        }
        None
    });
    let args = ["replay", "bucket", &place, "--split-queue", &to, "--state", state];
    let mut command = siem(&args);
    command.envs(moto.environment()).env("AWS_ENDPOINT_URL", peer.url());
    let started = start(command);
    let third = || (peer.calls_of("SendMessage").len() == 3).then_some(());
    let reached = wait_until(Duration::from_secs(60), third);
    kill(started);
    assert!(reached.is_some(), "{:?}", peer.calls());
    let ran = replay_bucket(moto, &place, &to, &["--state", state]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!((&sums(&ran)["sent"], &sums(&ran)["sent_before"]), (&json!(2), &json!(2)));
    assert_eq!(told(moto, &to), KEYS, "each once");
}

#[test]
fn an_interrupted_replay_goes_on_after_the_last_key() {
    let Some(moto) = moto::shared() else { return };
    let to = queue(moto, "to");
    let place = format!("s3://{}/a/", bucket(moto, KEYS));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    // As it is after the first object.
    let state = json!({"place": place, "since": null, "until": null, "by": "modified",
        "last_key": KEYS[0], "done": 1});
    fs::write(&file, state.to_string()).unwrap();
    let state = ["--state", file.to_str().unwrap()];
    let ran = replay_bucket(moto, &place, &to, &state);
    assert_eq!(
        (&sums(&ran)["sent"], &sums(&ran)["sent_before"]),
        (&json!(2), &json!(1)),
        "{ran:?}"
    );
    assert_eq!(sums(&replay_bucket(moto, &place, &to, &state))["sent"], 0, "all is done");
    let other = replay_bucket(moto, &place.replace("/a/", "/b/"), &to, &state);
    assert_eq!(other.code, 2);
    assert!(other.err.contains("something else"), "{}", other.err);
}
