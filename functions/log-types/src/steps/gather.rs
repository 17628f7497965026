//! Fields whose names begin alike, in one object.

use std::borrow::Cow;

use ecs::{Document, Value};

/// Moves each field `<prefix>_name` to `name` below the field `<prefix>`.
pub(crate) fn gather(document: &mut Document<'_>, prefix: &'static str) {
    let rest = |name: &str| {
        let rest = name.strip_prefix(prefix)?.strip_prefix('_')?;
        Some(name.len() - rest.len())
    };
    let mut gathered = Document::new();
    document.fields_mut().retain_mut(|(name, value)| {
        let Some(start) = rest(name) else { return true };
        let name = match name {
            Cow::Borrowed(name) => Cow::Borrowed(name.get(start..).unwrap_or_default()),
            Cow::Owned(name) => Cow::Owned(name.split_off(start)),
        };
        gathered.push(name, std::mem::replace(value, Value::Null));
        false
    });
    if !gathered.is_empty() {
        document.insert(prefix, gathered);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_begin_alike_are_gathered() {
        let mut document =
            formats::json::parse_object(r#"{"a_x":1,"ab_y":2,"a_":3,"z":4,"a_b_c":"d"}"#).unwrap();
        gather(&mut document, "a");
        let mut out = Vec::new();
        document.write(&mut out);
        let expected = r#"{"ab_y":2,"z":4,"a":{"x":1,"":3,"b_c":"d"}}"#;
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
