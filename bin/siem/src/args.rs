//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use es_loader::ranges::Ranges;

mod load;
mod making;
mod replay;

pub use load::{Identity, Load};
pub use making::Making;
pub use replay::{Bucket, By, Dlq, Replay, Sending, What};

/// What an operator of the SIEM does by hand: try a log out, ask why one does not
/// load, load it, and have it loaded again.
#[derive(Debug, Clone, Parser)]
#[command(name = "siem", version, max_term_width = 100)]
pub struct Args {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Clone, Subcommand)]
#[expect(missing_docs, reason = "a text here would take the place of the arguments' own help")]
pub enum Command {
    Parse(Box<Parse>),
    Explain(Explain),
    Load(Box<Load>),
    Replay(Box<Replay>),
    Convert(Convert),
}

/// Print the documents that the loader makes of a file, without loading them
///
/// It is the very code of the function. One JSON object a line goes to standard output,
/// `{"_index":…,"_id":…,"_source":…}`, in the order of the records; what was set aside, and
/// how many records came to what, go to standard error:
///
///   siem parse --key AWSLogs/111122223333/WAFLogs/us-east-1/web/…/x.log.gz x.log.gz
///   zcat x.gz | siem parse --key aws-waf-logs-x/file | jq ._source
#[derive(Debug, Clone, clap::Args)]
#[command(verbatim_doc_comment, after_help = PARSE_EXIT_CODES)]
pub struct Parse {
    /// File with logs, compressed or not; `-` or nothing for standard input
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,

    /// S3 key that the file has, or would have; it tells the log type, the account and the
    /// region. The path of the file if not given
    #[arg(short, long, value_name = "S3KEY")]
    pub key: Option<String>,

    /// Only the records with these numbers: `3-5,9,80-`
    #[arg(short, long, value_name = "NUMBERS", default_value = "1-")]
    pub records: Ranges,

    /// Form of the closing summary on standard error
    #[arg(long, value_enum, default_value = "text")]
    pub summary: Form,

    /// Show no summary and nothing about single records
    #[arg(short, long)]
    pub quiet: bool,

    // Last, since its heading counts for all that follows.
    /// What the documents are made with
    #[command(flatten)]
    pub making: Making,
}

const PARSE_EXIT_CODES: &str = "Exit codes: 0 every record is loaded or excluded, 1 some would be \
set aside or the file cannot be read, 2 wrong usage.";

/// Say which log type an S3 key or a line of a log is of, and why it is no other
///
///   siem explain AWSLogs/111122223333/vpc-flow-logs/us-east-1/2026/11/24/x.log.gz
///   siem explain --line '2 111122223333 eni-0a1b2c3d4e5f60718 192.0.2.7 …'
#[derive(Debug, Clone, clap::Args)]
#[command(verbatim_doc_comment, after_help = EXPLAIN_EXIT_CODES)]
pub struct Explain {
    /// S3 keys
    #[arg(value_name = "S3KEY", required_unless_present_any = ["line", "list"])]
    pub keys: Vec<String>,

    /// A line of a log, or a whole record; `-` reads it from standard input
    #[arg(short, long, value_name = "TEXT")]
    pub line: Option<String>,

    /// List all log types with an example of their keys
    #[arg(long)]
    pub list: bool,

    /// Form of the answer
    #[arg(long, value_enum, default_value = "text")]
    pub format: Form,
}

const EXPLAIN_EXIT_CODES: &str = "Exit codes: 0 a log type matches, 1 none does, 2 wrong usage.";

/// Print the user.ini of v2.10.4 as log types of siem.yaml
///
/// What cannot be converted is named on standard error, with section, key and reason:
///
///   siem convert user.ini patterns.csv > log-types.yaml
#[derive(Debug, Clone, clap::Args)]
#[command(verbatim_doc_comment, after_help = CONVERT_EXIT_CODES)]
pub struct Convert {
    /// The file with sections of log types
    #[arg(value_name = "USER.INI")]
    pub user_ini: PathBuf,

    /// The file with records to leave out; the loader reads it as it is, so it is only checked
    #[arg(value_name = "EXCLUDE_LOG_PATTERNS.CSV")]
    pub exclude_log_patterns: Option<PathBuf>,
}

const CONVERT_EXIT_CODES: &str = "Exit codes: 0 all is converted, 1 something is left out or a \
file cannot be read, 2 wrong usage.";

/// Forms of what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people.
    Text,
    /// For scripts.
    Json,
}
