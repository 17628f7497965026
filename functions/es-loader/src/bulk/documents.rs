//! Documents on their way: the body of a bulk request, and which record each line is.

use crate::ranges::Ranges;

/// Some documents, as `action line, document line` each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Documents {
    body: Vec<u8>,
    items: Vec<Item>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Item {
    /// The record's number in its object.
    record: u64,
    /// Where its lines end in the body; they begin where the one before ends.
    end: usize,
}

/// What OpenSearch is to do with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Create or overwrite, under an id of ours: a second try changes nothing.
    Index,
    /// Create under an id that OpenSearch makes up. For serverless time-series
    /// collections, which take no ids: a second try can double the document.
    CreateWithoutId,
}

impl Documents {
    /// None yet, with room for a body of `bytes`.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { body: Vec::with_capacity(bytes), items: vec![] }
    }

    /// Adds the document of a record.
    pub fn push(&mut self, action: Action, record: u64, index: &str, id: &str, document: &[u8]) {
        match action {
            Action::Index => {
                self.body.extend_from_slice(b"{\"index\":{\"_index\":");
                write_text(&mut self.body, index);
                self.body.extend_from_slice(b",\"_id\":");
                write_text(&mut self.body, id);
            }
            Action::CreateWithoutId => {
                self.body.extend_from_slice(b"{\"create\":{\"_index\":");
                write_text(&mut self.body, index);
            }
        }
        self.body.extend_from_slice(b"}}\n");
        self.body.extend_from_slice(document);
        self.body.push(b'\n');
        self.items.push(Item { record, end: self.body.len() });
    }

    /// The body of the request.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Bytes of the body.
    pub fn bytes(&self) -> usize {
        self.body.len()
    }

    /// How many documents.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The same as a count for the tally.
    pub fn count(&self) -> u64 {
        u64::try_from(self.items.len()).unwrap_or(u64::MAX)
    }

    /// The numbers of their records, in order.
    pub fn records(&self) -> impl Iterator<Item = u64> + '_ {
        self.items.iter().map(|item| item.record)
    }

    /// Where a document was to go, by its position: its action line, which names index and id
    /// and nothing of its content.
    pub fn action_line(&self, at: usize) -> &str {
        let before = at.checked_sub(1).and_then(|before| self.items.get(before));
        let start = before.map_or(0, |item| item.end);
        let rest = self.body.get(start..).unwrap_or_default();
        let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        std::str::from_utf8(line).unwrap_or_default()
    }

    /// The numbers of their records, as a set.
    pub fn ranges(&self) -> Ranges {
        self.records().collect()
    }

    /// Those for which `keep` says so, given the position.
    #[must_use]
    pub fn only(&self, keep: impl Fn(usize) -> bool) -> Self {
        let mut some = Self::default();
        let mut start = 0;
        for (at, item) in self.items.iter().enumerate() {
            if keep(at) {
                some.body.extend_from_slice(self.body.get(start..item.end).unwrap_or_default());
                some.items.push(Item { record: item.record, end: some.body.len() });
            }
            start = item.end;
        }
        some
    }

    /// Two halves; `None` if there are fewer than two documents.
    pub fn halves(&self) -> Option<(Self, Self)> {
        let middle = self.items.len() / 2;
        (middle > 0).then(|| (self.only(|at| at < middle), self.only(|at| at >= middle)))
    }
}

/// Writes a text as JSON.
fn write_text(body: &mut Vec<u8>, text: &str) {
    // Writing a `str` into a `Vec` has no way to fail.
    let written = serde_json::to_writer(body, text);
    debug_assert!(written.is_ok(), "a text is always JSON");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Documents {
        let mut documents = Documents::default();
        for (record, id) in [(4, "a"), (5, "b"), (9, "c\"")] {
            documents.push(Action::Index, record, "log-aws-waf-2026-01", id, b"{\"n\":1}");
        }
        documents
    }

    #[test]
    fn each_document_is_an_action_line_and_its_own() {
        let documents = three();
        let text = std::str::from_utf8(documents.body()).unwrap();
        let last: Vec<_> = text.lines().skip(4).collect();
        assert_eq!(
            last,
            [r#"{"index":{"_index":"log-aws-waf-2026-01","_id":"c\""}}"#, r#"{"n":1}"#]
        );
        assert!(text.ends_with('\n'), "a bulk body ends with a line end");
    }

    #[test]
    fn a_time_series_collection_gets_no_ids() {
        let mut documents = Documents::default();
        documents.push(Action::CreateWithoutId, 1, "i", "id", b"{}");
        assert_eq!(documents.body(), b"{\"create\":{\"_index\":\"i\"}}\n{}\n");
    }

    #[test]
    fn an_action_line_names_index_and_id() {
        let documents = three();
        let line = r#"{"index":{"_index":"log-aws-waf-2026-01","_id":"b"}}"#;
        assert_eq!(documents.action_line(1), line);
        assert_eq!(documents.action_line(3), "", "there is no fourth");
    }

    #[test]
    fn some_of_them_keep_their_lines_and_numbers() {
        let some = three().only(|at| at != 1);
        assert_eq!(some.ranges().to_string(), "4,9");
        let mut wanted = Documents::default();
        wanted.push(Action::Index, 4, "log-aws-waf-2026-01", "a", b"{\"n\":1}");
        wanted.push(Action::Index, 9, "log-aws-waf-2026-01", "c\"", b"{\"n\":1}");
        assert_eq!(some, wanted);
    }

    #[test]
    fn halves_hold_all_and_one_document_has_none() {
        let (first, second) = three().halves().unwrap();
        assert_eq!((first.len(), second.len()), (1, 2));
        assert_eq!(first.halves(), None);
    }
}
