//! Patterns of JSON.

use serde_json::Value as Json;

/// Stands for anything. No template holds a NUL.
pub(crate) const ANY: &str = "\u{0}any";

/// Where `found` is not what `pattern` wants; empty if it matches.
pub(crate) fn mismatches(pattern: &Json, found: &Json) -> Vec<String> {
    let mut mismatches = vec![];
    compare(pattern, found, "", &mut mismatches);
    mismatches
}

fn compare(pattern: &Json, found: &Json, place: &str, mismatches: &mut Vec<String>) {
    match (pattern, found) {
        (Json::String(text), found) if text == ANY => {
            if found.is_null() {
                mismatches.push(format!("{place}: is missing"));
            }
        }
        (Json::Object(wanted), Json::Object(found)) => {
            for (key, wanted) in wanted {
                let place = if place.is_empty() { key.clone() } else { format!("{place}.{key}") };
                match found.get(key) {
                    Some(found) => compare(wanted, found, &place, mismatches),
                    None => mismatches.push(format!("{place}: wanted {wanted}, is missing")),
                }
            }
        }
        (Json::Array(wanted), Json::Array(found)) if wanted.len() == found.len() => {
            for (index, (wanted, found)) in wanted.iter().zip(found).enumerate() {
                compare(wanted, found, &format!("{place}.{index}"), mismatches);
            }
        }
        (wanted, found) if wanted == found => {}
        (wanted, found) => mismatches.push(format!("{place}: wanted {wanted}, found {found}")),
    }
}
