//! Records whose fields a regular expression finds.
//!
//! The expression stands behind the start of the record, as if it began with `\A`: an
//! engine that knows this takes one pass over the record where the expression allows it.
//! It can neither look ahead nor refer to a group, which is why it takes time in
//! proportion to the record, whatever the record.

use std::cell::RefCell;

use ecs::Document;
use regex_automata::meta::Regex;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::{Hir, HirKind};

use super::FormatError;

/// A regular expression with named groups.
#[derive(Debug)]
pub(super) struct Pattern {
    regex: Regex,
    /// A name for each group from the second on; the first is the whole match.
    names: Vec<Box<str>>,
}

thread_local! {
    /// Where the groups of the last record began and ended.
    static SLOTS: RefCell<Vec<Option<NonMaxUsize>>> = const { RefCell::new(Vec::new()) };
}

impl Pattern {
    pub(super) fn new(what: &'static str, pattern: &str) -> Result<Self, FormatError> {
        let failed = |source| FormatError::Pattern { what, source };
        let syntax = regex_syntax::parse(pattern).map_err(|error| failed(error.into()))?;
        let mut names = Vec::new();
        let syntax = named_groups(syntax, &mut names);
        let regex = Regex::builder().build_from_hir(&syntax);
        let regex = regex.map_err(|error| failed(error.into()))?;
        Ok(Self { regex, names })
    }

    /// The groups that take part in a match at the start of `text`.
    pub(super) fn read<'a>(&'a self, text: &'a str) -> Option<Document<'a>> {
        SLOTS.with_borrow_mut(|slots| {
            slots.clear();
            slots.resize(2 * (1 + self.names.len()), None);
            let input = Input::new(text).anchored(Anchored::Yes);
            self.regex.search_slots(&input, slots)?;
            let mut document = Document::of_record();
            let (_, groups) = slots.split_first_chunk::<2>()?;
            for (name, group) in self.names.iter().zip(groups.chunks_exact(2)) {
                let &[Some(start), Some(end)] = group else { continue };
                if let Some(value) = text.get(start.get()..end.get()) {
                    document.push(name.as_ref(), value);
                }
            }
            Some(document)
        })
    }
}

/// The expression with its named groups only: each group costs time.
fn named_groups(syntax: Hir, names: &mut Vec<Box<str>>) -> Hir {
    match syntax.into_kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Class(class) => Hir::class(class),
        HirKind::Look(look) => Hir::look(look),
        HirKind::Repetition(mut repetition) => {
            repetition.sub = Box::new(named_groups(*repetition.sub, names));
            Hir::repetition(repetition)
        }
        HirKind::Capture(mut group) => match group.name.clone() {
            None => named_groups(*group.sub, names),
            Some(name) => {
                names.push(name);
                group.index = u32::try_from(names.len()).unwrap_or(u32::MAX);
                group.sub = Box::new(named_groups(*group.sub, names));
                Hir::capture(group)
            }
        },
        HirKind::Concat(parts) => {
            Hir::concat(parts.into_iter().map(|part| named_groups(part, names)).collect())
        }
        HirKind::Alternation(parts) => {
            Hir::alternation(parts.into_iter().map(|part| named_groups(part, names)).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fields as `name=value`.
    fn fields(pattern: &str, text: &str) -> Option<Vec<String>> {
        let pattern = Pattern::new("pattern", pattern).unwrap();
        let document = pattern.read(text)?;
        let field =
            |(name, value): (&str, &ecs::Value<'_>)| format!("{name}={}", value.as_text().unwrap());
        Some(document.iter().map(field).collect())
    }

    #[test]
    fn named_groups_are_fields_and_others_are_not() {
        let found = fields(r"(?P<a>\w+)( (x|y))? (?<b>(\d)+)", "one y 22").unwrap();
        assert_eq!(found, ["a=one", "b=22"]);
    }

    #[test]
    fn it_matches_from_the_start_and_ignores_what_follows() {
        assert_eq!(fields("(?<a>b|bc)", "bcd").unwrap(), ["a=b"]);
        assert_eq!(fields("(?<a>b)", "ab"), None);
        assert_eq!(fields("x|(?<a>b)", "ab"), None);
    }

    #[test]
    fn a_group_that_takes_no_part_is_no_field_and_an_empty_one_is() {
        assert_eq!(fields("(?<a>a)|(?<b>b)(?<c>c*)", "b").unwrap(), ["b=b", "c="]);
    }

    #[test]
    fn a_group_in_a_repetition_has_its_last_value() {
        assert_eq!(fields("(?:(?<a>[ab]),?)+", "a,b").unwrap(), ["a=b"]);
    }

    #[test]
    fn a_dot_stays_on_its_line_unless_told() {
        assert_eq!(fields("(?<a>.*)", "one\ntwo").unwrap(), ["a=one"]);
        assert_eq!(fields("(?s)(?<a>.*)", "one\ntwo").unwrap(), ["a=one\ntwo"]);
        assert_eq!(fields("(?x) (?<a>.) # any", "one").unwrap(), ["a=o"]);
    }

    #[test]
    fn what_is_no_expression_says_where() {
        let error = Pattern::new("pattern", "(?<a>x)(?=y)").unwrap_err();
        let FormatError::Pattern { what, source } = error;
        assert_eq!(what, "pattern");
        assert!(source.to_string().contains("look-around"), "{source}");
    }

    #[test]
    fn an_expression_that_backtracking_cannot_stand_takes_no_time() {
        assert_eq!(fields("(?<a>(x+x+)+y)", &"x".repeat(100_000)), None);
    }
}
