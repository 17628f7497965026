//! The tables name nothing that the registry's schemas do not know.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::{every_schema, handler_actions, schema};
use crate::kinds::{KINDS, UNNAMED};
use crate::properties::{BROUGHT, NEVER};

fn schema_of(resource_type: &str) -> Json {
    schema(resource_type).unwrap_or_else(|| panic!("{resource_type} has no schema"))
}

/// Whether a schema has the property at a dotted path.
fn has_property(schema: &Json, path: &str) -> bool {
    let mut node = schema;
    path.split('.').all(|part| {
        while let Some(reference) = node["$ref"].as_str() {
            node = schema.pointer(reference.trim_start_matches('#')).unwrap();
        }
        node = if part == "*" { &node["items"] } else { &node["properties"][part] };
        node.is_object()
    })
}

#[test]
fn a_row_of_properties_names_what_the_schema_knows() {
    for row in BROUGHT {
        let schema = schema_of(row.resource_type);
        for property in row.properties {
            assert!(has_property(&schema, property), "{}.{property}", row.resource_type);
        }
        let listed = handler_actions(&schema);
        for action in row.actions {
            assert!(listed.contains(*action), "{}: {action}", row.resource_type);
        }
    }
}

#[test]
fn what_is_never_asked_for_is_listed_by_some_schema() {
    let listed: BTreeSet<_> = every_schema().iter().flat_map(handler_actions).collect();
    for (action, _) in NEVER {
        assert!(listed.contains(*action), "{action}: no schema lists it any more");
    }
}

#[test]
fn a_kind_finds_its_names_where_the_schema_has_them() {
    for kind in KINDS {
        for (resource_type, property) in kind.types.iter().chain(kind.about) {
            let schema = schema_of(resource_type);
            assert!(has_property(&schema, property), "{resource_type}.{property}");
        }
    }
    for resource_type in UNNAMED.iter().flat_map(|kind| kind.types) {
        schema_of(resource_type);
    }
}

#[test]
fn no_two_kinds_are_called_alike() {
    let sids: BTreeSet<_> =
        KINDS.iter().map(|kind| kind.sid).chain(UNNAMED.iter().map(|kind| kind.sid)).collect();
    assert_eq!(sids.len(), KINDS.len() + UNNAMED.len());
}
