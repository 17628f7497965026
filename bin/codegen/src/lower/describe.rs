//! What a property may hold, in words made from its limits.
//!
//! The schemas' own prose is not ours to copy.

use std::fmt::Write;

use serde_json::Value;

use crate::model::{Path, Type};
use crate::schema::{Node, Schema};

/// Patterns longer than this explain nothing.
const LONGEST_PATTERN: usize = 60;

/// Says what a property may hold: one or two sentences.
pub(super) fn describe(schema: &Schema, node: &Node, ty: &Type) -> String {
    let node = node
        .reference
        .as_ref()
        .and_then(|reference| schema.resolve(reference))
        .map_or(node, |(_, node)| node);
    let mut about = match ty {
        Type::Text | Type::Kind(_) | Type::Arn(_) | Type::Alternative(_) => text(node, ty),
        Type::Integer => number("a whole number", node),
        Type::Number => number("a number", node),
        Type::Boolean => "`true` or `false`".to_owned(),
        Type::Json => "JSON".to_owned(),
        Type::List(item) => {
            format!("a list of {}{}", items(item), range(node.min_items, node.max_items, "items"))
        }
        Type::Map(value) => format!("an object of {}", items(value)),
        Type::Nested(name) => format!("a [`{name}`]"),
    };
    about.push('.');
    if let Some(default) = default(node) {
        let _ = write!(about, " {default} if not set.");
    }
    about
}

fn text(node: &Node, ty: &Type) -> String {
    let mut about = match ty {
        Type::Arn(path) => format!("the ARN of {}", article(path)),
        Type::Kind(path) | Type::Alternative(path) => article(path),
        _ => "text".to_owned(),
    };
    if let Some(format) = node.format.as_deref().filter(|format| !format.contains("::")) {
        let _ = write!(about, " in the form `{format}`");
    }
    match (node.min_length.filter(|min| *min > 0), node.max_length) {
        (Some(min), Some(max)) if min == max => {
            let _ = write!(about, " of {max} characters");
        }
        (Some(min), Some(max)) => {
            let _ = write!(about, " of {min} to {max} characters");
        }
        (None, Some(max)) => {
            let _ = write!(about, " of up to {max} characters");
        }
        (Some(min), None) if min > 1 => {
            let _ = write!(about, " of at least {min} characters");
        }
        _ => {}
    }
    if let Some(pattern) = node.pattern.as_deref().filter(|pattern| is_readable(pattern)) {
        let _ = write!(about, ", matching `{pattern}`");
    }
    about
}

fn article(path: &Path) -> String {
    let vowel = path.name.starts_with(['A', 'E', 'I', 'O']);
    format!("{} {}", if vowel { "an" } else { "a" }, link(path))
}

fn link(path: &Path) -> String {
    format!("[`{}`](crate::{path})", path.name)
}

fn is_readable(pattern: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && c != '`' || c == ' ';
    pattern.len() <= LONGEST_PATTERN
        && pattern.chars().all(plain)
        && pattern.trim() == pattern
        && !matches!(pattern, ".*" | ".+" | "^.*$" | "^.+$")
}

fn number(what: &str, node: &Node) -> String {
    if !node.values.is_empty() {
        let values: Vec<String> = node.values.iter().map(ToString::to_string).collect();
        return format!("{what}, one of {}", values.join(", "));
    }
    match (&node.minimum, &node.maximum) {
        (Some(min), Some(max)) => format!("{what} from {min} to {max}"),
        (Some(min), None) => format!("{what}, at least {min}"),
        (None, Some(max)) => format!("{what}, at most {max}"),
        (None, None) => what.to_owned(),
    }
}

fn items(item: &Type) -> String {
    match item {
        Type::Nested(name) => format!("[`{name}`]"),
        Type::Arn(path) => format!("ARNs of {}", link(path)),
        Type::Kind(path) | Type::Alternative(path) => link(path),
        Type::Text => "texts".to_owned(),
        Type::Integer | Type::Number => "numbers".to_owned(),
        Type::Boolean => "flags".to_owned(),
        Type::Json => "JSON".to_owned(),
        Type::List(_) => "lists".to_owned(),
        Type::Map(_) => "objects".to_owned(),
    }
}

fn range(min: Option<u64>, max: Option<u64>, what: &str) -> String {
    match (min.filter(|min| *min > 0), max) {
        (Some(min), Some(max)) if min == max => format!(", {max} {what}"),
        (Some(min), Some(max)) => format!(", {min} to {max} {what}"),
        (Some(min), None) => format!(", at least {min}"),
        (None, Some(max)) => format!(", up to {max} {what}"),
        (None, None) => String::new(),
    }
}

fn default(node: &Node) -> Option<String> {
    let default = node.default.as_ref()?;
    let shown = match default {
        Value::String(text) if text.is_empty() || text.contains('`') => return None,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Some(format!("`{shown}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(node: &str, ty: &Type) -> String {
        describe(&Schema::default(), &serde_json::from_str(node).unwrap(), ty)
    }

    #[test]
    fn limits_become_words() {
        for (node, ty, expected) in [
            (r#"{"minLength": 1, "maxLength": 80}"#, Type::Text, "text of 1 to 80 characters."),
            (r#"{"minLength": 0, "maxLength": 80}"#, Type::Text, "text of up to 80 characters."),
            (r#"{"pattern": "^a+$"}"#, Type::Text, "text, matching `^a+$`."),
            (r#"{"minimum": 0, "maximum": 9}"#, Type::Integer, "a whole number from 0 to 9."),
            (r#"{"enum": [1, 3]}"#, Type::Integer, "a whole number, one of 1, 3."),
            (r#"{"default": "/"}"#, Type::Text, "text. `/` if not set."),
            (r#"{"default": true}"#, Type::Boolean, "`true` or `false`. `true` if not set."),
            (
                r#"{"maxItems": 5}"#,
                Type::List(Box::new(Type::Nested("Tag".into()))),
                "a list of [`Tag`], up to 5 items.",
            ),
        ] {
            assert_eq!(about(node, &ty), expected);
        }
    }
}
