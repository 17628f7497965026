//! Indicators of compromise: addresses, networks and domains that somebody warns of.
//!
//! A database is made by [`Builder`] and looked into in the form in which it was written,
//! without being unpacked: see [`format`] for the form. v2.10.4 has an sqlite database
//! under the same key; it is recognised ([`Wrong::Sqlite`]) but not read, because a
//! reader of it would double the size of the loader for a file that the indicator
//! pipeline replaces at its next run.

pub mod build;
pub mod format;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use format::{Header, Section, domain_hash};

use crate::private::is_private;
pub use build::Builder;

/// What is said of an address or a domain. Times are texts in ISO 8601; [`Builder`] leaves
/// out others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Indicator<'a> {
    /// Who says it.
    pub provider: &'a str,
    /// What it is called there.
    pub name: Option<&'a str>,
    /// Where more is said.
    pub reference: Option<&'a str>,
    /// When it was first seen.
    pub first_seen: Option<&'a str>,
    /// When it was last seen.
    pub last_seen: Option<&'a str>,
    /// When what is said was changed.
    pub modified: Option<&'a str>,
    /// More words.
    pub description: Option<&'a str>,
}

/// Bytes that are no database of indicators.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// The database of v2.10.4.
    #[error("the database of v2.10.4, which is not read: run the indicator pipeline once")]
    Sqlite,
    /// Not a database of indicators.
    #[error("not a database of indicators")]
    Other,
    /// Made by another version of this program.
    #[error(
        "a database of indicators of version {0}, wanted is version {wanted}: run the indicator \
         pipeline once",
        wanted = format::VERSION
    )]
    Version(u32),
    /// Cut short or changed.
    #[error("a database of indicators that is damaged")]
    Damaged,
}

/// A database in memory.
pub struct Indicators {
    bytes: Vec<u8>,
    header: Header,
}

impl Indicators {
    /// Takes a database and checks that it is whole.
    ///
    /// # Errors
    ///
    /// [`Wrong`].
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Wrong> {
        let header = Header::read(&bytes)?;
        Ok(Self { bytes, header })
    }

    /// Number of networks, single addresses among them.
    pub fn networks(&self) -> usize {
        self.header.count(Section::V4Starts) + self.header.count(Section::V6Starts)
    }

    /// Number of domains.
    pub fn domains(&self) -> usize {
        self.header.count(Section::Domains)
    }

    /// What is said of an address and of the networks that it is in, the smallest first.
    /// Nothing is said of private addresses, whatever the database holds.
    pub fn of_address(&self, address: IpAddr) -> impl Iterator<Item = Indicator<'_>> {
        let address = address.to_canonical();
        let found = if is_private(address) {
            None
        } else {
            match address {
                IpAddr::V4(address) => self.v4(address),
                IpAddr::V6(address) => self.v6(address),
            }
        };
        let next = move |network: &Network| self.parent(*network);
        let containing = std::iter::successors(found, next)
            .filter(move |network| network.contains(address))
            // Damage must not make a circle; networks nest no deeper than this.
            .take(129);
        containing.flat_map(|network| self.list(network.list))
    }

    /// What is said of a domain name; not of those above it. Case and a dot at the end do
    /// not matter.
    pub fn of_domain(&self, name: &str) -> impl Iterator<Item = Indicator<'_>> {
        let list = self.domain(name.strip_suffix('.').unwrap_or(name));
        list.into_iter().flat_map(|list| self.list(list))
    }

    fn v4(&self, address: Ipv4Addr) -> Option<Network> {
        let [high, low, ..] = address.octets();
        let bucket = usize::from(u16::from_be_bytes([high, low]));
        let address = u32::from(address);
        // Networks that begin with the same 16 bits.
        let from = self.number(Section::V4Index, bucket)? as usize;
        let to = self.number(Section::V4Index, bucket + 1)? as usize;
        let behind =
            partition_point(from..to, |at| Some(self.number(Section::V4Starts, at)? <= address))?;
        self.v4_network(behind.checked_sub(1)?)
    }

    fn v4_network(&self, at: usize) -> Option<Network> {
        Some(Network {
            is_v4: true,
            first: self.number(Section::V4Starts, at)?.into(),
            last: self.number(Section::V4Networks, at * 3)?.into(),
            parent: self.number(Section::V4Networks, at * 3 + 1)?,
            list: self.number(Section::V4Networks, at * 3 + 2)?,
        })
    }

    fn v6(&self, address: Ipv6Addr) -> Option<Network> {
        let address = u128::from(address);
        let all = 0..self.header.count(Section::V6Starts);
        let behind = partition_point(all, |at| {
            Some(self.large_number(Section::V6Starts, at * 16)? <= address)
        })?;
        self.v6_network(behind.checked_sub(1)?)
    }

    fn v6_network(&self, at: usize) -> Option<Network> {
        let number = |n: usize| self.number(Section::V6Networks, at * 6 + n);
        Some(Network {
            is_v4: false,
            first: self.large_number(Section::V6Starts, at * 16)?,
            last: self.large_number(Section::V6Networks, at * 24)?,
            parent: number(4)?,
            list: number(5)?,
        })
    }

    fn parent(&self, network: Network) -> Option<Network> {
        let parent = network.parent.checked_sub(1)? as usize;
        if network.is_v4 { self.v4_network(parent) } else { self.v6_network(parent) }
    }

    /// The list of a domain.
    fn domain(&self, name: &str) -> Option<u32> {
        let slots = self.header.count(Section::DomainSlots);
        let hash = domain_hash(name);
        let tag = u32::try_from(hash >> 32).ok()?;
        let first = usize::try_from(hash & u64::from(u32::MAX)).ok()?.checked_rem(slots)?;
        for slot in (first..slots).chain(0..first) {
            let entry = self.number(Section::DomainSlots, slot * 2 + 1)?.checked_sub(1)?;
            if self.number(Section::DomainSlots, slot * 2)? == tag {
                let field = |n: usize| self.number(Section::Domains, entry as usize * 3 + n);
                let (offset, length) = (field(0)? as usize, field(1)? as usize);
                let names = self.section(Section::Names);
                let found = names.get(offset..offset.checked_add(length)?)?;
                if found.eq_ignore_ascii_case(name.as_bytes()) {
                    return field(2);
                }
            }
        }
        None
    }

    /// The indicators of a list; a single one is named without a list.
    fn list(&self, list: u32) -> impl Iterator<Item = Indicator<'_>> {
        let single = list & format::SINGLE != 0;
        let (first, count) = if single {
            (0, 1)
        } else {
            let first = list as usize;
            (first + 1, self.number(Section::Lists, first).unwrap_or(0) as usize)
        };
        let details = (first..first.saturating_add(count)).map_while(move |at| {
            if single { Some(list & !format::SINGLE) } else { self.number(Section::Lists, at) }
        });
        details.filter_map(|offset| {
            let details = self.section(Section::Details).get(offset as usize..)?;
            format::read_indicator(details, self.section(Section::Texts))
        })
    }

    fn section(&self, section: Section) -> &[u8] {
        self.bytes.get(self.header.range(section)).unwrap_or_default()
    }

    fn number(&self, section: Section, at: usize) -> Option<u32> {
        let bytes = self.section(section).get(at.checked_mul(4)?..)?.first_chunk()?;
        Some(u32::from_le_bytes(*bytes))
    }

    fn large_number(&self, section: Section, byte: usize) -> Option<u128> {
        Some(u128::from_le_bytes(*self.section(section).get(byte..)?.first_chunk()?))
    }
}

impl fmt::Debug for Indicators {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} networks and {} domains", self.networks(), self.domains())
    }
}

/// A network of the database.
#[derive(Debug, Clone, Copy)]
struct Network {
    is_v4: bool,
    first: u128,
    last: u128,
    /// The position, plus one, of the smallest network that contains this one; 0 if none.
    parent: u32,
    list: u32,
}

impl Network {
    fn contains(&self, address: IpAddr) -> bool {
        let address = match address {
            IpAddr::V4(address) => u32::from(address).into(),
            IpAddr::V6(address) => address.into(),
        };
        (self.first..=self.last).contains(&address)
    }
}

/// The first position that is not `before`, of positions of which all that are come first.
fn partition_point(
    mut range: Range<usize>,
    before: impl Fn(usize) -> Option<bool>,
) -> Option<usize> {
    while range.start < range.end {
        let middle = range.start.midpoint(range.end);
        if before(middle)? {
            range.start = middle + 1;
        } else {
            range.end = middle;
        }
    }
    Some(range.start)
}

#[cfg(test)]
mod tests;
