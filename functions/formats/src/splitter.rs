//! How an object is split, by its format and its content.
//!
//! The content comes first: any log may be delivered as JSON, in an envelope or with its
//! fields by name, so an object that begins as JSON is split as JSON whatever its format.

use std::io::{self, Read};

use contract::log_spec::Format;

use crate::elements::ElementSplitter;
use crate::header::Names;
use crate::input::Input;
use crate::json::JsonSplitter;
use crate::lines::LineSplitter;
use crate::multiline::MultilineSplitter;
use crate::records::Found;

/// White space and marks at the start of an object that are looked past.
const MAX_BLANK: usize = 64 << 10;

/// Splits an object.
#[derive(Debug)]
pub(crate) enum Splitter {
    /// Nothing has been read yet; JSON objects if it is JSON, and else the other.
    Unknown(JsonSplitter, Option<Box<Splitter>>),
    Json(JsonSplitter),
    Lines(LineSplitter),
    Multiline(MultilineSplitter),
    Elements(ElementSplitter),
}

impl Splitter {
    pub(crate) fn new(format: &Format, record_bytes: usize) -> Self {
        let json = JsonSplitter::new(None, record_bytes);
        let other = match format {
            Format::Json(format) => {
                return Self::Json(JsonSplitter::new(format.records.as_deref(), record_bytes));
            }
            Format::Multiline(format) => {
                Self::Multiline(MultilineSplitter::new(&format.first_line, record_bytes))
            }
            Format::Xml(xml) => Self::Elements(ElementSplitter::new(&xml.element, record_bytes)),
            Format::WindowsEventXml => Self::Elements(ElementSplitter::new("Event", record_bytes)),
            Format::Columns(_) | Format::Text(_) | Format::Cef => {
                Self::Lines(LineSplitter::new(format, record_bytes))
            }
        };
        Self::Unknown(json, Some(Box::new(other)))
    }

    /// The next record or bad stretch.
    pub(crate) fn next_found<R: Read>(
        &mut self,
        input: &mut Input<R>,
    ) -> io::Result<Option<Found>> {
        loop {
            match self {
                Self::Unknown(json, other) => {
                    let other = if is_json(input) { None } else { other.take() };
                    *self = match other {
                        Some(other) => *other,
                        None => Self::Json(json.clone()),
                    };
                }
                Self::Json(splitter) => return splitter.next_found(input),
                Self::Lines(splitter) => return splitter.next_found(input),
                Self::Multiline(splitter) => return splitter.next_found(input),
                Self::Elements(splitter) => return splitter.next_found(input),
            }
        }
    }

    /// A splitter for an object of which what stands before a checkpoint is not read.
    pub(crate) fn within(format: &Format, record_bytes: usize) -> Self {
        match Self::new(format, record_bytes) {
            Self::Json(json) => Self::Json(json.within()),
            // That it is not JSON was seen at the object's start.
            Self::Unknown(_, Some(other)) => match *other {
                Self::Lines(lines) => Self::Lines(lines.within()),
                other => other,
            },
            other => other,
        }
    }

    /// Whether splitting can be taken up here by [`within`](Self::within): nothing that was
    /// read before has a bearing on what comes.
    pub(crate) fn is_checkpoint(&self, format: &Format) -> bool {
        match self {
            // The indentation of an element's line is not known then.
            Self::Unknown(..) | Self::Elements(_) => false,
            // Content that is JSON against its format would have to be told again, and a
            // record may be one of a list in an object.
            Self::Json(json) => {
                matches!(format, Format::Json(json) if json.records.is_none())
                    && json.is_checkpoint()
            }
            Self::Lines(lines) => lines.is_checkpoint(),
            Self::Multiline(_) => true,
        }
    }

    /// What the columns of the record that was just found are called.
    pub(crate) fn names(&self) -> Option<&Names> {
        match self {
            Self::Lines(splitter) => splitter.names(),
            _ => None,
        }
    }
}

/// Whether an object begins as JSON: with `{"`, `{}` or `[{`, white space aside. A
/// single bracket is not enough, as lines of text begin with one.
fn is_json<R: Read>(input: &mut Input<R>) -> bool {
    loop {
        let unused = input.unused();
        let text = unused.strip_prefix(b"\xef\xbb\xbf").unwrap_or(unused);
        let mut signs = text.iter().filter(|byte| !byte.is_ascii_whitespace() && **byte != 0);
        match (signs.next(), signs.next()) {
            (Some(b'{'), Some(b'"' | b'}')) | (Some(b'['), Some(b'{')) => return true,
            (Some(b'{' | b'['), None) | (None, _) => {}
            _ => return false,
        }
        if input.ended() || unused.len() > MAX_BLANK {
            return false;
        }
        input.fill();
    }
}

#[cfg(test)]
mod tests;
