//! An OpenSearch 2.19 node, in two tiers.
//!
//! [`shared`] is the core tier: the server with the modules that index templates, bulk
//! loading, queries and scripts need, without plugins. Server and modules are jars from
//! Maven Central (`opensearch/pom.xml`), laid out as in OpenSearch's own distribution and
//! started by its own `main`, on loopback, as one node that keeps nothing.
//!
//! [`full`] is the same with the plugins that a domain at AWS has and a SIEM needs: job
//! scheduler, index management, notifications, alerting and security. It takes some minutes
//! to install and is a node of its own, so ask for it only where a plugin is wanted. Whoever
//! does not sign, or signs for AWS, is its administrator ([`OpenSearch::url`] and
//! [`signed::Entrance`]).
//!
//! All tests share both. Use index names of your own, or hold [`OpenSearch::alone`] while
//! you use names that another test uses too. `OPENSEARCH_URL` names a node to use instead
//! of the core tier.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::http::Client;
use crate::install;
use crate::services::{Missing, or_skip};
use crate::shared_server::Instance;

mod full;
mod modules;
mod node;
mod plugins;
pub mod signed;

/// A node.
#[derive(Debug)]
pub struct OpenSearch {
    url: String,
    client: Client,
    instance: Option<Instance>,
    /// The name of the lock of who wants to be alone with it.
    alone: &'static str,
}

/// The node that all tests share; `None`, after saying so, without Java or Maven.
///
/// # Panics
/// When it cannot be installed or does not start.
#[track_caller]
pub fn shared() -> Option<&'static OpenSearch> {
    static NODE: std::sync::OnceLock<Result<OpenSearch, Missing>> = std::sync::OnceLock::new();
    or_skip(NODE.get_or_init(core).as_ref().map_err(Clone::clone))
}

/// The node with plugins that all tests share; `None`, after saying so, without a JDK or
/// Maven.
///
/// # Panics
/// When it cannot be installed or does not start.
#[track_caller]
pub fn full() -> Option<&'static OpenSearch> {
    static NODE: std::sync::OnceLock<Result<OpenSearch, Missing>> = std::sync::OnceLock::new();
    let start = || full::shared().map(|instance| running(instance, "opensearch-full-alone"));
    or_skip(NODE.get_or_init(start).as_ref().map_err(Clone::clone))
}

/// Proof that no other test that asked for it uses this node now.
#[derive(Debug)]
#[must_use = "other tests go on as soon as this is dropped"]
pub struct Alone {
    _lock: std::fs::File,
}

impl OpenSearch {
    /// Where it answers: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The JVM's process id; `None` for a node from `OPENSEARCH_URL`.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.instance.as_ref().map(Instance::pid)
    }

    /// Waits until no other test holds this, in any process.
    ///
    /// For tests that change what is there only once: templates, cluster settings, an
    /// index under the name it has in production.
    pub fn alone(&self) -> Alone {
        Alone { _lock: install::lock(self.alone) }
    }

    /// Sends a request; gives status and answer.
    ///
    /// # Panics
    /// When there is no answer.
    #[must_use]
    #[track_caller]
    pub fn request(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let answer = self.client.request(method, path, body);
        (answer.status, answer.json())
    }

    /// Sends a request that must succeed; gives the answer.
    ///
    /// # Panics
    /// When it does not succeed, with the answer.
    #[track_caller]
    pub fn ok(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let (status, answer) = self.request(method, path, body);
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer:#}");
        answer
    }

    /// Indexes documents with their ids by one bulk request; gives its answer, in which
    /// single items may have been rejected.
    ///
    /// # Panics
    /// When the whole request is rejected.
    #[track_caller]
    pub fn bulk(&self, index: &str, documents: &[(&str, Value)]) -> Value {
        let mut lines = String::new();
        for (id, document) in documents {
            let action = json!({"index": {"_index": index, "_id": id}});
            writeln!(lines, "{action}\n{document}").expect("a string takes all text");
        }
        let answer = self
            .client
            .try_send(
                "POST",
                "/_bulk",
                &[("content-type", "application/x-ndjson")],
                lines.into_bytes(),
            )
            .unwrap_or_else(|| panic!("no answer from {}/_bulk", self.url));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// Makes everything that was loaded into an index, or a pattern of them, searchable.
    ///
    /// # Panics
    /// When there is no such index.
    #[track_caller]
    pub fn refresh(&self, index: &str) {
        self.ok("POST", &format!("/{index}/_refresh"), None);
    }

    /// How many documents match a query such as `{"match_all": {}}`. Refresh before.
    ///
    /// # Panics
    /// When the query is not accepted.
    #[must_use]
    #[track_caller]
    pub fn count(&self, index: &str, query: &Value) -> u64 {
        let body = json!({"query": query});
        self.ok("POST", &format!("/{index}/_count"), Some(&body))["count"]
            .as_u64()
            .expect("a number of documents")
    }

    /// The documents that match a query, at most 10,000, each with `_index`, `_id` and
    /// `_source`. Refresh before.
    ///
    /// # Panics
    /// When the query is not accepted.
    #[must_use]
    #[track_caller]
    pub fn search(&self, index: &str, query: &Value) -> Vec<Value> {
        let body = json!({"query": query, "size": 10_000});
        let mut answer = self.ok("POST", &format!("/{index}/_search"), Some(&body));
        match answer["hits"]["hits"].take() {
            Value::Array(hits) => hits,
            other => panic!("a search answered without hits: {other}"),
        }
    }

    /// Removes indices; those that are not there are no failure.
    pub fn delete(&self, indices: &str) {
        _ = self.request("DELETE", &format!("/{indices}?ignore_unavailable=true"), None);
    }
}

fn core() -> Result<OpenSearch, Missing> {
    let alone = "opensearch-alone";
    if let Ok(url) = std::env::var("OPENSEARCH_URL") {
        let url = url.trim_end_matches('/').to_owned();
        return Ok(OpenSearch { client: Client::new(&url), url, instance: None, alone });
    }
    Ok(running(node::shared()?, alone))
}

fn running(instance: Instance, alone: &'static str) -> OpenSearch {
    let url = instance.url().to_owned();
    OpenSearch { client: Client::new(&url), url, instance: Some(instance), alone }
}
