//! Constructors and setters, which resources and their parts have alike.

use super::layout::Code;
use super::rust_type;
use crate::model::{Path, Property, Type};
use crate::names;

/// Writes `impl Name { new, setters }`.
pub(super) fn builder(code: &mut Code, name: &str, properties: &[Property], home: &Path) {
    let setters = setter_names(properties);
    code.block(&format!("impl {name}"), |code| {
        constructor(code, properties, &setters, home);
        for (property, setter) in properties.iter().zip(&setters) {
            code.gap();
            code.doc(&format!("`{}`: {}", property.name, property.about));
            let parameter = format!("value: {}", parameter(&property.ty, home));
            let head = format!("pub fn {setter}");
            code.function(&head, &["mut self".to_owned(), parameter], "Self", |code| {
                set(code, "&mut self.0", property, "value");
                code.line("self");
            });
        }
    });
}

fn constructor(code: &mut Code, properties: &[Property], setters: &[String], home: &Path) {
    let required: Vec<_> =
        properties.iter().zip(setters).filter(|(property, _)| property.required).collect();
    if required.is_empty() {
        code.doc("Nothing set.");
        code.block("pub fn new() -> Self", |code| code.line("Self(Object::new())"));
        return;
    }
    code.doc("With the properties that it cannot do without, by their names.");
    let parameters: Vec<String> = required
        .iter()
        .map(|(property, setter)| format!("{setter}: {}", parameter(&property.ty, home)))
        .collect();
    code.function("pub fn new", &parameters, "Self", |code| {
        code.line("let mut this = Self(Object::new());");
        for (property, setter) in &required {
            set(code, "&mut this.0", property, setter);
        }
        code.line("this");
    });
}

/// `pub struct Name(Object)` with what every such type derives.
pub(super) fn wrapper(code: &mut Code, name: &str, properties: &[Property]) {
    let default =
        if properties.iter().any(|property| property.required) { "" } else { ", Default" };
    code.line(format!("#[derive(Debug, Clone{default})]"));
    code.line("#[must_use]");
    code.line(format!("pub struct {name}(Object);"));
}

fn parameter(ty: &Type, home: &Path) -> String {
    match ty {
        Type::Alternative(_) => format!("impl Into<{}>", rust_type(ty, home)),
        _ => format!("impl Into<Value<{}>>", rust_type(ty, home)),
    }
}

fn set(code: &mut Code, object: &str, property: &Property, variable: &str) {
    let key = format!("\"{}\"", property.name);
    let value = match &property.ty {
        Type::Alternative(_) => format!("{variable}.into()"),
        _ => variable.to_owned(),
    };
    code.call("set_property", &[object.to_owned(), key, value], ";");
}

/// A setter's name for each property; they differ even where CloudFormation's differ only
/// in capitals.
fn setter_names(properties: &[Property]) -> Vec<String> {
    let mut taken = vec!["new".to_owned()];
    let name = |property: &Property| names::free(names::snake_case(&property.name), &mut taken);
    properties.iter().map(name).collect()
}
