//! The file of a service, and the list of services.

use super::layout::Code;
use super::rust_type;
use crate::model::{Path, Resource, Type};
use crate::names;

/// The file that holds a service's resource types together.
pub(super) fn file(
    service: &str,
    resources: &[&Resource],
    alternatives: &[(&Path, &[Type])],
) -> String {
    let mut code = Code::file();
    let of = resources.first().and_then(|resource| resource.type_name.rsplit_once("::"));
    code.file_doc(&format!("Types of `{}`.", of.map_or(service, |(of, _)| of)));
    code.gap();
    let mut modules: Vec<(String, Vec<String>)> =
        resources.iter().map(|resource| exports(resource)).collect();
    if !alternatives.is_empty() {
        let names = alternatives.iter().map(|(path, _)| path.name.clone()).collect();
        modules.push(("alternatives".to_owned(), names));
    }
    modules.sort();
    for (module, _) in &modules {
        let visible = if module == "alternatives" { "" } else { "pub " };
        code.line(format!("{visible}mod {module};"));
    }
    code.gap();
    for (module, names) in &mut modules {
        names.sort();
        code.imports(&format!("pub use {module}::"), names, ";");
    }
    code.finish()
}

fn exports(resource: &Resource) -> (String, Vec<String>) {
    let name = &resource.path.name;
    let mut names = vec![name.clone(), format!("{name}Handle")];
    names.extend(resource.kind.as_ref().map(|kind| kind.name.clone()));
    (names::module_name(name), names)
}

/// The file of texts that may be of several kinds.
pub(super) fn alternatives_file(alternatives: &[(&Path, &[Type])]) -> String {
    let mut code = Code::file();
    code.file_doc("Texts that may be of several kinds.");
    code.gap();
    code.line("use crate::prelude::*;");
    for (path, members) in alternatives {
        let elsewhere = Path { service: String::new(), name: String::new() };
        let kinds: Vec<String> = members.iter().map(|ty| rust_type(ty, &elsewhere)).collect();
        let links: Vec<String> = members.iter().map(|ty| format!("`{}`", told(ty))).collect();
        code.gap();
        code.block("alternatives!", |code| {
            code.doc(&format!("Text of one of these kinds: {}.", links.join(", ")));
            code.line(format!("{}: {}", path.name, kinds.join(", ")));
        });
    }
    code.finish()
}

fn told(ty: &Type) -> String {
    match ty {
        Type::Arn(path) => format!("Arn<{}>", path.name),
        Type::Kind(path) | Type::Alternative(path) => path.name.clone(),
        _ => "String".to_owned(),
    }
}

/// The file that lists the services and their types.
pub(super) fn list<'a>(services: impl Iterator<Item = &'a str>, resources: &[Resource]) -> String {
    let mut code = Code::file();
    code.file_doc("All services.");
    code.gap();
    services.for_each(|service| code.line(format!("pub mod {service};")));
    code.gap();
    code.line("use crate::prelude::*;");
    code.gap();
    code.block("types!", |code| {
        resources.iter().for_each(|resource| code.line(format!("{},", resource.path)));
    });
    code.finish()
}
