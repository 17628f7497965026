//! The one form of a monitor.
//!
//! The plugin reads queries and writes them anew: with all defaults, and each shorthand in
//! its long form. Which these are depends on the version; here each comes to the same.

use serde_json::{Map, Value, json};

use crate::object::strip::{only, without_nothing};

/// What a monitor says; the rest is the plugin's. Whether it is switched on is no part of what
/// a user may have changed, nor is the query's name, which tells of that. What Dashboards keeps for itself is shown to nobody else.
const SAID: &[&str] = &["inputs", "monitor_type", "name", "schedule", "triggers", "type"];

/// The form of a monitor.
pub(super) fn monitor(body: Value) -> Value {
    without_nothing(walk(only(SAID, body)))
}

fn walk(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Map<String, Value> =
                fields.into_iter().map(|(name, value)| (name, walk(value))).collect();
            if let Some(aggregations) = fields.remove("aggs") {
                fields.insert("aggregations".to_owned(), aggregations);
            }
            clause(&mut fields, "range", range);
            clause(&mut fields, "term", term);
            fields.retain(|name, value| !is_default(name, value));
            Value::Object(fields)
        }
        Value::Array(elements) => elements.into_iter().map(walk).collect(),
        scalar => scalar,
    }
}

/// Changes what a query says of its one field.
fn clause(fields: &mut Map<String, Value>, name: &str, change: fn(Value) -> Value) {
    let Some(Value::Object(inner)) = fields.get_mut(name) else { return };
    for value in inner.values_mut() {
        *value = change(value.take());
    }
}

/// `from` with `include_lower` is `gte`, or else `gt`; and so on.
fn range(bounds: Value) -> Value {
    let Value::Object(mut bounds) = bounds else { return bounds };
    for (bound, include, with, without) in
        [("from", "include_lower", "gte", "gt"), ("to", "include_upper", "lte", "lt")]
    {
        let includes = bounds.remove(include).is_none_or(|value| value == true);
        if let Some(value) = bounds.remove(bound).filter(|value| !value.is_null()) {
            bounds.insert(if includes { with } else { without }.to_owned(), value);
        }
    }
    // Numbers are given back as they were, or with a point.
    for value in bounds.values_mut() {
        if let Some(number) = value.as_f64() {
            *value = json!(number);
        }
    }
    Value::Object(bounds)
}

/// `{"value": x}` is `x`.
fn term(value: Value) -> Value {
    match value {
        Value::Object(mut fields) if fields.len() == 1 => match fields.remove("value") {
            Some(value) => value,
            None => Value::Object(fields),
        },
        value => value,
    }
}

/// What OpenSearch adds where nothing was said.
fn is_default(name: &str, value: &Value) -> bool {
    match name {
        "_name" => true,
        "boost" => value.as_f64() == Some(1.0),
        "adjust_pure_negative" => *value == true,
        "min_doc_count" => *value == 1,
        "shard_min_doc_count" => *value == 0,
        "order" => *value == json!([{"_count": "desc"}, {"_key": "asc"}]),
        "gap_policy" => value == "skip",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(query: &Value) -> Value {
        monitor(json!({"inputs": [{"search": {"query": {"query": query}}}]}))
    }

    #[test]
    fn a_query_is_the_same_in_short_and_as_the_plugin_writes_it() {
        let short = json!({"bool": {"filter": [
            {"term": {"eventName": "ConsoleLogin"}},
            {"range": {"event.ingested": {"gt": "a", "lte": "b", "format": "epoch_millis"}}},
            {"range": {"severity": {"gte": 9.0}}},
        ]}});
        let long = json!({"bool": {"adjust_pure_negative": true, "boost": 1.0, "filter": [
            {"term": {"eventName": {"value": "ConsoleLogin", "boost": 1.0}}},
            {"range": {"event.ingested": {
                "from": "a", "to": "b", "include_lower": false, "include_upper": true,
                "format": "epoch_millis", "boost": 1.0,
            }}},
            {"range": {"severity": {
                "from": 9, "to": null, "include_lower": true, "include_upper": true, "boost": 1.0,
            }}},
        ]}});
        assert_eq!(query(&short), query(&long));
    }

    #[test]
    fn another_bound_is_another_query() {
        let of = |bound: &str| query(&json!({"range": {"severity": {bound: 7}}}));
        assert_ne!(of("gt"), of("gte"));
        assert_ne!(of("gte"), of("lte"));
        let boosted = json!({"term": {"a": {"value": "b", "boost": 2.0}}});
        assert_ne!(query(&boosted), query(&json!({"term": {"a": "b"}})));
    }

    #[test]
    fn whether_it_is_switched_on_is_the_users() {
        let of = |on: bool| monitor(json!({"name": "a", "enabled": on, "last_update_time": 1}));
        assert_eq!(of(true), of(false));
    }
}
