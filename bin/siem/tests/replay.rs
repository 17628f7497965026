//! `siem replay` between queues and a bucket as moto plays them.

use std::fs;

use serde_json::{Value, json};
use test_support::moto::{self, Moto};
use test_support::names;

mod program;

use program::{Ran, finish, siem};

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
        "last_key": KEYS[0], "sent": 1});
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
    assert!(other.err.contains("another replay"), "{}", other.err);
}
