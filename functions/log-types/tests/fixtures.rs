//! Walks the registry: every type has a key of its own, fixtures, and a snapshot of
//! the documents of each.

use std::fs;
use std::path::{Path, PathBuf};

use contract::sources;
use formats::{Item, Limits, Records, decompress};
use log_types::{Aids, LogType, Origin, Outcome, Recognition, Timestamp, recognise, registry};
use serde_json::{Value, json};
use test_support::snapshots;

/// A key of this type as AWS writes it.
fn key_of(log_type: &LogType) -> &'static str {
    let examples = sources::ALL.iter().flat_map(|source| source.examples).copied();
    let mut own = examples.filter(
        |key| matches!(recognise(key), Recognition::Type(t) if t.name() == log_type.name()),
    );
    own.next().unwrap_or_else(|| {
        panic!("no source writes a key that is recognised as {}", log_type.name())
    })
}

fn folder(log_type: &LogType) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(log_type.name())
}

/// The fixtures of a type: file and name.
fn fixtures(log_type: &LogType) -> Vec<(PathBuf, String)> {
    let entries = fs::read_dir(folder(log_type)).unwrap();
    let mut fixtures: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_none_or(|extension| extension != "md"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (path, name)
        })
        .collect();
    fixtures.sort();
    fixtures
}

/// What becomes of each record of a fixture.
fn outcomes(log_type: &LogType, content: &[u8]) -> Vec<Value> {
    let ingested = Timestamp::from_unix_micros(1_795_500_030_000_001);
    let origin = Origin::new("aes-siem-111122223333-log", key_of(log_type), ingested);
    let reader = decompress(content, Limits::default());
    let mut records = Records::new(reader, &log_type.spec().format, Limits::default());
    let mut outcomes = Vec::new();
    while let Some(item) = records.next_item().unwrap() {
        outcomes.push(match item {
            Item::Record(record) => {
                let mut out = Vec::new();
                let aids = Aids::only(&origin);
                let Outcome::Document(normalised, _) = log_type.normalise(&record, aids, &mut out)
                else {
                    panic!("no rule excludes anything here");
                };
                assert_eq!(out.iter().filter(|&&byte| byte == b'\n').count(), 0);
                let document: Value = serde_json::from_slice(&out).unwrap();
                let subject = document["@id"].as_str().unwrap();
                let version = normalised.id.strip_prefix(subject).unwrap();
                assert!(version.is_empty() || version.starts_with('_'), "{}", normalised.id);
                // A log of errors has messages of its own.
                if let Some(problem) = &normalised.problem {
                    assert_eq!(document["error"]["message"], problem.as_str());
                }
                json!({"_index": normalised.index, "_id": normalised.id, "_source": document})
            }
            Item::Bad(bad) => json!({
                "number": bad.number, "bad": bad.reason.as_str(),
                "offset": bad.offset, "length": bad.length,
            }),
            Item::Control(number) => json!({"number": number, "control": true}),
        });
    }
    outcomes
}

#[test]
fn the_documents_of_every_fixture_are_as_reviewed() {
    for log_type in registry() {
        for (path, name) in fixtures(log_type) {
            let content = fs::read(&path).unwrap();
            let input = path.strip_prefix(snapshots::repository_root()).unwrap_or(&path).to_owned();
            let _snapshots = snapshots::bind_to_input(input);
            let outcomes = outcomes(log_type, &content);
            insta::assert_yaml_snapshot!(format!("{}@{name}", log_type.name()), outcomes);
        }
    }
}

#[test]
fn every_type_has_fixtures_and_says_where_they_are_from() {
    for log_type in registry() {
        let notes = fs::read_to_string(folder(log_type).join("README.md")).unwrap();
        for (_, name) in fixtures(log_type) {
            assert!(notes.contains(&format!("`{name}`")), "{name} is not in README.md");
        }
        for required in ["cut-short", "empty", "odd"] {
            let there = fixtures(log_type).iter().any(|(_, name)| name == required);
            assert!(there, "{} has no fixture `{required}`", log_type.name());
        }
    }
}

/// Some patterns take the keys of a later source too; `tests/sources.rs` lists them.
#[test]
fn every_type_has_a_key_that_is_recognised_as_its_own() {
    for log_type in registry() {
        assert!(log_type.matches(key_of(log_type)), "{}", log_type.name());
    }
}

#[test]
fn every_snapshot_of_a_type_has_its_fixture() {
    for log_type in registry() {
        let names: Vec<_> = fixtures(log_type).into_iter().map(|(_, name)| name).collect();
        for entry in fs::read_dir(snapshots::repository_root().join("snapshots")).unwrap() {
            let file = entry.unwrap().file_name().into_string().unwrap();
            let name = file
                .strip_prefix(&format!("{}@", log_type.name()))
                .and_then(|file| file.strip_suffix(".snap"));
            assert!(name.is_none_or(|name| names.iter().any(|n| n == name)), "{file}");
        }
    }
}

#[test]
fn no_secret_of_a_fixture_is_in_its_documents() {
    let log_type = registry().iter().find(|log_type| log_type.name() == "waf").unwrap();
    for (file, secrets) in [
        (
            "secrets.json",
            &[
                "eyJhbGciOiJIUzI1NiJ9",
                "c2lnbmF0dXJl",
                "7f3c9a2b4d5e6f70",
                "%3Cscript",
                "script\"",
                "AKEXAMPLE0123456789",
                "IQoJb3JpZ2lu",
                "dXNlcjpwYXNz",
                "6629fae49393a05397450978507c4ef1",
                "c\\/d",
            ][..],
        ),
        ("rate-based.json", &["s3cr3t-c00kie-value"][..]),
    ] {
        let content = fs::read(folder(log_type).join(file)).unwrap();
        let written = Value::from(outcomes(log_type, &content)).to_string();
        for secret in secrets {
            assert!(!written.contains(secret), "{secret} is in {written}");
        }
    }
}
