//! When a bulk request is tried again, and with what.
//!
//! Only what was refused is sent again, never what was stored. A request whose answer
//! got lost is sent again as a whole: ids are deterministic, so that a document that had
//! been stored is overwritten with itself.

use super::documents::Documents;
use super::response::Verdict;
use crate::reason::Reason;
use kit::patience::Patience;
use std::time::Duration;

/// Up to about three minutes without progress. A try that stored at least one document
/// starts the count again.
pub const STANDARD: Patience = Patience {
    attempts: 12,
    first_wait: Duration::from_millis(250),
    longest_wait: Duration::from_secs(30),
};

/// The documents of an answered request, sorted by what became of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Sorted {
    /// How many were created or overwritten.
    pub loaded: u64,
    /// How many were there already.
    pub already_there: u64,
    /// Records to be set aside, each with its reason and where its document was to go.
    pub rejected: Vec<(u64, Reason, String)>,
    /// The documents to be sent again.
    pub refused: Documents,
    /// The first reason why the function's role may not write, if there is one.
    pub forbidden: Option<Reason>,
}

impl Sorted {
    /// Sorts the documents by the verdicts on them.
    pub fn new(documents: &Documents, verdicts: Vec<Verdict>) -> Self {
        let mut sorted = Self::default();
        let is_refused: Vec<_> = verdicts
            .iter()
            .map(|verdict| matches!(verdict, Verdict::Refused | Verdict::Forbidden(_)))
            .collect();
        for ((at, record), verdict) in documents.records().enumerate().zip(verdicts) {
            match verdict {
                Verdict::Loaded => sorted.loaded += 1,
                Verdict::AlreadyThere => sorted.already_there += 1,
                Verdict::Rejected(reason) => {
                    let place = format!("record {record}: {}", documents.action_line(at));
                    sorted.rejected.push((record, reason, place));
                }
                Verdict::Refused => {}
                Verdict::Forbidden(reason) => {
                    sorted.forbidden.get_or_insert(reason);
                }
            }
        }
        if is_refused.contains(&true) {
            sorted.refused = documents.only(|at| is_refused.get(at) == Some(&true));
        }
        sorted
    }

    /// Whether the request brought anything forward.
    pub fn is_progress(&self) -> bool {
        self.loaded > 0 || self.already_there > 0 || !self.rejected.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::documents::Action;

    #[test]
    fn only_what_was_refused_is_sent_again() {
        let mut documents = Documents::default();
        for record in 1..=5 {
            documents.push(Action::Index, record, "i", &record.to_string(), b"{}");
        }
        let bad = Reason::own("mapper_parsing_exception", "");
        let sorted = Sorted::new(
            &documents,
            vec![
                Verdict::Loaded,
                Verdict::Refused,
                Verdict::Rejected(bad.clone()),
                Verdict::AlreadyThere,
                Verdict::Refused,
            ],
        );
        assert_eq!(sorted.refused.ranges().to_string(), "2,5");
        assert_eq!((sorted.loaded, sorted.already_there), (1, 1));
        let place = r#"record 3: {"index":{"_index":"i","_id":"3"}}"#.to_owned();
        assert_eq!(sorted.rejected, [(3, bad, place)]);
    }
}
