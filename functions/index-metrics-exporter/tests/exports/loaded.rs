//! What the loader makes of an object.

use contract::log_spec::FieldType;
use formats::{Item, Limits, Records, decompress};
use log_types::{Aids, Origin, Outcome, Recognition, Timestamp, recognise};
use serde_json::Value;

/// Reads the object as the loader does; every line is a document without a problem, and every
/// field that the exporter wrote is one that the log type has, of its type.
#[track_caller]
pub(crate) fn assert_loads_whole(key: &str, object: &[u8]) {
    let Recognition::Type(log_type) = recognise(key) else { panic!("{key} is no log") };
    assert_eq!(log_type.name(), "index-metrics", "{key}");
    let origin = Origin::new("log", key, Timestamp::from_unix_micros(1_795_500_030_000_001));
    let reader = decompress(object, Limits::default());
    let mut records = Records::new(reader, &log_type.spec().format, Limits::default());
    let mut count = 0;
    while let Some(item) = records.next_item().unwrap() {
        let Item::Record(record) = item else { panic!("a record that cannot be read") };
        let mut out = Vec::new();
        let outcome = log_type.normalise(&record, Aids::only(&origin), &mut out);
        let Outcome::Document(normalised, _) = outcome else { panic!("no document") };
        let document: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(normalised.problem, None, "{document:#}");
        assert!(normalised.index.starts_with("metrics-opensearch-index"), "{}", normalised.index);
        for part in ["opensearch", "metricset"] {
            each_field(part, &document[part], &|path, value| {
                let fields = &log_type.spec().fields;
                let field = fields.iter().find(|field| field.path == path);
                let field = field.unwrap_or_else(|| panic!("{path} has no type"));
                assert!(fits(field.kind, value), "{path} is {value}, not {:?}", field.kind);
            });
        }
        count += 1;
    }
    assert!(count > 0, "an object with lines");
}

fn each_field(path: &str, value: &Value, see: &impl Fn(&str, &Value)) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                each_field(&format!("{path}.{name}"), value, see);
            }
        }
        value => see(path, value),
    }
}

fn fits(kind: FieldType, value: &Value) -> bool {
    match kind {
        FieldType::Long => value.is_i64(),
        FieldType::Boolean => value.is_boolean(),
        FieldType::Keyword | FieldType::Date => value.is_string(),
        other => panic!("{other:?} is not used here"),
    }
}
