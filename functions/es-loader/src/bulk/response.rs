//! The answer to a bulk request, item by item.
//!
//! OpenSearch answers 200 to the whole request however its items fare, so that each
//! item's own status decides.

use crate::reason::Reason;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Asks for no more of the answer than is read here.
pub const FILTER_PATH: &str =
    "took,items.*.status,items.*.error.type,items.*.error.reason,items.*.error.caused_by.type";

/// What became of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Created or overwritten.
    Loaded,
    /// A `create` found it there.
    AlreadyThere,
    /// Refused for now: the same document may be taken later.
    Refused,
    /// Refused for good.
    Rejected(Reason),
    /// The function's role may not write to the index.
    Forbidden(Reason),
}

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Milliseconds that OpenSearch took.
    pub took: u64,
    /// One for each document, in their order.
    pub verdicts: Vec<Verdict>,
}

/// The answer cannot be read, so that nothing is known about the documents.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not what a bulk request is answered with.
    #[error("the answer to the bulk request is not a bulk answer: {0}")]
    NotBulk(String),
    /// An item is missing or too many.
    #[error("the answer to a bulk request of {sent} documents has {answered} items")]
    Items {
        /// Documents that were sent.
        sent: usize,
        /// Items that came back.
        answered: usize,
    },
}

#[derive(Deserialize)]
struct RawAnswer<'a> {
    #[serde(default)]
    took: u64,
    #[serde(borrow, default)]
    items: Vec<BTreeMap<Cow<'a, str>, RawItem<'a>>>,
}

#[derive(Deserialize)]
struct RawItem<'a> {
    status: u16,
    #[serde(borrow)]
    error: Option<RawError<'a>>,
}

#[derive(Deserialize)]
struct RawError<'a> {
    #[serde(borrow, rename = "type", default)]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    reason: Cow<'a, str>,
    #[serde(borrow)]
    caused_by: Option<RawCause<'a>>,
}

#[derive(Deserialize)]
struct RawCause<'a> {
    #[serde(borrow, rename = "type", default)]
    kind: Cow<'a, str>,
}

/// Reads the answer to a request of `sent` documents.
///
/// # Errors
///
/// [`Unreadable`] if it does not have one item for each document.
pub fn read(body: &[u8], sent: usize) -> Result<Answer, Unreadable> {
    let raw: RawAnswer<'_> =
        serde_json::from_slice(body).map_err(|error| Unreadable::NotBulk(error.to_string()))?;
    let verdicts: Vec<_> =
        raw.items.iter().filter_map(|item| item.values().next()).map(verdict).collect();
    if verdicts.len() != sent {
        return Err(Unreadable::Items { sent, answered: verdicts.len() });
    }
    Ok(Answer { took: raw.took, verdicts })
}

fn verdict(item: &RawItem<'_>) -> Verdict {
    match item.status {
        200..=299 => Verdict::Loaded,
        409 => Verdict::AlreadyThere,
        // A block on the index or the cluster, mostly a full disk, is lifted again.
        403 if kind(item) == "security_exception" => Verdict::Forbidden(reason(item)),
        403 | 408 | 429 | 500..=599 => Verdict::Refused,
        400 | 404 if is_about_the_cluster(item) => Verdict::Refused,
        _ => Verdict::Rejected(reason(item)),
    }
}

/// Whether an error that has a client's status is not about the document: every other one
/// would be refused for it too, until somebody mends the cluster, so that setting records
/// aside would make millions of messages of one mistake.
///
/// - The cluster has as many shards as it may have, and the index would need more.
/// - The index is closed, or is not there and may not be made.
/// - The alias has no index to write to.
fn is_about_the_cluster(item: &RawItem<'_>) -> bool {
    let reason = item.error.as_ref().map_or("", |error| error.reason.as_ref());
    match kind(item) {
        "validation_exception" => reason.contains("shards"),
        "illegal_argument_exception" => reason.starts_with("no write index is defined for alias"),
        "index_closed_exception" | "index_not_found_exception" => true,
        _ => false,
    }
}

fn kind<'a>(item: &'a RawItem<'_>) -> &'a str {
    item.error.as_ref().map_or("", |error| error.kind.as_ref())
}

fn reason(item: &RawItem<'_>) -> Reason {
    let Some(error) = &item.error else {
        return Reason { code: item.status, ..Reason::own("unknown_error", "") };
    };
    let mut reason = Reason::of_open_search(item.status, &error.kind, &error.reason);
    if reason.about.is_empty()
        && let Some(cause) = &error.caused_by
    {
        reason.about = format!("caused by {}", cause.kind);
    }
    reason
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdicts(items: &str, sent: usize) -> Vec<Verdict> {
        read(format!(r#"{{"took":7,"items":[{items}]}}"#).as_bytes(), sent).unwrap().verdicts
    }

    fn error(status: u16, kind: &str) -> String {
        format!(r#"{{"index":{{"status":{status},"error":{{"type":"{kind}","reason":"x"}}}}}}"#)
    }

    #[test]
    fn created_and_overwritten_are_both_loaded() {
        let items = r#"{"index":{"status":201}},{"index":{"status":200}}"#;
        assert_eq!(verdicts(items, 2), [Verdict::Loaded, Verdict::Loaded]);
    }

    #[test]
    fn each_item_is_judged_for_itself() {
        let items = [
            error(429, "rejected_execution_exception"),
            error(503, "unavailable_shards_exception"),
            error(403, "cluster_block_exception"),
            r#"{"create":{"status":409}}"#.to_owned(),
        ];
        assert_eq!(
            verdicts(&items.join(","), 4),
            [Verdict::Refused, Verdict::Refused, Verdict::Refused, Verdict::AlreadyThere]
        );
    }

    #[test]
    fn a_mapping_conflict_is_for_good() {
        let found = verdicts(&error(400, "mapper_parsing_exception"), 1);
        assert_eq!(
            found,
            [Verdict::Rejected(Reason::of_open_search(400, "mapper_parsing_exception", ""))]
        );
    }

    #[test]
    fn a_cluster_that_is_full_of_shards_is_not_the_documents_fault() {
        let item = |kind: &str, reason: &str| {
            format!(
                r#"{{"index":{{"status":400,"error":{{"type":"{kind}","reason":"{reason}"}}}}}}"#
            )
        };
        let full = "Validation Failed: 1: this action would add [2] total shards, but this \
                    cluster currently has [1000]/[1000] maximum shards open;";
        let alias = "no write index is defined for alias [log-aws-waf]. The write index may be \
                     explicitly disabled using is_write_index=false";
        let items = [
            item("validation_exception", full),
            item("illegal_argument_exception", alias),
            item("index_closed_exception", "closed"),
            item("illegal_argument_exception", "Limit of total fields [1000] has been exceeded"),
        ];
        let found = verdicts(&items.join(","), 4);
        assert_eq!(found[..3], [Verdict::Refused, Verdict::Refused, Verdict::Refused]);
        assert!(matches!(found[3], Verdict::Rejected(_)), "a field too many is the document's");
    }

    #[test]
    fn a_missing_permission_is_not_the_documents_fault() {
        let found = verdicts(&error(403, "security_exception"), 1);
        assert!(matches!(found.as_slice(), [Verdict::Forbidden(_)]));
    }

    #[test]
    fn an_answer_with_an_item_missing_says_nothing() {
        let answer = br#"{"took":1,"items":[{"index":{"status":201}}]}"#;
        assert_eq!(read(answer, 2), Err(Unreadable::Items { sent: 2, answered: 1 }));
        assert!(matches!(read(b"<html>", 1), Err(Unreadable::NotBulk(_))));
    }
}
