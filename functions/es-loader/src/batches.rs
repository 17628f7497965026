//! Documents collected into bulk requests.

use crate::bulk::documents::{Action, Documents};
use crate::parse::{Outcome, Sink};
use crate::reason::Reason;
use formats::Checkpoint;
use log_types::Matched;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use tokio::sync::mpsc;

/// Bad records without a good one between them, after which they are reported.
const BAD_RECORDS: usize = 1_000;

/// Consecutive records of an object, and what the parser made of each of them.
#[derive(Debug, Default)]
pub struct Batch {
    /// Where the object can be read from to get these records again, and maybe some before.
    pub from: Option<Checkpoint>,
    /// How many records.
    pub read: u64,
    /// The number of the last of them.
    pub last: u64,
    /// The documents of those that could be understood.
    pub documents: Documents,
    /// The others: number, reason, place.
    pub bad: Vec<(u64, Reason, String)>,
    /// How many were left out.
    pub excluded: u64,
    /// How many match a rule that only counts.
    pub counted: u64,
    /// How often each rule has matched.
    pub rules: BTreeMap<String, u64>,
    /// Documents that hold only a part of their record, and say so in `error.message`.
    pub in_part: u64,
}

/// Records left out without a document between them, after which they are reported, so that an
/// object of nothing else comes forward too.
const EXCLUDED: u64 = 100_000;

/// Collects what the parser finds, and sends it on when a request is full.
#[derive(Debug)]
pub struct Batches {
    sender: mpsc::Sender<Batch>,
    action: Action,
    most_bytes: usize,
    most_documents: usize,
    passed: Option<Checkpoint>,
    current: Batch,
}

impl Batches {
    /// Sends to `sender`, and waits there when nobody takes them.
    pub fn new(
        sender: mpsc::Sender<Batch>,
        action: Action,
        most_bytes: usize,
        most_documents: usize,
    ) -> Self {
        let current = Batch::default();
        Self { sender, action, most_bytes, most_documents, passed: None, current }
    }

    /// Sends what is left.
    pub fn finish(mut self) -> ControlFlow<()> {
        self.send()
    }

    fn send(&mut self) -> ControlFlow<()> {
        if self.current.read == 0 {
            return ControlFlow::Continue(());
        }
        match self.sender.blocking_send(std::mem::take(&mut self.current)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }

    /// Makes room for a document of `bytes`.
    fn make_room(&mut self, bytes: usize) -> ControlFlow<()> {
        let documents = &self.current.documents;
        let is_full = documents.len() >= self.most_documents
            || documents.bytes().saturating_add(bytes) > self.most_bytes;
        if is_full && !documents.is_empty() {
            self.send()?;
        }
        if self.current.documents.is_empty() {
            // The whole room at once, so that no growing buffer holds it twice.
            self.current.documents = Documents::with_capacity(self.most_bytes.min(bytes * 4_096));
        }
        ControlFlow::Continue(())
    }
}

impl Sink for Batches {
    fn take(&mut self, outcome: Outcome<'_>) -> ControlFlow<()> {
        match outcome {
            Outcome::Document { record, normalised, json } => {
                let (index, id) = (&normalised.index, &normalised.id);
                // The action line adds the two names and about 30 bytes.
                self.make_room(json.len() + index.len() + id.len() + 32)?;
                self.current.documents.push(self.action, record, index, id, json);
                self.current.in_part += u64::from(normalised.problem.is_some());
                self.current.last = record;
            }
            Outcome::Excluded { record } => {
                if self.current.excluded >= EXCLUDED {
                    self.send()?;
                }
                self.current.excluded += 1;
                self.current.last = record;
            }
            Outcome::Bad { record, reason, place } => {
                if self.current.bad.len() >= BAD_RECORDS {
                    self.send()?;
                }
                self.current.bad.push((record, reason, place));
                self.current.last = record;
            }
        }
        if self.current.read == 0 {
            self.current.from = self.passed;
        }
        self.current.read += 1;
        ControlFlow::Continue(())
    }

    fn matched(&mut self, matched: &Matched<'_>) {
        self.current.counted += u64::from(!matched.counted_by.is_empty());
        for rule in matched.counted_by.iter().chain(&matched.excluded_by) {
            match self.current.rules.get_mut(*rule) {
                Some(count) => *count += 1,
                None => _ = self.current.rules.insert((*rule).to_owned(), 1),
            }
        }
    }

    fn pass(&mut self, checkpoint: Checkpoint) {
        self.passed = Some(checkpoint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batches() -> (Batches, mpsc::Receiver<Batch>) {
        let (sender, receiver) = mpsc::channel(8);
        (Batches::new(sender, Action::Index, 1_000, 10), receiver)
    }

    #[test]
    fn an_object_of_which_all_is_left_out_comes_forward() {
        let (mut batches, mut receiver) = batches();
        for record in 1..=EXCLUDED + 1 {
            batches.pass(Checkpoint { number: record, offset: record * 10 });
            assert!(batches.take(Outcome::Excluded { record }).is_continue());
        }
        assert!(batches.finish().is_continue());
        let (first, second) = (receiver.try_recv().unwrap(), receiver.try_recv().unwrap());
        assert_eq!((first.read, first.excluded, first.last), (EXCLUDED, EXCLUDED, EXCLUDED));
        assert_eq!((second.read, second.last), (1, EXCLUDED + 1));
        assert_eq!(second.from.map(|from| from.number), Some(EXCLUDED + 1));
    }

    #[test]
    fn a_record_counts_once_however_many_rules_count_it() {
        let (mut batches, mut receiver) = batches();
        batches.matched(&Matched { excluded_by: None, counted_by: vec!["a", "b"] });
        batches.matched(&Matched { excluded_by: Some("a"), counted_by: vec![] });
        assert!(batches.take(Outcome::Excluded { record: 1 }).is_continue());
        assert!(batches.finish().is_continue());
        let batch = receiver.try_recv().unwrap();
        assert_eq!(batch.counted, 1);
        assert_eq!(batch.rules, BTreeMap::from([("a".to_owned(), 2), ("b".to_owned(), 1)]));
    }
}
