//! Which source wrote a key: the same answer for the loader and for a test of a construct.

use std::sync::LazyLock;

use regex::RegexSet;

use super::{ALL, Source};

/// The source whose logs lie under a key: the first of [`ALL`] whose pattern matches. The
/// key is as S3 shows it, not URL-encoded.
pub fn recognise(key: &str) -> Option<&'static Source> {
    matching(key).next()
}

/// All sources whose patterns match a key, in the order in which they count.
pub fn matching(key: &str) -> impl Iterator<Item = &'static Source> {
    static PATTERNS: LazyLock<RegexSet> = LazyLock::new(|| {
        // A test of log-types compiles every pattern, so that none is missing here.
        RegexSet::new(ALL.iter().map(|source| source.pattern)).unwrap_or_default()
    });
    let matches = PATTERNS.matches(key);
    ALL.iter().enumerate().filter(move |(index, _)| matches.matched(*index)).map(|(_, s)| s)
}
