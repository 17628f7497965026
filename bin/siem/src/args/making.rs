//! What documents are made with: the same for `parse` and `load`.

use std::path::PathBuf;

/// Options about log types, databases and rules.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "What documents are made with")]
pub struct Making {
    /// Bucket that the file is in, or would be
    #[arg(short, long, value_name = "BUCKET", default_value = "aes-siem-111122223333-log")]
    pub bucket: String,

    /// Log type, whatever the key says; `siem explain --list` shows all
    #[arg(short = 't', long, value_name = "T")]
    pub log_type: Option<String>,

    /// Log types of your own and changes to built-in ones: a siem.yaml with `log_types:`, or
    /// the file that the stack writes into the geo bucket
    #[arg(long, value_name = "FILE")]
    pub log_types: Option<PathBuf>,

    /// CSV file with patterns of records to leave out, as it is in the geo bucket
    #[arg(long, value_name = "FILE")]
    pub exclude: Option<PathBuf>,

    /// Folder with GeoLite2-City.mmdb and GeoLite2-ASN.mmdb, or one of them
    #[arg(long, value_name = "DIR")]
    pub geoip: Option<PathBuf>,

    /// Database of indicators of compromise, as it is in the geo bucket
    #[arg(long, value_name = "FILE")]
    pub ioc: Option<PathBuf>,

    /// List of trusted proxies: a network or address a line, `#` before comments
    #[arg(long, value_name = "FILE")]
    pub proxies: Option<PathBuf>,

    /// When the file was loaded, in ISO 8601; now if not given. It also tells the year of
    /// logs that write none
    #[arg(long, value_name = "TIME")]
    pub ingested: Option<jiff::Timestamp>,
}
