//! Which type of log an object holds, by its key.

use std::cmp::Reverse;
use std::fmt;
use std::sync::{Arc, LazyLock};

use contract::sources::{
    self, CLOUDTRAIL_DIGEST_FOLDER, FIREHOSE_ERROR_FOLDERS, FIREHOSE_ERROR_PREFIX,
    SET_ASIDE_PREFIX, Source, TEST_FILES,
};

use crate::log_type::LogType;
use crate::log_types::LogTypes;

/// What a key says of its object.
#[derive(Debug)]
pub enum Recognition {
    /// It holds logs of this type.
    Type(Arc<LogType>),
    /// It is not for the loader, and that is as it should be.
    Ignored(IgnoredKey),
    /// No type of log is known for it.
    Unknown(UnknownKey),
}

/// Why an object is not for the loader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IgnoredKey {
    /// It stands for a folder.
    Folder,
    /// The loader wrote it.
    SetAside,
    /// It holds hashes of CloudTrail's logs, and no event.
    CloudTrailDigest,
    /// An AWS service wrote it to see that it may.
    TestFile,
    /// The type of log that the key matches says that it holds none.
    ByItsType(String),
}

impl fmt::Display for IgnoredKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder => f.write_str("it stands for a folder"),
            Self::SetAside => f.write_str("the loader wrote it"),
            Self::CloudTrailDigest => {
                f.write_str("it is a digest of CloudTrail and holds no event")
            }
            Self::TestFile => f.write_str("a service wrote it to try out its permission"),
            Self::ByItsType(name) => write!(f, "log type `{name}` ignores such keys"),
        }
    }
}

/// A key for which there is no type of log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownKey {
    /// The key.
    pub key: String,
    /// What can be said of it.
    pub why: Why,
}

/// What can be said of a key for which there is no type of log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The source that wrote it is known, but not the type of its logs.
    NotLoadedYet(&'static Source),
    /// It is Firehose's own account of records that it could not deliver.
    FirehoseError,
    /// No source writes such a key, but one writes keys that are like it.
    Like(Nearest),
    /// No source writes a key that is like it.
    LikeNone,
}

/// The source whose keys are most like an unknown one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nearest {
    /// The source.
    pub source: &'static Source,
    /// The one of its keys that is most alike.
    pub example: &'static str,
}

impl fmt::Display for UnknownKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = &self.key;
        match &self.why {
            Why::NotLoadedYet(source) => write!(
                f,
                "the key `{key}` is that of a log of {} (`{}`), which this version does not load \
                 yet; load it with a later version, or give it a log type of your own",
                source.name, source.log_type
            ),
            Why::FirehoseError => write!(
                f,
                "the key `{key}` holds records that Firehose could not deliver, and no log; its \
                 JSON says why they failed"
            ),
            Why::Like(Nearest { source, example }) => write!(
                f,
                "no log type matches the key `{key}`; if it is a log of {}, its key should hold \
                 `{}`, for example `{example}`",
                source.name,
                source.marks.join("` or `")
            ),
            Why::LikeNone => write!(
                f,
                "no log type matches the key `{key}`; add a log type for it, or store it in \
                 another bucket"
            ),
        }
    }
}

/// Which built-in type of log an object holds. The key is as S3 shows it, not URL-encoded.
pub fn recognise(key: &str) -> Recognition {
    static BUILT_IN: LazyLock<LogTypes> = LazyLock::new(LogTypes::built_in);
    BUILT_IN.recognise(key)
}

impl LogTypes {
    /// Which type of log an object holds. The key is as S3 shows it, not URL-encoded.
    pub fn recognise(&self, key: &str) -> Recognition {
        recognise_by(self, key)
    }
}

fn recognise_by(log_types: &LogTypes, key: &str) -> Recognition {
    if key.is_empty() || key.ends_with('/') {
        return Recognition::Ignored(IgnoredKey::Folder);
    }
    if key.starts_with(SET_ASIDE_PREFIX) {
        return Recognition::Ignored(IgnoredKey::SetAside);
    }
    let file = key.rsplit('/').next().unwrap_or(key);
    if TEST_FILES.iter().any(|end| file.ends_with(end)) {
        return Recognition::Ignored(IgnoredKey::TestFile);
    }
    if key.split('/').any(|folder| folder == CLOUDTRAIL_DIGEST_FOLDER) {
        return Recognition::Ignored(IgnoredKey::CloudTrailDigest);
    }
    let unknown = |why| Recognition::Unknown(UnknownKey { key: key.to_owned(), why });
    if key.split('/').any(|folder| is_of_errors(key, folder)) {
        return unknown(Why::FirehoseError);
    }
    if let Some(log_type) = log_types.by_pattern(key) {
        return found(log_type, key);
    }
    let Some(source) = sources::recognise(key) else {
        return unknown(nearest(key).map_or(Why::LikeNone, Why::Like));
    };
    log_types
        .of_source(source)
        .map_or_else(|| unknown(Why::NotLoadedYet(source)), |log_type| found(log_type, key))
}

fn found(log_type: &Arc<LogType>, key: &str) -> Recognition {
    if log_type.ignores(key) {
        return Recognition::Ignored(IgnoredKey::ByItsType(log_type.name().to_owned()));
    }
    Recognition::Type(Arc::clone(log_type))
}

/// Whether a folder of a key holds what a stream could not deliver. Firehose says nowhere what
/// all of them are called; below the prefix of errors, each that ends so is one.
fn is_of_errors(key: &str, folder: &str) -> bool {
    let below_errors = key.starts_with(FIREHOSE_ERROR_PREFIX);
    FIREHOSE_ERROR_FOLDERS.contains(&folder) || (below_errors && folder.ends_with("-failed"))
}

/// The source with a key that shares most words with this one; of several, that which
/// has least besides.
fn nearest(key: &str) -> Option<Nearest> {
    // `vpc-flow-logs` is meant as `vpcflowlogs`.
    let key: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
    let key = key.to_ascii_lowercase();
    let candidates = sources::ALL
        .iter()
        .flat_map(|source| source.examples.iter().map(move |&example| Nearest { source, example }));
    candidates
        .map(|candidate| (likeness(&key, candidate.example), candidate))
        .filter(|((shared, _), _)| *shared > 0)
        .max_by_key(|(likeness, _)| *likeness)
        .map(|(_, candidate)| candidate)
}

/// How many letters of an example's words a key holds, and how many it does not. Words
/// that say nothing of the source, and those with digits, do not count.
fn likeness(key: &str, example: &str) -> (usize, Reverse<usize>) {
    const EVERYWHERE: [&str; 19] = [
        "account", "aws", "awslogs", "com", "day", "east", "example", "global", "hour", "json",
        "log", "logs", "month", "name", "parquet", "region", "service", "siem", "year",
    ];
    let example = example.to_ascii_lowercase();
    let mut words: Vec<&str> = example.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    words.sort_unstable();
    words.dedup();
    let (shared, other): (Vec<_>, Vec<_>) = words
        .into_iter()
        .filter(|word| word.len() >= 3 && !EVERYWHERE.contains(word))
        .filter(|word| !word.bytes().any(|byte| byte.is_ascii_digit()))
        .partition(|word| key.contains(word));
    let letters = |words: Vec<&str>| words.into_iter().map(str::len).sum();
    (letters(shared), Reverse(letters(other)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry;

    fn unknown(key: &str) -> UnknownKey {
        match recognise(key) {
            Recognition::Unknown(unknown) => unknown,
            other => panic!("{key}: {other:?}"),
        }
    }

    #[test]
    fn every_key_that_a_source_writes_is_of_its_type_or_said_to_be_not_loaded_yet() {
        for source in sources::ALL {
            let built = registry().iter().any(|log_type| log_type.name() == source.log_type);
            for example in source.examples {
                match recognise(example) {
                    Recognition::Type(log_type) => assert_eq!(log_type.name(), source.log_type),
                    Recognition::Unknown(unknown) => {
                        assert!(!built, "{example}");
                        assert_eq!(unknown.why, Why::NotLoadedYet(source), "{example}");
                    }
                    other => panic!("{example}: {other:?}"),
                }
            }
        }
    }

    #[test]
    fn the_message_of_a_log_that_is_not_loaded_yet_names_it() {
        let built = |source: &&Source| registry().iter().any(|t| t.name() == source.log_type);
        for source in sources::ALL.iter().filter(|source| !built(source)) {
            let message = unknown(source.examples[0]).to_string();
            assert!(message.contains(&format!("a log of {}", source.name)), "{message}");
            assert!(message.contains("does not load yet"), "{message}");
        }
    }

    #[test]
    fn folders_and_what_the_loader_wrote_are_ignored() {
        let ignored = |key| match recognise(key) {
            Recognition::Ignored(why) => Some(why),
            _ => None,
        };
        assert_eq!(ignored("aws-waf-logs-siem/"), Some(IgnoredKey::Folder));
        let own = format!("{SET_ASIDE_PREFIX}aws-waf-logs-siem/file");
        assert_eq!(ignored(&own), Some(IgnoredKey::SetAside));
    }

    #[test]
    fn what_services_write_beside_their_logs_is_ignored() {
        for (key, why) in [
            (
                "AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/11/24/111122223333_CloudTrail-\
                 Digest_us-east-1_trail_us-east-1_20261124T060000Z.json.gz",
                IgnoredKey::CloudTrailDigest,
            ),
            ("AWSLogs/111122223333/ELBAccessLogTestFile", IgnoredKey::TestFile),
            ("web/AWSLogs/111122223333/ELBConnectionLogTestFile", IgnoredKey::TestFile),
            ("AWSLogs/111122223333/Config/ConfigWritabilityCheckFile", IgnoredKey::TestFile),
        ] {
            match recognise(key) {
                Recognition::Ignored(found) => assert_eq!(found, why, "{key}"),
                other => panic!("{key}: {other:?}"),
            }
        }
    }

    /// Its records are encoded, so that no secret in them would be found and redacted.
    #[test]
    fn what_firehose_could_not_deliver_is_no_log() {
        let file = "2026/11/24/06/aws-waf-logs-siem-1-2026-11-24-06-00-00-0a1b";
        for folder in FIREHOSE_ERROR_FOLDERS {
            for before in ["", FIREHOSE_ERROR_PREFIX] {
                let key = format!("{before}{folder}/{file}");
                assert_eq!(unknown(&key).why, Why::FirehoseError, "{key}");
            }
        }
    }

    #[test]
    fn below_the_prefix_of_errors_an_error_of_any_name_is_no_log() {
        let file = "2026/11/24/aes-siem-securityhub-1-2026-11-24-06-00-00-0a1b";
        let key =
            format!("{FIREHOSE_ERROR_PREFIX}111122223333/securityhub/partition-failed/{file}");
        assert_eq!(unknown(&key).why, Why::FirehoseError, "{key}");
    }

    #[test]
    fn an_unknown_key_is_told_what_it_should_hold() {
        let message = unknown("waf/2026/11/24/file.gz").to_string();
        assert!(message.contains("log of AWS WAF"), "{message}");
        assert!(message.contains("`aws-waf-logs-` or `_waflogs_`"), "{message}");
    }

    #[test]
    fn the_nearest_source_is_found_by_its_words() {
        for (key, log_type) in [
            ("vpc-flow-logs/2026/11/24/file.gz", "vpcflowlogs"),
            ("AWSLogs/111122223333/guardduty/us-east-1/file.gz", "guardduty"),
            ("trail/111122223333_CloudTrail_us-east-1.json.gz", "cloudtrail"),
        ] {
            let Why::Like(nearest) = unknown(key).why else { panic!("{key}") };
            assert_eq!(nearest.source.log_type, log_type, "{key}");
        }
    }

    #[test]
    fn a_key_like_no_other_has_no_nearest() {
        assert_eq!(unknown("holiday.jpg").why, Why::LikeNone);
        assert_eq!(unknown("AWSLogs/111122223333/us-east-1/2026/x.gz").why, Why::LikeNone);
    }
}
