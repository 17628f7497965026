//! Bytes of a log object to records.
//!
//! ```text
//! object ── decompress ── Records ── Item::Record  bytes as they were delivered
//!                                └── Item::Bad     what is no record, and why
//! ```
//!
//! Everything reads from a [`std::io::Read`] and holds no more than one record and one
//! block of input, so memory does not grow with the object. Nothing here stops at a bad
//! record, and nothing is dropped without an [`Item`] or a [`ReadError`].
//!
//! - [`decompress`]: by content, because names lie.
//! - [`Records`]: the records of an object, numbered.
//! - [`json`]: one record's text to a document.

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

mod decompress;
mod elements;
mod envelope;
mod expand;
mod header;
mod input;
pub mod json;
mod lines;
mod multiline;
mod reader;
mod records;
mod splitter;
#[cfg(test)]
mod test_support;

pub use decompress::{DecompressError, Decompressed, decompress, plain};
pub use envelope::{Container, Envelope};
pub use header::Names;
pub use reader::{FormatError, NotRead, Reader, XmlError};
pub use records::{
    BadReason, BadRecord, Checkpoint, Item, ReadError, Record, RecordRange, Records,
};

/// Sizes that input may not exceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that a compressed object may become. An object that is not compressed is
    /// as large as S3 says and has no limit here.
    pub decompressed_bytes: u64,
    /// Bytes of one record, which is also the most that is held in memory.
    pub record_bytes: usize,
    /// Bytes on disk of all objects that are being read, where a format is read from its end.
    pub disk_bytes: u64,
}

impl Default for Limits {
    /// 5 GiB, the largest object that can be put in S3 in one piece; 16 MiB; and 480 MiB, as
    /// Lambda gives a function a disk of 512 MB.
    fn default() -> Self {
        Self { decompressed_bytes: 5 << 30, record_bytes: 16 << 20, disk_bytes: 480 << 20 }
    }
}
