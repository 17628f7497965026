//! Elastic Common Schema fields, and the document that holds them.
//!
//! - [`fields`](Field): a constant for each ECS field; the crate's root has them all,
//!   so that they read `ecs::SOURCE_IP`.
//! - [`Document`]: an ordered JSON object that borrows its texts from the record.

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

mod clean;
mod document;
mod fields;
mod lanes;
mod short;
mod write;

pub use clean::{LONGEST_TERM, TRUNCATION_MARK, says_nothing, truncate};
pub use document::{Document, Value};
pub use fields::*;
pub use lanes::{Found, Lanes};
pub use short::{ends, is_same};
pub use write::{Writer, write_text};
