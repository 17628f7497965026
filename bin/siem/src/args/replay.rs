//! The options of `replay`.
#![expect(clippy::doc_markdown, reason = "the help shows commands as they are typed")]

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use super::Form;

/// Have the deployed loader load again what it could not, or what is in a bucket.
///
/// Nothing is loaded here: the loader's split queue is told what to load, so that it is loaded
/// with the function's own permissions, settings and databases, and you need only those for
/// the queues and for listing the bucket. What is loaded twice is there once.
#[derive(Debug, Clone, clap::Args)]
pub struct Replay {
    /// What to load again
    #[command(subcommand)]
    pub what: What,
}

/// What can be loaded again.
#[derive(Debug, Clone, Subcommand)]
#[expect(missing_docs, reason = "a text here would take the place of the arguments' own help")]
pub enum What {
    Dlq(Dlq),
    Bucket(Bucket),
}

/// Where to and how fast.
#[derive(Debug, Clone, clap::Args)]
pub struct Sending {
    /// URL of the loader's split queue
    #[arg(long, value_name = "URL")]
    pub split_queue: String,

    /// At most so many messages a second
    #[arg(long, value_name = "N")]
    pub rate: Option<NonZeroU32>,

    /// Only count what would be sent
    #[arg(long)]
    pub dry_run: bool,

    /// Form of the closing summary on standard output
    #[arg(long, value_enum, default_value = "text")]
    pub summary: Form,
}

/// Move messages of the dead-letter queue, that is records set aside, to the split queue
///
/// A message is deleted only after the split queue has taken it. One that the loader would not
/// understand stays where it is:
///
///   siem replay dlq --queue https://sqs.…/aes-siem-dlq \
///       --split-queue https://sqs.…/aes-siem-sqs-splitted-logs
#[derive(Debug, Clone, clap::Args)]
#[command(verbatim_doc_comment, after_help = EXIT_CODES)]
pub struct Dlq {
    /// URL of the dead-letter queue
    #[arg(long, value_name = "URL")]
    pub queue: String,

    /// At most so many messages
    #[arg(long, value_name = "N")]
    pub max: Option<u64>,

    /// Where to and how fast
    #[command(flatten)]
    pub sending: Sending,
}

/// Tell the split queue of the objects of a bucket, in the order of their keys
///
///   siem replay bucket s3://bucket/AWSLogs/ --since 2026-11-01 --until 2026-11-07 \
///       --state replay.json --rate 20 --split-queue https://sqs.…
#[derive(Debug, Clone, clap::Args)]
#[command(verbatim_doc_comment, after_help = EXIT_CODES)]
pub struct Bucket {
    /// `s3://bucket/prefix`
    #[arg(value_name = "PLACE")]
    pub place: String,

    /// From this day on, in UTC
    #[arg(long, value_name = "DATE")]
    pub since: Option<jiff::civil::Date>,

    /// Up to this day, it included
    #[arg(long, value_name = "DATE")]
    pub until: Option<jiff::civil::Date>,

    /// Which day of an object counts
    #[arg(long, value_enum, default_value = "modified")]
    pub by: By,

    /// File that remembers the last key that was sent: run the same again to go on after it
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,

    /// Where to and how fast
    #[command(flatten)]
    pub sending: Sending,
}

/// Which day of an object counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// The one on which it was written.
    Modified,
    /// The one in its key: `2026/11/24`, `2026-11-24`, `20261124`, `year=2026/month=11/day=24`.
    Key,
}

const EXIT_CODES: &str =
    "Exit codes: 0 all was sent, 1 some was not or could not be, 2 wrong usage.";
