//! What a node of a schema amounts to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::model::Type;
use crate::schema::{Additional, Kind, Node, Schema};

/// What a node amounts to.
#[derive(Debug, PartialEq)]
pub(super) enum Shape<'a> {
    /// A type that needs nothing more.
    Scalar(Type),
    /// Text, perhaps of a kind.
    Text,
    /// One of several texts.
    Choice(Vec<&'a str>),
    /// A list, with the node of its items.
    List(Option<&'a Node>),
    /// An object with any keys, with the node of its values.
    Map(&'a Node),
    /// An object with properties of its own.
    Part,
}

impl Shape<'_> {
    /// Whether it becomes a type with a name.
    pub(super) fn has_name(&self) -> bool {
        matches!(self, Self::Choice(_) | Self::Part)
    }
}

/// Properties of a node and all its branches.
#[derive(Debug, Default)]
pub(super) struct Merged<'a> {
    pub(super) properties: BTreeMap<&'a str, &'a Node>,
    pub(super) required: BTreeSet<&'a str>,
}

/// Tells what a node amounts to. Follows no `$ref` of the node itself.
pub(super) fn of<'a>(schema: &'a Schema, node: &'a Node) -> Shape<'a> {
    if let Some(values) = choices(schema, node) {
        return Shape::Choice(values);
    }
    if !merge(schema, node).properties.is_empty() {
        return Shape::Part;
    }
    if let Some(value) = map_value(node) {
        return Shape::Map(value);
    }
    match node.kinds() {
        [] => untyped(schema, node),
        [Kind::String] => Shape::Text,
        [Kind::Integer] => Shape::Scalar(Type::Integer),
        [Kind::Number] => Shape::Scalar(Type::Number),
        [Kind::Boolean] => Shape::Scalar(Type::Boolean),
        [Kind::Array] => Shape::List(node.items.as_deref()),
        [Kind::Object] if is_closed(node) => Shape::Part,
        kinds => of_kinds(kinds),
    }
}

/// All properties of a node, of what it extends and of its alternatives. Required is what
/// every alternative requires.
pub(super) fn merge<'a>(schema: &'a Schema, node: &'a Node) -> Merged<'a> {
    merge_within(schema, node, 0)
}

fn merge_within<'a>(schema: &'a Schema, node: &'a Node, depth: usize) -> Merged<'a> {
    // Definitions may refer to themselves; no schema alternates this deep.
    const DEEPEST: usize = 8;
    let mut merged = Merged {
        properties: node.properties.iter().map(|(name, node)| (name.as_str(), node)).collect(),
        required: node.required.iter().map(String::as_str).collect(),
    };
    if depth == DEEPEST {
        return merged;
    }
    let branch = |branch: &'a Node| merge_within(schema, target(schema, branch), depth + 1);
    for extended in node.all_of.iter().map(branch) {
        merged.required.extend(extended.required);
        add(&mut merged.properties, extended.properties);
    }
    for alternatives in [&node.any_of, &node.one_of] {
        let branches: Vec<_> = alternatives.iter().map(branch).collect();
        let required = branches.iter().map(|branch| branch.required.clone());
        merged.required.extend(required.reduce(|a, b| &a & &b).unwrap_or_default());
        branches.into_iter().for_each(|branch| add(&mut merged.properties, branch.properties));
    }
    merged
}

fn add<'a>(properties: &mut BTreeMap<&'a str, &'a Node>, more: BTreeMap<&'a str, &'a Node>) {
    for (name, node) in more {
        properties.entry(name).or_insert(node);
    }
}

fn target<'a>(schema: &'a Schema, node: &'a Node) -> &'a Node {
    let resolved = node.reference.as_ref().and_then(|reference| schema.resolve(reference));
    resolved.map_or(node, |(_, node)| node)
}

/// The texts that a node allows, if it allows nothing else.
fn choices<'a>(schema: &'a Schema, node: &'a Node) -> Option<Vec<&'a str>> {
    let texts: Option<Vec<&str>> =
        node.values.iter().chain(&node.constant).map(Value::as_str).collect();
    let own = texts.filter(|texts| !texts.is_empty() && !node.allows(Kind::Object));
    let found = own.or_else(|| {
        let branches = node.branches().map(|branch| choices(schema, target(schema, branch)));
        let all: Option<Vec<_>> = branches.collect();
        all.filter(|all| !all.is_empty()).map(|all| all.concat())
    });
    found.map(|mut texts| {
        let mut seen = BTreeSet::new();
        texts.retain(|text| seen.insert(*text));
        texts
    })
}

fn map_value(node: &Node) -> Option<&Node> {
    if node.kinds() != [Kind::Object] && !node.kinds().is_empty() {
        return None;
    }
    let mut patterns = node.pattern_properties.values();
    match (patterns.next(), &node.additional_properties) {
        (Some(value), _) if patterns.all(|other| other == value) => Some(value),
        (None, Some(Additional::Of(value))) => Some(value),
        _ => None,
    }
}

/// An object that may hold nothing, and means something by being there.
fn is_closed(node: &Node) -> bool {
    node.additional_properties == Some(Additional::Allowed(false))
        && node.pattern_properties.is_empty()
}

fn untyped<'a>(schema: &'a Schema, node: &'a Node) -> Shape<'a> {
    if let Some(items) = &node.items {
        return Shape::List(Some(items));
    }
    if node.relationship_ref.is_some() {
        return Shape::Text;
    }
    let branches: Vec<&Node> = node.branches().map(|branch| target(schema, branch)).collect();
    let kinds: Vec<Kind> = branches.iter().flat_map(|branch| branch.kinds()).copied().collect();
    if branches.is_empty() {
        Shape::Scalar(Type::Json)
    } else if branches.iter().all(|branch| branch.relationship_ref.is_some()) {
        Shape::Text
    } else if branches.iter().any(|branch| branch.kinds().is_empty()) {
        Shape::Scalar(Type::Json)
    } else {
        of_kinds(&kinds)
    }
}

/// Several types at once: numbers and flags can be written as text, the rest only as JSON.
fn of_kinds<'a>(kinds: &[Kind]) -> Shape<'a> {
    let all = |allowed: &[Kind]| kinds.iter().all(|kind| allowed.contains(kind));
    if all(&[Kind::Integer, Kind::Null]) {
        Shape::Scalar(Type::Integer)
    } else if all(&[Kind::Boolean, Kind::Null]) {
        Shape::Scalar(Type::Boolean)
    } else if all(&[Kind::Integer, Kind::Number, Kind::Null]) {
        Shape::Scalar(Type::Number)
    } else if all(&[Kind::String, Kind::Integer, Kind::Number, Kind::Boolean, Kind::Null]) {
        Shape::Text
    } else {
        Shape::Scalar(Type::Json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(node: &str, expected: impl FnOnce(Shape<'_>) -> bool) {
        let schema = Schema::parse(
            r#"{"typeName": "AWS::X::Y", "definitions": {"A": {"properties": {"One": {}},
                "required": ["One"]}, "E": {"enum": ["e"]}}}"#,
        )
        .unwrap();
        let node = serde_json::from_str(node).unwrap();
        let shape = of(&schema, &node);
        let shown = format!("{shape:?}");
        assert!(expected(shape), "{shown}");
    }

    #[test]
    fn texts_to_choose_from_are_a_choice() {
        check(r#"{"type": "string", "enum": ["a", "b"]}"#, |it| {
            it == Shape::Choice(vec!["a", "b"])
        });
        check(r#"{"type": "string", "const": "a", "enum": ["a"]}"#, |it| {
            it == Shape::Choice(vec!["a"])
        });
        check(r##"{"oneOf": [{"$ref": "#/definitions/E"}, {"const": "f"}]}"##, |it| {
            it == Shape::Choice(vec!["e", "f"])
        });
    }

    #[test]
    fn numbers_to_choose_from_are_a_number() {
        check(r#"{"type": "integer", "enum": [1, 3]}"#, |it| it == Shape::Scalar(Type::Integer));
    }

    #[test]
    fn an_object_or_its_text_is_json_unless_its_properties_are_known() {
        check(r#"{"type": ["object", "string"]}"#, |it| it == Shape::Scalar(Type::Json));
        check(r#"{"type": ["object", "string"], "properties": {"a": {}}}"#, |it| it == Shape::Part);
    }

    #[test]
    fn an_object_with_any_keys_is_a_map() {
        check(r#"{"type": "object", "patternProperties": {".*": {}}}"#, |it| {
            matches!(it, Shape::Map(_))
        });
        check(r#"{"type": "object", "additionalProperties": {"type": "string"}}"#, |it| {
            matches!(it, Shape::Map(_))
        });
    }

    #[test]
    fn an_object_of_which_nothing_is_known_is_json() {
        check(r#"{"type": "object"}"#, |it| it == Shape::Scalar(Type::Json));
    }

    #[test]
    fn an_object_that_must_be_empty_is_a_part() {
        check(r#"{"type": "object", "additionalProperties": false}"#, |it| it == Shape::Part);
    }

    #[test]
    fn numbers_and_flags_beside_text_are_text() {
        check(r#"{"anyOf": [{"type": "string"}, {"type": "boolean"}]}"#, |it| it == Shape::Text);
        check(r#"{"type": ["string", "integer"]}"#, |it| it == Shape::Text);
    }

    #[test]
    fn ids_of_one_of_several_resources_are_text() {
        let branch = r#"{"relationshipRef": {"typeName": "A", "propertyPath": "B"}}"#;
        check(&format!(r#"{{"anyOf": [{branch}, {branch}]}}"#), |it| it == Shape::Text);
    }

    #[test]
    fn only_what_every_alternative_requires_is_required() {
        let schema = Schema::parse(
            r##"{"typeName": "AWS::X::Y", "required": ["Base"],
                "definitions": {"A": {"properties": {"One": {}}, "required": ["One", "Both"]}},
                "oneOf": [{"$ref": "#/definitions/A"}, {"required": ["Both", "Two"]}]}"##,
        )
        .unwrap();
        let merged = merge(&schema, &schema.root);
        assert_eq!(merged.required, BTreeSet::from(["Base", "Both"]));
        assert!(merged.properties.contains_key("One"));
    }
}
