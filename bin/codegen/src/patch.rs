//! Corrections of schemas that are known to be wrong, each with its reason.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::error::Error;
use crate::inputs::read_toml;
use crate::schema::Schema;

/// `patches.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Patches {
    #[serde(default)]
    patch: Vec<Patch>,
}

/// One correction.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Patch {
    #[serde(rename = "type")]
    type_name: String,
    /// A JSON pointer into the schema; its last segment need not exist.
    path: String,
    /// What to put there.
    set: Value,
    /// Why. Never empty: whoever finds the patch must be able to tell when it can go.
    reason: String,
}

impl Patches {
    /// Reads `patches.toml`.
    ///
    /// # Errors
    ///
    /// It is missing or not as it should be.
    pub(crate) fn read(folder: &Path) -> Result<Self, Error> {
        read_toml(&folder.join("patches.toml"))
    }

    /// Refuses patches of types that are not generated.
    pub(crate) fn expect_types(&self, known: impl Fn(&str) -> bool) -> Result<(), Error> {
        match self.patch.iter().find(|patch| !known(&patch.type_name)) {
            None => Ok(()),
            Some(patch) => Err(patch.error("types.toml does not list the type; remove the patch")),
        }
    }
}

impl Patch {
    fn error(&self, why: impl Into<String>) -> Error {
        Error::Patch { type_name: self.type_name.clone(), path: self.path.clone(), why: why.into() }
    }

    fn apply(&self, schema: &mut Value) -> Result<(), Error> {
        if self.reason.trim().is_empty() {
            return Err(self.error("the reason is empty"));
        }
        let Some((parent, key)) = self.path.rsplit_once('/') else {
            return Err(self.error("the path must begin with `/`"));
        };
        let Some(parent) = schema.pointer_mut(parent).and_then(Value::as_object_mut) else {
            return Err(self.error(format!("the schema has no object at `{parent}`")));
        };
        if parent.get(key) == Some(&self.set) {
            return Err(self.error("the schema already says so; remove the patch"));
        }
        parent.insert(key.to_owned(), self.set.clone());
        Ok(())
    }
}

/// A type's schema with its patches applied.
pub(crate) fn apply(type_name: &str, text: &str, patches: &Patches) -> Result<Schema, Error> {
    let malformed = |error: serde_json::Error| Error::Schema {
        type_name: type_name.to_owned(),
        place: "/".to_owned(),
        why: error.to_string(),
    };
    let mut json: Value = serde_json::from_str(text).map_err(malformed)?;
    for patch in patches.patch.iter().filter(|patch| patch.type_name == type_name) {
        patch.apply(&mut json)?;
    }
    serde_json::from_value(json).map_err(malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = r#"{"typeName": "AWS::X::Y", "properties": {"A": {"type": "string"}}}"#;

    fn patched(path: &str, set: &str, reason: &str) -> Result<Schema, Error> {
        let patches = format!(
            "[[patch]]\ntype = \"AWS::X::Y\"\npath = \"{path}\"\nset = {set}\nreason = \"{reason}\""
        );
        apply("AWS::X::Y", SCHEMA, &toml::from_str(&patches).unwrap())
    }

    #[test]
    fn a_patch_adds_a_limit() {
        let schema = patched("/properties/A/maxLength", "80", "the service's limit").unwrap();
        assert_eq!(schema.root.properties["A"].max_length, Some(80));
    }

    #[test]
    fn a_patch_that_changes_nothing_is_refused() {
        let error = patched("/properties/A/type", "\"string\"", "x").unwrap_err().to_string();
        assert_eq!(
            error,
            "patches.toml, `AWS::X::Y` at `/properties/A/type`: the schema already says so; remove \
             the patch"
        );
    }

    #[test]
    fn a_patch_of_nothing_is_refused() {
        let error = patched("/properties/B/type", "\"string\"", "x").unwrap_err().to_string();
        assert!(error.ends_with("the schema has no object at `/properties/B`"), "{error}");
    }

    #[test]
    fn a_patch_without_a_reason_is_refused() {
        let error = patched("/properties/A/type", "\"integer\"", " ").unwrap_err().to_string();
        assert!(error.ends_with("the reason is empty"), "{error}");
    }
}
