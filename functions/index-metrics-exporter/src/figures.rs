//! Figures as `_stats` gives them, of which only those are asked for that are exported.
//!
//! API: <https://docs.opensearch.org/latest/api-reference/index-apis/stats/>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The path with its query. `index_*` and `query_t*` save some letters of a long one.
pub(crate) const STATS: &str = "/_stats/docs%2Cindexing%2Cmerge%2Crefresh%2Csegments%2Cstore\
     %2Cfielddata%2Csearch?filter_path=indices.%2A.uuid%2Cindices.%2A.%2A.docs\
     %2Cindices.%2A.%2A.store.size_in_bytes%2Cindices.%2A.%2A.indexing.index_%2A\
     %2Cindices.%2A.%2A.indexing.throttle_time_in_millis\
     %2Cindices.%2A.%2A.merges.total_size_in_bytes\
     %2Cindices.%2A.%2A.refresh.total_time_in_millis%2Cindices.%2A.%2A.segments\
     %2Cindices.%2A.%2A.fielddata.memory_size_in_bytes%2Cindices.%2A.%2A.search.query_t%2A";

/// The answer.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Stats {
    /// Missing where there is no index.
    #[serde(default)]
    pub(crate) indices: BTreeMap<String, IndexStats>,
}

/// The figures of an index.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct IndexStats {
    pub(crate) uuid: Option<String>,
    #[serde(default)]
    pub(crate) primaries: Primaries,
    #[serde(default)]
    pub(crate) total: Total,
}

/// Declares an object of numbers, each of which may be missing.
macro_rules! numbers {
    ($($name:ident { $($field:ident),* $(,)? })*) => {
        $(
            #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
            pub(crate) struct $name {
                $(
                    #[serde(skip_serializing_if = "Option::is_none")]
                    pub(crate) $field: Option<i64>,
                )*
            }
        )*
    };
}

numbers! {
    Docs { count, deleted }
    Store { size_in_bytes }
    Indexing { index_time_in_millis, index_total, throttle_time_in_millis }
    Merges { total_size_in_bytes }
    Refresh { total_time_in_millis }
    Fielddata { memory_size_in_bytes }
    Search { query_time_in_millis, query_total }
    SegmentCount { count }
    Segments {
        count,
        doc_values_memory_in_bytes,
        fixed_bit_set_memory_in_bytes,
        index_writer_memory_in_bytes,
        memory_in_bytes,
        norms_memory_in_bytes,
        points_memory_in_bytes,
        stored_fields_memory_in_bytes,
        term_vectors_memory_in_bytes,
        terms_memory_in_bytes,
        version_map_memory_in_bytes,
    }
}

/// Of the primary shards.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Primaries {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) docs: Option<Docs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) store: Option<Store>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) indexing: Option<Indexing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) merges: Option<Merges>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refresh: Option<Refresh>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) segments: Option<SegmentCount>,
}

/// Of all shards.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Total {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) docs: Option<Docs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) store: Option<Store>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) indexing: Option<Indexing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) merges: Option<Merges>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refresh: Option<Refresh>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) segments: Option<Segments>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fielddata: Option<Fielddata>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) search: Option<Search>,
}
