//! Sets of record numbers.
//!
//! Records of an object are numbered from 1. What is handed on or set aside is named by
//! its numbers, never by its content, so that a message stays small and holds no log
//! data. Sets are written as `3-5,9,80-`: the last one is open and reaches to the end
//! of the object, whatever that is.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// The end of a range that reaches to the end of the object.
const OPEN: u64 = u64::MAX;

/// A set of record numbers, kept as ranges that neither touch nor overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ranges(BTreeMap<u64, u64>);

/// A text that is not a set of record numbers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a set of record numbers; write numbers from 1 and ranges, for example `3-5,9,80-`"
)]
pub struct NotRanges(pub String);

impl Ranges {
    /// Every record of the object.
    pub fn all() -> Self {
        Self::from_first(1)
    }

    /// `first` and everything after it.
    pub fn from_first(first: u64) -> Self {
        Self(BTreeMap::from([(first, OPEN)]))
    }

    /// The records from `first` to `last`, both included; none if `last` is smaller.
    pub fn between(first: u64, last: u64) -> Self {
        if last < first { Self::default() } else { Self(BTreeMap::from([(first, last)])) }
    }

    /// Adds one number.
    pub fn insert(&mut self, number: u64) {
        self.insert_range(number, number);
    }

    /// Adds all of another set.
    pub fn extend(&mut self, other: &Self) {
        for (first, last) in &other.0 {
            self.insert_range(*first, *last);
        }
    }

    fn insert_range(&mut self, mut first: u64, mut last: u64) {
        // All that touch the new range lie before its end; take them in.
        while let Some((&start, &end)) = self.0.range(..=last.saturating_add(1)).next_back() {
            if end.saturating_add(1) < first {
                break;
            }
            first = first.min(start);
            last = last.max(end);
            self.0.remove(&start);
        }
        self.0.insert(first, last);
    }

    /// Whether the number is in the set.
    pub fn contains(&self, number: u64) -> bool {
        self.0.range(..=number).next_back().is_some_and(|(_, last)| *last >= number)
    }

    /// What of the set is `number` or later.
    #[must_use]
    pub fn starting_at(&self, number: u64) -> Self {
        Self(
            self.0
                .iter()
                .filter(|(_, last)| **last >= number)
                .map(|(first, last)| ((*first).max(number), *last))
                .collect(),
        )
    }

    /// The smallest number.
    pub fn first(&self) -> Option<u64> {
        self.0.first_key_value().map(|(first, _)| *first)
    }

    /// The greatest number; `None` if the set is empty or open.
    pub fn last(&self) -> Option<u64> {
        self.0.last_key_value().map(|(_, last)| *last).filter(|last| *last != OPEN)
    }

    /// Whether nothing can come after `number`.
    pub fn ends_before(&self, number: u64) -> bool {
        self.0.last_key_value().is_none_or(|(_, last)| *last < number)
    }

    /// Whether there is no number in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many ranges it is made of.
    pub fn pieces(&self) -> usize {
        self.0.len()
    }

    /// How many numbers are in it; `None` if it is open.
    pub fn count(&self) -> Option<u64> {
        self.0.iter().try_fold(0_u64, |sum, (first, last)| {
            (*last != OPEN).then(|| sum.saturating_add(last - first + 1))
        })
    }

    /// The same set in parts of at most `pieces` ranges each.
    pub fn in_parts(&self, pieces: usize) -> Vec<Self> {
        let mut parts = vec![];
        let mut part = BTreeMap::new();
        for (first, last) in &self.0 {
            part.insert(*first, *last);
            if part.len() >= pieces.max(1) {
                parts.push(Self(std::mem::take(&mut part)));
            }
        }
        if !part.is_empty() {
            parts.push(Self(part));
        }
        parts
    }
}

impl fmt::Display for Ranges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (first, last)) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            match *last {
                OPEN => write!(f, "{comma}{first}-")?,
                last if last == *first => write!(f, "{comma}{first}")?,
                last => write!(f, "{comma}{first}-{last}")?,
            }
        }
        Ok(())
    }
}

impl FromStr for Ranges {
    type Err = NotRanges;

    fn from_str(text: &str) -> Result<Self, NotRanges> {
        let wrong = || NotRanges(text.chars().take(80).collect());
        let mut ranges = Self::default();
        for part in text.split(',').map(str::trim) {
            let (first, last) = match part.split_once('-') {
                None => (part, part),
                Some((first, last)) => (first, last),
            };
            let first: u64 = first.trim().parse().map_err(|_| wrong())?;
            let last = match last.trim() {
                "" => OPEN,
                last => last.parse().map_err(|_| wrong())?,
            };
            if first == 0 || last < first {
                return Err(wrong());
            }
            ranges.insert_range(first, last);
        }
        Ok(ranges)
    }
}

impl FromIterator<u64> for Ranges {
    fn from_iter<T: IntoIterator<Item = u64>>(numbers: T) -> Self {
        let mut ranges = Self::default();
        for number in numbers {
            ranges.insert(number);
        }
        ranges
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(text: &str) -> Ranges {
        text.parse().unwrap()
    }

    #[test]
    fn neighbours_become_one_range_in_any_order() {
        let set: Ranges = [5, 3, 9, 4, 1, 10].into_iter().collect();
        assert_eq!(set.to_string(), "1,3-5,9-10");
        assert_eq!(set.count(), Some(6));
    }

    #[test]
    fn overlapping_ranges_become_one() {
        assert_eq!(ranges("1-3,8-9,2-7").to_string(), "1-9");
        assert_eq!(ranges("1-,5-7").to_string(), "1-");
        assert_eq!(ranges("2-4,10-20,3-12").to_string(), "2-20");
    }

    #[test]
    fn an_open_set_has_no_count_and_contains_every_later_number() {
        let set = ranges("4,9-");
        assert_eq!((set.count(), set.last()), (None, None));
        assert!(set.contains(4) && !set.contains(5) && set.contains(1 << 40));
        assert!(!set.ends_before(1 << 40));
        assert!(ranges("4-8").ends_before(9));
    }

    #[test]
    fn what_remains_starts_at_a_number() {
        assert_eq!(ranges("1-5,8-").starting_at(4).to_string(), "4-5,8-");
        assert_eq!(ranges("1-5,8").starting_at(9), Ranges::default());
    }

    #[test]
    fn parts_hold_all_of_it() {
        let parts = ranges("1,3,5-9,11").in_parts(3);
        let texts: Vec<_> = parts.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["1,3,5-9", "11"]);
    }

    #[test]
    fn a_text_that_is_no_set_is_refused_with_an_example() {
        for text in ["", "0", "5-3", "a", "1,,2", "-4"] {
            let error = text.parse::<Ranges>().unwrap_err().to_string();
            assert!(error.contains("3-5,9,80-"), "{error}");
        }
    }
}
