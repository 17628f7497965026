//! The options of `load`.
#![expect(clippy::doc_markdown, reason = "the help shows commands as they are typed")]

use std::path::PathBuf;

use super::{Form, Making};

/// Send the documents of files to an OpenSearch, with the function's own delivery.
///
/// A document gets the id that the function gives it for the same bucket and key, so that
/// what is loaded twice, or by both, is there once:
///
///   siem load x.log.gz --key AWSLogs/…/x.log.gz --to http://localhost:9200
///   siem load logs/ --key-prefix AWSLogs/111122223333/ --to https://logs.example.com --user me
///   siem load s3://bucket/AWSLogs/ --to search-x.eu-west-1.es.amazonaws.com
#[derive(Debug, Clone, clap::Args)]
#[command(verbatim_doc_comment, after_help = EXIT_CODES)]
pub struct Load {
    /// File, folder, or `s3://bucket/prefix`; `-` for standard input, with --key
    #[arg(value_name = "SOURCE")]
    pub source: String,

    /// Host name or URL of the OpenSearch. http:// is for one on this machine only
    #[arg(long, value_name = "URL")]
    pub to: String,

    /// S3 key that the file has, or would have. Its path if not given
    #[arg(short, long, value_name = "S3KEY", conflicts_with = "key_prefix")]
    pub key: Option<String>,

    /// What the keys of a folder's files begin with, before their path in the folder
    #[arg(long, value_name = "PREFIX")]
    pub key_prefix: Option<String>,

    /// What the documents are made with
    #[command(flatten)]
    pub making: Making,

    /// Where to send them and as whom
    #[command(flatten)]
    pub identity: Identity,

    /// File that remembers the last key that is loaded: run the same again to go on after it
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,

    /// How often a request is tried that OpenSearch refuses, before this ends; the waits between
    /// grow to half a minute
    #[arg(long, value_name = "N", default_value = "12", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub tries: u32,

    /// Objects that are loaded at once
    #[arg(short, long, value_name = "N", default_value = "4", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub jobs: u16,

    /// File that records set aside are appended to, one JSON object for each file and reason;
    /// standard error if not given
    #[arg(long, value_name = "FILE")]
    pub set_aside: Option<PathBuf>,

    /// Form of the closing summary on standard error
    #[arg(long, value_enum, default_value = "text")]
    pub summary: Form,

    /// Show no progress and no summary
    #[arg(short, long)]
    pub quiet: bool,
}

/// As whom OpenSearch is spoken to.
///
/// Amazon OpenSearch Service is told by its host name, and its requests are signed with the AWS
/// credentials in the environment; a node on this machine gets no credentials.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "As whom")]
pub struct Identity {
    /// Sign requests for this service: needed for a custom endpoint, and for a tunnel on this
    /// machine. Those to AWS's own host names are signed anyway
    #[arg(long, value_name = "SERVICE", value_parser = ["es", "aoss"], conflicts_with = "user")]
    pub sigv4: Option<String>,

    /// User of OpenSearch's own, in place of a signature
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,

    /// File with the user's password; if not given, it is in `OPENSEARCH_PASSWORD`
    #[arg(long, value_name = "FILE", requires = "user")]
    pub password_file: Option<PathBuf>,

    /// It is a time-series collection, which takes no ids: what is loaded twice is there twice
    #[arg(long)]
    pub time_series: bool,
}

const EXIT_CODES: &str = "Exit codes: 0 every record is loaded or excluded, 1 some were set aside \
or not loaded, 2 wrong usage. Loading again after a failure, or after this was killed, overwrites \
and doubles nothing, except in a time-series collection.";
