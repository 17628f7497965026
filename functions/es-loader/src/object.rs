//! An object to load, and which of its records.

use crate::ranges::Ranges;
use formats::Checkpoint;

/// What an event asks to be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectRef {
    /// The bucket's name.
    pub bucket: String,
    /// The object's key, decoded.
    pub key: String,
    /// The same key read the other way (not decoded, or decoded), where that differs.
    ///
    /// Tried when there is no object under `key`: v2.10.4 writes keys into its split
    /// queue without encoding them, and people write events by hand.
    pub other_key: Option<String>,
    /// The version that the event is about, in a bucket with versioning.
    pub version: Option<String>,
    /// Size in bytes as the event says; 0 if it does not.
    pub size: u64,
    /// The records to load, numbered from 1.
    pub records: Ranges,
    /// Where to begin to read, if an invocation before this one has come so far; the object
    /// is read from its start where it is not the same any more.
    pub from: Option<Checkpoint>,
    /// What S3 calls the object's content: when it was opened, or, with `from`, then.
    pub e_tag: Option<String>,
    /// How many invocations before this one have handed on the rest of the object.
    pub hop: u32,
}

impl ObjectRef {
    /// A whole object.
    pub fn whole(bucket: impl Into<String>, key: impl Into<String>) -> Self {
        Self {
            bucket: bucket.into(),
            key: key.into(),
            other_key: None,
            version: None,
            size: 0,
            records: Ranges::all(),
            from: None,
            e_tag: None,
            hop: 0,
        }
    }
}
