//! Records that cannot be loaded, until the dead-letter queue is told of them.
//!
//! They are grouped by reason: one message for each object and reason, with the numbers
//! of its records, not one for each record. A log format that AWS changed would
//! otherwise make millions of messages.

use crate::ranges::Ranges;
use crate::reason::Reason;
use std::collections::BTreeMap;

/// Ranges in one message. Each takes at most 42 bytes, and a message must stay under 256 KB.
const PIECES: usize = 4_000;
/// Different reasons of one object; later ones share a message.
const REASONS: usize = 100;
/// Places of bad records that are described in a message.
const SAMPLES: usize = 3;

/// Records with the same reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// Their numbers.
    pub records: Ranges,
    /// How many, as the tally counts them: an open range counts as one.
    pub count: u64,
    /// Where some of them are, for people. Never their content.
    pub samples: Vec<String>,
}

/// What was set aside and not yet reported.
#[derive(Debug, Clone, Default)]
pub struct SetAside {
    groups: BTreeMap<Reason, Group>,
}

impl SetAside {
    /// Adds one record; `place` says where in the object it is, if that is known.
    pub fn record(&mut self, number: u64, reason: Reason, place: Option<String>) {
        self.stretch(&Ranges::between(number, number), 1, reason, place);
    }

    /// Adds records that count as `count`.
    pub fn stretch(&mut self, records: &Ranges, count: u64, reason: Reason, place: Option<String>) {
        let reason = if self.groups.len() >= REASONS && !self.groups.contains_key(&reason) {
            Reason::own("various", format!("more than {REASONS} different reasons"))
        } else {
            reason
        };
        let group = self.groups.entry(reason).or_default();
        group.records.extend(records);
        group.count += count;
        if group.samples.len() < SAMPLES {
            group.samples.extend(place);
        }
    }

    /// Whether a group has grown to the size of a message, so that all should be
    /// reported now rather than at the object's end.
    pub fn is_large(&self) -> bool {
        self.groups.values().any(|group| group.records.pieces() >= PIECES)
    }

    /// Takes out all groups, each small enough for one message.
    pub fn take(&mut self) -> Vec<(Reason, Group)> {
        let groups = std::mem::take(&mut self.groups);
        groups.into_iter().flat_map(|(reason, group)| small_enough(&reason, group)).collect()
    }

    /// How many records are in it.
    pub fn count(&self) -> u64 {
        self.groups.values().map(|group| group.count).sum()
    }
}

fn small_enough(reason: &Reason, group: Group) -> Vec<(Reason, Group)> {
    if group.records.pieces() <= PIECES {
        return vec![(reason.clone(), group)];
    }
    let mut left = group.count;
    let parts = group.records.in_parts(PIECES);
    let last = parts.len().saturating_sub(1);
    parts
        .into_iter()
        .enumerate()
        .map(|(at, records)| {
            let count = if at == last { left } else { records.count().unwrap_or(1).min(left) };
            left -= count;
            (reason.clone(), Group { records, count, samples: group.samples.clone() })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conflict() -> Reason {
        Reason::own("mapper_parsing_exception", "field `a`")
    }

    #[test]
    fn one_reason_is_one_group_however_many_records_it_has() {
        let mut aside = SetAside::default();
        for number in [1, 2, 3, 7] {
            aside.record(number, conflict(), Some(format!("at {number}")));
        }
        let groups = aside.take();
        let [(_, group)] = groups.as_slice() else { panic!("{groups:?}") };
        assert_eq!((group.records.to_string().as_str(), group.count), ("1-3,7", 4));
        assert_eq!(group.samples, ["at 1", "at 2", "at 3"]);
        assert_eq!(aside.count(), 0, "taken out");
    }

    #[test]
    fn scattered_records_are_reported_in_messages_of_bounded_size() {
        let mut aside = SetAside::default();
        let numbers: Ranges = (0..10_000).map(|number| number * 2 + 1).collect();
        aside.stretch(&numbers, 10_000, conflict(), None);
        assert!(aside.is_large());
        let groups = aside.take();
        assert_eq!(groups.len(), 3);
        assert_eq!(groups.iter().map(|(_, group)| group.count).sum::<u64>(), 10_000);
        assert!(groups.iter().all(|(_, group)| group.records.to_string().len() < 200_000));
    }

    #[test]
    fn reasons_are_bounded_and_no_record_is_lost_by_it() {
        let mut aside = SetAside::default();
        for number in 1..=500 {
            aside.record(number, Reason::own("x", format!("field `f{number}`")), None);
        }
        let groups = aside.take();
        assert_eq!(groups.len(), REASONS + 1);
        assert_eq!(groups.iter().map(|(_, group)| group.count).sum::<u64>(), 500);
    }
}
