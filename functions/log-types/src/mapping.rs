//! ECS fields from a record's own.

use contract::log_spec::{EcsMapping, LogSpec, Sources, StaticValue};
use ecs::{Document, Path, Value};

use crate::address::is_address;

/// The ECS fields that a type's data names, ready to be set.
#[derive(Debug)]
pub(crate) struct Mappings {
    mappings: Vec<Mapping>,
    /// The field that each of the type's static fields is.
    static_fields: Vec<Path>,
}

/// An ECS field and what its value is.
#[derive(Debug)]
struct Mapping {
    field: Path,
    /// Whether it holds addresses.
    is_ip: bool,
    /// The paths whose values it is.
    from: Vec<Path>,
    /// Whether it is the list of all of them, not the first.
    all: bool,
}

impl Mappings {
    /// Those of a type.
    pub(crate) fn of(spec: &LogSpec) -> Self {
        let static_fields = spec.static_fields.iter().map(|field| Path::new(&field.field));
        Self {
            mappings: spec.ecs.iter().map(Mapping::of).collect(),
            static_fields: static_fields.collect(),
        }
    }

    /// Sets them. `spec` is that of the type.
    pub(crate) fn map<'a>(&'a self, document: &mut Document<'a>, spec: &'a LogSpec) {
        for mapping in &self.mappings {
            if let Some(value) = mapping.value_of(document) {
                document.set_path(&mapping.field, value);
            }
        }
        for (field, value) in self.static_fields.iter().zip(spec.static_fields.iter()) {
            let value = match &value.value {
                StaticValue::Text(text) => Value::from(text.as_ref()),
                StaticValue::List(texts) => Value::List(texts.iter().map(Value::from).collect()),
            };
            document.set_path(field, value);
        }
    }
}

impl Mapping {
    fn of(mapping: &EcsMapping) -> Self {
        let (paths, all) = match &mapping.from {
            Sources::FirstOf(paths) => (paths, false),
            Sources::AllOf(paths) => (paths, true),
        };
        Self {
            field: Path::new(&mapping.field),
            is_ip: mapping.field.ends_with(".ip"),
            from: paths.iter().map(Path::new).collect(),
            all,
        }
    }

    fn value_of<'a>(&self, document: &Document<'a>) -> Option<Value<'a>> {
        let fits = |value: &&Value<'_>| !value.is_blank() && fits(value, self.is_ip);
        let mut found = self.from.iter().filter_map(|path| document.at_path(path));
        if !self.all {
            return found.find(|value| !value.is_blank()).filter(fits).cloned();
        }
        let mut values: Vec<Value<'a>> = Vec::with_capacity(self.from.len());
        for value in found {
            let elements = value.as_list().unwrap_or(std::slice::from_ref(value));
            values.extend(elements.iter().filter(fits).cloned());
        }
        values.retain(|value| value.as_text().is_some());
        values.sort_by(|a, b| a.as_text().cmp(&b.as_text()));
        values.dedup();
        (!values.is_empty()).then_some(Value::List(values))
    }
}

/// Whether a value may be that of an ECS field, which is no object; and an address must
/// be one.
fn fits(value: &Value<'_>, is_ip: bool) -> bool {
    match value {
        Value::List(elements) => elements.iter().all(|element| fits(element, is_ip)),
        Value::Object(_) => false,
        Value::Text(text) if is_ip => is_address(text),
        _ => !is_ip,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapped(record: &str, mapping: &EcsMapping) -> Option<String> {
        let document = formats::json::parse_object(record).unwrap();
        let mut out = Vec::new();
        Mapping::of(mapping).value_of(&document)?.write(&mut out);
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
