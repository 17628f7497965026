//! A template's content in one form.

use serde_json::{Map, Value, json};

/// A domain gives settings back as a tree of texts, below `index`; empty parts it leaves
/// out or adds.
pub(crate) fn normal(mut body: Value) -> Value {
    if let Some(settings) = body.pointer_mut("/template/settings") {
        let mut flat = Map::new();
        flatten("", &settings.take(), &mut flat);
        *settings = Value::Object(flat);
    }
    if let Some(parts) = body.get_mut("composed_of").filter(|parts| **parts == json!([])) {
        *parts = Value::Null;
    }
    without_nothing(body)
}

fn flatten(path: &str, value: &Value, flat: &mut Map<String, Value>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                flatten(&path, value, flat);
            }
        }
        Value::Null => {}
        scalar => {
            let text = scalar.as_str().map_or_else(|| scalar.to_string(), str::to_owned);
            let starts = path.starts_with("index.");
            flat.insert(
                if starts { path.to_owned() } else { format!("index.{path}") },
                text.into(),
            );
        }
    }
}

/// Fields that hold nothing, at the top and in the template, are as good as not there.
fn without_nothing(mut body: Value) -> Value {
    let is_nothing =
        |value: &Value| value.is_null() || value.as_object().is_some_and(Map::is_empty);
    if let Some(template) = body.get_mut("template").and_then(Value::as_object_mut) {
        template.retain(|_, value| !is_nothing(value));
    }
    if let Some(fields) = body.as_object_mut() {
        fields.retain(|_, value| !is_nothing(value));
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_and_what_is_read_back_are_the_same() {
        let put = json!({
            "template": {
                "settings": {"index.number_of_shards": 3, "refresh_interval": "2s"},
                "mappings": {"dynamic": "false"},
            },
            "composed_of": [],
            "version": 2,
        });
        let read = json!({
            "template": {
                "settings": {"index": {"number_of_shards": "3", "refresh_interval": "2s"}},
                "mappings": {"dynamic": "false"},
                "aliases": {},
            },
            "version": 2,
        });
        assert_eq!(normal(put), normal(read));
    }

    #[test]
    fn a_change_stays_one() {
        let with = |shards: u32| json!({"template": {"settings": {"number_of_shards": shards}}});
        assert_ne!(normal(with(1)), normal(with(3)));
        let mapping =
            |kind: &str| json!({"template": {"mappings": {"properties": {"a": {"type": kind}}}}});
        assert_ne!(normal(mapping("ip")), normal(mapping("keyword")));
    }
}
