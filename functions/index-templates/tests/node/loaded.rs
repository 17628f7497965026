//! A node with the templates and the documents, which the tests share.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use index_templates::{Engine, index_templates};
use serde_json::Value;
use test_support::opensearch::{self, Alone, OpenSearch};

use crate::fixtures::{Document, documents};

/// What became of the documents.
pub(crate) struct Loaded {
    pub node: &'static OpenSearch,
    /// The names of all their indices, as a request takes them.
    pub indices: String,
    pub documents: u64,
    /// Fixture, id and reason of each document that was not accepted.
    pub refused: Vec<String>,
    /// Index, path and type of each field that is in no template and that a document
    /// which is not odd brought.
    pub added: BTreeSet<String>,
    /// The indices have the names that they have in production.
    _alone: Alone,
}

/// `None`, after saying so, where no node can run.
pub(crate) fn loaded() -> Option<&'static Loaded> {
    static LOADED: OnceLock<Option<Loaded>> = OnceLock::new();
    LOADED.get_or_init(|| opensearch::shared().map(load)).as_ref()
}

fn load(node: &'static OpenSearch) -> Loaded {
    let alone = node.alone();
    for template in index_templates(Engine::new(2, 19)) {
        node.ok("PUT", &template.path(), Some(&template.body));
    }
    let documents = documents();
    let (odd, regular): (Vec<_>, Vec<_>) = documents.iter().partition(|document| document.odd);
    let names: BTreeSet<_> = documents.iter().map(|document| document.index.as_str()).collect();
    names.iter().for_each(|index| node.delete(index));
    let mut refused = put(node, &regular);
    let regular: BTreeSet<_> = regular.iter().map(|document| document.index.as_str()).collect();
    let added = regular.into_iter().flat_map(|index| added(node, index)).collect();
    refused.extend(put(node, &odd));
    let indices = names.into_iter().collect::<Vec<_>>().join(",");
    node.refresh(&indices);
    // One finding may be in two fixtures.
    let ids: BTreeSet<_> = documents.iter().map(|d| (&d.index, &d.id)).collect();
    let documents = ids.len() as u64;
    Loaded { node, indices, documents, refused, added, _alone: alone }
}

/// Loads documents; tells of those that were refused.
fn put(node: &OpenSearch, documents: &[&Document]) -> Vec<String> {
    let mut by_index: BTreeMap<&str, Vec<&Document>> = BTreeMap::new();
    for document in documents {
        by_index.entry(&document.index).or_default().push(document);
    }
    let mut refused = Vec::new();
    for (index, documents) in by_index {
        let bodies: Vec<_> = documents.iter().map(|d| (d.id.as_str(), d.source.clone())).collect();
        let answer = node.bulk(index, &bodies);
        for (document, item) in documents.iter().zip(answer["items"].as_array().unwrap()) {
            let error = &item["index"]["error"];
            if !error.is_null() {
                refused.push(format!("{} {}: {error}", document.fixture, document.id));
            }
        }
    }
    refused
}

/// The fields of an index that its templates do not have.
fn added(node: &OpenSearch, index: &str) -> Vec<String> {
    let simulated = node.ok("POST", &format!("/_index_template/_simulate_index/{index}"), None);
    let mapping = node.ok("GET", &format!("/{index}/_mapping"), None);
    let known = fields(&simulated["template"]["mappings"]);
    let found = fields(&mapping[index]["mappings"]);
    let unknown = found.iter().filter(|(path, _)| !known.contains_key(*path));
    unknown.map(|(path, kind)| format!("{index} {path} {kind}")).collect()
}

/// The types of all fields of a mapping by path.
fn fields(mapping: &Value) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    collect(mapping, "", &mut fields);
    fields
}

fn collect(mapping: &Value, path: &str, fields: &mut BTreeMap<String, String>) {
    for (name, field) in mapping["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        collect(field, &path, fields);
        if let Some(kind) = field["type"].as_str() {
            fields.insert(path, kind.to_owned());
        }
    }
}
