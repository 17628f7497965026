//! What a change from one CloudFormation template to another means.
//!
//! [`compare`] takes two templates as JSON, whoever made them, and says what an update from
//! the first to the second does: what is added, removed, replaced (and which property forces
//! it) or updated, who may do more or less than before, and what is opened to everybody. The
//! answer is plain data; how it is shown is for others.
//!
//! Templates are compared by structure. What a function gives is not known here, so `Fn::If`
//! is compared branch by branch, and everything else by what it is written from: `Fn::Join`
//! and `Fn::Sub` that give the same text are the same, and so are `600` and `"600"`.
//!
//! Which properties replace a resource is read from the registry schemas of
//! [`resources::schema_of`]. Of a type that is not there, it is said that it is unknown.

mod access;
mod canonical;
mod conditions;
mod difference;
mod exposure;
mod facts;
mod model;
mod references;
mod replacement;
mod resource_changes;
mod sections;
mod verdict;

pub use access::{AccessChange, AccessKind, Direction, Effect};
pub use canonical::{canonical, spelled};
pub use difference::PropertyChange;
pub use exposure::{Exposure, ExposureChange, ExposureKind};
pub use facts::{holds_data, name_property};
pub use model::{Changes, Danger, Risk, Warning};
pub use replacement::{Cause, Replacement};
pub use resource_changes::{Fate, ResourceChange, What};
pub use sections::{EntryChange, Section};

use serde_json::Value as Json;

/// What an update from `before` to `after` does.
pub fn compare(before: &Json, after: &Json) -> Changes {
    let before = canonical::template(before);
    let after = canonical::template(after);
    let (resources, mut warnings) = resource_changes::compare(&before, &after);
    let (entries, of_entries) = sections::compare(&before, &after);
    warnings.extend(of_entries);
    let mut changes = Changes {
        access: access::compare(&before, &after),
        exposure: exposure::compare(&before, &after),
        resources,
        entries,
        warnings,
        dangers: vec![],
    };
    changes.dangers = verdict::dangers(&changes);
    changes
}
