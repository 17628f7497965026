//! The file of a resource type.

use super::layout::Code;
use super::{nested, properties, rust_type};
use crate::model::{Resource, Type};
use crate::names;

/// Writes the whole file.
pub(super) fn file(resource: &Resource) -> String {
    let name = &resource.path.name;
    let mut code = Code::file();
    code.file_doc(&format!("`{}`.", resource.type_name));
    code.gap();
    if let Some(kind) = resource.kind.as_ref().filter(|kind| kind.by_hand) {
        code.line(format!("pub use crate::grammar::{};", kind.name));
    }
    code.line("use crate::prelude::*;");
    code.gap();
    code.doc(&format!("Describes an `{}`.", resource.type_name));
    code.line("///");
    code.doc(&format!("<{}>", documentation(&resource.type_name)));
    properties::wrapper(&mut code, name, &resource.properties);
    code.gap();
    properties::builder(&mut code, name, &resource.properties, &resource.path);
    code.gap();
    schema(&mut code, resource);
    code.gap();
    handle(&mut code, resource);
    if let Some(kind) = resource.kind.as_ref().filter(|kind| !kind.by_hand) {
        code.gap();
        code.block("kind!", |code| {
            code.doc(&format!("The text that `Ref` gives for an `{}`.", resource.type_name));
            code.line(&kind.name);
        });
    }
    for nested in &resource.nested {
        code.gap();
        nested::write(&mut code, nested, &resource.path);
    }
    code.finish()
}

/// The page that AWS has on a type.
fn documentation(type_name: &str) -> String {
    let parts: Vec<String> = type_name.split("::").skip(1).map(str::to_ascii_lowercase).collect();
    format!(
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-{}.html",
        parts.join("-")
    )
}

fn schema(code: &mut Code, resource: &Resource) {
    let name = &resource.path.name;
    code.block(&format!("impl Properties for {name}"), |code| {
        code.constant("const TYPE: &'static str", &format!("{:?}", resource.type_name));
        code.line("const SCHEMA: &'static template::Schema = &template::Schema {");
        code.indented(|code| {
            let attributes = resource.attributes.iter().map(|attribute| &attribute.name);
            code.list("attributes: &", &quoted(attributes), ",");
            code.list("create_only: &", &quoted(&resource.create_only), ",");
            let conditional = quoted(&resource.conditional_create_only);
            code.list("conditional_create_only: &", &conditional, ",");
            code.line(format!("tags: TagForm::{},", resource.tags));
            code.list("constraints: &", &limits(resource), ",");
            handlers(code, resource);
        });
        code.line("};");
        code.line(format!("type Handle = {name}Handle;"));
        code.gap();
        code.block("fn into_object(self) -> Object", |code| code.line("self.0"));
    });
}

fn handlers(code: &mut Code, resource: &Resource) {
    let fields = resource.handlers.iter();
    let one_line: Vec<String> = fields
        .map(|(operation, actions)| format!("{operation}: &[{}]", quoted(actions).join(", ")))
        .collect();
    let one_line = format!("handlers: Handlers {{ {} }},", one_line.join(", "));
    if code.fits(&one_line) {
        code.line(one_line);
        return;
    }
    code.block_with("handlers: Handlers", ",", |code| {
        for (operation, actions) in &resource.handlers {
            code.list(&format!("{operation}: &"), &quoted(actions), ",");
        }
    });
}

fn quoted<'a>(texts: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    texts.into_iter().map(|text| format!("{text:?}")).collect()
}

fn limits(resource: &Resource) -> Vec<String> {
    let limit = |limit: &crate::model::Limit| {
        let max = limit.max.map_or("usize::MAX".to_owned(), |max| max.to_string());
        format!("limit({:?}, {}, {max})", limit.property, limit.min)
    };
    resource.limits.iter().map(limit).collect()
}

fn handle(code: &mut Code, resource: &Resource) {
    let name = &resource.path.name;
    code.doc(&format!("References to an `{}` in a stack.", resource.type_name));
    code.line("#[derive(Debug, Clone)]");
    code.line(format!("pub struct {name}Handle(LogicalId);"));
    code.gap();
    code.block(&format!("impl {name}Handle"), |code| {
        code.doc("What `Ref` gives.");
        getter(code, resource, "reference", &resource.reference, |code| {
            code.line("self.0.reference()");
        });
        // The handle has these two already.
        let mut taken = vec!["reference".to_owned(), "logical_id".to_owned()];
        for attribute in &resource.attributes {
            let name = names::snake_case(&attribute.name.replace('.', "_"));
            let name = names::free(name, &mut taken);
            code.gap();
            code.doc(&format!("`{}`.", attribute.name));
            getter(code, resource, &name, &attribute.ty, |code| {
                code.call(
                    "attribute",
                    &["&self.0".to_owned(), format!("{:?}", attribute.name)],
                    "",
                );
            });
        }
    });
    code.gap();
    code.line(format!("handle!({name}Handle);"));
}

fn getter(
    code: &mut Code,
    resource: &Resource,
    name: &str,
    ty: &Type,
    inside: impl FnOnce(&mut Code),
) {
    let result = format!("Value<{}>", rust_type(ty, &resource.path));
    let head = format!("pub fn {name}");
    code.function(&head, &["&self".to_owned()], &result, inside);
}
