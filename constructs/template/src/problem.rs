//! What can be wrong with a stack. Synthesis reports all of it at once.

use std::fmt;

use crate::logical_id::{LogicalId, MAX_LENGTH};

/// One thing that is wrong with a stack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[expect(missing_docs, reason = "each message names its fields")]
#[non_exhaustive]
pub enum Problem {
    #[error(
        "{second}: the logical id `{id}` is already used by {first}; ids must be unique, \
         because an id is a resource's identity: give one of them another id, or pin one"
    )]
    DuplicateId { id: LogicalId, first: String, second: String },

    #[error(
        "{path}: the logical id `{id}` has {} characters; wanted are 1 to {MAX_LENGTH} letters and \
         digits: shorten the ids on the path, or leave out other characters",
        id.as_str().chars().count()
    )]
    InvalidId { path: String, id: LogicalId },

    #[error(
        "{section} `{name}` is defined twice with different contents; a name has one \
         definition: rename one of them"
    )]
    DuplicateName { section: &'static str, name: String },

    #[error(
        "{section} `{name}`: a name has 1 to {MAX_LENGTH} letters and digits: leave out other \
         characters"
    )]
    InvalidName { section: &'static str, name: String },

    #[error(
        "`{name}` is both a parameter and a resource, so that a reference to it means either: \
         rename one of them"
    )]
    AmbiguousName { name: String },

    #[error(
        "rule {rule} uses the condition `{name}`; rules know parameters only: write the \
         condition out"
    )]
    ConditionInRule { rule: String, name: String },

    #[error(
        "{place} refers to `{name}`, which is neither a parameter nor a resource of this \
         stack{}; add it to this stack before using its handle",
        nearest_hint(nearest.as_deref())
    )]
    UnknownReference { place: String, name: String, nearest: Option<String> },

    #[error(
        "{place} refers to attribute `{attribute}` of `{resource}`, which {resource_type} \
         does not have (known attributes: {})", known.join(", ")
    )]
    UnknownAttribute {
        place: String,
        resource: String,
        resource_type: String,
        attribute: String,
        known: Vec<&'static str>,
    },

    #[error(
        "{place} refers to the condition `{name}`, which is not in this stack{}; define it \
         with `Stack::condition`",
        nearest_hint(nearest.as_deref())
    )]
    UnknownCondition { place: String, name: String, nearest: Option<String> },

    #[error(
        "{place} refers to the mapping `{name}`, which is not in this stack; add it with `Stack::mapping`"
    )]
    UnknownMapping { place: String, name: String },

    #[error("{place} refers to the resource `{name}`; {why}")]
    ResourceNotAllowed { place: String, name: String, why: &'static str },

    #[error(
        "resources wait for each other: {}; CloudFormation cannot create any of them first: \
         take one reference out of the circle", cycle.join(" → ")
    )]
    Cycle { cycle: Vec<String> },

    #[error("conditions refer to each other: {}; break the circle", cycle.join(" → "))]
    ConditionCycle { cycle: Vec<String> },

    #[error(
        "{place} is `{value}`, {length} characters; {resource_type} takes {min} to {max}: \
         choose another name"
    )]
    NameLength {
        place: String,
        resource_type: String,
        value: String,
        length: usize,
        min: usize,
        max: usize,
    },

    #[error(
        "{place}: `${{` without `}}` in `{text}`; close it, or write `${{!` for the characters themselves"
    )]
    UnclosedSub { place: String, text: String },

    #[error(
        "the stack has {found} {what}; CloudFormation takes {limit} in a template: \
         move some to a stack of their own"
    )]
    TooMany { what: &'static str, found: usize, limit: usize },

    #[error(
        "the template has {found} bytes; CloudFormation takes {limit}: move some resources \
         to a stack of their own"
    )]
    TemplateTooLarge { found: usize, limit: usize },

    #[error("{place}: {why}")]
    Impossible { place: String, why: String },

    #[error("override of `{property}` at {resource}: {why}")]
    Override { resource: String, property: String, why: String },
}

fn nearest_hint(nearest: Option<&str>) -> String {
    nearest.map(|name| format!(" (did you mean `{name}`?)")).unwrap_or_default()
}

/// Everything that is wrong with a stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems {
    stack: String,
    problems: Vec<Problem>,
}

impl Problems {
    /// `Err` with all problems in a stable order, or `Ok` if there is none.
    pub(crate) fn check(stack: &str, mut problems: Vec<Problem>) -> Result<(), Self> {
        problems.sort();
        problems.dedup();
        if problems.is_empty() { Ok(()) } else { Err(Self { stack: stack.to_owned(), problems }) }
    }

    /// The stack's name.
    pub fn stack(&self) -> &str {
        &self.stack
    }

    /// The problems, in a stable order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Problem> {
        self.problems.iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.problems.len();
        let noun = if count == 1 { "problem" } else { "problems" };
        write!(f, "stack `{}` has {count} {noun}:", self.stack)?;
        for problem in &self.problems {
            write!(f, "\n  - {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
