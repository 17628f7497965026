//! Sizes of the SIEM's own indices and shards, which its metrics exporter writes.
//!
//! A line is an index or a shard, told apart by `event.dataset`. The time is the exporter's.
//!
//! Numbers: <https://docs.opensearch.org/latest/api-reference/index-apis/stats/>

use contract::log_spec::{Format, IndexSettings, LogSpec, Timestamp, TimestampFormat};
use contract::sources;

use crate::log_type::Definition;

mod fields;

/// Metrics of OpenSearch indices.
pub(crate) const INDEX_METRICS: Definition = Definition::new(
    LogSpec::new(
        "index-metrics",
        "metrics-opensearch-index",
        sources::INDEX_METRICS.pattern,
        Format::JSON,
        Timestamp::new("@timestamp", TimestampFormat::Iso8601),
    )
    .fields(fields::FIELDS)
    .index_settings(IndexSettings { refresh_interval_seconds: None, shards: Some(1), alias: None }),
);
