//! What is said of a document beside it.

use std::borrow::Cow;

/// What the steps say of a document beside it.
#[derive(Debug, Default)]
pub struct Notes {
    problems: Vec<String>,
    index_name: Option<Cow<'static, str>>,
}

impl Notes {
    /// Takes note of something that could not be understood.
    pub fn problem(&mut self, problem: impl Into<String>) {
        self.problems.push(problem.into());
    }

    /// The document belongs to another index than those of its type.
    pub fn put_into(&mut self, index_name: impl Into<Cow<'static, str>>) {
        self.index_name = Some(index_name.into());
    }

    /// The name of the other index, without what follows it.
    pub(crate) fn index_name(&self) -> Option<&str> {
        self.index_name.as_deref()
    }

    /// All problems in one text; none if there is none.
    pub(crate) fn message(&self) -> Option<String> {
        (!self.problems.is_empty()).then(|| self.problems.join("; "))
    }
}
