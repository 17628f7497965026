//! Where records come from: what is the same for all records of an object.

use std::sync::LazyLock;

use regex::Regex;
use sha2::Sha256;

use crate::identity::place_hash;
use crate::time::Timestamp;

/// The object that records come from.
#[derive(Debug, Clone)]
pub struct Origin {
    pub(crate) bucket: String,
    pub(crate) key: String,
    pub(crate) ingested: Timestamp,
    /// `ingested` as documents show it.
    pub(crate) ingested_text: String,
    pub(crate) account: Option<String>,
    pub(crate) region: Option<String>,
    /// The beginning of the hash of each record's id.
    pub(crate) place_hash: Sha256,
}

impl Origin {
    /// An object, by its bucket and its key as S3 shows it, not URL-encoded; and the
    /// time that goes into `event.ingested`.
    pub fn new(bucket: &str, key: &str, ingested: Timestamp) -> Self {
        Self {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
            ingested,
            ingested_text: ingested.to_string(),
            account: captured(&ACCOUNT, key),
            region: captured(&REGION, key),
            place_hash: place_hash(bucket, key),
        }
    }
}

type Pattern = LazyLock<Option<Regex>>;

/// The account whose log it is, by the folder in its key.
static ACCOUNT: Pattern = LazyLock::new(|| Regex::new(r"(?:^|[^0-9A-Za-z_])([0-9]{12})/").ok());

/// The region that the log is from, by its name in the key.
static REGION: Pattern = LazyLock::new(|| {
    Regex::new(r"(global|(?:us|ap|ca|eu|il|me|mx|sa|af|cn)-(?:gov-)?[a-zA-Z]+-[0-9])").ok()
});

fn captured(pattern: &Pattern, key: &str) -> Option<String> {
    let captures = pattern.as_ref()?.captures(key)?;
    captures.get(1).map(|found| found.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(key: &str) -> Origin {
        Origin::new("bucket", key, Timestamp::from_unix_micros(0))
    }

    #[test]
    fn a_key_names_account_and_region() {
        let origin = origin("AWSLogs/111122223333/WAFLogs/us-gov-west-1/web/2026/x.gz");
        assert_eq!(origin.account.as_deref(), Some("111122223333"));
        assert_eq!(origin.region.as_deref(), Some("us-gov-west-1"));
    }

    #[test]
    fn a_key_may_name_neither() {
        let origin = origin("aws-waf-logs-siem/2026/11/24/06/file");
        assert_eq!((origin.account, origin.region), (None, None));
    }
}
