//! What monitors look for: queries and the conditions on their answers.

use serde_json::{Value, json};

/// When a document was loaded.
pub(super) const INGESTED: &str = "event.ingested";

/// Whether anything was found.
pub(super) const FOUND: &str = "ctx.results[0].hits.total.value > 0";

/// Documents loaded within some minutes before the monitor runs.
///
/// Give it twice the time between two runs: what is loaded just before one may not be found
/// until the next. An alert that is there goes on, so that nothing is said twice.
pub(super) fn loaded_within(minutes: u32) -> Value {
    loaded_between(&format!("{minutes}m"), "0m")
}

/// Documents loaded between two ages, such as `4h` and `15m`, before the monitor runs.
pub(super) fn loaded_between(from: &str, to: &str) -> Value {
    json!({"range": {INGESTED: {
        "gt": format!("{{{{period_end}}}}||-{from}"),
        "lte": format!("{{{{period_end}}}}||-{to}"),
        "format": "epoch_millis",
    }}})
}

/// Documents whose field has this value.
pub(super) fn is(field: &str, value: &str) -> Value {
    json!({"term": {field: value}})
}

/// Documents whose field has one of these values.
pub(super) fn is_one_of(field: &str, values: &[&str]) -> Value {
    json!({"terms": {field: values}})
}

/// Documents whose number is at least one, and below another if there is one.
pub(super) fn is_at_least(field: &str, least: f64, below: Option<f64>) -> Value {
    let mut bounds = json!({"gte": least});
    if let (Some(below), Some(bounds)) = (below, bounds.as_object_mut()) {
        bounds.insert("lt".to_owned(), below.into());
    }
    json!({"range": {field: bounds}})
}

/// The newest documents for which all of these hold.
pub(super) fn newest(conditions: impl IntoIterator<Item = Value>) -> Value {
    json!({
        "size": 10,
        "query": all(conditions),
        "sort": [{INGESTED: {"order": "desc", "unmapped_type": "date"}}],
    })
}

/// Documents for which all of these hold.
pub(super) fn all(conditions: impl IntoIterator<Item = Value>) -> Value {
    json!({"bool": {"filter": conditions.into_iter().collect::<Value>()}})
}
