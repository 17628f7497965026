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

use std::fmt;
use std::sync::Arc;

use es_loader::bulk::gate::Gate;
use es_loader::config::Limits;
use futures_util::StreamExt;
use log_types::Recognition;
use serde::{Deserialize, Serialize};

use crate::args::Load;
use crate::knowledge::Knowledge;
use crate::state::Progress;
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
    let mut limits = Limits { formats, ..Limits::default() };
    limits.patience.attempts = args.tries;
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
    let mut progress = Progress::open(args.state.as_deref(), Asked::new(args)?)?;
    if progress.done() > 0 && !args.quiet {
        let (done, last) = (progress.done(), progress.last_key().unwrap_or_default());
        anstream::eprintln!("note: {done} files were loaded before; going on after `{last}`");
    }
    let mut sums = Sums::new(args)?;
    let items = source.items(aws.as_ref(), progress.last_key());
    // In their order, so that all before one that is done are done, too.
    let puts = items.map(|item| load_one(&loading, item)).buffered(usize::from(args.jobs));
    let mut puts = std::pin::pin!(puts);
    let mut failed = None;
    while let Some(put) = puts.next().await {
        match put {
            Ok(put) => {
                let key = put.item.key.clone();
                failed = sums.add(put)?;
                if failed.is_none() {
                    progress.has_done(&key)?;
                }
            }
            Err(error) => failed = Some(error),
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

/// What is asked for, as far as another answer would be about other files or another place.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Asked {
    source: String,
    key_prefix: Option<String>,
    to: String,
}

impl Asked {
    fn new(args: &Load) -> Result<Self, Usage> {
        if args.state.is_some() && args.source == "-" {
            return Err(Usage("--state is for files and objects, not standard input".to_owned()));
        }
        let Load { source, key_prefix, to, .. } = args.clone();
        Ok(Self { source, key_prefix, to })
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = self.key_prefix.as_deref().unwrap_or_default();
        write!(f, "{} as `{prefix}` to {}", self.source, self.to)
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
