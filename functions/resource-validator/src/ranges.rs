//! The addresses of a VPC as four ranges, no two the same.
//!
//! The template has a rule for each of four attributes, and EC2 refuses a group with the same
//! rule twice. v2.10.4 says the VPC's first range four times. A VPC has one to five ranges, or
//! more where AWS allows it. So ranges are cut in halves until there are four, and put together
//! where two are one, which leaves the addresses as they are.

use std::fmt;
use std::net::Ipv4Addr;

use contract::custom_resources::validated::RANGES;

/// A range of IPv4 addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Range {
    first: u32,
    mask: u8,
}

impl Range {
    fn read(text: &str) -> Option<Self> {
        let (address, mask) = text.trim().split_once('/')?;
        let first = u32::from(address.parse::<Ipv4Addr>().ok()?);
        let mask = mask.parse().ok().filter(|mask| (1..=32).contains(mask))?;
        let range = Self { first, mask };
        (range.network() == first).then_some(range)
    }

    fn network(self) -> u32 {
        // A mask of 0 is not read.
        self.first & (u32::MAX << (32 - u32::from(self.mask)))
    }

    fn holds(self, other: Self) -> bool {
        self.mask <= other.mask && Self { mask: self.mask, ..other }.network() == self.first
    }

    fn halves(self) -> Option<[Self; 2]> {
        let mask = self.mask.checked_add(1).filter(|mask| *mask <= 32)?;
        let second = self.first | (1 << (32 - u32::from(mask)));
        Some([Self { first: self.first, mask }, Self { first: second, mask }])
    }

    /// The range of which both are halves.
    fn joined(self, other: Self) -> Option<Self> {
        let mask = self.mask.checked_sub(1).filter(|mask| *mask > 0)?;
        let whole = Self { first: self.first, mask };
        let whole = Self { first: whole.network(), mask };
        (whole.halves()? == [self, other]).then_some(whole)
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Ipv4Addr::from(self.first), self.mask)
    }
}

/// The same addresses as four ranges, in their order. `None` where one of them is no range,
/// there is none, or more than four are needed.
pub(crate) fn four<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<[String; 4]> {
    let ranges: Option<Vec<_>> = texts.into_iter().map(Range::read).collect();
    let mut ranges = without_inner(ranges?);
    while ranges.len() > RANGES.len() {
        ranges = join(&ranges)?;
    }
    while ranges.len() < RANGES.len() {
        ranges = halve(&ranges)?;
    }
    let texts: Vec<_> = ranges.iter().map(Range::to_string).collect();
    texts.try_into().ok()
}

/// In their order, without those that lie inside of another.
fn without_inner(mut ranges: Vec<Range>) -> Vec<Range> {
    ranges.sort_unstable();
    let mut outer: Vec<Range> = vec![];
    for range in ranges {
        if !outer.iter().any(|other| other.holds(range)) {
            outer.push(range);
        }
    }
    outer
}

/// Puts the first two together that are halves of one.
fn join(ranges: &[Range]) -> Option<Vec<Range>> {
    let neighbours = ranges.iter().zip(ranges.iter().skip(1));
    let (at, whole) =
        neighbours.enumerate().find_map(|(at, (one, other))| Some((at, one.joined(*other)?)))?;
    let before = ranges.iter().take(at).copied();
    let after = ranges.iter().skip(at + 2).copied();
    Some(before.chain([whole]).chain(after).collect())
}

/// Cuts the largest in halves, of several the first.
fn halve(ranges: &[Range]) -> Option<Vec<Range>> {
    let largest = *ranges.iter().min_by_key(|range| range.mask)?;
    let halves = largest.halves()?;
    let others = ranges.iter().copied().filter(|range| *range != largest);
    Some(without_inner(others.chain(halves).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> Option<Vec<String>> {
        four(texts.iter().copied()).map(Vec::from)
    }

    #[test]
    fn fewer_ranges_are_cut_in_halves() {
        let one = of(&["10.0.0.0/16"]).unwrap();
        assert_eq!(one, ["10.0.0.0/18", "10.0.64.0/18", "10.0.128.0/18", "10.0.192.0/18"]);
        let two = of(&["10.0.0.0/16", "100.64.0.0/20"]).unwrap();
        assert_eq!(two, ["10.0.0.0/18", "10.0.64.0/18", "10.0.128.0/17", "100.64.0.0/20"]);
        let smallest = of(&["10.0.0.0/28"]).unwrap();
        assert_eq!(smallest, ["10.0.0.0/30", "10.0.0.4/30", "10.0.0.8/30", "10.0.0.12/30"]);
    }

    #[test]
    fn four_ranges_stay_as_they_are_in_their_order() {
        let ranges = ["10.3.0.0/16", "10.0.0.0/16", "192.168.0.0/24", "10.2.0.0/16"];
        let sorted = ["10.0.0.0/16", "10.2.0.0/16", "10.3.0.0/16", "192.168.0.0/24"];
        assert_eq!(of(&ranges).unwrap(), sorted);
    }

    #[test]
    fn more_than_four_are_put_together_where_two_are_one() {
        let ranges = ["10.0.0.0/24", "10.0.1.0/24", "10.1.0.0/24", "10.2.0.0/24", "10.3.0.0/24"];
        let joined = ["10.0.0.0/23", "10.1.0.0/24", "10.2.0.0/24", "10.3.0.0/24"];
        assert_eq!(of(&ranges).unwrap(), joined);
        let apart = ["10.0.0.0/24", "10.2.0.0/24", "10.4.0.0/24", "10.6.0.0/24", "10.8.0.0/24"];
        assert_eq!(of(&apart), None);
        // Neighbours, but no halves of one.
        let odd = ["10.0.1.0/24", "10.0.2.0/24", "10.4.0.0/24", "10.6.0.0/24", "10.8.0.0/24"];
        assert_eq!(of(&odd), None);
    }

    #[test]
    fn a_range_inside_of_another_is_not_counted() {
        let ranges = ["10.0.0.0/16", "10.0.0.0/16", "10.0.3.0/24"];
        assert_eq!(of(&ranges), of(&["10.0.0.0/16"]));
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in ["", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/0", "10.0.0.1/16", "2001:db8::/56"] {
            assert_eq!(of(&[text]), None, "{text}");
        }
        assert_eq!(of(&[]), None);
        assert_eq!(of(&["10.0.0.0/32"]), None, "nothing to cut");
    }
}
