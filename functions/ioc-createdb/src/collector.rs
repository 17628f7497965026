//! Indicators on their way into the database.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;

use enrichment::indicators::{Builder, Indicator};
use enrichment::{Network, indicators::build::TooLarge};
use serde::Serialize;

/// What became of what a source holds. The four add up to all of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// In the database.
    pub taken: u64,
    /// Said before by the same provider.
    pub repeated: u64,
    /// Not what the database is about: hashes, addresses of files, what is not valid any more.
    pub left_out: u64,
    /// Not to be understood.
    pub malformed: u64,
}

/// What was made, and what of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// By source.
    pub sources: BTreeMap<&'static str, Tally>,
    /// Providers of which the last copy was taken, since the download failed.
    pub failed: Vec<String>,
    /// Objects that are not there, cannot be understood, or are too large.
    pub unusable_objects: u64,
    /// Size of the database.
    pub bytes: u64,
}

impl Report {
    /// All sources together.
    pub fn all(&self) -> Tally {
        self.sources.values().fold(Tally::default(), |all, one| Tally {
            taken: all.taken + one.taken,
            repeated: all.repeated + one.repeated,
            left_out: all.left_out + one.left_out,
            malformed: all.malformed + one.malformed,
        })
    }

    /// Whether something that was to be read could not be.
    pub(crate) fn has_losses(&self) -> bool {
        self.unusable_objects > 0 || self.all().malformed > 0
    }
}

/// Something that somebody warns of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Subject<'a> {
    Network(Network),
    Domain(&'a str),
}

/// Networks that hold more addresses than these are no indicators but mistakes: with one,
/// every log would be warned of.
const WIDEST_V4: u32 = 1 << 24;
const WIDEST_V6: u128 = 1 << 112;

impl<'a> Subject<'a> {
    /// An address or a network.
    pub(crate) fn network(text: &str) -> Option<Self> {
        let network: Network = text.parse().ok()?;
        let is_narrow = match network.range() {
            (IpAddr::V4(first), IpAddr::V4(last)) => u32::from(last) - u32::from(first) < WIDEST_V4,
            (IpAddr::V6(first), IpAddr::V6(last)) => {
                u128::from(last) - u128::from(first) < WIDEST_V6
            }
            _ => false,
        };
        is_narrow.then_some(Self::Network(network))
    }

    /// A name of at least two labels, the last of which is no number: that would be an address
    /// with a mistake in it.
    ///
    /// Names: <https://www.rfc-editor.org/rfc/rfc1035#section-2.3.1>; `_` is in use all the same.
    pub(crate) fn domain(text: &'a str) -> Option<Self> {
        let name = text.strip_suffix('.').unwrap_or(text);
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        };
        let (_, last) = name.rsplit_once('.')?;
        let is_name = name.len() <= 253
            && name.split('.').all(is_label)
            && last.bytes().any(|b| b.is_ascii_alphabetic());
        is_name.then_some(Self::Domain(name))
    }

    /// One or the other.
    pub(crate) fn any(text: &'a str) -> Option<Self> {
        Self::network(text).or_else(|| Self::domain(text))
    }
}

/// The database in the making.
#[derive(Debug, Default)]
pub(crate) struct Collector {
    builder: Builder,
    pub(crate) report: Report,
    /// Provider and subject, by hash. That two of a million have the same one by chance is as
    /// likely as one in thirty million.
    known: HashSet<u64>,
    hasher: RandomState,
}

impl Collector {
    /// Adds what a source says. What a provider said before of the same network or domain stays,
    /// as in v2.10.4: a document would otherwise hold an address fifty times over.
    pub(crate) fn add(
        &mut self,
        source: &'static str,
        subject: Subject<'_>,
        says: &Indicator<'_>,
    ) -> Result<(), TooLarge> {
        let hash = match subject {
            Subject::Network(network) => self.hasher.hash_one((says.provider, network)),
            Subject::Domain(name) => {
                self.hasher.hash_one((says.provider, name.to_ascii_lowercase()))
            }
        };
        let tally = self.report.sources.entry(source).or_default();
        if !self.known.insert(hash) {
            tally.repeated += 1;
            return Ok(());
        }
        match subject {
            Subject::Network(network) => self.builder.network(network, says)?,
            Subject::Domain(name) => self.builder.domain(name, says)?,
        }
        tally.taken += 1;
        Ok(())
    }

    /// The counts of a source.
    pub(crate) fn tally(&mut self, source: &'static str) -> &mut Tally {
        self.report.sources.entry(source).or_default()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.builder.is_empty()
    }

    /// All that was collected, less what is needed only to collect.
    pub(crate) fn finish(self) -> (Builder, Report) {
        (self.builder, self.report)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_a_mistake_is_no_name() {
        for name in ["example.com", "a_b.example.com.", "xn--bcher-kva.example", "a.b2"] {
            assert!(matches!(Subject::any(name), Some(Subject::Domain(_))), "{name}");
        }
        for address in ["198.51.100.7", "198.51.100.0/24", "2001:db8::/32"] {
            assert!(matches!(Subject::any(address), Some(Subject::Network(_))), "{address}");
        }
        let long = format!("{}.example", "a".repeat(64));
        for neither in
            ["", "localhost", "198.51.100.300", "198.51.100", "a..b", "a b.c", ".", "é.fr", &long]
        {
            assert_eq!(Subject::any(neither), None, "{neither}");
        }
    }

    #[test]
    fn a_network_of_half_the_internet_is_a_mistake() {
        for wide in ["0.0.0.0/0", "100.0.0.0/7", "::/0", "2000::/15"] {
            assert_eq!(Subject::network(wide), None, "{wide}");
        }
        for narrow in ["100.0.0.0/8", "2001::/16"] {
            assert!(Subject::network(narrow).is_some(), "{narrow}");
        }
    }

    #[test]
    fn what_a_provider_says_first_stays_and_another_is_heard_too() {
        let mut collector = Collector::default();
        for (provider, name) in [("a", "example.com"), ("a", "EXAMPLE.com"), ("b", "example.com")] {
            let says = Indicator { provider, ..Indicator::default() };
            collector.add("list", Subject::domain(name).unwrap(), &says).unwrap();
        }
        let tally = *collector.tally("list");
        assert_eq!(tally, Tally { taken: 2, repeated: 1, ..Tally::default() });
    }
}
