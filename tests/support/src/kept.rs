//! What a program writes, kept to be looked at.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// A writer that keeps what is written; copies of it keep the same.
#[derive(Debug, Clone, Default)]
pub struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    /// Everything so far.
    ///
    /// # Panics
    ///
    /// If it is no UTF-8.
    #[track_caller]
    pub fn text(&self) -> String {
        let written = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        String::from_utf8(written).expect("what is written is text")
    }

    /// The last line that is not empty.
    ///
    /// # Panics
    ///
    /// If there is none.
    #[track_caller]
    pub fn last_line(&self) -> String {
        let text = self.text();
        let last = text.lines().rfind(|line| !line.is_empty());
        last.expect("a line is written").to_owned()
    }
}

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
