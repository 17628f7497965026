//! The mark: the digest of an object's content, within the object.

use serde_json::{Map, Value};

/// Where an object has room for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A field of its own, by the names that lead to it; in a list, by number.
    Field(&'static [&'static str]),
    /// At the end of a text that people read, by the names that lead to it.
    Text(&'static [&'static str]),
    /// Nowhere. Then only what is exactly as we would write it, or as v2.10.4 did, is ours.
    Nowhere,
}

const OPENING: &str = " [aes-siem ";
const CLOSING: &str = "]";

impl Mark {
    /// Marks an object.
    pub(crate) fn put(self, body: &mut Value, digest: &str) {
        match self {
            Self::Field(path) => {
                if let Some(place) = place(body, path) {
                    *place = Value::from(digest);
                }
            }
            Self::Text(path) => {
                if let Some(place) = place(body, path) {
                    let words = place.as_str().unwrap_or_default();
                    *place = Value::from(format!("{words}{OPENING}{digest}{CLOSING}"));
                }
            }
            Self::Nowhere => {}
        }
    }

    /// Takes the mark out of an object.
    pub(crate) fn take(self, body: &mut Value) -> Option<String> {
        match self {
            Self::Field(path) => take_field(body, path),
            Self::Text(path) => {
                let pointer: String = path.iter().map(|name| format!("/{name}")).collect();
                let text = body.pointer_mut(&pointer)?;
                let (words, rest) = text.as_str()?.rsplit_once(OPENING)?;
                let digest = rest.strip_suffix(CLOSING)?.to_owned();
                *text = Value::from(words);
                Some(digest)
            }
            Self::Nowhere => None,
        }
    }
}

/// The value at a path, which is made where it is not there.
fn place<'a>(body: &'a mut Value, path: &[&str]) -> Option<&'a mut Value> {
    let mut place = body;
    for name in path {
        if place.is_null() {
            *place = Value::Object(Map::new());
        }
        place = match place {
            Value::Array(elements) => elements.get_mut(name.parse::<usize>().ok()?)?,
            place => place.as_object_mut()?.entry(*name).or_insert(Value::Null),
        };
    }
    Some(place)
}

/// Objects that hold nothing but the mark go with it.
fn take_field(body: &mut Value, path: &[&str]) -> Option<String> {
    let (name, rest) = path.split_first()?;
    if let Value::Array(elements) = body {
        return take_field(elements.get_mut(name.parse::<usize>().ok()?)?, rest);
    }
    let fields = body.as_object_mut()?;
    if rest.is_empty() {
        let mark = fields.remove(*name)?;
        return mark.as_str().map(str::to_owned);
    }
    let inner = fields.get_mut(*name)?;
    let mark = take_field(inner, rest);
    if inner.as_object().is_some_and(Map::is_empty) {
        fields.remove(*name);
    }
    mark
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn there_and_back(mark: Mark, body: &Value) -> Value {
        let mut marked = body.clone();
        mark.put(&mut marked, "0123");
        let shown = marked.clone();
        assert_eq!(mark.take(&mut marked).as_deref(), Some("0123"));
        assert_eq!(marked, *body);
        assert_eq!(mark.take(&mut marked), None, "it was taken");
        shown
    }

    #[test]
    fn a_field_of_its_own_comes_and_goes_with_its_parent() {
        let mark = Mark::Field(&["_meta", "aes_siem"]);
        assert_eq!(there_and_back(mark, &json!({})), json!({"_meta": {"aes_siem": "0123"}}));
        there_and_back(mark, &json!({"_meta": {"description": "x"}}));
    }

    #[test]
    fn a_text_stays_readable() {
        let mark = Mark::Text(&["policy", "description"]);
        let shown = there_and_back(mark, &json!({"policy": {"description": "by size"}}));
        assert_eq!(shown["policy"]["description"], "by size [aes-siem 0123]");
    }

    #[test]
    fn what_is_no_mark_is_no_mark() {
        let text = Mark::Text(&["description"]);
        for body in [json!({"description": "x [aes-siem 01"}), json!({"description": 1}), json!({})]
        {
            assert_eq!(text.take(&mut body.clone()), None, "{body}");
        }
        let field = Mark::Field(&["_meta", "aes_siem"]);
        assert_eq!(field.take(&mut json!({"_meta": "x"})), None);
        assert_eq!(field.take(&mut json!({"_meta": {"aes_siem": 1}})), None);
    }
}
