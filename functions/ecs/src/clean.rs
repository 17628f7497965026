//! Taking out of a document what OpenSearch cannot or need not store.

use std::borrow::Cow;

use crate::{Document, Value};

/// The longest term, in bytes, that Lucene indexes. It refuses a document that has a
/// longer one in a keyword field.
pub const LONGEST_TERM: usize = 32_766;

/// Ends a text that was cut to [`LONGEST_TERM`]; the original's mark.
pub const TRUNCATION_MARK: &str = "<<TRUNCATED>>";

impl Document<'_> {
    /// Takes out fields that say nothing: `null`, empty lists and objects, the texts
    /// that logs write for nothing, and what is empty once those are gone.
    ///
    /// Elements of lists stay, so that positions keep their meaning.
    pub fn remove_blank_fields(&mut self) {
        self.fields_mut().retain_mut(|(_, value)| {
            match value {
                Value::Object(object) => object.remove_blank_fields(),
                Value::List(elements) => {
                    for element in elements {
                        if let Value::Object(object) = element {
                            object.remove_blank_fields();
                        }
                    }
                }
                _ => {}
            }
            !says_nothing(value)
        });
    }

    /// Cuts texts that are longer than [`LONGEST_TERM`], at the border of a character,
    /// except that of the field `except` of this object.
    pub fn truncate_long_texts(&mut self, except: &str) {
        for (name, value) in self.fields_mut() {
            if name != except {
                truncate(value);
            }
        }
    }
}

/// Whether a value is one that [`Document::remove_blank_fields`] takes out.
#[inline]
pub fn says_nothing(value: &Value<'_>) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => matches!(text.as_ref(), "" | "-" | "null" | "[]"),
        Value::List(elements) => match elements.as_slice() {
            [] => true,
            [Value::Text(only)] => only.is_empty(),
            _ => false,
        },
        Value::Object(object) => object.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Cuts the texts of a value that are longer than [`LONGEST_TERM`].
pub fn truncate(value: &mut Value<'_>) {
    match value {
        Value::Text(text) if text.len() > LONGEST_TERM => {
            let end = text.floor_char_boundary(LONGEST_TERM - TRUNCATION_MARK.len());
            let kept = text.get(..end).unwrap_or_default();
            *text = Cow::Owned([kept, TRUNCATION_MARK].concat());
        }
        Value::List(elements) => elements.iter_mut().for_each(truncate),
        Value::Object(object) => object.fields_mut().iter_mut().for_each(|(_, v)| truncate(v)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_is_taken_out() {
        let mut document = Document::new();
        for (name, value) in [
            ("null", Value::Null),
            ("empty", "".into()),
            ("dash", "-".into()),
            ("null text", "null".into()),
            ("empty list", Value::List(vec![])),
            ("list of nothing", Value::List(vec!["".into()])),
            ("object", Document::from_iter([("x".into(), Value::Null)]).into()),
        ] {
            document.insert(name, value);
        }
        document.remove_blank_fields();
        assert_eq!(document, Document::new());
    }

    #[test]
    fn zero_false_and_elements_of_lists_stay() {
        let mut document = Document::new();
        document.insert("zero", Value::Number("0".into()));
        document.insert("false", Value::Bool(false));
        document.insert("list", Value::List(vec!["".into(), "-".into()]));
        let before = document.clone();
        document.remove_blank_fields();
        assert_eq!(document, before);
    }

    #[test]
    fn a_long_text_is_cut_at_a_character() {
        let mut document = Document::new();
        document.insert("@message", "ü".repeat(20_000));
        document.insert("other", Value::List(vec!["ü".repeat(20_000).into()]));
        document.truncate_long_texts("@message");
        assert_eq!(document.text_at("@message").unwrap().len(), 40_000);
        let cut = document.text_at("other.0").unwrap();
        assert!(cut.ends_with(TRUNCATION_MARK));
        assert!(cut.len() <= LONGEST_TERM && cut.len() > LONGEST_TERM - 3);
    }

    #[test]
    fn a_text_as_long_as_a_term_may_be_stays() {
        let mut document = Document::new();
        document.insert("text", "x".repeat(LONGEST_TERM));
        document.truncate_long_texts("");
        assert_eq!(document.text_at("text").unwrap().len(), LONGEST_TERM);
    }
}
