//! Brings the objects of one kind to what they should be.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::digest::digest;
use super::{Entry, Kind, Object};

/// What is in the domain of one kind.
#[derive(Debug, Default)]
pub(crate) struct Inventory {
    entries: BTreeMap<String, Entry>,
}

impl Inventory {
    pub(crate) fn new(entries: Vec<Entry>) -> Self {
        let entries = entries.into_iter().map(|entry| (entry.name.clone(), entry)).collect();
        Self { entries }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Entry> {
        self.entries.get(name)
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// What is to be done that an object is there.
    pub(crate) fn plan(&self, kind: &dyn Kind, object: &Object) -> Plan {
        let beside = kind.beside(object);
        match self.state(kind, object) {
            State::Missing | State::Ours { as_wanted: false } => {
                Plan { write: Some(object.clone()), kept: None }
            }
            State::Ours { as_wanted: true } => Plan { write: None, kept: None },
            State::Users => {
                let kept = Some(beside.name.clone());
                let write = self.is_to_write(kind, &beside).then_some(beside);
                Plan { write, kept }
            }
        }
    }

    /// Whether an object is to be written: it is missing, or ours and not as it should be.
    pub(crate) fn is_to_write(&self, kind: &dyn Kind, object: &Object) -> bool {
        matches!(self.state(kind, object), State::Missing | State::Ours { as_wanted: false })
    }

    /// Whose an object is.
    fn state(&self, kind: &dyn Kind, object: &Object) -> State {
        let Some(entry) = self.entries.get(&object.name) else { return State::Missing };
        let wanted = content(kind, object.body.clone());
        let mut body = entry.body.clone();
        let mark = kind.mark().take(&mut body);
        let found = content(kind, body);
        let has_mark = kind.mark() == super::Mark::Nowhere || mark.as_deref() == Some(&wanted);
        if found == wanted {
            return State::Ours { as_wanted: has_mark };
        }
        let ours = mark.is_some_and(|mark| mark == found)
            || kind.originals(&object.name).contains(&found.as_str());
        if ours { State::Ours { as_wanted: false } } else { State::Users }
    }

    /// Whether an object bears the mark of what it holds. One without a mark is nobody's
    /// to remove.
    fn is_unchanged(&self, kind: &dyn Kind, name: &str) -> bool {
        self.entries.get(name).is_some_and(|entry| {
            let mut body = entry.body.clone();
            let mark = kind.mark().take(&mut body);
            mark.is_some_and(|mark| mark == content(kind, body))
        })
    }

    /// Whether an object is as v2.10.4 wrote it.
    pub(crate) fn is_of_the_original(&self, kind: &dyn Kind, entry: &Entry) -> bool {
        let known = kind.originals(&entry.name);
        !known.is_empty() && known.contains(&content(kind, entry.body.clone()).as_str())
    }

    /// Whether an object is of ours, or of v2.10.4, and nobody has changed it.
    pub(crate) fn is_ours(&self, kind: &dyn Kind, entry: &Entry) -> bool {
        self.is_unchanged(kind, &entry.name) || self.is_of_the_original(kind, entry)
    }

    /// Objects of ours, or of v2.10.4, that nobody has changed and nobody wants any more:
    /// those of earlier releases and options, and what stood beside an object that is ours
    /// again.
    pub(crate) fn obsolete(&self, kind: &dyn Kind, wanted: &BTreeSet<String>) -> Vec<String> {
        let unwanted = self.entries.values().filter(|entry| !wanted.contains(&entry.name));
        unwanted.filter(|entry| self.is_ours(kind, entry)).map(|entry| entry.name.clone()).collect()
    }
}

/// The digest of an object's content.
fn content(kind: &dyn Kind, body: Value) -> String {
    digest(&kind.normal(body))
}

/// A body with its mark.
pub(crate) fn marked(kind: &dyn Kind, body: &Value) -> Value {
    let digest = content(kind, body.clone());
    let mut body = body.clone();
    kind.mark().put(&mut body, &digest);
    body
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Missing,
    Ours { as_wanted: bool },
    Users,
}

/// What is to be done about one object.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    /// Written, if anything is: the object, or what stands beside it.
    pub(crate) write: Option<Object>,
    /// The object is a user's and kept; this is what stands beside it.
    pub(crate) kept: Option<String>,
}

#[cfg(test)]
mod tests;
