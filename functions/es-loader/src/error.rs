//! Why an object was not loaded, so that its event has to come again.

use crate::events::UnknownEvent;
use crate::queues::QueueError;
use crate::source::SourceError;
use kit::errors::Stable;

/// An object, or the whole event, failed. What was loaded stays loaded; loading it again
/// overwrites it with itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// The event says nothing that this function understands.
    #[error(transparent)]
    Event(#[from] UnknownEvent),
    /// The object cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A queue does not take what it must be told.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// OpenSearch takes nothing from this function.
    #[error(
        "OpenSearch refuses this function: {0}; its role must be mapped to a role with the \
         permission to write to the log indices, and the endpoint's access policy must allow it"
    )]
    Forbidden(String),
    /// OpenSearch is overloaded or cannot be reached.
    #[error("OpenSearch took nothing in {tries} tries: {why}; the event will come again")]
    Unavailable {
        /// Tries in a row without a document stored.
        tries: u32,
        /// The last refusal.
        why: String,
    },
    /// What answers is not OpenSearch.
    #[error("the endpoint does not answer as OpenSearch does: {0}; check ENDPOINT")]
    Unexpected(String),
    /// There is no room on the disk for an object that is read from its end.
    #[error("no room on the disk: {0}; the event will come again")]
    DiskFull(String),
    /// A mistake of this program.
    #[error("a part of the loader failed: {0}; please report this")]
    Defect(String),
    /// More than one object of an event failed.
    #[error("{count} of {all} objects failed, the first with: {first}")]
    Several {
        /// How many failed.
        count: usize,
        /// How many there were.
        all: usize,
        /// The first failure.
        first: Box<Self>,
    },
}

impl Stable for LoadError {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Event(_) => "UnknownEvent",
            Self::Source(error) => error.error_type(),
            Self::Queue(error) => error.error_type(),
            Self::Forbidden(_) => "OpenSearchForbidden",
            Self::Unavailable { .. } => "OpenSearchUnavailable",
            Self::Unexpected(_) => "OpenSearchUnexpectedAnswer",
            Self::DiskFull(_) => "DiskFull",
            Self::Defect(_) => "Defect",
            Self::Several { first, .. } => first.error_type(),
        }
    }
}

impl LoadError {
    /// One error for the failures of an event with `all` objects.
    pub fn of_all(failures: Vec<Self>, all: usize) -> Option<Self> {
        let count = failures.len();
        let first = failures.into_iter().next()?;
        Some(if all == 1 { first } else { Self::Several { count, all, first: Box::new(first) } })
    }
}
