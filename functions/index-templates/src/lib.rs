//! OpenSearch index templates derived from the log types.
//!
//! A type's index template is composed of three component templates: fields of every
//! document and of ECS, fields that several AWS logs share, and the type's own fields.
//! Names, patterns and priorities are those of v2.10.4, so that templates which users
//! have put beside or above them keep their place.
//!
//! Texts are keywords without `ignore_above`, as in v2.10.4: documents come with texts
//! cut to what Lucene can index (`ecs::LONGEST_TERM`), so that none is refused, and
//! none that v2.10.4 found is no longer found.

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

mod engine;
mod properties;
mod template;

pub use engine::Engine;
pub use template::{Kind, Template, index_templates, rollover_templates};
