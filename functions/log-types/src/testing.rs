//! What the tests of several types share.

use serde_json::{Value as Json, json};

use crate::{Aids, LogType, Origin, Outcome, Timestamp, registry};

/// When records of tests are loaded: 2026-11-24T06:00:30.
fn ingested() -> Timestamp {
    Timestamp::from_unix_micros(1_795_500_030_000_000)
}

/// A type by its name.
pub(crate) fn log_type(name: &str) -> &'static LogType {
    registry().iter().find(|log_type| log_type.name() == name).unwrap()
}

/// Index, id and document of a record.
pub(crate) fn loaded(name: &str, key: &str, record: &Json) -> Json {
    let origin = Origin::new("aes-siem-111122223333-log", key, ingested());
    let (text, mut out) = (record.to_string(), Vec::new());
    let record = formats::Record { is_json: true, ..formats::Record::new(1, text.as_bytes()) };
    let outcome = log_type(name).normalise(&record, Aids::only(&origin), &mut out);
    let Outcome::Document(normalised, _) = outcome else { panic!("excluded") };
    let document: Json = serde_json::from_slice(&out).unwrap();
    json!({"index": normalised.index, "id": normalised.id, "document": document})
}

/// The document of a record.
pub(crate) fn document(name: &str, record: &Json) -> Json {
    loaded(name, "AWSLogs/111122223333/us-east-1/file", record)["document"].clone()
}
