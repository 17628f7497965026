//! Making a database of indicators.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::net::IpAddr;

use super::Indicator;
use super::format::{self, SINGLE, domain_hash};
use crate::network::Network;

/// A database in the making. About 50 bytes for each network or domain, as many where what is
/// said of it is said of no other, and each text once.
#[derive(Debug, Default)]
pub struct Builder {
    /// Lowest and highest address, offset of details.
    v4: Vec<(u32, u32, u32)>,
    v6: Vec<(u128, u128, u32)>,
    /// Offset and length of the name, offset of details.
    domains: Vec<(u32, u32, u32)>,
    names: Vec<u8>,
    details: Vec<u8>,
    texts: Vec<u8>,
    /// By hash; where two have the same one, the second is written again.
    known_details: HashMap<u64, u32>,
    known_texts: HashMap<u64, u32>,
    hasher: RandomState,
}

/// More than the form can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more than 2 GiB of names or of texts about indicators; leave out long descriptions")]
pub struct TooLarge;

impl Builder {
    /// Adds what is said of a network or an address.
    ///
    /// # Errors
    ///
    /// [`TooLarge`]; what was added before is kept.
    pub fn network(&mut self, network: Network, says: &Indicator<'_>) -> Result<(), TooLarge> {
        let details = self.details_of(says)?;
        match network.range() {
            (IpAddr::V4(first), IpAddr::V4(last)) => {
                self.v4.push((first.into(), last.into(), details));
            }
            (IpAddr::V6(first), IpAddr::V6(last)) => {
                self.v6.push((first.into(), last.into(), details));
            }
            _ => {}
        }
        Ok(())
    }

    /// Adds what is said of a domain. The case of letters and a dot at its end do not
    /// matter.
    ///
    /// # Errors
    ///
    /// [`TooLarge`]; what was added before is kept.
    pub fn domain(&mut self, name: &str, says: &Indicator<'_>) -> Result<(), TooLarge> {
        let details = self.details_of(says)?;
        let name = name.strip_suffix('.').unwrap_or(name);
        let offset = offset_of(self.names.len())?;
        let length = offset_of(name.len())?;
        self.names.extend(name.bytes().map(|byte| byte.to_ascii_lowercase()));
        self.domains.push((offset, length, details));
        Ok(())
    }

    /// Number of networks and domains that were added.
    pub fn len(&self) -> usize {
        self.v4.len() + self.v6.len() + self.domains.len()
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The database.
    pub fn build(self) -> Vec<u8> {
        let sections = self.sections();
        let length = usize::try_from(format::length(&sections)).unwrap_or_default();
        let mut bytes = Vec::with_capacity(length);
        // Writing to memory cannot fail.
        let _ = format::write(&sections, &mut bytes);
        bytes
    }

    /// Writes the database, without holding it a second time; gives its length.
    ///
    /// # Errors
    ///
    /// What `to` cannot take.
    pub fn write(self, to: &mut impl Write) -> io::Result<u64> {
        format::write(&self.sections(), to)
    }

    fn sections(self) -> [Vec<u8>; format::SECTIONS] {
        let Self {
            mut v4, mut v6, domains, names, details, texts, known_details, known_texts, ..
        } = self;
        drop((known_details, known_texts));
        let mut lists = Lists::default();
        let [v4_index, v4_starts, v4_networks] = v4_sections(&networks(&mut v4, &mut lists));
        drop(v4);
        let [v6_starts, v6_networks] = v6_sections(&networks(&mut v6, &mut lists));
        drop(v6);
        let (slots, domains) = domain_sections(domains, &names, &mut lists);
        [
            v4_index,
            v4_starts,
            v4_networks,
            v6_starts,
            v6_networks,
            slots,
            domains,
            names,
            bytes_of(lists.written.iter().copied()),
            details,
            texts,
        ]
    }

    fn details_of(&mut self, says: &Indicator<'_>) -> Result<u32, TooLarge> {
        let Indicator { provider, name, reference, first_seen, last_seen, modified, description } =
            *says;
        let texts = [
            Some(provider),
            name,
            reference,
            first_seen.filter(|text| is_time(text)),
            last_seen.filter(|text| is_time(text)),
            modified.filter(|text| is_time(text)),
            description,
        ];
        let mut places = [0; format::TEXTS];
        for (place, text) in places.iter_mut().zip(texts) {
            *place = text.map_or(Ok(0), |text| Ok(self.text(text)? + 1))?;
        }
        let hash = self.hasher.hash_one(places);
        if let Some(known) = self.known_details.get(&hash) {
            let bytes = self.details.get(*known as usize..).unwrap_or_default();
            if format::read_places(bytes) == Some(places) {
                return Ok(*known);
            }
        }
        let offset = offset_of(self.details.len())?;
        format::write_indicator(places, &mut self.details);
        self.known_details.insert(hash, offset);
        Ok(offset)
    }

    /// Where a text is.
    fn text(&mut self, text: &str) -> Result<u32, TooLarge> {
        let hash = self.hasher.hash_one(text);
        if let Some(known) = self.known_texts.get(&hash) {
            let bytes = self.texts.get(*known as usize..).unwrap_or_default();
            if format::read_text(bytes) == Some(text) {
                return Ok(*known);
            }
        }
        let offset = offset_of(self.texts.len())?;
        format::write_text(text, offset_of(text.len())?, &mut self.texts);
        self.known_texts.insert(hash, offset);
        Ok(offset)
    }
}

/// Whether OpenSearch takes a text as a time, as far as its form tells: for another, it
/// would refuse every document with this indicator.
fn is_time(text: &str) -> bool {
    let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
    let mut parts = date.split('-');
    let mut part = |digits: usize, range: std::ops::RangeInclusive<u16>| {
        parts.next().is_some_and(|part| {
            part.len() == digits && part.parse().is_ok_and(|number| range.contains(&number))
        })
    };
    let is_date = part(4, 1..=9999) && part(2, 1..=12) && part(2, 1..=31);
    let of_time = |byte: u8| byte.is_ascii_digit() || b":.+-Z".contains(&byte);
    is_date
        && parts.next().is_none()
        && time.is_none_or(|time| {
            time.starts_with(|c: char| c.is_ascii_digit()) && time.bytes().all(of_time)
        })
}

fn offset_of(length: usize) -> Result<u32, TooLarge> {
    u32::try_from(length).ok().filter(|offset| offset & SINGLE == 0).ok_or(TooLarge)
}

/// Lists of details.
#[derive(Debug, Default)]
struct Lists {
    written: Vec<u32>,
    known: HashMap<Vec<u32>, u32>,
}

impl Lists {
    /// How the list of these details is named. The first of equal ones counts.
    fn add(&mut self, details: impl Iterator<Item = u32>) -> u32 {
        let mut list: Vec<u32> = vec![];
        for one in details {
            // Lists are short, but for what feeds say again and again.
            if list.last() != Some(&one) && !(list.len() < 1_000 && list.contains(&one)) {
                list.push(one);
            }
        }
        if let [single] = list.as_slice() {
            return single | SINGLE;
        }
        if let Some(known) = self.known.get(&list) {
            return *known;
        }
        // One number for each detail of each network: far from 2^31 before memory ends.
        let at = u32::try_from(self.written.len()).unwrap_or_default() & !SINGLE;
        self.written.push(u32::try_from(list.len()).unwrap_or(u32::MAX));
        self.written.extend_from_slice(&list);
        self.known.insert(list, at);
        at
    }
}

/// A network, its parent's position plus one, its list.
struct Node<T> {
    first: T,
    last: T,
    parent: u32,
    list: u32,
}

/// Sorts networks, joins those that are the same, finds their parents.
fn networks<T: Ord + Copy>(entries: &mut [(T, T, u32)], lists: &mut Lists) -> Vec<Node<T>> {
    // By the lowest address, the larger first. Stable: what is said first stays first.
    entries.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    let mut nodes: Vec<Node<T>> = vec![];
    let mut around: Vec<(T, u32)> = vec![];
    for same in entries.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let Some((first, last, _)) = same.first().copied() else { continue };
        while around.pop_if(|(end, _)| *end < first).is_some() {}
        let parent = around.last().map_or(0, |(_, position)| *position);
        let list = lists.add(same.iter().map(|(_, _, details)| *details));
        nodes.push(Node { first, last, parent, list });
        around.push((last, u32::try_from(nodes.len()).unwrap_or_default()));
    }
    nodes
}

fn v4_sections(nodes: &[Node<u32>]) -> [Vec<u8>; 3] {
    let index = (0..=1_u32 << 16).map(|upper| {
        let before = nodes.partition_point(|node| node.first >> 16 < upper);
        u32::try_from(before).unwrap_or_default()
    });
    [
        bytes_of(index),
        bytes_of(nodes.iter().map(|node| node.first)),
        bytes_of(nodes.iter().flat_map(|node| [node.last, node.parent, node.list])),
    ]
}

fn v6_sections(nodes: &[Node<u128>]) -> [Vec<u8>; 2] {
    let mut networks = Vec::with_capacity(nodes.len() * 24);
    for node in nodes {
        networks.extend_from_slice(&node.last.to_le_bytes());
        networks.extend_from_slice(&node.parent.to_le_bytes());
        networks.extend_from_slice(&node.list.to_le_bytes());
    }
    [nodes.iter().flat_map(|node| node.first.to_le_bytes()).collect(), networks]
}

/// The table of slots, and the domains.
fn domain_sections(
    mut domains: Vec<(u32, u32, u32)>,
    names: &[u8],
    lists: &mut Lists,
) -> (Vec<u8>, Vec<u8>) {
    let name = |offset: u32, length: u32| {
        let bytes = names.get(offset as usize..).and_then(|rest| rest.get(..length as usize));
        bytes.unwrap_or_default()
    };
    domains.sort_by_key(|(offset, length, _)| name(*offset, *length));
    let mut entries = vec![];
    for same in domains.chunk_by(|a, b| name(a.0, a.1) == name(b.0, b.1)) {
        let Some((offset, length, _)) = same.first() else { continue };
        let list = lists.add(same.iter().map(|(_, _, details)| *details));
        entries.push([*offset, *length, list]);
    }
    // At most half full, so that a look-up ends soon.
    let mut slots = vec![[0_u32; 2]; (entries.len() * 2).next_power_of_two()];
    let count = slots.len();
    for (n, [offset, length, _]) in entries.iter().enumerate() {
        let hash = domain_hash(std::str::from_utf8(name(*offset, *length)).unwrap_or_default());
        let (tag, lower) = (hash >> 32, hash & u64::from(u32::MAX));
        let first = usize::try_from(lower).unwrap_or_default() % count;
        let (before, from) = slots.split_at_mut(first);
        if let Some(free) = from.iter_mut().chain(before).find(|slot| **slot == [0; 2]) {
            let position = u32::try_from(n + 1).unwrap_or_default();
            *free = [u32::try_from(tag).unwrap_or_default(), position];
        }
    }
    (bytes_of(slots.into_iter().flatten()), bytes_of(entries.into_iter().flatten()))
}

fn bytes_of(numbers: impl Iterator<Item = u32>) -> Vec<u8> {
    numbers.flat_map(u32::to_le_bytes).collect()
}
