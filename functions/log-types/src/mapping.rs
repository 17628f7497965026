//! ECS fields from a record's own.

use contract::log_spec::{EcsMapping, LogSpec, Sources, StaticValue};
use ecs::{Document, Value};

use crate::address::is_address;

/// Sets the ECS fields that a type's data names.
pub(crate) fn map<'a>(document: &mut Document<'a>, spec: &'a LogSpec) {
    for mapping in spec.ecs.iter() {
        if let Some(value) = value_of(document, mapping) {
            document.set_at(&mapping.field, value);
        }
    }
    for field in spec.static_fields.iter() {
        let value = match &field.value {
            StaticValue::Text(text) => Value::from(text.as_ref()),
            StaticValue::List(texts) => Value::List(texts.iter().map(Value::from).collect()),
        };
        document.set_at(&field.field, value);
    }
}

fn value_of<'a>(document: &Document<'a>, mapping: &EcsMapping) -> Option<Value<'a>> {
    let fits = |value: &&Value<'_>| !value.is_blank() && fits(value, &mapping.field);
    match &mapping.from {
        Sources::FirstOf(paths) => {
            let mut found = paths.iter().filter_map(|path| document.at(path));
            found.find(|value| !value.is_blank()).filter(fits).cloned()
        }
        Sources::AllOf(paths) => {
            let mut values: Vec<Value<'a>> = Vec::new();
            for value in paths.iter().filter_map(|path| document.at(path)) {
                let elements = value.as_list().unwrap_or(std::slice::from_ref(value));
                values.extend(elements.iter().filter(fits).cloned());
            }
            values.retain(|value| value.as_text().is_some());
            values.sort_by(|a, b| a.as_text().cmp(&b.as_text()));
            values.dedup();
            (!values.is_empty()).then_some(Value::List(values))
        }
    }
}

/// Whether a value may be that of an ECS field, which is no object; and an address must
/// be one.
fn fits(value: &Value<'_>, field: &str) -> bool {
    match value {
        Value::List(elements) => elements.iter().all(|element| fits(element, field)),
        Value::Object(_) => false,
        Value::Text(text) if field.ends_with(".ip") => is_address(text),
        _ => !field.ends_with(".ip"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapped(record: &str, mapping: &EcsMapping) -> Option<String> {
        let document = formats::json::parse_object(record).unwrap();
        let mut out = Vec::new();
        value_of(&document, mapping)?.write(&mut out);
        Some(String::from_utf8(out).unwrap())
    }

    #[test]
    fn the_first_value_that_is_not_empty_counts() {
        let mapping = ecs::EVENT_ACTION.from_first(&["a", "b.c", "d"]);
        let record = r#"{"a":"","b":{"c":null},"d":443}"#;
        assert_eq!(mapped(record, &mapping).as_deref(), Some("443"));
        assert_eq!(mapped("{}", &mapping), None);
    }

    #[test]
    fn an_address_field_takes_addresses_only() {
        let mapping = ecs::SOURCE_IP.from("a");
        assert_eq!(mapped(r#"{"a":"2001:db8::1"}"#, &mapping).as_deref(), Some(r#""2001:db8::1""#));
        assert_eq!(mapped(r#"{"a":"host"}"#, &mapping), None);
        assert_eq!(mapped(r#"{"a":7}"#, &mapping), None);
    }

    #[test]
    fn all_values_are_sorted_and_each_stands_once() {
        let mapping = ecs::RELATED_IP.from_all(&["a", "b", "c", "d"]);
        let record = r#"{"a":"192.0.2.2","b":["192.0.2.1","x"],"c":"192.0.2.2"}"#;
        assert_eq!(mapped(record, &mapping).as_deref(), Some(r#"["192.0.2.1","192.0.2.2"]"#));
    }
}
