//! A short digest of JSON, the same however its fields are ordered.

use serde_json::Value;
use sha2::{Digest, Sha256};

/// Sixteen hexadecimal digits: enough to tell a change, and nobody's secret.
pub(crate) fn digest(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(name, _)| *name);
            text.push('{');
            for (name, value) in fields {
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write(value, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(elements) => {
            text.push('[');
            for element in elements {
                write(element, text);
                text.push(',');
            }
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_order_of_fields_does_not_count_and_that_of_elements_does() {
        let text = r#"{"b": {"d": 1, "c": [1, 2]}, "a": "x"}"#;
        let other = json!({"a": "x", "b": {"c": [1, 2], "d": 1}});
        assert_eq!(digest(&serde_json::from_str(text).unwrap()), digest(&other));
        assert_ne!(digest(&json!([1, 2])), digest(&json!([2, 1])));
        assert_ne!(digest(&json!("1")), digest(&json!(1)));
        assert_eq!(digest(&other).len(), 16);
    }
}
