//! What is done to every resource of a scope: tags, and changes by type.

use crate::expr::{Expr, Object};
use crate::resource::TagForm;
use crate::stack::Scope;

impl Scope<'_> {
    /// Changes the properties of every resource of a type that is in this scope so far.
    pub fn amend_every(&mut self, resource_type: &str, mut change: impl FnMut(&mut Object)) {
        self.for_each_resource(|resource| {
            if resource.resource_type == resource_type {
                change(&mut resource.properties);
            }
        });
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
