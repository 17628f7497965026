//! What `Fn::GetAtt` gives.

use std::collections::BTreeSet;

use super::paths;
use super::shape::{self, Shape};
use crate::catalog::{Catalog, text_kind};
use crate::inputs::Entry;
use crate::model::{Attribute, Path, Type};
use crate::schema::{Node, Schema};

/// The read-only properties, and what `types.toml` adds.
pub(super) fn attributes(
    entry: &Entry,
    schema: &Schema,
    catalog: &Catalog,
    path: &Path,
) -> Vec<Attribute> {
    let mut names: BTreeSet<String> = entry.attributes.iter().cloned().collect();
    for pointer in &schema.read_only_properties {
        let segments = paths::segments(pointer);
        if !segments.contains(&"*") {
            add_leaves(schema, &segments, &mut names);
        }
    }
    names
        .into_iter()
        .map(|name| {
            let segments: Vec<&str> = name.split('.').collect();
            let node = paths::at(schema, &segments);
            let kind = text_kind(entry).is_some_and(|kind| kind.name == name);
            let ty = if kind {
                catalog.reference(&schema.type_name, entry)
            } else if is_own_arn(&name, path) {
                Type::Arn(path.clone())
            } else {
                node.map_or(Type::Text, |node| ty(schema, catalog, node))
            };
            Attribute { name, ty }
        })
        .collect()
}

/// Adds the name, or those of its parts if it is an object.
fn add_leaves(schema: &Schema, path: &[&str], names: &mut BTreeSet<String>) {
    // Deeper than any schema, for those that contain themselves.
    const DEEPEST: usize = 6;
    let parts = paths::at(schema, path).map(|node| shape::merge(schema, node).properties);
    match parts {
        Some(parts) if !parts.is_empty() && path.len() < DEEPEST => {
            for part in parts.keys() {
                add_leaves(schema, &[path, &[*part]].concat(), names);
            }
        }
        _ => {
            names.insert(path.join("."));
        }
    }
}

/// `Arn`, and `TopicArn` of a topic.
fn is_own_arn(attribute: &str, path: &Path) -> bool {
    attribute.strip_suffix("Arn").is_some_and(|of| path.name.ends_with(of))
}

fn ty(schema: &Schema, catalog: &Catalog, node: &Node) -> Type {
    match shape::of(schema, node) {
        Shape::Scalar(ty) => ty,
        // A choice too: what the service says is text to those who use it.
        Shape::Text | Shape::Choice(_) => {
            node.format.as_ref().and_then(|format| catalog.of_format(format)).unwrap_or(Type::Text)
        }
        Shape::List(Some(item)) if item.reference.is_none() => {
            Type::List(Box::new(ty(schema, catalog, item)))
        }
        Shape::Map(value) if value.reference.is_none() => {
            Type::Map(Box::new(ty(schema, catalog, value)))
        }
        Shape::List(_) => Type::List(Box::new(Type::Json)),
        Shape::Map(_) => Type::Map(Box::new(Type::Json)),
        Shape::Part => Type::Json,
    }
}
