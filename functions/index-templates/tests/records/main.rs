//! Whatever a record holds, its document fits the mapping of its index, and the records
//! beside it are loaded as if it were not there. For every type of log.

#[path = "../node/any_record.rs"]
mod any_record;
mod mapping;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use any_record::{Dice, changed, records_of};
use contract::log_spec::Format;
use contract::sources;
use formats::{Item, Limits, Record, Records, decompress};
use index_templates::{Engine, index_templates};
use log_types::{Aids, LogType, Origin, Outcome, Timestamp, registry};
use serde_json::{Value, json};

/// How many records are made of those of each type.
const RECORDS: u64 = 400;

fn origin(log_type: &LogType) -> Origin {
    let source = sources::ALL.iter().find(|source| source.log_type == log_type.name()).unwrap();
    let ingested = Timestamp::from_unix_micros(1_795_500_030_000_001);
    Origin::new("aes-siem-111122223333-log", source.examples[0], ingested)
}

/// Index and document of a record.
fn document(log_type: &LogType, record: &Record<'_>) -> (String, Value) {
    let (origin, mut out) = (origin(log_type), Vec::new());
    let outcome = log_type.normalise(record, Aids::only(&origin), &mut out);
    let Outcome::Document(normalised, _) = outcome else { panic!("no rule excludes anything") };
    (normalised.index, serde_json::from_slice(&out).unwrap())
}

#[test]
fn whatever_a_record_holds_its_document_fits_the_mapping() {
    let templates = index_templates(Engine::new(2, 19));
    let (mut tried, mut failed) = (0, BTreeMap::new());
    for log_type in registry() {
        let records = records_of(log_type);
        if matches!(log_type.spec().format, Format::Json(_)) {
            assert!(!records.is_empty(), "{} has no record to change", log_type.name());
        }
        if records.is_empty() {
            continue;
        }
        for seed in 0..RECORDS {
            let mut dice = Dice::new(seed);
            let record = changed(log_type, &records[dice.below(records.len())], &mut dice);
            let text = record.to_string();
            let record = Record { is_json: true, ..Record::new(1, text.as_bytes()) };
            let (index, document) = document(log_type, &record);
            let properties = mapping::of_index(&templates, &index);
            let misfits = mapping::misfits(&properties, &document);
            // One for each type is enough to read.
            if !misfits.is_empty() {
                failed.entry(log_type.name()).or_insert((seed, misfits, text));
            }
            tried += 1;
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(tried > 20 * RECORDS);
}

/// What no reader of any format can make a record of, or only a part of one.
const BROKEN: &[&str] = &[
    "x",
    "{",
    "{\"a\":",
    "[1,2]",
    "null",
    "\"text\"",
    "{}",
    "{\"a\":{\"b\":[null]}}",
    "<Event><System>",
    "\u{feff}\u{0}\\x00",
    "CEF:0|",
    "# Fields: a b",
];

/// Records of a type's fixtures as text, each on one line.
fn lines_of(log_type: &LogType) -> Vec<String> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut lines = Vec::new();
    for entry in fs::read_dir(crates.join("log-types/fixtures").join(log_type.name())).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md") {
            continue;
        }
        let content = fs::read(path).unwrap();
        let reader = decompress(&*content, Limits::default());
        let mut records = Records::new(reader, &log_type.spec().format, Limits::default());
        while let Some(item) = records.next_item().unwrap() {
            let Item::Record(record) = item else { continue };
            lines.extend(std::str::from_utf8(record.bytes).ok().map(str::to_owned));
        }
    }
    lines.sort();
    lines.dedup();
    lines
}

/// The documents of an object without what tells of their place in it.
fn documents(log_type: &LogType, content: &str) -> Vec<Value> {
    let reader = decompress(content.as_bytes(), Limits::default());
    let mut records = Records::new(reader, &log_type.spec().format, Limits::default());
    let mut documents = Vec::new();
    while let Some(item) = records.next_item().unwrap() {
        let Item::Record(record) = item else { continue };
        let (_, mut document) = document(log_type, &record);
        document.as_object_mut().unwrap().remove("@id");
        documents.push(document);
    }
    documents
}

/// A message of CloudWatch Logs with these events.
fn message(events: &[&str]) -> String {
    let event = |(n, text): (usize, &&str)| json!({"id": n.to_string(), "timestamp": 1_795_500_000_000_u64, "message": text});
    let events: Vec<_> = events.iter().enumerate().map(event).collect();
    json!({"messageType": "DATA_MESSAGE", "owner": "111122223333", "logGroup": "/x",
        "logStream": "y", "subscriptionFilters": ["z"], "logEvents": events})
    .to_string()
}

#[test]
fn a_broken_record_costs_none_of_its_neighbours() {
    let mut tried = 0;
    for log_type in registry() {
        let records = lines_of(log_type);
        assert!(!records.is_empty(), "{} has no record", log_type.name());
        for (n, record) in records.iter().enumerate() {
            let (record, broken) = (record.as_str(), BROKEN[n % BROKEN.len()]);
            let alone = documents(log_type, &message(&[record]));
            let among = documents(log_type, &message(&[record, broken, record]));
            let (first, last) = (among.first(), among.last());
            assert_eq!(first, alone.first(), "{}: {record} before {broken}", log_type.name());
            assert_eq!(last, alone.first(), "{}: {record} behind {broken}", log_type.name());
            tried += 1;
        }
    }
    assert!(tried > 300);
}

#[test]
fn a_broken_line_costs_no_line_beside_it() {
    let mut tried = 0;
    for log_type in registry() {
        let is_json = matches!(log_type.spec().format, Format::Json(_));
        if !is_json && !matches!(log_type.spec().format, Format::Text(_)) {
            continue;
        }
        for (n, record) in lines_of(log_type).iter().enumerate() {
            // Lines of a text that begins as JSON are read as JSON.
            if record.contains('\n') || record.starts_with(['{', '[']) != is_json {
                continue;
            }
            let broken = BROKEN[n % BROKEN.len()];
            let alone = documents(log_type, &format!("{record}\n"));
            if alone.is_empty() {
                continue;
            }
            let among = documents(log_type, &format!("{record}\n{broken}\n{record}\n"));
            assert_eq!(
                among.first(),
                alone.first(),
                "{}: {record} before {broken}",
                log_type.name()
            );
            // An object that is not closed may go on in the next line.
            if !broken.starts_with('{') || broken == "{}" {
                assert_eq!(
                    among.last(),
                    alone.first(),
                    "{}: {record} behind {broken}",
                    log_type.name()
                );
            }
            tried += 1;
        }
    }
    assert!(tried > 100);
}
