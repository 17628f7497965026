//! What a domain adds of its own to what was put.

use serde_json::{Map, Value};

/// Leaves out fields that hold nothing (`null`, `false`, an empty text, list or object):
/// plugins write them where nothing was said.
pub(crate) fn without_nothing(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| (name, without_nothing(value)));
            Value::Object(fields.filter(|(_, value)| !is_nothing(value)).collect())
        }
        Value::Array(elements) => elements.into_iter().map(without_nothing).collect(),
        scalar => scalar,
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(elements) => elements.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

/// Leaves out fields of these names, wherever they are.
pub(crate) fn without(names: &[&str], value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(name, _)| !names.contains(&name.as_str()));
            Value::Object(fields.map(|(name, value)| (name, without(names, value))).collect())
        }
        Value::Array(elements) => {
            elements.into_iter().map(|element| without(names, element)).collect()
        }
        scalar => scalar,
    }
}

/// Keeps only fields of these names, at the top.
pub(crate) fn only(names: &[&str], value: Value) -> Value {
    let Value::Object(fields) = value else { return value };
    let fields: Map<String, Value> =
        fields.into_iter().filter(|(name, _)| names.contains(&name.as_str())).collect();
    Value::Object(fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_says_nothing_is_left_out_and_what_is_said_stays() {
        let value = json!({"a": null, "b": false, "c": {"d": []}, "e": 0, "f": [{"g": ""}, "h"]});
        assert_eq!(without_nothing(value), json!({"e": 0, "f": [{}, "h"]}));
        let value = json!({"a": 1, "b": [{"a": 2, "c": 3}]});
        assert_eq!(without(&["a"], value.clone()), json!({"b": [{"c": 3}]}));
        assert_eq!(only(&["a"], value), json!({"a": 1}));
    }
}
