//! Shards, and on which node each of them is.
//!
//! API: <https://docs.opensearch.org/latest/api-reference/cat/cat-shards/>

use serde::Deserialize;

/// The path with its query.
pub(crate) const SHARDS: &str = "/_cat/shards?format=json&bytes=b\
     &h=index%2Cshard%2Cprirep%2Cstate%2Cdocs%2Cstore%2Cid%2Cnode";

/// A row, in which every value is text. One without a node has neither node, documents nor size.
#[derive(Debug, Deserialize)]
pub(crate) struct Shard {
    pub(crate) index: String,
    pub(crate) shard: Option<String>,
    pub(crate) prirep: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) docs: Option<String>,
    pub(crate) store: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) node: Option<String>,
}
