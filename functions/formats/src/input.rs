//! A window over a reader that grows only as far as one record needs.

use std::io::{self, Read};

/// How much is read at a time.
const BLOCK: usize = 256 << 10;

/// Bytes that were read and not yet used.
#[derive(Debug)]
pub(crate) struct Input<R> {
    reader: R,
    buffer: Vec<u8>,
    /// Where the unused bytes begin in `buffer`.
    start: usize,
    /// Where `buffer` begins in the stream.
    offset: u64,
    ended: bool,
    error: Option<io::Error>,
}

impl<R: Read> Input<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self { reader, buffer: Vec::new(), start: 0, offset: 0, ended: false, error: None }
    }

    /// The bytes that were read and not yet used.
    pub(crate) fn unused(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// Where the unused bytes begin in the buffer; see [`at`](Self::at).
    pub(crate) const fn start(&self) -> usize {
        self.start
    }

    /// Bytes of the buffer, valid until more is read.
    pub(crate) fn at(&self, range: std::ops::Range<usize>) -> &[u8] {
        self.buffer.get(range).unwrap_or_default()
    }

    /// Where the unused bytes begin in the stream.
    pub(crate) fn position(&self) -> u64 {
        self.offset + self.start as u64
    }

    /// Marks bytes as used.
    pub(crate) fn consume(&mut self, bytes: usize) {
        self.start = self.start.saturating_add(bytes).min(self.buffer.len());
    }

    /// Whether no more bytes will come, be it for the end or for an error.
    pub(crate) const fn ended(&self) -> bool {
        self.ended
    }

    /// Whether the source, rather than the data, is why no more bytes come.
    pub(crate) fn source_failed(&self) -> bool {
        self.error.as_ref().is_some_and(|error| !crate::decompress::is_damage(error))
    }

    /// The error that ended the stream, once.
    pub(crate) fn take_error(&mut self) -> Option<io::Error> {
        self.error.take()
    }

    /// Reads more: as much again as there is unused, so that looking at the same bytes
    /// once more after each call costs no more than looking at them twice.
    pub(crate) fn fill(&mut self) {
        if self.ended {
            return;
        }
        self.buffer.drain(..self.start);
        self.offset += self.start as u64;
        self.start = 0;
        let wanted = self.buffer.len().max(BLOCK) as u64;
        let before = self.buffer.len();
        let result = self.reader.by_ref().take(wanted).read_to_end(&mut self.buffer);
        match result {
            Ok(_) => self.ended = self.buffer.len() == before,
            Err(error) => {
                self.ended = true;
                self.error = Some(error);
            }
        }
    }
}
