//! What is said of a document beside it.

use std::borrow::Cow;

use crate::identity::Identity;

/// What the steps say of a document beside it.
#[derive(Debug, Default)]
pub struct Notes {
    problems: Vec<String>,
    index_name: Option<Cow<'static, str>>,
    identity: Option<Identity>,
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

    /// The document is about a thing that other documents are about as well: `subject`,
    /// which becomes `@id`, is the same in all of them, and `version` tells them apart.
    pub fn identify(&mut self, subject: String, version: String) {
        self.identity = Some(Identity { subject, version: Some(version) });
    }

    /// What the document is known by, if that is not for its type's data to say.
    pub(crate) const fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
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
