//! Data that is kept beside a type.

use std::collections::BTreeSet;

use super::paths;
use crate::model::{Limit, Nested, Property, Type};
use crate::schema::{Kind, Schema};

/// Limits on text that the resource itself holds. Write-only properties have none: they are
/// secrets, which whoever checks a limit would show.
pub(super) fn limits(schema: &Schema, properties: &[Property]) -> Vec<Limit> {
    let write_only: BTreeSet<String> =
        schema.write_only_properties.iter().map(|path| paths::segments(path).join(".")).collect();
    let is_text = |ty: &Type| matches!(ty, Type::Text | Type::Kind(_) | Type::Arn(_));
    let limit = |property: &Property| {
        let node = schema.root.properties.get(&property.name)?;
        let node = node
            .reference
            .as_ref()
            .map_or(Some(node), |reference| schema.resolve(reference).map(|(_, node)| node))?;
        let limited = node.max_length.is_some() || node.min_length.is_some_and(|min| min > 0);
        (limited && node.allows(Kind::String)).then(|| Limit {
            property: property.name.clone(),
            min: node.min_length.unwrap_or(0),
            max: node.max_length,
        })
    };
    let shown = |property: &&Property| !write_only.contains(&property.name);
    properties
        .iter()
        .filter(|property| is_text(&property.ty))
        .filter(shown)
        .filter_map(limit)
        .collect()
}

/// How a type takes tags, as the variant of `TagForm`.
pub(super) fn tags(properties: &[Property], nested: &[Nested]) -> &'static str {
    let is_pair = |name: &str| {
        nested.iter().any(|nested| match nested {
            Nested::Part { name: part, properties } if part == name => {
                properties.iter().map(|property| property.name.as_str()).eq(["Key", "Value"])
            }
            _ => false,
        })
    };
    match properties.iter().find(|property| property.name == "Tags").map(|property| &property.ty) {
        Some(Type::List(item)) => match &**item {
            Type::Nested(name) if is_pair(name) => "List",
            _ => "None",
        },
        Some(Type::Map(_) | Type::Json) => "Map",
        _ => "None",
    }
}

/// IAM actions by operation, sorted.
pub(super) fn handlers(schema: &Schema) -> Vec<(&'static str, Vec<String>)> {
    ["create", "read", "update", "delete", "list"]
        .into_iter()
        .map(|operation| {
            let actions = schema.handlers.get(operation);
            let actions: BTreeSet<String> =
                actions.into_iter().flat_map(|handler| handler.permissions.clone()).collect();
            (operation, actions.into_iter().collect())
        })
        .collect()
}
