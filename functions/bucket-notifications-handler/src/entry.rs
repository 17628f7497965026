//! One notification: who is told of which events of which keys.

use crate::overlap::{Filter, events_overlap};

/// What S3 can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Function,
    Queue,
    Topic,
}

/// A notification, without its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) kind: Kind,
    /// The ARN that is told.
    pub(crate) target: String,
    pub(crate) events: Vec<String>,
    pub(crate) filter: Filter,
}

impl Entry {
    /// An event of this one for which both would be told of one object.
    pub(crate) fn overlap<'a>(&'a self, other: &Self) -> Option<&'a str> {
        if !self.filter.overlaps(&other.filter) {
            return None;
        }
        let events = self.events.iter().map(String::as_str);
        events.into_iter().find(|event| other.events.iter().any(|e| events_overlap(event, e)))
    }

    /// Whether both tell the same one, of one object at least.
    pub(crate) fn claims(&self, other: &Self) -> bool {
        self.kind == other.kind && self.target == other.target && self.overlap(other).is_some()
    }
}
