//! Parts of properties, and choices.

use super::layout::Code;
use super::properties;
use crate::model::{Nested, Path, Property};

/// Writes a type of the resource `home`.
pub(super) fn write(code: &mut Code, nested: &Nested, home: &Path) {
    match nested {
        Nested::Part { name, properties } => part(code, name, properties, home),
        Nested::Choice { name, values } => choice(code, name, values),
    }
}

fn part(code: &mut Code, name: &str, properties: &[Property], home: &Path) {
    code.doc(&format!("`{name}`, a part of [`{}`].", home.name));
    properties::wrapper(code, name, properties);
    code.gap();
    properties::builder(code, name, properties, home);
    code.gap();
    code.line(format!("part!({name});"));
}

fn choice(code: &mut Code, name: &str, values: &[(String, String)]) {
    code.block("choice!", |code| {
        code.doc(&format!("`{name}`: one of these texts."));
        code.block(name, |code| {
            for (variant, value) in values {
                code.line(format!("{variant} = {value:?},"));
            }
        });
    });
}
