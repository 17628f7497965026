//! Which type of log an object holds, by its key.

use std::fmt;

use contract::sources::{self, FIREHOSE_ERROR_FOLDERS, SET_ASIDE_PREFIX, Source};

use crate::log_type::LogType;
use crate::registry::registry;

/// What a key says of its object.
#[derive(Debug)]
pub enum Recognition {
    /// It holds logs of this type.
    Type(&'static LogType),
    /// It is not for the loader, and that is as it should be.
    Ignored(IgnoredKey),
    /// Nothing is known of it.
    Unknown(UnknownKey),
}

/// Why an object is not for the loader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IgnoredKey {
    /// It stands for a folder.
    Folder,
    /// The loader wrote it.
    SetAside,
}

/// A key that no type of log matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownKey {
    /// The key.
    pub key: String,
    /// What was perhaps meant.
    pub nearest: Option<Nearest>,
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
        write!(f, "no log type matches the key `{}`", self.key)?;
        match &self.nearest {
            Some(Nearest { source, example }) => write!(
                f,
                "; if it is a log of {}, its key must hold `{}`, for example `{example}`",
                source.name,
                source.marks.join("` or `")
            ),
            None => f.write_str("; add a log type for it, or store it in another bucket"),
        }
    }
}

/// Which type of log an object holds. The key is as S3 shows it, not URL-encoded.
pub fn recognise(key: &str) -> Recognition {
    if key.is_empty() || key.ends_with('/') {
        return Recognition::Ignored(IgnoredKey::Folder);
    }
    if key.starts_with(SET_ASIDE_PREFIX) {
        return Recognition::Ignored(IgnoredKey::SetAside);
    }
    if key.split('/').any(|folder| FIREHOSE_ERROR_FOLDERS.contains(&folder)) {
        return Recognition::Unknown(UnknownKey { key: key.to_owned(), nearest: None });
    }
    match registry().iter().find(|log_type| log_type.matches(key)) {
        Some(log_type) => Recognition::Type(log_type),
        None => Recognition::Unknown(UnknownKey { key: key.to_owned(), nearest: nearest(key) }),
    }
}

/// The source with a key that shares most words with this one.
fn nearest(key: &str) -> Option<Nearest> {
    let key = key.to_ascii_lowercase();
    let candidates = sources::ALL
        .iter()
        .flat_map(|source| source.examples.iter().map(move |&example| Nearest { source, example }));
    candidates
        .map(|candidate| (likeness(&key, candidate.example), candidate))
        .filter(|(likeness, _)| *likeness > 0)
        .max_by_key(|(likeness, _)| *likeness)
        .map(|(_, candidate)| candidate)
}

/// How many letters of an example's words a key holds. Words that say nothing of the
/// source, and numbers, do not count.
fn likeness(key: &str, example: &str) -> usize {
    const EVERYWHERE: [&str; 6] = ["aws", "awslogs", "log", "logs", "siem", "gz"];
    let example = example.to_ascii_lowercase();
    let mut words: Vec<&str> = example.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    words.sort_unstable();
    words.dedup();
    words
        .into_iter()
        .filter(|word| word.len() >= 3 && !EVERYWHERE.contains(word))
        .filter(|word| !word.bytes().any(|byte| byte.is_ascii_digit()))
        .filter(|word| key.contains(word))
        .map(str::len)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_that_a_source_writes_is_recognised() {
        for example in sources::ALL.iter().flat_map(|source| source.examples) {
            assert!(matches!(recognise(example), Recognition::Type(_)), "{example}");
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

    /// Its records are encoded, so that no secret in them would be found and redacted.
    #[test]
    fn what_firehose_could_not_deliver_is_no_log() {
        let key = "processing-failed/2026/11/24/06/aws-waf-logs-siem-1-2026-11-24-06-00-00-0a1b";
        assert!(matches!(recognise(key), Recognition::Unknown(_)));
    }

    #[test]
    fn an_unknown_key_is_told_what_it_should_hold() {
        let Recognition::Unknown(unknown) = recognise("waf/2026/11/24/file.gz") else {
            panic!("recognised");
        };
        let message = unknown.to_string();
        assert!(message.contains("log of AWS WAF"), "{message}");
        assert!(message.contains("`aws-waf-logs-` or `_waflogs_`"), "{message}");
    }

    #[test]
    fn a_key_like_no_other_has_no_nearest() {
        let Recognition::Unknown(unknown) = recognise("holiday.jpg") else { panic!("recognised") };
        assert_eq!(unknown.nearest, None);
    }
}
