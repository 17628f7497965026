//! What is done to every resource of a scope: tags, changes and look-ups by type.

use crate::condition::ConditionHandle;
use crate::expr::{Expr, Object};
use crate::resource::{RawHandle, TagForm};
use crate::stack::Scope;

/// A resource that is in a scope, whatever its type.
#[derive(Debug, Clone)]
pub struct Placed {
    /// Where it is, seen from the scope.
    pub path: String,
    /// References to it.
    pub handle: RawHandle,
    /// The condition under which it is made, if there is one.
    pub condition: Option<ConditionHandle>,
}

impl Scope<'_> {
    /// Changes the properties of every resource of a type that is in this scope so far.
    pub fn amend_every(&mut self, resource_type: &str, mut change: impl FnMut(&mut Object)) {
        self.for_each_resource(|resource| {
            if resource.resource_type == resource_type {
                change(&mut resource.properties);
            }
        });
    }

    /// The resources of a type that are in this scope so far, by their paths.
    pub fn all_of(&self, resource_type: &str) -> Vec<Placed> {
        let of_type = self.resources().filter(|(_, _, it)| it.resource_type == resource_type);
        let mut placed: Vec<Placed> = of_type
            .map(|(path, id, definition)| Placed {
                path: path.to_owned(),
                handle: RawHandle::from(id.clone()),
                condition: definition.common.condition.as_deref().map(ConditionHandle::named),
            })
            .collect();
        placed.sort_by(|one, other| one.path.cmp(&other.path));
        placed
    }

    /// Tags every resource in this scope so far whose type takes tags. A tag that a
    /// resource has already keeps its value.
    pub fn tag(&mut self, name: &str, value: &str) {
        self.for_each_resource(|resource| {
            match resource.schema.map_or(TagForm::None, |schema| schema.tags) {
                TagForm::None => {}
                TagForm::List => add_to_list(&mut resource.properties, name, value),
                TagForm::Map => add_to_map(&mut resource.properties, name, value),
            }
        });
    }
}

fn add_to_list(properties: &mut Object, name: &str, value: &str) {
    let mut tags = match properties.get("Tags") {
        None => vec![],
        Some(Expr::List(tags)) => tags.clone(),
        // Tags that only CloudFormation knows are left as they are.
        Some(_) => return,
    };
    let is_this = |tag: &Expr| matches!(tag, Expr::Object(tag) if tag.get("Key").and_then(Expr::as_str) == Some(name));
    if !tags.iter().any(is_this) {
        tags.push(Object::new().with("Key", name).with("Value", value).into());
        properties.set("Tags", tags);
    }
}

fn add_to_map(properties: &mut Object, name: &str, value: &str) {
    let mut tags = match properties.get("Tags") {
        None => Object::new(),
        Some(Expr::Object(tags)) => tags.clone(),
        Some(_) => return,
    };
    if tags.get(name).is_none() {
        tags.set(name, value);
        properties.set("Tags", tags);
    }
}
