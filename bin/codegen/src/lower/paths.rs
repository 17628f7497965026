//! Where the lists of read-only and create-only properties point.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{Node, Schema};

/// A property: of a definition, or (none) of the resource itself.
type Place<'a> = (Option<&'a str>, &'a str);

/// What the lists say of properties, by the definition that has them.
#[derive(Debug, Default)]
pub(super) struct Places {
    read_only: BTreeSet<(Option<String>, String)>,
    create_only: BTreeSet<(Option<String>, String)>,
    conditionally: BTreeSet<(Option<String>, String)>,
}

impl Places {
    pub(super) fn of(schema: &Schema) -> Self {
        let uses = uses(schema);
        // A part that is used twice may be writable in its other place.
        let used_once = |definition: &Option<String>| {
            definition.as_ref().is_none_or(|name| uses.get(name.as_str()) == Some(&1))
        };
        let owners = |pointers: &[String]| -> BTreeSet<_> {
            pointers
                .iter()
                .filter_map(|pointer| owner(schema, pointer))
                .filter(|(definition, _)| used_once(definition))
                .collect()
        };
        Self {
            read_only: owners(&schema.read_only_properties),
            create_only: owners(&schema.create_only_properties),
            conditionally: owners(&schema.conditional_create_only_properties),
        }
    }

    pub(super) fn is_read_only(&self, place: Place<'_>) -> bool {
        holds(&self.read_only, place)
    }

    /// What a change does, as the end of a doc comment.
    pub(super) fn effect_of_change(&self, place: Place<'_>) -> Option<&'static str> {
        if holds(&self.create_only, place) {
            Some(" Changing it replaces the resource.")
        } else if holds(&self.conditionally, place) {
            Some(" Changing it can replace the resource.")
        } else {
            None
        }
    }
}

fn holds(set: &BTreeSet<(Option<String>, String)>, (definition, name): Place<'_>) -> bool {
    set.contains(&(definition.map(ToOwned::to_owned), name.to_owned()))
}

/// The dotted paths that pointers stand for, sorted.
pub(super) fn dotted(pointers: &[String]) -> Vec<String> {
    let paths: BTreeSet<String> =
        pointers.iter().map(|pointer| segments(pointer).join(".")).collect();
    paths.into_iter().collect()
}

/// `/properties/A/items/properties/B` and `/properties/A/*/B` give `A`, `*`, `B`.
pub(super) fn segments(pointer: &str) -> Vec<&str> {
    let path = pointer.strip_prefix("/properties/").unwrap_or(pointer);
    path.split('/')
        .filter(|segment| !segment.is_empty() && *segment != "properties")
        .map(|segment| if segment == "items" { "*" } else { segment })
        .collect()
}

/// The definition that has the property at a pointer; none for the resource itself, no
/// answer where the way leads through a part without a name.
fn owner(schema: &Schema, pointer: &str) -> Option<(Option<String>, String)> {
    let segments = segments(pointer);
    let (last, way) = segments.split_last()?;
    let mut definition = None;
    let mut node = &schema.root;
    // A step leads through a list by itself.
    for segment in way.iter().filter(|segment| **segment != "*") {
        (definition, node) = step(schema, node, segment)?;
        definition?;
    }
    Some((definition.map(ToOwned::to_owned), (*last).to_owned()))
}

/// Where a property leads, through references and lists, and the definition that is there.
fn step<'a>(
    schema: &'a Schema,
    node: &'a Node,
    segment: &str,
) -> Option<(Option<&'a str>, &'a Node)> {
    let mut next = super::shape::merge(schema, node).properties.get(segment).copied()?;
    let mut definition = None;
    loop {
        if let Some(reference) = &next.reference {
            let (name, target) = schema.resolve(reference)?;
            (definition, next) = (Some(name), target);
        } else if let Some(items) = &next.items {
            next = items;
        } else {
            return Some((definition, next));
        }
    }
}

/// The node at a dotted path from the resource.
pub(super) fn at<'a>(schema: &'a Schema, path: &[&str]) -> Option<&'a Node> {
    let mut node = &schema.root;
    for segment in path {
        node = super::shape::merge(schema, node).properties.get(segment).copied()?;
        while let Some(reference) = &node.reference {
            node = schema.resolve(reference)?.1;
        }
    }
    Some(node)
}

/// How often each definition is referred to.
fn uses(schema: &Schema) -> BTreeMap<&str, usize> {
    let mut uses = BTreeMap::new();
    count(schema, &schema.root, &mut uses);
    schema.definitions.values().for_each(|node| count(schema, node, &mut uses));
    uses
}

fn count<'a>(schema: &'a Schema, node: &'a Node, uses: &mut BTreeMap<&'a str, usize>) {
    let target = node.reference.as_ref().and_then(|reference| schema.resolve(reference));
    if let Some((name, _)) = target {
        *uses.entry(name).or_default() += 1;
    }
    let below = node.properties.values().chain(node.pattern_properties.values());
    below
        .chain(node.items.as_deref())
        .chain(node.branches())
        .chain(&node.all_of)
        .for_each(|node| count(schema, node, uses));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(more_uses: &str) -> Places {
        let schema = format!(
            r##"{{"typeName": "AWS::X::Y",
                "properties": {{"A": {{"type": "array", "items": {{"$ref": "#/definitions/D"}}}} {more_uses}}},
                "definitions": {{"D": {{"properties": {{"B": {{"type": "string"}}}}}}}},
                "readOnlyProperties": ["/properties/A/*/B"],
                "createOnlyProperties": ["/properties/A"],
                "conditionalCreateOnlyProperties": ["/properties/C"]}}"##
        );
        Places::of(&Schema::parse(&schema).unwrap())
    }

    #[test]
    fn a_path_leads_through_lists_to_the_definition() {
        assert!(places("").is_read_only((Some("D"), "B")));
    }

    #[test]
    fn a_part_that_is_used_elsewhere_too_stays_writable() {
        let twice = r##", "E": {"$ref": "#/definitions/D"}"##;
        assert!(!places(twice).is_read_only((Some("D"), "B")));
    }

    #[test]
    fn a_change_that_only_can_replace_is_told_so() {
        let effect = |name| places("").effect_of_change((None, name));
        assert_eq!(effect("A"), Some(" Changing it replaces the resource."));
        assert_eq!(effect("C"), Some(" Changing it can replace the resource."));
        assert_eq!(effect("D"), None);
    }

    #[test]
    fn pointers_become_dotted_paths() {
        assert_eq!(segments("/properties/A/items/properties/B"), ["A", "*", "B"]);
        assert_eq!(segments("/properties/A"), ["A"]);
    }
}
