//! One record's text to a document.
//!
//! The fields of columns, lines and XML are texts, digits too: such a log does not say
//! what is a number. How OpenSearch stores them is for the types of the fields to say.

use contract::log_spec::Format;
use ecs::Document;

use crate::Record;
use crate::json::JsonError;
use columns::ColumnsReader;
use text::Pattern;
use xml::Style;

mod cef;
mod columns;
mod json;
mod names;
mod owned;
mod text;
mod windows_event;
mod xml;

pub use xml::XmlError;

/// Reads the records of one format.
#[derive(Debug)]
pub struct Reader {
    format: Format,
    kind: Kind,
}

/// A format made ready.
#[derive(Debug)]
enum Kind {
    Json,
    Columns(ColumnsReader),
    Line(Pattern),
    Lines(Pattern),
    Xml,
    WindowsEvent,
    Cef,
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
    /// It is no XML element.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// It has no header of the Common Event Format.
    #[error("no `CEF:` with the version of the Common Event Format behind it")]
    NotCef,
}

impl Reader {
    /// Makes a format ready.
    ///
    /// # Errors
    ///
    /// [`FormatError`] if a regular expression of the format is none.
    pub fn new(format: &Format) -> Result<Self, FormatError> {
        let kind = match format {
            Format::Json(_) => Kind::Json,
            Format::Columns(columns) => Kind::Columns(ColumnsReader::new(columns)),
            Format::Text(lines) => Kind::Line(Pattern::new("pattern", &lines.pattern)?),
            Format::Multiline(lines) => {
                Pattern::new("first_line", &lines.first_line)?;
                Kind::Lines(Pattern::new("pattern", &lines.pattern)?)
            }
            Format::Xml(_) => Kind::Xml,
            Format::WindowsEventXml => Kind::WindowsEvent,
            Format::Cef => Kind::Cef,
        };
        Ok(Self { format: format.clone(), kind })
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
        if record.is_json {
            return Ok(json::read(text)?);
        }
        match &self.kind {
            Kind::Json => Ok(json::read(text)?),
            Kind::Columns(columns) => Ok(columns.read(text, record.names)),
            // Python's patterns were written for lines without the space around them.
            Kind::Line(pattern) => pattern.read(text.trim()).ok_or(NotRead::NoMatch),
            Kind::Lines(pattern) => pattern.read(text.trim_end()).ok_or(NotRead::NoMatch),
            Kind::Xml => Ok(xml::read(text, Style::Marked)?),
            Kind::WindowsEvent => Ok(windows_event::read(text)?),
            Kind::Cef => cef::read(text).ok_or(NotRead::NotCef),
        }
    }
}
