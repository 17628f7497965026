//! Dashboards: what there is is backed up, then those of the bundle are imported.
//!
//! Saved objects are those of the Global tenant, as in v2.10.4. The backup goes to the snapshot
//! bucket under a name that follows from its content, so that a run which finds nothing new
//! writes nothing new. Nothing is imported that was not backed up before.
//!
//! Dashboards, searches and visualizations that a user has changed are kept, and ours stand
//! beside them. An index pattern that is there stays as it is: Dashboards itself changes it
//! whenever fields are refreshed.
//!
//! <https://docs.opensearch.org/latest/dashboards/management/management-index/>

pub(crate) mod bundle;
mod saved_object;

use aws_sdk_s3::primitives::ByteStream;
use kit::errors::chain;
use serde_json::{Value, json};
use tracing::info;

use crate::error::Error;
use crate::object::digest::digest;
use crate::object::{Ask, Needs, Object};
use crate::work::{Work, is_unknown};
use saved_object::{INDEX_PATTERN, SavedObjects};

/// The start of every path of Dashboards behind a domain's endpoint.
pub(crate) const PATH: &str = "/_dashboards/";

const EXPORT: &str = "/_dashboards/api/saved_objects/_export";
const WHAT: &str = "saved objects";

/// The types of v2.10.4's backup, which every version can export.
const TYPES: [&str; 5] = ["config", "dashboard", "index-pattern", "search", "visualization"];

/// Backs up all saved objects and imports those of the bundle.
pub(crate) async fn put(work: &Work<'_>) -> Result<(), Error> {
    let objects = bundle::objects(work.settings.saved_objects);
    if !work.has(WHAT, Needs::ANY) || !back_up(work, !objects.is_empty()).await? {
        return Ok(());
    }
    let (patterns, others): (Vec<_>, Vec<_>) =
        objects.into_iter().partition(|object| object.name.starts_with(INDEX_PATTERN));
    import_patterns(work, patterns).await?;
    if others.is_empty() {
        return Ok(());
    }
    let kind = SavedObjects::marked(&others);
    let Some(settled) = work.settle(&kind, &others).await? else { return Ok(()) };
    work.remove_obsolete(&kind, &settled).await
}

/// Those that are not there. The others stay as they are.
async fn import_patterns(work: &Work<'_>, patterns: Vec<Object>) -> Result<(), Error> {
    if patterns.is_empty() {
        return Ok(());
    }
    let kind = SavedObjects::unmarked(&patterns);
    let Some(found) = work.inventory(&kind).await? else { return Ok(()) };
    let (found, missing): (Vec<_>, Vec<_>) =
        patterns.into_iter().partition(|object| found.get(&object.name).is_some());
    found.iter().for_each(|_| work.report(crate::report::Report::unchanged));
    work.settle(&kind, &missing).await.map(drop)
}

/// Backs up what there is; `false` where there are no dashboards.
///
/// Where nothing is to be imported, nothing can be lost, so that dashboards which do not answer
/// keep nobody from the rest.
async fn back_up(work: &Work<'_>, imports: bool) -> Result<bool, Error> {
    let body = json!({"type": TYPES, "excludeExportDetails": true});
    let ask = Ask::post(EXPORT, body);
    let answer = match work.ask(&ask).await {
        Err(error) if !imports => return left_out(work, &error.to_string()),
        answer => answer?,
    };
    if is_unknown(&answer) {
        return left_out(work, "the domain does not have the API");
    }
    if !answer.is_success() {
        let refused = Error::refused(&ask, "a backup of the saved objects", &answer);
        return if imports { Err(refused) } else { left_out(work, &refused.to_string()) };
    }
    let text = match answer.body {
        Value::Null => return Ok(true),
        Value::String(lines) if lines.starts_with('{') => lines,
        // A page, such as that for signing in.
        Value::String(_) => {
            let error = Error::unreadable(&ask, "it is no list of saved objects");
            return if imports { Err(error) } else { left_out(work, &error.to_string()) };
        }
        // One object alone is JSON as a whole.
        object => object.to_string(),
    };
    keep(work, text).await?;
    Ok(true)
}

fn left_out(work: &Work<'_>, why: &str) -> Result<bool, Error> {
    work.report(|report| report.left_out(WHAT, why));
    Ok(false)
}

async fn keep(work: &Work<'_>, text: String) -> Result<(), Error> {
    let bucket = &work.settings.environment.snapshot_bucket;
    let key = key(&text);
    let put = work.s3.put_object().bucket(bucket).key(&key);
    let put = put.content_type("application/x-ndjson").body(ByteStream::from(text.into_bytes()));
    put.send().await.map_err(|error| Error::Bucket {
        bucket: bucket.clone(),
        key: key.clone(),
        said: chain(&error),
    })?;
    info!(bucket, key, "saved objects backed up");
    Ok(())
}

/// Dashboards tells the objects in no certain order.
fn key(text: &str) -> String {
    let mut lines: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines.sort_unstable();
    format!("saved_objects/global-dashboard-{}.ndjson", digest(&Value::from(lines)))
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn the_same_objects_have_the_same_key_and_others_another() {
        assert_eq!(key("{\"a\":1}\n{\"b\":2}"), key("{\"b\":2}\n{\"a\":1}\n"));
        assert_ne!(key("{\"a\":1}"), key("{\"a\":2}"));
        assert!(key("").starts_with("saved_objects/global-"));
    }
}
