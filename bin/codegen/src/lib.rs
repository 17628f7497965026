//! Generates `constructs/resources` from the CloudFormation registry schemas.
//!
//! `inputs` reads what is in `constructs/resources/schemas`, `lower` turns each schema into
//! a `model` of what is to be written, and `emit` writes it as Rust. Same inputs, same bytes.
//!
//! The schemas come from the Python package cfn-lint, which carries all that AWS publishes;
//! `source` finds it and keeps pruned copies. Nothing here uses the network.

mod catalog;
mod emit;
mod error;
mod inputs;
mod lower;
mod model;
mod names;
mod patch;
mod schema;
pub mod source;
pub mod tree;

pub use emit::Files;
pub use error::Error;
pub use inputs::{Entry, Inputs, Table, schema_file};
pub use schema::Schema;

use std::collections::BTreeMap;

use catalog::Catalog;
use model::{Path, Resource};

/// All generated files, by their path below `constructs/resources/src`.
///
/// # Errors
///
/// The inputs contradict each other.
pub fn generate(inputs: &Inputs) -> Result<Files, Error> {
    let catalog = Catalog::new(&inputs.table)?;
    let resources = resources(inputs, &catalog)?;
    expect_names_differ(&resources)?;
    Ok(emit::files(&resources, &catalog))
}

/// Two names of one service must not collide: that of a type with that of a handle.
fn expect_names_differ(resources: &[Resource]) -> Result<(), Error> {
    let mut names = BTreeMap::new();
    for resource in resources {
        let handle = format!("{}Handle", resource.path.name);
        for name in [resource.path.name.clone(), handle] {
            let place = Path { name, service: resource.path.service.clone() };
            if let Some(other) = names.insert(place.clone(), &resource.type_name) {
                let why =
                    format!("`{other}` already has the name `{place}`; list only one of them");
                return Err(Error::Types {
                    place: format!("types.\"{}\"", resource.type_name),
                    why,
                });
            }
        }
    }
    Ok(())
}

/// Everything about each resource type, as it will be written.
fn resources(inputs: &Inputs, catalog: &Catalog) -> Result<Vec<Resource>, Error> {
    inputs
        .schemas
        .iter()
        .map(|(name, schema)| {
            let unlisted = Entry::default();
            let entry = inputs.table.types.get(name).unwrap_or(&unlisted);
            lower::lower(entry, schema, catalog)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Tree;

    fn tree() -> Tree {
        Tree::new(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
    }

    fn inputs() -> Inputs {
        Inputs::read(&tree().schemas()).unwrap()
    }

    /// The file that a type's schema gives, and the error if it gives none.
    fn generated(table: &str, schemas: &[&str], file: &str) -> Result<String, Error> {
        let schemas = schemas.iter().map(|text| {
            let schema = Schema::parse(text).unwrap();
            (schema.type_name.clone(), schema)
        });
        let inputs = Inputs { table: toml::from_str(table).unwrap(), schemas: schemas.collect() };
        Ok(generate(&inputs)?.remove(&format!("generated/{file}.rs")).unwrap_or_default())
    }

    #[track_caller]
    fn assert_has(text: &str, parts: &[&str]) {
        for part in parts {
            assert!(text.contains(part), "no `{part}` in\n{text}");
        }
    }

    #[test]
    fn what_is_checked_in_is_what_the_schemas_give() {
        let differences = tree().compare(&generate(&inputs()).unwrap()).unwrap();
        let lines: Vec<String> = differences.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "run `cargo run --bin codegen`:\n{}", lines.join("\n"));
    }

    #[test]
    fn generating_twice_gives_the_same_bytes() {
        assert_eq!(generate(&inputs()).unwrap(), generate(&inputs()).unwrap());
    }

    #[test]
    fn the_checked_in_schemas_are_pruned_and_no_others_are_there() {
        let folder = tree().schemas();
        let mut listed: Vec<_> =
            inputs().schemas.keys().map(|name| schema_file(&folder, name)).collect();
        listed.sort();
        let mut found: Vec<_> =
            std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        found.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        found.sort();
        assert_eq!(found, listed);
        for path in found {
            let text = std::fs::read_to_string(&path).unwrap();
            assert_eq!(Schema::parse(&text).unwrap().to_pruned(), text, "{}", path.display());
        }
    }

    #[test]
    fn no_schema_loses_its_create_only_properties_or_its_permissions() {
        let inputs = inputs();
        let catalog = Catalog::new(&inputs.table).unwrap();
        let mut checked = 0;
        for resource in resources(&inputs, &catalog).unwrap() {
            let name = &resource.type_name;
            let schema = &inputs.schemas[name];
            assert_eq!(resource.create_only.len(), schema.create_only_properties.len(), "{name}");
            let conditional = schema.conditional_create_only_properties.len();
            assert_eq!(resource.conditional_create_only.len(), conditional, "{name}");
            for (operation, actions) in &resource.handlers {
                let wanted = schema.handlers.get(*operation).map(|handler| &handler.permissions);
                let wanted =
                    wanted.into_iter().flatten().collect::<std::collections::BTreeSet<_>>();
                assert!(actions.iter().eq(wanted), "{name}, {operation}");
            }
            let unmade = schema
                .handlers
                .keys()
                .find(|operation| !resource.handlers.iter().any(|(known, _)| known == operation));
            assert_eq!(unmade, None, "{name}");
            checked += 1;
        }
        assert_eq!(checked, inputs.table.types.len());
    }

    #[test]
    fn required_properties_are_in_the_constructor_by_their_names() {
        let schema = r#"{"typeName": "AWS::X::Y", "required": ["B", "A"], "properties":
            {"A": {"type": "string"}, "B": {"type": "integer"}, "C": {"type": "boolean"}}}"#;
        let file = generated("", &[schema], "x/y").unwrap();
        assert_has(
            &file,
            &["pub fn new(a: impl Into<Value<String>>, b: impl Into<Value<i64>>) -> Self {"],
        );
        assert!(!file.contains("Default"), "{file}");
    }

    #[test]
    fn read_only_properties_become_getters_and_nothing_else() {
        let schema = r#"{"typeName": "AWS::X::Thing", "properties": {"Arn": {"type": "string"},
            "Endpoint": {"properties": {"Port": {"type": "integer"}}}},
            "readOnlyProperties": ["/properties/Arn", "/properties/Endpoint"]}"#;
        let file = generated("", &[schema], "x/thing").unwrap();
        assert_has(
            &file,
            &[
                "pub fn arn(&self) -> Value<Arn<Thing>> {",
                "pub fn endpoint_port(&self) -> Value<i64> {",
                "attributes: &[\"Arn\", \"Endpoint.Port\"],",
            ],
        );
        assert!(!file.contains("mut self"), "{file}");
    }

    #[test]
    fn parts_choices_maps_and_alternatives_get_their_types() {
        let schema = r##"{"typeName": "AWS::X::Y", "properties": {
            "Rules": {"type": "array", "items": {"$ref": "#/definitions/Rule"}},
            "Labels": {"type": "object", "patternProperties": {".*": {"type": "string"}}},
            "Policy": {"type": ["object", "string"]},
            "Modes": {"type": "array", "items": {"type": "string", "enum": ["on", "off"]}},
            "Target": {"oneOf": [{"properties": {"Url": {"type": "string"}}, "required": ["Url"]},
                                 {"properties": {"Id": {"type": "string"}}}]}},
            "definitions": {"Rule": {"properties": {
                "Status": {"type": "string", "enum": ["Enabled"]},
                "Nested": {"$ref": "#/definitions/Rule"}}, "required": ["Status"]}}}"##;
        let file = generated("", &[schema], "x/y").unwrap();
        assert_has(
            &file,
            &[
                "pub fn rules(mut self, value: impl Into<Value<Vec<Rule>>>) -> Self {",
                "pub fn labels(mut self, value: impl Into<Value<BTreeMap<String, String>>>) -> Self {",
                "pub fn policy(mut self, value: impl Into<Value<Json>>) -> Self {",
                "pub fn modes(mut self, value: impl Into<Value<Vec<Mode>>>) -> Self {",
                "pub fn target(mut self, value: impl Into<Value<Target>>) -> Self {",
                "pub fn new(status: impl Into<Value<RuleStatus>>) -> Self {",
                "pub fn nested(mut self, value: impl Into<Value<Rule>>) -> Self {",
                "    RuleStatus {\n        Enabled = \"Enabled\",\n    }",
                "pub struct Target(Object);",
                "pub fn url(mut self, value: impl Into<Value<String>>) -> Self {",
            ],
        );
    }

    #[test]
    fn the_form_of_tags_is_kept() {
        let tags = |property: &str| {
            let schema = format!(
                r##"{{"typeName": "AWS::X::Y", "properties": {{{property}}}, "definitions":
                    {{"Tag": {{"properties": {{"Key": {{"type": "string"}}, "Value": {{"type": "string"}}}}}}}}}}"##
            );
            generated("", &[&schema], "x/y").unwrap()
        };
        let list = r##""Tags": {"type": "array", "items": {"$ref": "#/definitions/Tag"}}"##;
        assert_has(&tags(list), &["tags: TagForm::List,"]);
        let map = r#""Tags": {"type": "object", "patternProperties": {".*": {"type": "string"}}}"#;
        assert_has(&tags(map), &["tags: TagForm::Map,"]);
        assert_has(&tags(r#""Other": {"type": "string"}"#), &["tags: TagForm::None,"]);
    }

    #[test]
    fn names_of_one_type_never_collide() {
        let schema = r##"{"typeName": "AWS::X::Rule", "properties": {
            "Rule": {"$ref": "#/definitions/Rule"}, "Object": {"$ref": "#/definitions/Object"},
            "URL": {"type": "string"}, "Url": {"type": "string"},
            "Object2": {"properties": {"A": {"type": "string", "enum": ["x-y", "x_y"]}}}},
            "definitions": {"Rule": {"properties": {"A": {}}},
                "Object": {"properties": {"A": {"type": "string", "enum": ["a"]}}}}}"##;
        let file = generated("", &[schema], "x/rule").unwrap();
        assert_has(
            &file,
            &[
                "pub struct RuleProperty(Object);",
                "pub struct ObjectProperty(Object);",
                "pub fn url(mut self",
                "pub fn url_(mut self",
                "        XY = \"x-y\",\n        XY2 = \"x_y\",",
            ],
        );
    }

    #[test]
    fn properties_get_the_kinds_of_text_that_formats_mean() {
        let table = r#"
            [types]
            "AWS::X::Key" = { ref = "KeyId" }
            "AWS::X::Y" = { properties = { Role = "x::KeyId" } }
            [formats]
            "AWS::X::Key.Id" = "x::KeyId"
            [alternatives]
            "x::KeyIdOrArn" = ["x::KeyId", "Arn<x::Key>"]
        "#;
        let key = r#"{"typeName": "AWS::X::Key", "properties":
            {"KeyId": {"type": "string", "format": "AWS::X::Key.Id"}}}"#;
        let user = r#"{"typeName": "AWS::X::Y", "properties": {
            "Key": {"type": "string", "format": "AWS::X::Key.Arn"},
            "Either": {"type": "string", "anyOf": [{"format": "AWS::X::Key.Arn"},
                                                   {"format": "AWS::X::Key.Id"}]},
            "Other": {"type": "string", "format": "AWS::Z::Other.Arn"},
            "Role": {"type": "string"}}}"#;
        assert_has(
            &generated(table, &[key, user], "x/y").unwrap(),
            &[
                "pub fn key(mut self, value: impl Into<Value<Arn<crate::x::Key>>>) -> Self {",
                "pub fn either(mut self, value: impl Into<crate::x::KeyIdOrArn>) -> Self {",
                "pub fn other(mut self, value: impl Into<Value<String>>) -> Self {",
                "pub fn role(mut self, value: impl Into<Value<crate::x::KeyId>>) -> Self {",
            ],
        );
        // The key's own name is where the kind comes from.
        assert_has(
            &generated(table, &[key, user], "x/key").unwrap(),
            &[
                "pub fn key_id(mut self, value: impl Into<Value<String>>) -> Self {",
                "pub fn reference(&self) -> Value<crate::x::KeyId> {",
            ],
        );
    }

    #[test]
    fn secrets_have_no_limits_that_would_show_them() {
        let schema = r#"{"typeName": "AWS::X::Y", "writeOnlyProperties": ["/properties/Secret"],
            "properties": {"Secret": {"type": "string", "maxLength": 9},
                           "Name": {"type": "string", "maxLength": 9}}}"#;
        let file = generated("", &[schema], "x/y").unwrap();
        assert_has(&file, &["constraints: &[limit(\"Name\", 0, 9)],"]);
    }

    #[test]
    fn a_property_that_there_is_not_cannot_be_typed() {
        let table = r#"[types]
            "AWS::X::Y" = { properties = { Nmae = "String" } }"#;
        let schema = r#"{"typeName": "AWS::X::Y", "properties": {"Name": {"type": "string"}}}"#;
        let error = generated(table, &[schema], "x/y").unwrap_err().to_string();
        assert_eq!(
            error,
            "types.toml, types.\"AWS::X::Y\".properties: the schema has no property `Nmae`"
        );
    }

    #[test]
    fn a_type_named_as_the_handle_of_another_is_refused() {
        let schema = |name| format!(r#"{{"typeName": "AWS::X::{name}", "properties": {{}}}}"#);
        let schemas = [schema("Wait"), schema("WaitHandle")];
        let error = generated("", &[&schemas[0], &schemas[1]], "x/wait").unwrap_err().to_string();
        assert!(error.contains("`AWS::X::Wait` already has the name `x::WaitHandle`"), "{error}");
    }

    #[test]
    fn a_reference_that_leads_nowhere_is_refused() {
        let schema =
            r##"{"typeName": "AWS::X::Y", "properties": {"A": {"$ref": "#/definitions/B"}}}"##;
        let error = generated("", &[schema], "x/y").unwrap_err().to_string();
        assert_eq!(error, "the schema of `AWS::X::Y` at `A`: `#/definitions/B` leads nowhere");
    }
}
