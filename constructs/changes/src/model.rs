//! The whole answer.

use serde::Serialize;

use crate::access::AccessChange;
use crate::exposure::ExposureChange;
use crate::resource_changes::ResourceChange;
use crate::sections::EntryChange;

/// What an update does, in the order of logical ids.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Changes {
    /// Resources that are not the same before and after.
    pub resources: Vec<ResourceChange>,
    /// Parameters, conditions, outputs and the other sections.
    pub entries: Vec<EntryChange>,
    /// Who may do more or less than before.
    pub access: Vec<AccessChange>,
    /// What is opened to everybody, or closed.
    pub exposure: Vec<ExposureChange>,
    /// What a reader would not see from the lists above.
    pub warnings: Vec<Warning>,
    /// Why somebody should look before this is deployed; empty if nothing speaks against it.
    pub dangers: Vec<Danger>,
}

impl Changes {
    /// Whether the two templates mean the same.
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty() && self.entries.is_empty()
    }
}

/// Something to know that is no change of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Logical id, or section and name.
    pub place: String,
    /// What, and what to do about it.
    pub message: String,
}

impl Warning {
    pub(crate) fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into() }
    }
}

/// A reason to look before deploying.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Danger {
    /// Logical id, or the holder of a permission.
    pub place: String,
    /// What happens there.
    pub risk: Risk,
}

/// What can be lost or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// What holds data or has a fixed name is replaced, or may be.
    Replaced,
    /// What holds data or has a fixed name is deleted, or may be.
    Deleted,
    /// What holds data or has a fixed name would no longer outlive its stack, or a replacement.
    NoLongerKept,
    /// CloudFormation refuses the update.
    Refused,
    /// Somebody may do more than before.
    Widened,
    /// Something is opened to everybody.
    Public,
}
