//! Whether OpenSearch would take a document, by the mapping that its index gets.
//!
//! Written from OpenSearch's description of its field types and not from what `log-types`
//! does about them, so that the one can be checked against the other.
//!
//! Types: <https://docs.opensearch.org/latest/field-types/supported-field-types/index/>

use std::net::IpAddr;

use index_templates::{Kind, Template};
use serde_json::{Map, Value, json};

/// The longest term that an index takes, in bytes.
const LONGEST_TERM: usize = 32_766;

/// The `properties` of an index of this name.
pub(crate) fn of_index(templates: &[Template], index: &str) -> Value {
    let matches = |template: &&Template| {
        let patterns = template.body["index_patterns"].as_array();
        let mut patterns = patterns.into_iter().flatten().map(|p| p.as_str().unwrap());
        template.kind == Kind::Index
            && patterns.any(|pattern| match pattern.strip_suffix('*') {
                Some(start) => index.starts_with(start),
                None => index == pattern,
            })
    };
    let by_priority = |template: &&Template| template.body["priority"].as_u64();
    let template = templates.iter().filter(matches).max_by_key(by_priority).unwrap();
    let mut properties = json!({});
    for part in template.body["composed_of"].as_array().unwrap() {
        let is_part = |t: &&Template| t.kind == Kind::Component && t.name == part.as_str().unwrap();
        let part = templates.iter().find(is_part).unwrap();
        merge(&mut properties, &part.body["template"]["mappings"]["properties"]);
    }
    properties
}

fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merge(into.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}

/// The fields of an object that OpenSearch would refuse or ignore, with what they hold.
pub(crate) fn misfits(properties: &Value, object: &Value) -> Vec<String> {
    let mut found = Vec::new();
    fields(properties, true, "", object.as_object().unwrap(), &mut found);
    found
}

fn fields(
    properties: &Value,
    is_dynamic: bool,
    path: &str,
    object: &Map<String, Value>,
    found: &mut Vec<String>,
) {
    for (name, value) in object {
        let path = format!("{path}{name}");
        if let Some(mapping) = properties.get(name) {
            of_field(mapping, is_dynamic, &path, value, found);
        } else if let Some(mapping) = by_path(properties, &path, name, is_dynamic, found) {
            of_field(mapping, is_dynamic, &path, value, found);
        } else if is_dynamic {
            of_unknown(&path, value, found);
        }
    }
}

/// The field that a name with dots is the path of, which must lead through objects. Where
/// new names become no fields, any will do.
fn by_path<'m>(
    properties: &'m Value,
    path: &str,
    name: &str,
    is_dynamic: bool,
    found: &mut Vec<String>,
) -> Option<&'m Value> {
    let is_value =
        |mapping: &Value| !matches!(mapping["type"].as_str(), None | Some("object" | "nested"));
    let (mut below, mut mapping) = (Some(properties), None);
    for step in name.split('.') {
        if (step.trim().is_empty() && is_dynamic) || mapping.is_some_and(is_value) {
            found.push(format!("{path}: the name"));
            return None;
        }
        mapping = below.and_then(|properties| properties.get(step));
        below = mapping.and_then(|mapping| mapping.get("properties"));
    }
    mapping
}

fn of_unknown(path: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => fields(&json!({}), true, &format!("{path}."), object, found),
        Value::Array(elements) => elements.iter().for_each(|e| of_unknown(path, e, found)),
        Value::String(text) if text.len() > LONGEST_TERM => {
            found.push(format!("{path}: {} bytes", text.len()));
        }
        _ => {}
    }
}

fn of_field(mapping: &Value, is_dynamic: bool, path: &str, value: &Value, found: &mut Vec<String>) {
    match (mapping["type"].as_str(), value) {
        (_, Value::Null) | (Some("geo_point"), Value::Number(_)) => {}
        (Some("geo_point"), Value::Object(point)) if point.len() == 2 => {}
        (_, Value::Array(elements)) => {
            elements.iter().for_each(|element| of_field(mapping, is_dynamic, path, element, found));
        }
        (Some("flat_object"), Value::Object(_)) => terms(path.len(), path, value, found),
        (None | Some("object" | "nested"), Value::Object(object)) => {
            let is_dynamic = is_dynamic && mapping["dynamic"].as_str() != Some("false");
            fields(&mapping["properties"], is_dynamic, &format!("{path}."), object, found);
        }
        (Some(kind), Value::String(_) | Value::Number(_) | Value::Bool(_))
            if fits(kind, mapping, value) => {}
        _ => found.push(format!("{path}: {:.200}", value.to_string())),
    }
}

/// The terms of an object that is one field: its name, the path, and the value.
fn terms(length: usize, path: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                terms(length + 1 + name.len(), path, value, found);
            }
        }
        Value::Array(elements) => elements.iter().for_each(|e| terms(length, path, e, found)),
        other => {
            let own = other.as_str().map_or_else(|| other.to_string().len(), str::len);
            if path.len() + 1 + length + 1 + own > LONGEST_TERM {
                found.push(format!("{path}: a term of {own} bytes"));
            }
        }
    }
}

fn fits(kind: &str, mapping: &Value, value: &Value) -> bool {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let whole = |bits: u32| {
        let limit = 2_f64.powi(i32::try_from(bits).unwrap() - 1);
        !value.is_boolean() && text.parse::<f64>().is_ok_and(|n| (-limit..=limit).contains(&n))
    };
    match kind {
        "keyword" => text.len() <= LONGEST_TERM,
        "text" => true,
        "ip" => value.is_string() && text.parse::<IpAddr>().is_ok(),
        "boolean" => value.is_boolean() || matches!(text.as_str(), "true" | "false" | ""),
        "long" => whole(64),
        "integer" => whole(32),
        "short" => whole(16),
        "float" => text.parse::<f32>().is_ok_and(f32::is_finite),
        "date" => is_date(mapping["format"].as_str(), value, &text),
        _ => false,
    }
}

fn is_date(format: Option<&str>, value: &Value, text: &str) -> bool {
    let is_number = !value.is_boolean() && text.parse::<f64>().is_ok();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // Year, month and day, then perhaps a time; the node of the other test knows it all.
    let is_iso = || {
        let (date, time) = text.split_once('T').unwrap_or((text, ""));
        let mut parts = date.split('-');
        let sizes = [4, 2, 2].map(|size| parts.next().is_none_or(|p| p.len() == size && digits(p)));
        let of_time = |c: char| c.is_ascii_digit() || ":.+-Z".contains(c);
        value.is_string()
            && sizes == [true; 3]
            && parts.next().is_none()
            && time.chars().all(of_time)
    };
    match format {
        Some("epoch_millis" | "epoch_second") => is_number,
        Some(_) => is_number || is_iso() || text.contains(' '),
        None => is_iso() || value.as_i64().is_some() || text.parse::<i64>().is_ok(),
    }
}
