//! A window over a reader that grows only as far as one record needs.

use std::io::{self, Read};

/// How much is read at a time.
const BLOCK: usize = 256 << 10;

/// What is left when no more bytes will come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    /// The end of the object.
    Whole,
    /// The last that could be got of an object that is damaged.
    CutShort,
    /// What was read before the source failed. Nothing is known about it: it is read
    /// again when the object is.
    Unknown,
}

/// Bytes that were read and not yet used.
#[derive(Debug)]
pub(crate) struct Input<R> {
    reader: R,
    buffer: Vec<u8>,
    /// Where the unused bytes begin in `buffer`.
    start: usize,
    /// Where `buffer` begins in the stream.
    offset: u64,
    /// How much is read at a time.
    pub(crate) block: usize,
    ended: bool,
    error: Option<io::Error>,
}

impl<R: Read> Input<R> {
    pub(crate) fn new(reader: R) -> Self {
        let buffer = Vec::new();
        Self { reader, buffer, start: 0, offset: 0, block: BLOCK, ended: false, error: None }
    }

    /// A stream that is read from its byte `offset` on.
    pub(crate) fn from_offset(reader: R, offset: u64) -> Self {
        Self { offset, ..Self::new(reader) }
    }

    /// Where the bytes come from.
    pub(crate) const fn reader(&self) -> &R {
        &self.reader
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

    /// What the unused bytes are, when no more will come.
    pub(crate) fn rest(&self) -> Rest {
        match &self.error {
            None => Rest::Whole,
            Some(error) if crate::decompress::is_damage(error) => Rest::CutShort,
            Some(_) => Rest::Unknown,
        }
    }

    /// Ends the stream: the unused bytes are given up, and the error that ended the
    /// stream is given out, once.
    pub(crate) fn end<T>(&mut self) -> io::Result<Option<T>> {
        self.consume(usize::MAX);
        self.error.take().map_or(Ok(None), Err)
    }

    /// Steps over NUL bytes, of which a writer may leave any number.
    pub(crate) fn skip_padding(&mut self) {
        while self.unused().first() == Some(&0) {
            let length = self.unused().iter().take_while(|byte| **byte == 0).count();
            self.consume(length);
            if self.unused().is_empty() {
                self.fill();
            }
        }
    }

    /// Steps over the rest of the line, its end not included.
    pub(crate) fn skip_to_line_end(&mut self) {
        loop {
            if let Some(at) = memchr::memchr(b'\n', self.unused()) {
                return self.consume(at);
            }
            self.consume(usize::MAX);
            if self.ended {
                return;
            }
            self.fill();
        }
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
        let wanted = self.buffer.len().max(self.block) as u64;
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
