//! What a run has done, for the answer and the log.

use std::fmt;

/// Counts, and what people should know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Objects written.
    pub written: u32,
    /// Objects removed.
    pub removed: u32,
    /// Objects that were as they should be.
    pub unchanged: u32,
    /// Objects that a user has changed, and what stands beside each.
    pub kept: Vec<String>,
    /// What this domain does not have, and why.
    pub left_out: Vec<String>,
    /// What else people should know.
    pub notes: Vec<String>,
}

impl Report {
    pub(crate) fn written(&mut self) {
        self.written += 1;
    }

    pub(crate) fn removed(&mut self) {
        self.removed += 1;
    }

    pub(crate) fn unchanged(&mut self) {
        self.unchanged += 1;
    }

    pub(crate) fn kept(&mut self, what: &str, name: &str, beside: &str) {
        self.kept.push(format!("{what} {name} (ours is {beside})"));
    }

    pub(crate) fn left_out(&mut self, what: &str, why: &str) {
        let words = format!("{what}: {why}");
        if !self.left_out.contains(&words) {
            self.left_out.push(words);
        }
    }

    pub(crate) fn note(&mut self, words: impl Into<String>) {
        self.notes.push(words.into());
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { written, removed, unchanged, kept, left_out, notes } = self;
        write!(f, "{written} written, {unchanged} as they were, {removed} removed")?;
        let lists =
            [("kept, as a user has changed them", kept), ("left out", left_out), ("note", notes)];
        for (title, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
            write!(f, "; {title}: {}", list.join(", "))?;
        }
        Ok(())
    }
}
