//! Why a record was set aside.
//!
//! A reason names the kind of mistake and the field, never a value: messages about
//! records that failed must not carry what is in the records. OpenSearch's own words
//! quote values ("Preview of field's value: …"), so only the parts known to be names
//! are taken from them.

use std::fmt;

/// Longest field name that is shown.
const LONGEST_FIELD: usize = 120;

/// Why a record could not be loaded. Equal reasons share one message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reason {
    /// Which status a dead-letter message gives as `ErrorCode`.
    pub code: u16,
    /// The kind, as OpenSearch or this program names it: `mapper_parsing_exception`.
    pub kind: String,
    /// What it is about, if known: ``field `a.b` of type `long` ``.
    pub about: String,
}

impl Reason {
    /// A reason of this program's own.
    pub fn own(kind: &str, about: impl Into<String>) -> Self {
        Self { code: 400, kind: kind.to_owned(), about: about.into() }
    }

    /// One in words of OpenSearch.
    pub fn of_open_search(code: u16, kind: &str, words: &str) -> Self {
        Self { code, kind: shortened(kind), about: about(words) }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)?;
        if self.about.is_empty() { Ok(()) } else { write!(f, ": {}", self.about) }
    }
}

/// Field, type and limits in OpenSearch's words.
fn about(words: &str) -> String {
    if words.starts_with("Limit of ") {
        return shortened(words);
    }
    let field = ["field [", "field name [", "introduction of [", "mapping for [", "field=\""]
        .iter()
        .find_map(|before| between(words, before));
    let kind = between(words, "of type [");
    match (field, kind) {
        (Some(field), Some(kind)) => format!("field `{field}` of type `{kind}`"),
        (Some(field), None) => format!("field `{field}`"),
        _ => String::new(),
    }
}

fn between(words: &str, before: &str) -> Option<String> {
    let (_, after) = words.split_once(before)?;
    let (name, _) = after.split_once([']', '"'])?;
    Some(shortened(name))
}

fn shortened(text: &str) -> String {
    text.chars().filter(|char| !char.is_control()).take(LONGEST_FIELD).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_is_named_and_its_value_is_not() {
        let reason = Reason::of_open_search(
            400,
            "mapper_parsing_exception",
            "failed to parse field [http.response.status_code] of type [long] in document with id \
             'x'. Preview of field's value: 'hunter2'",
        );
        assert_eq!(
            reason.to_string(),
            "mapper_parsing_exception: field `http.response.status_code` of type `long`"
        );
    }

    #[test]
    fn a_term_that_is_too_long_is_not_quoted() {
        let reason = Reason::of_open_search(
            400,
            "illegal_argument_exception",
            "Document contains at least one immense term in field=\"url.query\" (whose UTF8 encoding \
             is longer than the max length 32766), the prefix of the first immense term is: '[104, 117]...'",
        );
        assert_eq!(reason.to_string(), "illegal_argument_exception: field `url.query`");
    }

    #[test]
    fn words_of_an_unknown_form_are_left_out() {
        let reason = Reason::of_open_search(400, "some_exception", "cannot take hunter2");
        assert_eq!(reason.to_string(), "some_exception");
    }

    #[test]
    fn a_limit_is_quoted() {
        let words = "Limit of total fields [1000] has been exceeded";
        assert_eq!(Reason::of_open_search(400, "illegal_argument_exception", words).about, words);
    }
}
