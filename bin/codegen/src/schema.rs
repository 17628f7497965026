//! A registry schema, as far as this program uses it.
//!
//! Reading one and writing it again prunes it: descriptions, examples and all else that
//! has no field here falls away, and keys come out sorted.
//!
//! Format: <https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The schema of one resource type.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Schema {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) conditional_create_only_properties: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) create_only_properties: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) definitions: BTreeMap<String, Node>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) handlers: BTreeMap<String, Handler>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) primary_identifier: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) read_only_properties: Vec<String>,
    pub(crate) type_name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) write_only_properties: Vec<String>,
    /// The properties of the resource itself.
    #[serde(flatten)]
    pub(crate) root: Node,
}

/// What CloudFormation needs to be allowed for one kind of operation.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Handler {
    /// IAM actions.
    pub(crate) permissions: Vec<String>,
}

/// A property, a definition, or a branch of one.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Node {
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) additional_properties: Option<Additional>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) all_of: Vec<Node>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) any_of: Vec<Node>,
    #[serde(rename = "const", skip_serializing_if = "Option::is_none")]
    pub(crate) constant: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "scalar")]
    pub(crate) default: Option<Value>,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub(crate) values: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) items: Option<Box<Node>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_items: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_length: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) maximum: Option<serde_json::Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) min_items: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) min_length: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) minimum: Option<serde_json::Number>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) one_of: Vec<Node>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pattern: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) pattern_properties: BTreeMap<String, Node>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) properties: BTreeMap<String, Node>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) relationship_ref: Option<Relationship>,
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "sorted")]
    pub(crate) required: Vec<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<Kinds>,
}

/// `additionalProperties`: whether there may be others, or what they are.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
pub(crate) enum Additional {
    Allowed(bool),
    Of(Box<Node>),
}

/// The resource that a text names.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Relationship {
    pub(crate) property_path: String,
    pub(crate) type_name: String,
}

/// `type`: one or several.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
pub(crate) enum Kinds {
    One(Kind),
    Several(Vec<Kind>),
}

/// A JSON type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Array,
    Boolean,
    Integer,
    Null,
    Number,
    Object,
    String,
}

impl Schema {
    /// Reads a schema; what this program does not use is dropped.
    ///
    /// # Errors
    ///
    /// The text is not a schema.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The schema as it is kept in the repository.
    pub fn to_pruned(&self) -> String {
        let json = serde_json::to_value(self).map(sort_keys).unwrap_or_default();
        format!("{json:#}\n")
    }

    /// What `#/definitions/X`, or another pointer into the schema, stands for, with the
    /// definition's name.
    pub(crate) fn resolve(&self, reference: &str) -> Option<(&str, &Node)> {
        let mut path = reference.strip_prefix("#/")?.split('/');
        let (mut name, mut node) = match path.next()? {
            "definitions" => self.definitions.get_key_value(path.next()?)?,
            "properties" => self.root.properties.get_key_value(path.next()?)?,
            _ => return None,
        };
        while let Some(segment) = path.next() {
            match segment {
                "properties" => (name, node) = node.properties.get_key_value(path.next()?)?,
                "items" => node = node.items.as_deref()?,
                _ => return None,
            }
        }
        Some((name, node))
    }
}

impl Node {
    /// The JSON types that are allowed; none means any.
    pub(crate) fn kinds(&self) -> &[Kind] {
        match &self.kind {
            None => &[],
            Some(Kinds::One(kind)) => std::slice::from_ref(kind),
            Some(Kinds::Several(kinds)) => kinds,
        }
    }

    /// Whether this type is allowed explicitly.
    pub(crate) fn allows(&self, kind: Kind) -> bool {
        self.kinds().contains(&kind)
    }

    /// The branches of `anyOf` and `oneOf`.
    pub(crate) fn branches(&self) -> impl Iterator<Item = &Node> {
        self.any_of.iter().chain(&self.one_of)
    }
}

/// Keeps defaults that are short enough to show.
fn scalar<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let shown = match &value {
        Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => text.len() <= 40,
        _ => false,
    };
    Ok(shown.then_some(value))
}

fn sorted<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let mut names = Vec::<String>::deserialize(deserializer)?;
    names.sort();
    Ok(names)
}

/// Sorts the keys of objects, whatever order `serde_json` keeps.
fn sort_keys(json: Value) -> Value {
    match json {
        Value::Array(items) => items.into_iter().map(sort_keys).collect(),
        Value::Object(entries) => {
            let sorted: BTreeMap<_, _> = entries.into_iter().collect();
            Value::Object(sorted.into_iter().map(|(key, value)| (key, sort_keys(value))).collect())
        }
        scalar => scalar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_falls_away_and_facts_stay() {
        let schema = Schema::parse(
            r#"{"typeName": "AWS::X::Y", "description": "prose", "tagging": {"taggable": true},
                "properties": {"B": {"type": "string", "description": "prose", "examples": ["b"]},
                               "A": {"default": {"prose": true}, "type": ["object", "string"]}},
                "required": ["B", "A"], "additionalProperties": false,
                "handlers": {"read": {"permissions": ["x:Read"], "timeoutInMinutes": 5}}}"#,
        )
        .unwrap();
        let pruned: Value = serde_json::from_str(&schema.to_pruned()).unwrap();
        assert_eq!(
            pruned,
            serde_json::json!({
                "typeName": "AWS::X::Y",
                "properties": {"A": {"type": ["object", "string"]}, "B": {"type": "string"}},
                "required": ["A", "B"],
                "additionalProperties": false,
                "handlers": {"read": {"permissions": ["x:Read"]}},
            })
        );
    }

    #[test]
    fn pruning_twice_changes_nothing_more() {
        let text = r##"{"typeName": "AWS::X::Y", "properties": {"A": {"$ref": "#/definitions/D"}},
            "definitions": {"D": {"type": "array", "items": {"enum": ["b", "a"]}}}}"##;
        let once = Schema::parse(text).unwrap().to_pruned();
        assert_eq!(Schema::parse(&once).unwrap().to_pruned(), once);
    }

    #[test]
    fn pointers_go_to_definitions_and_properties() {
        let schema = Schema::parse(
            r#"{"typeName": "AWS::X::Y", "properties": {"P": {"type": "boolean"}},
                "definitions": {"D": {"properties": {"E": {"type": "integer"}}}}}"#,
        )
        .unwrap();
        let kind = |pointer| schema.resolve(pointer).map(|(name, node)| (name, node.kinds()));
        assert_eq!(kind("#/properties/P"), Some(("P", &[Kind::Boolean][..])));
        assert_eq!(kind("#/definitions/D/properties/E"), Some(("E", &[Kind::Integer][..])));
        assert_eq!(kind("#/definitions/F"), None);
    }
}
