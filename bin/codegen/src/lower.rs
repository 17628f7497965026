//! From a schema to what is to be written.

mod attributes;
mod describe;
mod facts;
mod paths;
mod shape;

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, text_kind};
use crate::error::Error;
use crate::inputs::Entry;
use crate::model::{Nested, Path, Property, Resource, Type};
use crate::names;
use crate::schema::{Node, Schema};
use paths::Places;
use shape::Shape;

/// Names that generated files use for other things.
const TAKEN: &[&str] = &[
    "Arn",
    "BTreeMap",
    "Box",
    "Clone",
    "Constraint",
    "Copy",
    "Debug",
    "Default",
    "Eq",
    "Expr",
    "From",
    "Handle",
    "Handlers",
    "Into",
    "Json",
    "LogicalId",
    "None",
    "Object",
    "Option",
    "PartialEq",
    "Properties",
    "PropertyType",
    "Self",
    "Some",
    "String",
    "TagForm",
    "Text",
    "Value",
    "Vec",
];

/// Turns a schema into what is to be written.
///
/// # Errors
///
/// The schema refers to something that it does not have, or `types.toml` names a property
/// that it does not have.
pub(crate) fn lower(entry: &Entry, schema: &Schema, catalog: &Catalog) -> Result<Resource, Error> {
    let type_name = &schema.type_name;
    let path = Path::of_type(type_name);
    let kind = text_kind(entry);
    let mut lowering = Lowering {
        schema,
        catalog,
        entry,
        places: Places::of(schema),
        used_overrides: BTreeSet::new(),
        names: TAKEN.iter().map(|name| (*name).to_owned()).collect(),
        definitions: BTreeMap::new(),
        nested: vec![],
    };
    lowering.names.insert(path.name.clone());
    lowering.names.insert(format!("{}Handle", path.name));
    lowering.names.extend(kind.as_ref().map(|kind| kind.name.clone()));
    lowering.name_definitions();
    let properties = lowering.properties(&schema.root, Owner::Resource)?;
    lowering.expect_overrides_used()?;
    let mut nested = lowering.nested;
    nested.sort_by(|a, b| a.name().cmp(b.name()));
    Ok(Resource {
        attributes: attributes::attributes(entry, schema, catalog, &path),
        reference: catalog.reference(type_name, entry),
        limits: facts::limits(schema, &properties),
        create_only: paths::dotted(&schema.create_only_properties),
        conditional_create_only: paths::dotted(&schema.conditional_create_only_properties),
        tags: facts::tags(&properties, &nested),
        handlers: facts::handlers(schema),
        type_name: type_name.clone(),
        path,
        kind,
        properties,
        nested,
    })
}

/// What a property belongs to.
#[derive(Clone, Copy)]
enum Owner<'a> {
    /// The resource itself.
    Resource,
    /// A part of this name; the definition's name if it has one.
    Part { name: &'a str, definition: Option<&'a str> },
}

struct Lowering<'a> {
    schema: &'a Schema,
    catalog: &'a Catalog,
    entry: &'a Entry,
    places: Places,
    used_overrides: BTreeSet<String>,
    /// Names that are taken.
    names: BTreeSet<String>,
    /// The names that definitions get if they become types.
    definitions: BTreeMap<&'a str, String>,
    nested: Vec<Nested>,
}

impl<'a> Lowering<'a> {
    /// Definitions keep their names; what has none of its own gets what is left.
    fn name_definitions(&mut self) {
        for (definition, node) in &self.schema.definitions {
            if shape::of(self.schema, node).has_name() {
                let name = names::type_name(definition);
                let name = if self.names.contains(&name) { name + "Property" } else { name };
                let name = self.claim(&[name]);
                self.definitions.insert(definition, name);
            }
        }
    }

    /// Takes the first name that is free.
    fn claim(&mut self, candidates: &[String]) -> String {
        let numbered = candidates
            .last()
            .into_iter()
            .flat_map(|last| (2..).map(move |number| format!("{last}{number}")));
        let free =
            candidates.iter().cloned().chain(numbered).find(|name| !self.names.contains(name));
        let name = free.unwrap_or_default();
        self.names.insert(name.clone());
        name
    }

    fn properties(&mut self, node: &'a Node, owner: Owner<'_>) -> Result<Vec<Property>, Error> {
        let merged = shape::merge(self.schema, node);
        let definition = match owner {
            Owner::Resource => Some(None),
            Owner::Part { definition, .. } => definition.map(Some),
        };
        let mut properties = vec![];
        for (name, node) in merged.properties {
            let place = definition.map(|definition| (definition, name));
            if place.is_some_and(|place| self.places.is_read_only(place)) {
                continue;
            }
            let ty = match self.overridden(owner, name)? {
                Some(ty) => ty,
                None => self.ty(node, owner, name, false)?,
            };
            let ty = if self.is_own_name(owner, &ty) { Type::Text } else { ty };
            let mut about = describe::describe(self.schema, node, &ty);
            if let Some(effect) = place.and_then(|place| self.places.effect_of_change(place)) {
                about.push_str(effect);
            }
            let required = merged.required.contains(name);
            properties.push(Property { name: name.to_owned(), ty, required, about });
        }
        Ok(properties)
    }

    /// Whether this is the name that a resource gets, of a kind without rules. Where the
    /// name comes from, it is plain text.
    fn is_own_name(&self, owner: Owner<'_>, ty: &Type) -> bool {
        matches!(owner, Owner::Resource)
            && !self.entry.grammar
            && *ty == self.catalog.reference(&self.schema.type_name, self.entry)
    }

    /// The type that `types.toml` gives to a property.
    fn overridden(&mut self, owner: Owner<'_>, property: &str) -> Result<Option<Type>, Error> {
        let key = match owner {
            Owner::Resource => property.to_owned(),
            Owner::Part { name, definition } => {
                format!("{}.{property}", definition.unwrap_or(name))
            }
        };
        let Some(ty) = self.entry.properties.get(&key) else { return Ok(None) };
        let place = format!("types.\"{}\".properties.\"{key}\"", self.schema.type_name);
        self.used_overrides.insert(key);
        self.catalog.parse(ty, &place).map(Some)
    }

    fn expect_overrides_used(&self) -> Result<(), Error> {
        let unused = self.entry.properties.keys().find(|key| !self.used_overrides.contains(*key));
        unused.map_or(Ok(()), |key| {
            let place = format!("types.\"{}\".properties", self.schema.type_name);
            Err(Error::Types { place, why: format!("the schema has no property `{key}`") })
        })
    }

    /// The type of a property, or of the items of one.
    fn ty(
        &mut self,
        node: &'a Node,
        owner: Owner<'_>,
        property: &str,
        is_item: bool,
    ) -> Result<Type, Error> {
        if let Some(reference) = &node.reference {
            return self.referenced(reference, owner, property, is_item);
        }
        Ok(match shape::of(self.schema, node) {
            Shape::Scalar(ty) => ty,
            Shape::Text => self.text(node),
            Shape::List(None) => Type::List(Box::new(Type::Json)),
            Shape::List(Some(item)) => Type::List(Box::new(self.ty(item, owner, property, true)?)),
            Shape::Map(value) => Type::Map(Box::new(self.ty(value, owner, property, true)?)),
            Shape::Choice(values) => {
                let name = self.inline_name(owner, property, is_item, true);
                self.choice(name, &values)
            }
            Shape::Part => {
                let name = self.inline_name(owner, property, is_item, false);
                self.part(name, node, None)?
            }
        })
    }

    fn referenced(
        &mut self,
        reference: &str,
        owner: Owner<'_>,
        property: &str,
        is_item: bool,
    ) -> Result<Type, Error> {
        let schema = self.schema;
        let Some((definition, node)) = schema.resolve(reference) else {
            return Err(Error::Schema {
                type_name: schema.type_name.clone(),
                place: property.to_owned(),
                why: format!("`{reference}` leads nowhere"),
            });
        };
        let Some(name) = self.definitions.get(definition).cloned() else {
            return self.ty(node, owner, property, is_item);
        };
        if self.nested.iter().any(|nested| nested.name() == name) {
            return Ok(Type::Nested(name));
        }
        match shape::of(schema, node) {
            Shape::Choice(values) => Ok(self.choice(name, &values)),
            _ => self.part(name, node, Some(definition)),
        }
    }

    fn text(&self, node: &Node) -> Type {
        let ty = match &node.format {
            Some(format) => self.catalog.of_format(format),
            None if node.branches().next().is_none() => None,
            None => {
                let formats = node.branches().map(|branch| branch.format.as_deref());
                self.catalog.of_formats(formats.map(Option::unwrap_or_default))
            }
        };
        ty.unwrap_or(Type::Text)
    }

    fn choice(&mut self, name: String, values: &[&str]) -> Type {
        let mut taken = BTreeSet::new();
        let values = values.iter().map(|value| {
            let variant = names::variant_name(value);
            let numbered = (2..).map(|number| format!("{variant}{number}"));
            let free = std::iter::once(variant.clone())
                .chain(numbered)
                .find(|name| taken.insert(name.clone()));
            (free.unwrap_or_default(), (*value).to_owned())
        });
        self.nested.push(Nested::Choice { name: name.clone(), values: values.collect() });
        Type::Nested(name)
    }

    fn part(
        &mut self,
        name: String,
        node: &'a Node,
        definition: Option<&str>,
    ) -> Result<Type, Error> {
        // Its place is taken first: a part may hold parts of its own type.
        let index = self.nested.len();
        self.nested.push(Nested::Part { name: name.clone(), properties: vec![] });
        let found = self.properties(node, Owner::Part { name: &name, definition })?;
        if let Some(Nested::Part { properties, .. }) = self.nested.get_mut(index) {
            *properties = found;
        }
        Ok(Type::Nested(name))
    }

    /// A name for a type that the schema gives none.
    fn inline_name(
        &mut self,
        owner: Owner<'_>,
        property: &str,
        item: bool,
        choice: bool,
    ) -> String {
        let property = if item { names::singular(property) } else { property.to_owned() };
        let own = names::type_name(&property);
        match owner {
            Owner::Resource => self.claim(&[own.clone(), format!("{own}Property")]),
            // Half of the parts have a `Status` of their own.
            Owner::Part { name, .. } if choice => self.claim(&[format!("{name}{own}")]),
            Owner::Part { name, .. } => self.claim(&[own.clone(), format!("{name}{own}")]),
        }
    }
}
