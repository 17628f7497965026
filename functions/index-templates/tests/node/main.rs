//! The documents of all fixtures in indices made from the templates, on a node.
//!
//! A mapping that a program compares with itself proves little: what OpenSearch takes,
//! ignores or makes a field of, only OpenSearch knows.

mod any_record;
mod fixtures;
mod loaded;

use std::collections::BTreeSet;

use loaded::{Loaded, loaded};
use serde_json::json;

#[test]
fn every_document_is_accepted() {
    let Some(loaded) = loaded() else { return };
    assert_eq!(loaded.refused, Vec::<String>::new());
    assert!(loaded.documents > 0);
}

/// `ignore_malformed` drops a value that does not fit from the index without a word; what
/// does not fit was to be moved beside its field before.
#[test]
fn no_value_of_any_document_is_ignored() {
    let Some(loaded) = loaded() else { return };
    let ignoring = loaded.node.search(&loaded.indices, &json!({"exists": {"field": "_ignored"}}));
    let ignored: Vec<_> = ignoring
        .iter()
        .map(|hit| {
            let source = &hit["_source"]["@message"];
            format!("{} {}: {} of {source}", hit["_index"], hit["_id"], hit["_ignored"])
        })
        .collect();
    assert_eq!(ignored, Vec::<String>::new());
}

#[test]
fn every_document_is_found() {
    let Some(loaded) = loaded() else { return };
    assert_eq!(loaded.node.count(&loaded.indices, &json!({"match_all": {}})), loaded.documents);
}

/// A field that comes into a mapping with a document has the type of the first value that
/// was there, and takes its part of what an index can have.
#[test]
fn no_field_comes_into_a_mapping_with_a_document() {
    let Some(Loaded { added, .. }) = loaded() else { return };
    assert_eq!(added, &BTreeSet::new());
}
