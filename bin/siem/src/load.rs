//! `siem load`: files into any OpenSearch, with the function's own parser and delivery.
//!
//! | file | does |
//! | --- | --- |
//! | [`target`] | where documents go and as whom |
//! | [`source`] | which files or objects, and their keys |
//! | [`one`] | loads one of them |
//! | [`sums`] | adds up, tells of progress and of what is set aside |
//!
//! There are no queues: what the function would set aside is written as JSON lines, and what
//! it would give back, because OpenSearch took nothing, ends the program.

use std::sync::Arc;

use es_loader::bulk::gate::Gate;
use es_loader::config::Limits;
use futures_util::StreamExt;
use log_types::Recognition;

use crate::args::Load;
use crate::knowledge::Knowledge;
use crate::{End, Usage, aws};

mod one;
mod source;
mod sums;
mod target;

use one::{Loading, Put};
use source::Source;
use sums::Sums;

/// Loads all that is asked for.
///
/// # Errors
///
/// Wrong usage, or something that concerns all files: OpenSearch takes nothing, a folder or
/// bucket cannot be listed. What was loaded until then stays loaded.
pub async fn run(args: &Load) -> anyhow::Result<End> {
    let knowledge = Arc::new(Knowledge::open(&args.making)?);
    if !args.quiet {
        knowledge.say();
    }
    let source = Source::new(args)?;
    let aws =
        if source.is_s3() || target::is_signed(args) { Some(aws::load().await) } else { None };
    // The function's disk is not this one.
    let formats = formats::Limits { disk_bytes: u64::MAX, ..formats::Limits::default() };
    let limits = Limits { formats, ..Limits::default() };
    let loading = Loading {
        client: Arc::new(target::client(args, aws.as_ref())?),
        gate: Arc::new(Gate::new(limits.concurrency)),
        action: target::action(args),
        limits,
        knowledge: Arc::clone(&knowledge),
    };
    if let Some(key) = source.only_key()
        && let Some(why) = why_not(&knowledge, key)
    {
        return Err(why.into());
    }
    let mut sums = Sums::new(args)?;
    let items = source.items(aws.as_ref());
    let puts = items.map(|item| load_one(&loading, item)).buffer_unordered(usize::from(args.jobs));
    let mut puts = std::pin::pin!(puts);
    let mut failed = None;
    while let Some(put) = puts.next().await {
        match put {
            Ok(put) => {
                let error = sums.add(put)?;
                if failed.is_none() {
                    failed = error;
                }
            }
            Err(error) => failed = failed.or(Some(error)),
        }
        // Whatever is refused to one file is refused to the next.
        if failed.is_some() {
            break;
        }
    }
    let end = sums.finish();
    match failed {
        Some(error) => Err(error),
        None => Ok(end),
    }
}

async fn load_one(loading: &Loading, item: anyhow::Result<source::Item>) -> anyhow::Result<Put> {
    let item = item?;
    match loading.knowledge.recognise(&item.key) {
        Recognition::Type(log_type) => loading.load(&log_type, item).await,
        Recognition::Ignored(_) => Ok(Put::ignored(item)),
        Recognition::Unknown(why) => Ok(Put::unknown(item, &why.to_string())),
    }
}

/// Why a single file cannot be loaded under its key.
fn why_not(knowledge: &Knowledge, key: &str) -> Option<Usage> {
    let why = match knowledge.recognise(key) {
        Recognition::Type(_) => return None,
        Recognition::Ignored(why) => format!("the key `{key}` holds no log ({why})"),
        Recognition::Unknown(why) => why.to_string(),
    };
    Some(Usage(format!(
        "{why}; `--key` gives the key that the file has in S3, `--log-type` the type itself"
    )))
}
