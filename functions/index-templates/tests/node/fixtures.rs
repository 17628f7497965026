//! Documents of the fixtures of all log types.

use std::fs;
use std::path::Path;

use contract::sources;
use formats::{Item, Limits, Records, decompress};
use log_types::{Aids, LogType, Origin, Outcome, Recognition, Timestamp, recognise, registry};
use serde_json::{Value, json};

use crate::any_record::{Dice, changed, records_of};

/// A document and where it belongs.
#[derive(Debug)]
pub(crate) struct Document {
    /// Type and fixture: `waf@odd`.
    pub fixture: String,
    pub index: String,
    pub id: String,
    pub source: Value,
    /// Whether its record is broken on purpose.
    pub odd: bool,
}

/// All documents of all fixtures, and those of records with values that are nearly right.
pub(crate) fn documents() -> Vec<Document> {
    let fixtures = registry().iter().flat_map(|log_type| documents_of(log_type));
    fixtures.chain(nearly_right()).chain(names_from_outside()).chain(any_records()).collect()
}

/// How many records are made of those of each type.
const RECORDS: u64 = 12;

/// Records of every type with anything in the place of what was there.
fn any_records() -> Vec<Document> {
    let of_type = |log_type: &LogType| {
        let records = records_of(log_type);
        let seeds = 0..if records.is_empty() { 0 } else { RECORDS };
        let make = |seed: u64| {
            let mut dice = Dice::new(1_000_000 + seed);
            let record = &records[dice.below(records.len())];
            let record = changed(log_type, record, &mut dice).to_string();
            read(log_type, &format!("nearly-right-{seed}"), record.as_bytes())
        };
        seeds.flat_map(make).collect::<Vec<_>>()
    };
    registry().iter().flat_map(|log_type| of_type(log_type)).collect()
}

/// What a function may write, in a field that takes any names: OpenSearch keeps each value
/// with its path as one term, which must not be longer than others.
fn names_from_outside() -> Vec<Document> {
    let deep = (0..60).fold(json!("x"), |inner, _| json!({"a": inner}));
    let long_name = "n".repeat(40_000);
    let values = [
        json!("x".repeat(32_766)),
        json!("x".repeat(40_000)),
        json!({"a": {"b": ["é".repeat(20_000), "x".repeat(32_700)]}}),
        json!({long_name: 1}),
        json!([[1, "a"], {"a": [null, {"b": true}]}, null, 1.5, 1e300]),
        json!({"a.b": 1, "a": {"b": "x"}, "..": 1, "": 2, " ": 3, ".a": 4, "a.": 5, "=": "="}),
        deep,
    ];
    let lambda = registry().iter().find(|log_type| log_type.name() == "lambda").unwrap();
    let record = |value: Value| json!({"level": "INFO", "own": value}).to_string();
    let read = |value| read(lambda, "nearly-right", record(value).as_bytes());
    values.into_iter().flat_map(read).collect()
}

/// Values that one program takes for a time, number or address and another does not, in
/// fields that are one.
fn nearly_right() -> Vec<Document> {
    let values = [
        "2026-11-24T06:00:00Z",
        "2026-11-24T06:00:00.123456789Z",
        "2026-11-24T06:00:00,123Z",
        "2026-11-24T06:00:00+0900",
        "2026-11-24T06:00:00+09",
        "2026-11-24T06:00:00-09:30",
        "2026-11-24T06:00:00+09:00:30",
        "2026-11-24T06:00:00",
        "2026-11-24T06:00",
        "2026-11-24T06",
        "2026-11-24",
        "2026-11-24T06:00:60Z",
        "2026-11-24T24:00:00Z",
        "2026-11-24t06:00:00z",
        "2026-11-24 06:00:00",
        "2026-11-24 06:00:00.123+09:00",
        "2026-11-24T06:00:00Z[UTC]",
        "2026-11-24T060000Z",
        "20261124T060000Z",
        "+002026-11-24T06:00:00Z",
        "2026-W48-2",
        "2026-328",
        "24/Nov/2026:06:00:00 +0000",
        "1795500000",
        "1795500000000",
        "1795500000.5",
        "-1",
        "+1",
        "1e3",
        "1.",
        ".5",
        "0x1F",
        "9223372036854775808",
        "NaN",
        "inf",
        " 1",
        "192.0.2.1",
        "192.0.2.01",
        "192.0.2",
        "192.0.2.1:443",
        "192.0.2.0/24",
        "::ffff:192.0.2.1",
        "2001:DB8::1",
        "[2001:db8::1]",
        "fe80::1%eth0",
        "True",
        "yes",
        "",
    ];
    let texts = values.map(Value::from);
    let numbers = [json!(-1), json!(1.5), json!(1e300), json!(u64::MAX), json!(true)];
    let values = texts.into_iter().chain(numbers);
    let records = values.flat_map(|value| {
        let event = json!({
            "timestamp": "2026-11-24T06:00:00.1+0000", "flow_id": value, "src_ip": value,
            "src_port": value, "tcp": {"ack": value},
        });
        let started = json!({"creationDate": value});
        let finding = json!({"updatedAt": "2026-11-24T06:00:00Z", "severity": value});
        [
            ("networkfirewall", json!({ "event": event })),
            (
                "cloudtrail",
                json!({"eventTime": value, "sourceIPAddress": value,
                "userIdentity": {"sessionContext": {"attributes": started}}}),
            ),
            ("guardduty", finding),
        ]
    });
    let document_of = |(name, record): (&str, Value)| {
        let log_type = registry().iter().find(|log_type| log_type.name() == name).unwrap();
        let documents = read(log_type, "nearly-right", record.to_string().as_bytes());
        assert_eq!(documents.len(), 1, "{record}");
        documents
    };
    records.flat_map(document_of).collect()
}

fn documents_of(log_type: &LogType) -> Vec<Document> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = crates.join("log-types/fixtures").join(log_type.name());
    let mut documents = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md") {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap();
        documents.extend(read(log_type, name, &fs::read(&path).unwrap()));
    }
    documents
}

fn read(log_type: &LogType, name: &str, content: &[u8]) -> Vec<Document> {
    let ingested = Timestamp::from_unix_micros(1_795_500_030_000_001);
    // Equal records of two fixtures are two documents.
    let bucket = format!("aes-siem-111122223333-{name}");
    let origin = Origin::new(&bucket, key_of(log_type), ingested);
    let limits = Limits::default();
    let reader = decompress(content, limits);
    let mut records = Records::new(reader, &log_type.spec().format, limits);
    let mut documents = Vec::new();
    while let Some(item) = records.next_item().unwrap() {
        let Item::Record(record) = item else { continue };
        let mut out = Vec::new();
        let outcome = log_type.normalise(&record, Aids::only(&origin), &mut out);
        let Outcome::Document(normalised, _) = outcome else {
            panic!("no rule excludes anything here");
        };
        documents.push(Document {
            fixture: format!("{}@{name}", log_type.name()),
            index: normalised.index,
            id: normalised.id,
            source: serde_json::from_slice(&out).unwrap(),
            odd: matches!(name, "odd" | "cut-short") || name.starts_with("nearly-right"),
        });
    }
    documents
}

/// A key of this type as AWS writes it.
fn key_of(log_type: &LogType) -> &'static str {
    let mut keys = sources::ALL.iter().flat_map(|source| source.examples).copied();
    let own = |key: &&str| matches!(recognise(key), Recognition::Type(found) if found.name() == log_type.name());
    keys.find(own).unwrap_or_else(|| panic!("no key is that of {}", log_type.name()))
}
