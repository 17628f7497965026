//! Field types as `properties` of a mapping.

use contract::log_spec::FieldType;
use serde_json::{Map, Value, json};

use crate::engine::Engine;

/// The `properties` for fields given by path and type.
pub(crate) fn properties<'a>(
    fields: impl IntoIterator<Item = (&'a str, FieldType)>,
    engine: Engine,
) -> Value {
    let mut properties = Map::new();
    for (path, kind) in fields {
        add(&mut properties, path, kind, engine);
    }
    Value::Object(properties)
}

fn add(properties: &mut Map<String, Value>, path: &str, kind: FieldType, engine: Engine) {
    let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let field = properties.entry(step).or_insert_with(|| json!({}));
    let Some(field) = field.as_object_mut() else { return };
    match rest {
        None => field.extend(mapping(kind, engine)),
        Some(rest) => {
            let below = field.entry("properties").or_insert_with(|| json!({}));
            if let Some(below) = below.as_object_mut() {
                add(below, rest, kind, engine);
            }
        }
    }
}

/// What a mapping says of a field of this type.
fn mapping(kind: FieldType, engine: Engine) -> Map<String, Value> {
    let mapping = match kind {
        FieldType::Keyword => json!({"type": "keyword"}),
        FieldType::KeywordNoDocValues => json!({"type": "keyword", "doc_values": false}),
        FieldType::KeywordWithText => {
            json!({"type": "keyword", "fields": {"text": {"type": "text"}}})
        }
        FieldType::Text => json!({"type": "text"}),
        FieldType::Ip => json!({"type": "ip"}),
        FieldType::Date => json!({"type": "date"}),
        FieldType::DateAsWritten => json!({
            "type": "date",
            "format": "yyyy-MM-dd HH:mm:ss||dd/MMM/yyyy:HH:mm:ss Z||date_optional_time||epoch_millis",
        }),
        FieldType::DateEpochMilliseconds => json!({"type": "date", "format": "epoch_millis"}),
        FieldType::DateEpochSeconds => json!({"type": "date", "format": "epoch_second"}),
        FieldType::Long => json!({"type": "long"}),
        FieldType::Integer => json!({"type": "integer"}),
        FieldType::Short => json!({"type": "short"}),
        FieldType::Float => json!({"type": "float"}),
        FieldType::Boolean => json!({"type": "boolean"}),
        FieldType::GeoPoint => json!({"type": "geo_point"}),
        FieldType::Object => json!({"type": "object"}),
        FieldType::Nested => json!({"type": "nested"}),
        FieldType::FlatObject if engine.has_flat_object() => json!({"type": "flat_object"}),
        // Without that type, names from outside can only be stored: each would become
        // a field, until the index takes no more.
        FieldType::FlatObject | FieldType::ObjectOfKnownFields => {
            json!({"type": "object", "dynamic": "false"})
        }
    };
    match mapping {
        Value::Object(mapping) => mapping,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: Engine = Engine::new(2, 19);

    #[test]
    fn a_path_becomes_nested_properties() {
        let fields = [("a.b", FieldType::Ip), ("a.c", FieldType::Long), ("a", FieldType::Nested)];
        let expected = json!({"a": {
            "type": "nested",
            "properties": {"b": {"type": "ip"}, "c": {"type": "long"}},
        }});
        assert_eq!(properties(fields, NEW), expected);
    }

    #[test]
    fn names_from_outside_become_no_fields() {
        let kind = |engine| properties([("a", FieldType::FlatObject)], engine)["a"].clone();
        assert_eq!(kind(NEW), json!({"type": "flat_object"}));
        assert_eq!(kind(Engine::new(1, 3)), json!({"type": "object", "dynamic": "false"}));
    }
}
