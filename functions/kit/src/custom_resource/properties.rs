//! A resource's properties, read without ever telling their values.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Path;

use crate::errors::Stable;

/// Properties that are not what the resource needs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{section}{place} {problem}; the properties are written by the stack's template: update the \
     stack from an unchanged one"
)]
pub struct UnreadableProperties {
    section: &'static str,
    place: String,
    problem: String,
}

impl Stable for UnreadableProperties {
    fn error_type(&self) -> &'static str {
        "CustomResourcePropertiesInvalid"
    }
}

/// The properties before an Update, of whichever release set them.
///
/// v2.10.4's need not have our form, and that must not stop an Update.
#[derive(Clone)]
pub struct Previous<P> {
    read: Option<P>,
    raw: Value,
}

impl<P: DeserializeOwned> Previous<P> {
    /// Reads them, if they have our form.
    pub fn new(raw: Value) -> Self {
        Self { read: read("OldResourceProperties", raw.clone()).ok(), raw }
    }

    /// The properties, where they have our form.
    pub fn properties(&self) -> Option<&P> {
        self.read.as_ref()
    }

    /// The properties as they came. May hold secrets.
    pub fn raw(&self) -> &Value {
        &self.raw
    }
}

impl<P> fmt::Debug for Previous<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = if self.read.is_some() { "our form" } else { "another form" };
        write!(f, "previous properties of {form}")
    }
}

/// Reads properties of `section`, which is `ResourceProperties` or `OldResourceProperties`.
pub(super) fn read<P: DeserializeOwned>(
    section: &'static str,
    properties: Value,
) -> Result<P, UnreadableProperties> {
    let whole = properties.clone();
    serde_path_to_error::deserialize(properties).map_err(|error| {
        let place = match error.path().to_string().as_str() {
            "." => String::new(),
            path => format!(".{path}"),
        };
        let found = found(&whole, error.path());
        UnreadableProperties { section, place, problem: problem(&error.inner().to_string(), found) }
    })
}

/// What serde says, less the value that it found: that could be a secret.
fn problem(words: &str, found: &str) -> String {
    if words.starts_with("missing field") {
        return format!("has a {words}");
    }
    words.split_once(", expected ").map_or_else(
        || format!("is {found} that is not accepted"),
        |(_, wanted)| format!("is {found}; it must be {wanted}"),
    )
}

/// What kind of value lies at `path`.
fn found(properties: &Value, path: &Path) -> &'static str {
    let mut value = Some(properties);
    for segment in path {
        value = match segment {
            serde_path_to_error::Segment::Seq { index } => value.and_then(|v| v.get(*index)),
            serde_path_to_error::Segment::Map { key } => value.and_then(|v| v.get(key)),
            _ => value,
        };
    }
    match value {
        None | Some(Value::Null) => "nothing",
        Some(Value::Bool(_)) => "a boolean",
        Some(Value::Number(_)) => "a number",
        Some(Value::String(text)) if text.is_empty() => "an empty string",
        Some(Value::String(_)) => "a string",
        Some(Value::Array(_)) => "a list",
        Some(Value::Object(_)) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Properties {
        #[expect(dead_code, reason = "only read")]
        list: Vec<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Inner {
        #[expect(dead_code, reason = "only read")]
        number: u8,
    }

    fn refused(properties: Value) -> String {
        read::<Properties>("ResourceProperties", properties).unwrap_err().to_string()
    }

    #[test]
    fn the_place_is_told_and_the_value_is_not() {
        let words = refused(json!({ "List": [{ "Number": "hunter2" }] }));
        assert!(
            words.starts_with("ResourceProperties.List[0].Number is a string; it must be u8"),
            "{words}"
        );
        assert!(!words.contains("hunter2"), "{words}");
    }

    #[test]
    fn a_missing_property_is_named() {
        let words = refused(json!({ "List": [{}] }));
        assert!(words.contains("List[0] has a missing field `Number`"), "{words}");
    }

    #[test]
    fn properties_that_are_not_there_are_told() {
        let words = refused(Value::Null);
        assert!(words.starts_with("ResourceProperties is nothing; it must be "), "{words}");
    }

    #[test]
    fn previous_properties_of_another_form_are_kept_as_they_came() {
        let previous = Previous::<Properties>::new(json!({ "License": "hunter2" }));
        assert!(previous.properties().is_none());
        assert_eq!(previous.raw().get("License"), Some(&json!("hunter2")));
        assert!(!format!("{previous:?}").contains("hunter2"));
    }
}
