//! One file for each type of log, and the steps that they share.
//!
//! ```text
//! key ── recognise ── LogType
//! record ── LogType::normalise ── document, index name, document id
//! ```
//!
//! A type is data, a [`LogSpec`](contract::log_spec::LogSpec), and a function where data
//! is not enough. [`registry`] lists them all; to add one, write its file, add its line
//! there and a folder of fixtures.
//!
//! Nothing here reads a clock, a file or the network, and nothing fails: what cannot be
//! understood of a record is said in its document's `error.message`.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic
    )
)]

#[macro_use]
mod registry;

mod address;
mod aws;
mod base;
mod conform;
mod exclusion;
mod hosts;
mod identity;
mod log_type;
mod log_types;
mod mapping;
mod normalise;
mod notes;
mod origin;
mod others;
mod prepare;
mod program;
mod recognise;
mod redact;
mod steps;
#[cfg(test)]
mod testing;
mod time;
mod types;

pub use base::{BASE_FIELDS, SHARED_FIELDS};
pub use exclusion::{Exclusions, Matched, Rules, WrongRule};
pub use log_type::{Adapt, Definition, LogType, Refine, SpecError};
pub use log_types::LogTypes;
pub use normalise::{Aids, Normalised, Outcome};
pub use notes::Notes;
pub use origin::Origin;
pub use recognise::{IgnoredKey, Nearest, Recognition, UnknownKey, Why, recognise};
pub use registry::registry;
pub use time::Timestamp;
