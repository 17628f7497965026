//! What became of the records of one object.
//!
//! Every record that was read ends in exactly one of the fields below, so that they add
//! up to `read`. A stretch of bytes that cannot be told apart into records (the end of
//! a truncated file, say) counts as one record.

use std::fmt;

/// Counts of records by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records met, in the range that this invocation was asked for.
    pub read: u64,
    /// Created or overwritten.
    pub loaded: u64,
    /// Left out by a rule, or no event at all (control messages of an envelope).
    pub excluded: u64,
    /// The 409 of a `create`: an earlier try had stored it.
    pub already_there: u64,
    /// In the dead-letter queue, with place and reason.
    pub set_aside: u64,
    /// In the split queue, for a later invocation.
    pub handed_on: u64,
    /// Not loaded because the object failed as a whole. Whoever sent the event sends it
    /// again, or puts it into the dead-letter queue in the end.
    pub given_back: u64,
}

/// The outcomes do not add up to what was read: a defect of this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{read} records were read but {ended} have an outcome: {tally}; please report this", read = .tally.read, ended = .tally.ended())]
pub struct Unbalanced {
    /// The counts as they are.
    pub tally: Tally,
}

impl Tally {
    /// How many records have an outcome.
    pub fn ended(&self) -> u64 {
        self.loaded
            + self.excluded
            + self.already_there
            + self.set_aside
            + self.handed_on
            + self.given_back
    }

    /// Whether every record that was read has exactly one outcome.
    ///
    /// # Errors
    ///
    /// [`Unbalanced`] with the counts if not.
    pub fn check(&self) -> Result<(), Unbalanced> {
        if self.ended() == self.read { Ok(()) } else { Err(Unbalanced { tally: *self }) }
    }

    /// Adds the counts of another part.
    pub fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.loaded += other.loaded;
        self.excluded += other.excluded;
        self.already_there += other.already_there;
        self.set_aside += other.set_aside;
        self.handed_on += other.handed_on;
        self.given_back += other.given_back;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} read, {} loaded, {} excluded, {} already there, {} set aside, {} handed on, {} given back",
            self.read,
            self.loaded,
            self.excluded,
            self.already_there,
            self.set_aside,
            self.handed_on,
            self.given_back
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_without_an_outcome_is_noticed() {
        let mut tally = Tally { read: 3, loaded: 1, set_aside: 1, ..Tally::default() };
        let error = tally.check().unwrap_err().to_string();
        assert!(error.contains("3 records were read but 2 have an outcome"), "{error}");
        tally.handed_on = 1;
        assert_eq!(tally.check(), Ok(()));
    }
}
