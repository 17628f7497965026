//! The form of a database of indicators.
//!
//! All numbers are little-endian. A header is followed by sections without gaps:
//!
//! | section | one element |
//! | --- | --- |
//! | `V4Index` | u32: how many networks begin before these upper 16 bits; 65,537 of them |
//! | `V4Starts` | u32: lowest address, in order; of equal ones the larger network first |
//! | `V4Networks` | u32 highest address, u32 parent, u32 list |
//! | `V6Starts` | u128, as for IPv4 |
//! | `V6Networks` | u128 highest address, u32 parent, u32 list |
//! | `DomainSlots` | u32 upper half of the hash, u32 position of the domain plus one or 0 |
//! | `Domains` | u32 offset and u32 length of the name, u32 list |
//! | `Names` | bytes: names in lower case |
//! | `Lists` | u32: a count, and so many offsets of details |
//! | `Details` | bytes: see [`write_indicator`] |
//! | `Texts` | bytes: each text with its length before it as a LEB128 number |
//!
//! Networks as these either contain each other or are apart. So those that contain an
//! address are the last that begins at it or before, and its parents: parent is the
//! position, plus one, of the smallest network around, or 0.
//!
//! A list of a single indicator is not written: [`SINGLE`] is set, and the rest is the
//! offset of its details. Equal details are written once, and so are equal lists and texts:
//! a hundred thousand indicators that differ in nothing but their reference cost that only.

use std::io::{self, Write};
use std::ops::Range;

use super::{Indicator, Wrong};

const MAGIC: &[u8; 8] = b"SIEM-IOC";
/// How a file of sqlite begins.
const SQLITE: &[u8] = b"SQLite format 3\0";

/// The version of the form.
pub const VERSION: u32 = 1;

/// Set in a list that is a single indicator.
pub const SINGLE: u32 = 1 << 31;

/// Number of texts in an indicator.
pub(super) const TEXTS: usize = 7;

/// The parts of a database, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    V4Index,
    V4Starts,
    V4Networks,
    V6Starts,
    V6Networks,
    DomainSlots,
    Domains,
    Names,
    Lists,
    Details,
    Texts,
}

pub(super) const SECTIONS: usize = 11;
/// Magic, version, checksum, lengths.
const HEADER: usize = 8 + 4 + 4 + SECTIONS * 8;

impl Section {
    /// Bytes of an element.
    const fn size(self) -> usize {
        match self {
            Self::V4Index | Self::V4Starts | Self::Lists => 4,
            Self::DomainSlots => 8,
            Self::V4Networks | Self::Domains => 12,
            Self::V6Starts => 16,
            Self::V6Networks => 24,
            Self::Names | Self::Details | Self::Texts => 1,
        }
    }
}

/// Where the sections are.
#[derive(Debug, Clone)]
pub(super) struct Header {
    ends: [usize; SECTIONS],
}

impl Header {
    /// Reads it and checks the whole.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Wrong> {
        if bytes.starts_with(SQLITE) {
            return Err(Wrong::Sqlite);
        }
        let rest = bytes.strip_prefix(MAGIC).ok_or(Wrong::Other)?;
        let (version, rest) = rest.split_first_chunk().ok_or(Wrong::Damaged)?;
        let version = u32::from_le_bytes(*version);
        if version != VERSION {
            return Err(Wrong::Version(version));
        }
        let (checksum, checked) = rest.split_first_chunk().ok_or(Wrong::Damaged)?;
        if u32::from_le_bytes(*checksum) != checksum_of(checked) {
            return Err(Wrong::Damaged);
        }
        let mut end = HEADER;
        let mut ends = [0; SECTIONS];
        for (to, length) in ends.iter_mut().zip(checked.as_chunks::<8>().0) {
            let length = usize::try_from(u64::from_le_bytes(*length)).ok();
            end = length.and_then(|length| end.checked_add(length)).ok_or(Wrong::Damaged)?;
            *to = end;
        }
        if end == bytes.len() { Ok(Self { ends }) } else { Err(Wrong::Damaged) }
    }

    pub(super) fn range(&self, section: Section) -> Range<usize> {
        let n = section as usize;
        let start = n.checked_sub(1).map_or(Some(&HEADER), |before| self.ends.get(before));
        let end = self.ends.get(n);
        start.copied().unwrap_or(0)..end.copied().unwrap_or(0)
    }

    /// Number of elements in a section.
    pub(super) fn count(&self, section: Section) -> usize {
        self.range(section).len() / section.size()
    }
}

/// Writes a database of its sections; gives its length.
pub(super) fn write(sections: &[Vec<u8>; SECTIONS], to: &mut impl Write) -> io::Result<u64> {
    let mut lengths = Vec::with_capacity(SECTIONS * 8);
    for section in sections {
        lengths.extend_from_slice(&(section.len() as u64).to_le_bytes());
    }
    let mut checksum = flate2::Crc::new();
    checksum.update(&lengths);
    sections.iter().for_each(|section| checksum.update(section));
    to.write_all(MAGIC)?;
    to.write_all(&VERSION.to_le_bytes())?;
    to.write_all(&checksum.sum().to_le_bytes())?;
    to.write_all(&lengths)?;
    for section in sections {
        to.write_all(section)?;
    }
    Ok(length(sections))
}

/// Bytes of a database of these sections.
pub(super) fn length(sections: &[Vec<u8>; SECTIONS]) -> u64 {
    (HEADER + sections.iter().map(Vec::len).sum::<usize>()) as u64
}

/// CRC-32, as in gzip: against damage, not against malice.
fn checksum_of(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// FNV-1a with 64 bits, of the name in lower case.
///
/// Definition: <http://www.isthe.com/chongo/tech/comp/fnv/>
pub(super) fn domain_hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x100_0000_01b3)
    })
}

/// Appends an indicator: for each of its texts, in the order of [`Indicator`], where that is
/// in `Texts`, plus one, as a LEB128 number, or 0 where there is none.
pub(super) fn write_indicator(texts: [u32; TEXTS], bytes: &mut Vec<u8>) {
    for text in texts {
        write_number(text, bytes);
    }
}

/// Reads where the texts are.
pub(super) fn read_places(bytes: &[u8]) -> Option<[u32; TEXTS]> {
    let mut rest = bytes;
    let mut places = [0; TEXTS];
    for place in &mut places {
        *place = read_number(&mut rest)?;
    }
    Some(places)
}

/// Reads what [`write_indicator`] has written.
pub(super) fn read_indicator<'a>(bytes: &[u8], texts: &'a [u8]) -> Option<Indicator<'a>> {
    let [provider, name, reference, first_seen, last_seen, modified, description] =
        read_places(bytes)?;
    let text = |place: u32| match place.checked_sub(1) {
        Some(at) => read_text(texts.get(at as usize..)?).map(Some),
        None => Some(None),
    };
    Some(Indicator {
        provider: text(provider)??,
        name: text(name)?,
        reference: text(reference)?,
        first_seen: text(first_seen)?,
        last_seen: text(last_seen)?,
        modified: text(modified)?,
        description: text(description)?,
    })
}

/// Appends a text.
pub(super) fn write_text(text: &str, length: u32, bytes: &mut Vec<u8>) {
    write_number(length, bytes);
    bytes.extend_from_slice(text.as_bytes());
}

/// Reads what [`write_text`] has written.
pub(super) fn read_text(bytes: &[u8]) -> Option<&str> {
    let mut rest = bytes;
    let length = read_number(&mut rest)?;
    std::str::from_utf8(rest.get(..length as usize)?).ok()
}

fn write_number(number: u32, bytes: &mut Vec<u8>) {
    let mut rest = number;
    while let more @ 1.. = rest >> 7 {
        bytes.push(u8::try_from(rest & 0x7f).unwrap_or_default() | 0x80);
        rest = more;
    }
    bytes.push(u8::try_from(rest).unwrap_or_default());
}

fn read_number(rest: &mut &[u8]) -> Option<u32> {
    let mut number = 0;
    let mut shift = 0;
    loop {
        let (byte, behind) = rest.split_first()?;
        *rest = behind;
        number |= u32::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
        shift += 7;
    }
}
