//! Documents as es-loader loads them: made by `log-types` from a record of its fixtures.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use contract::sources;
use formats::{Item, Limits, Records, decompress};
use log_types::{Aids, LogType, Origin, Outcome, Recognition, Timestamp, recognise, registry};
use serde_json::{Value, json};
use test_support::opensearch::OpenSearch;

/// Some documents of one record.
#[derive(Debug, Clone)]
pub(super) struct Documents {
    log_type: &'static str,
    fixture: &'static str,
    number: usize,
    changes: Vec<(&'static str, &'static str)>,
    minutes_ago: u32,
    times: usize,
}

impl Documents {
    /// One, of a record of a fixture, loaded a minute ago.
    pub(super) fn new(log_type: &'static str, fixture: &'static str, number: usize) -> Self {
        Self { log_type, fixture, number, changes: vec![], minutes_ago: 1, times: 1 }
    }

    /// With another value in a field of the record.
    pub(super) fn with(mut self, field: &'static str, value: &'static str) -> Self {
        self.changes.push((field, value));
        self
    }

    pub(super) fn loaded_before(mut self, minutes: u32) -> Self {
        self.minutes_ago = minutes;
        self
    }

    /// As often, each with an id of its own.
    pub(super) fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    pub(super) fn load(&self, node: &OpenSearch) {
        let (index, document) = self.document();
        let Self { fixture, number, changes, minutes_ago, .. } = self;
        let name = format!("{fixture}-{number}-{changes:?}-{minutes_ago}");
        let ids: Vec<String> = (0..self.times).map(|n| format!("{name}-{n}")).collect();
        let each: Vec<(&str, Value)> =
            ids.iter().map(|id| (id.as_str(), document.clone())).collect();
        let answer = node.bulk(&index, &each);
        assert_eq!(answer["errors"], json!(false), "{answer:#}");
        node.refresh(&index);
    }

    fn document(&self) -> (String, Value) {
        let log_type = registry().iter().find(|t| t.name() == self.log_type).unwrap();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let micros = i64::try_from(now.as_micros()).unwrap();
        let ingested =
            Timestamp::from_unix_micros(micros - i64::from(self.minutes_ago) * 60 * 1_000_000);
        let origin = Origin::new("aes-siem-111122223333-log", key_of(log_type), ingested);
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../log-types/fixtures")
            .join(self.log_type)
            .join(self.fixture);
        let content = std::fs::read(path).unwrap();
        let reader = decompress(content.as_slice(), Limits::default());
        let mut records = Records::new(reader, &log_type.spec().format, Limits::default());
        let mut number = 0;
        while let Some(item) = records.next_item().unwrap() {
            if let (true, Item::Record(record)) = (number == self.number, item) {
                let text = self.changed(record.bytes);
                let record = formats::Record::new(1, &text);
                let mut out = Vec::new();
                let outcome = log_type.normalise(&record, Aids::only(&origin), &mut out);
                let Outcome::Document(normalised, _) = outcome else { panic!("excluded") };
                return (normalised.index.clone(), serde_json::from_slice(&out).unwrap());
            }
            number += 1;
        }
        panic!("{} has no record {}", self.fixture, self.number)
    }

    fn changed(&self, record: &[u8]) -> Vec<u8> {
        if self.changes.is_empty() {
            return record.to_vec();
        }
        let mut record: Value = serde_json::from_slice(record).unwrap();
        for (field, value) in &self.changes {
            record[*field] = json!(value);
        }
        record.to_string().into_bytes()
    }
}

/// A key of this type as AWS writes it.
fn key_of(log_type: &LogType) -> &'static str {
    let examples = sources::ALL.iter().flat_map(|source| source.examples).copied();
    let mut own = examples.filter(
        |key| matches!(recognise(key), Recognition::Type(t) if t.name() == log_type.name()),
    );
    own.next().unwrap()
}
