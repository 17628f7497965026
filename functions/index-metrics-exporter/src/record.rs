//! A line of the log: an index or a shard, in the form of v2.10.4.
//!
//! Two things differ. A figure of zero is there, where v2.10.4 leaves it out, and shows an index
//! without documents as one that nothing is known of. And numbers are numbers, where v2.10.4
//! writes some as text; OpenSearch stores both the same way.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::figures::{Docs, IndexStats, Primaries, Store, Total};
use crate::indices::{Index, Tier, number};
use crate::shards::Shard;

/// What all lines of a run share.
#[derive(Debug)]
pub(crate) struct Common {
    pub(crate) timestamp: String,
    /// Not there where the domain does not say it.
    pub(crate) cluster_id: Option<String>,
    pub(crate) cluster_name: String,
    /// In milliseconds.
    pub(crate) period: u64,
}

/// A line.
#[derive(Debug, Serialize)]
pub(crate) struct Record<'a> {
    #[serde(rename = "@timestamp")]
    timestamp: &'a str,
    opensearch: Value,
    event: Value,
    metricset: Value,
}

#[derive(Debug, Serialize)]
struct OfIndex<'a> {
    name: &'a str,
    primaries: &'a Primaries,
    #[serde(skip_serializing_if = "Option::is_none")]
    shards: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    index_status: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    total: &'a Total,
    #[serde(skip_serializing_if = "Option::is_none")]
    creation: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    storage_tier: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uuid: Option<&'a str>,
}

impl Common {
    /// A line of an index. A closed or cold one has no figures.
    pub(crate) fn index(&self, name: &str, index: &Index, stats: IndexStats) -> Record<'_> {
        let IndexStats { uuid, primaries, mut total } = stats;
        if index.tier == Tier::Warm {
            // A warm index has no replicas; its shards come from S3.
            total.docs = primaries.docs.clone();
            total.store = primaries.store.clone();
        }
        let cold = index.cold.as_ref();
        if let Some(bytes) = cold.and_then(|cold| i64::try_from(cold.bytes?).ok()) {
            total.store = Some(Store { size_in_bytes: Some(bytes) });
        }
        let shards = index.primaries.map(|primaries| {
            let copies = index.replicas.unwrap_or_default().saturating_add(1);
            json!({ "total": primaries.saturating_mul(copies), "primaries": primaries })
        });
        self.of_index(&OfIndex {
            name,
            primaries: &primaries,
            shards,
            index_status: index.status.as_deref(),
            status: index.health.as_deref(),
            total: &total,
            creation: index.created.as_ref().map(|date| json!({ "date": date })),
            storage_tier: Some(index.tier.name()),
            start_time: cold.and_then(|cold| cold.start.as_deref()),
            end_time: cold.and_then(|cold| cold.end.as_deref()),
            uuid: cold.map_or(uuid.as_deref(), |cold| cold.uuid.as_deref()),
        })
    }

    /// A line of an index of a collection, of which less is known.
    pub(crate) fn index_of_collection(
        &self,
        name: &str,
        uuid: Option<&str>,
        docs: Docs,
    ) -> Record<'_> {
        self.of_index(&OfIndex {
            name,
            primaries: &Primaries { docs: Some(docs), ..Primaries::default() },
            shards: None,
            index_status: None,
            status: None,
            total: &Total::default(),
            creation: None,
            storage_tier: None,
            start_time: None,
            end_time: None,
            uuid,
        })
    }

    fn of_index(&self, index: &OfIndex<'_>) -> Record<'_> {
        // Strings and numbers: this cannot fail.
        let index = serde_json::to_value(index).unwrap_or_default();
        self.record("index", Map::from_iter([("index".to_owned(), index)]))
    }

    /// A line of a shard, with what is known of its index.
    pub(crate) fn shard(&self, shard: &Shard, index: Option<&Index>) -> Record<'_> {
        let of_index = json!({
            "name": shard.index,
            "index_status": index.and_then(|index| index.status.as_deref()),
            "status": index.and_then(|index| index.health.as_deref()),
            "storage_tier": index.map(|index| index.tier.name()),
        });
        let of_shard = json!({
            "number": number(shard.shard.as_deref()),
            "primary": shard.prirep.as_deref() == Some("p"),
            "state": shard.state,
            "docs": { "count": number(shard.docs.as_deref()) },
            "store": { "size_in_bytes": number(shard.store.as_deref()) },
            "source_node": { "name": shard.node, "uuid": shard.id },
        });
        let node = json!({ "id": shard.id });
        let parts = [("index", of_index), ("node", node), ("shard", of_shard)];
        self.record(
            "shard",
            parts.map(|(name, part)| (name.to_owned(), part)).into_iter().collect(),
        )
    }

    fn record(&self, kind: &str, mut parts: Map<String, Value>) -> Record<'_> {
        let cluster = json!({ "id": self.cluster_id, "name": self.cluster_name });
        parts.insert("cluster".to_owned(), cluster);
        let mut opensearch = Value::Object(parts);
        prune(&mut opensearch);
        Record {
            timestamp: &self.timestamp,
            opensearch,
            event: json!({ "dataset": format!("opensearch.{kind}") }),
            metricset: json!({ "name": kind, "period": self.period }),
        }
    }
}

/// Takes out what is not known, and what has nothing in it.
fn prune(value: &mut Value) {
    if let Value::Object(object) = value {
        object.values_mut().for_each(prune);
        object.retain(|_, value| match value {
            Value::Null => false,
            Value::Object(object) => !object.is_empty(),
            _ => true,
        });
    }
}
