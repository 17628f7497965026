//! JSON: an object's bytes to records, and a record's text to a document.
//!
//! Records are split by a scanner that checks the grammar, so that a damaged record
//! is noticed where it is damaged and its neighbours survive.

mod fields;
mod parse;
mod scan;
mod split;
mod strings;

pub use parse::{JsonError, parse_object};
pub use strings::{StringToken, strings, unescaped};

pub(crate) use fields::{Fields, next_element};
pub(crate) use scan::{Keys, Scanned, value, value_length};
pub(crate) use split::JsonSplitter;
pub(crate) use strings::unescape_bytes;

/// How deep lists and objects of a record may nest. OpenSearch maps 20 levels.
pub const MAX_DEPTH: u32 = 128;
