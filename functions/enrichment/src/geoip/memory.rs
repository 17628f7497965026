//! What was looked up before, for all threads, without a lock.
//!
//! Two tables of fixed size. In `addresses`, a newer address takes the place of an older
//! one: an entry is one atomic number, so no thread sees half of it. In `records`, the
//! first to come stay: documents borrow from them for as long as the database is in use,
//! and a few thousand records cover most of what logs name. Between two objects, a memory
//! that fills up can be exchanged for a new one.

use std::net::IpAddr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

/// Addresses that are remembered: 2^16, half a megabyte.
const ADDRESS_BITS: u32 = 16;

/// Records that are kept; with their texts a few megabytes. Their numbers must fit into
/// [`ADDRESS_BITS`] bits beside two more values.
const RECORDS: usize = 1 << 15;

/// Places in which a record may be kept.
const TRIES: usize = 4;

/// Odd, so that multiplying by it is a permutation of all 64-bit numbers (that of
/// Fibonacci hashing).
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// An entry of `addresses` has the place of the record in its low bits, or one of these.
const EMPTY: u64 = 0;
const UNKNOWN: u64 = 1;
const FIRST_RECORD: u64 = 2;
const PLACE_MASK: u64 = (1 << ADDRESS_BITS) - 1;

/// See the head of this file.
pub(super) struct Memory<R> {
    addresses: Box<[AtomicU64]>,
    records: Box<[OnceLock<(usize, R)>]>,
    kept: AtomicUsize,
}

/// What is remembered of an address.
pub(super) enum Remembered<'a, R> {
    /// Its record.
    Record(&'a R),
    /// That the database does not know it.
    Unknown,
    /// Nothing: it must be looked up.
    Nothing,
}

/// A record that was looked up.
pub(super) enum Found<'a, R> {
    /// It stays.
    Kept(&'a R),
    /// There was no place for it.
    Passing(R),
}

impl<R> Default for Memory<R> {
    fn default() -> Self {
        Self {
            addresses: (0..1_u32 << ADDRESS_BITS).map(|_| AtomicU64::new(EMPTY)).collect(),
            records: (0..RECORDS).map(|_| OnceLock::new()).collect(),
            kept: AtomicUsize::new(0),
        }
    }
}

impl<R> Memory<R> {
    /// Whether records begin to find no place.
    pub(super) fn is_half_full(&self) -> bool {
        self.kept.load(Relaxed) > RECORDS / 2
    }

    /// What is remembered of an address.
    pub(super) fn recall(&self, address: IpAddr) -> Remembered<'_, R> {
        let Some((entry, tag)) = self.entry(address) else {
            return Remembered::Nothing;
        };
        let found = entry.load(Relaxed);
        if found & !PLACE_MASK != tag {
            return Remembered::Nothing;
        }
        match found & PLACE_MASK {
            EMPTY => Remembered::Nothing,
            UNKNOWN => Remembered::Unknown,
            place => {
                let place = usize::try_from(place - FIRST_RECORD).unwrap_or(usize::MAX);
                let record = self.records.get(place).and_then(OnceLock::get);
                record.map_or(Remembered::Nothing, |(_, record)| Remembered::Record(record))
            }
        }
    }

    /// Remembers that the database does not know an address.
    pub(super) fn keep_unknown(&self, address: Option<IpAddr>) {
        if let Some((entry, tag)) = address.and_then(|address| self.entry(address)) {
            entry.store(tag | UNKNOWN, Relaxed);
        }
    }

    /// Remembers the record at an offset of the database, and that it is an address's.
    pub(super) fn keep(
        &self,
        address: Option<IpAddr>,
        offset: usize,
        read: impl FnOnce() -> Option<R>,
    ) -> Option<Found<'_, R>> {
        let spread = (offset as u64).wrapping_mul(SPREAD) >> (u64::BITS - RECORDS.ilog2());
        let first = usize::try_from(spread).unwrap_or_default();
        let mut read = Some(read);
        for place in (first..first + TRIES).map(|place| place % RECORDS) {
            let slot = self.records.get(place)?;
            if slot.get().is_none() {
                // Another thread may have filled it meanwhile, perhaps with another record.
                let record = read.take().and_then(|read| read())?;
                if let Err((_, record)) = slot.set((offset, record)) {
                    return Some(Found::Passing(record));
                }
                self.kept.fetch_add(1, Relaxed);
            }
            if let Some((of, record)) = slot.get()
                && *of == offset
            {
                if let Some((entry, tag)) = address.and_then(|address| self.entry(address)) {
                    entry.store(tag | (place as u64 + FIRST_RECORD), Relaxed);
                }
                return Some(Found::Kept(record));
            }
        }
        read.take().and_then(|read| read()).map(Found::Passing)
    }

    /// The entry for an address, and the bits that tell it from others with that entry.
    fn entry(&self, address: IpAddr) -> Option<(&AtomicU64, u64)> {
        let key = match address {
            IpAddr::V4(address) => u64::from(u32::from(address)),
            // The upper half. Those that would look like IPv4 addresses are nobody's.
            IpAddr::V6(address) => u64::try_from(u128::from(address) >> 64)
                .ok()
                .filter(|key| *key > u64::from(u32::MAX))?,
        };
        // No two keys have the same `spread`, so entry and tag together are exact.
        let spread = key.wrapping_mul(SPREAD);
        let entry = usize::try_from(spread >> (u64::BITS - ADDRESS_BITS)).ok()?;
        Some((self.addresses.get(entry)?, spread << ADDRESS_BITS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(n: u32) -> IpAddr {
        IpAddr::V4(n.into())
    }

    fn recalled(memory: &Memory<u32>, of: IpAddr) -> Option<u32> {
        match memory.recall(of) {
            Remembered::Record(record) => Some(*record),
            _ => None,
        }
    }

    #[test]
    fn what_was_kept_is_recalled_and_nothing_else() {
        let memory = Memory::default();
        for n in 0..200_000_u32 {
            let offset = (n % 60_000) as usize;
            assert!(memory.keep(Some(address(n)), offset, || Some(n % 60_000)).is_some());
        }
        let mut count = 0;
        for n in 0..300_000_u32 {
            if let Some(record) = recalled(&memory, address(n)) {
                assert_eq!(record, n % 60_000);
                count += 1;
            }
        }
        assert!(count > 10_000, "{count}");
    }

    #[test]
    fn an_unknown_address_is_remembered_as_one() {
        let memory = Memory::<u32>::default();
        let unknown = address(1);
        assert!(matches!(memory.recall(unknown), Remembered::Nothing));
        memory.keep_unknown(Some(unknown));
        assert!(matches!(memory.recall(unknown), Remembered::Unknown));
    }

    #[test]
    fn an_ipv6_address_shares_its_memory_with_its_64() {
        let memory = Memory::default();
        memory.keep(Some("2001:db8::1".parse().unwrap()), 9, || Some(7_u32));
        assert_eq!(recalled(&memory, "2001:db8::2".parse().unwrap()), Some(7));
        assert_eq!(recalled(&memory, "2001:db8:0:1::1".parse().unwrap()), None);
    }

    #[test]
    fn a_record_without_a_place_is_still_found() {
        let memory = Memory::default();
        let passing = (0..RECORDS * 2)
            .filter(|n| matches!(memory.keep(None, *n, || Some(*n)), Some(Found::Passing(_))))
            .count();
        assert!(passing >= RECORDS, "{passing}");
        assert!(memory.is_half_full());
    }

    #[test]
    fn a_record_that_cannot_be_read_is_none() {
        assert!(Memory::<u32>::default().keep(None, 1, || None).is_none());
    }
}
