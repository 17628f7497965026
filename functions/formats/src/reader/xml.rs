//! XML elements as objects, in the manner of Python's `xmltodict`.
//!
//! An attribute is a field `@name`, text beside attributes or elements is `#text`, an
//! element that occurs several times is a list, an element with text only is that text,
//! and an empty one is `null`. Prefixes of namespaces stay in the names.
//!
//! A document type is passed over, and with it what entities it declares: a reference to
//! one stays as it is written.

use std::borrow::Cow;

use ecs::{Document, Value};
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesRef, Event};
use quick_xml::name::QName;

use super::names::{Field, with_lists};
use super::owned::owned_object;
use crate::json::MAX_DEPTH;

/// The name of an element's text beside its other fields.
const TEXT: &str = "#text";

/// Why a text is no XML element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    /// The grammar is broken here, or the text ends before the element does.
    #[error("not valid XML at byte {0}")]
    Invalid(usize),
    /// It nests deeper than any log does.
    #[error("nested deeper than {MAX_ELEMENTS} elements")]
    TooDeep,
}

/// How deep elements may nest: each may be an object in a list, and stays within
/// [`MAX_DEPTH`].
const MAX_ELEMENTS: usize = MAX_DEPTH as usize / 2 - 1;

/// What an element's fields are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Attributes are marked, texts have no space around them.
    Marked,
    /// Attributes are fields as any other, texts stay as they are. Space between
    /// elements is still no text.
    Plain,
}

/// Reads the first element of a text. What stands before and after it is passed over.
pub(super) fn read(text: &str, style: Style) -> Result<Document<'_>, XmlError> {
    let text = text.trim_start_matches('\u{feff}');
    if !text.bytes().any(is_illegal) {
        return Elements::new(text, style).read();
    }
    // No XML may have them, and yet messages of programs bring them in.
    let legal: String = text.chars().filter(|&c| !u8::try_from(c).is_ok_and(is_illegal)).collect();
    Elements::new(&legal, style).read().map(owned_object)
}

const fn is_illegal(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')
}

/// An element that has not ended yet.
#[derive(Debug)]
struct Element<'a> {
    name: &'a str,
    fields: Vec<Field<'a>>,
    /// How many of the fields are attributes.
    attributes: usize,
    text: Cow<'a, str>,
}

/// Elements inside each other.
struct Elements<'a> {
    text: &'a str,
    style: Style,
    reader: quick_xml::Reader<&'a [u8]>,
    open: Vec<Element<'a>>,
}

impl<'a> Elements<'a> {
    fn new(text: &'a str, style: Style) -> Self {
        let mut reader = quick_xml::Reader::from_str(text);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        // Names are compared here, where they need not be copied.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        Self { text, style, reader, open: Vec::new() }
    }

    fn read(mut self) -> Result<Document<'a>, XmlError> {
        loop {
            let from = self.at();
            let event = self.reader.read_event().map_err(|_| XmlError::Invalid(from))?;
            let ended = match event {
                Event::Start(tag) => {
                    self.start(from, tag.name())?;
                    false
                }
                Event::Empty(tag) => {
                    self.start(from, tag.name())?;
                    true
                }
                Event::End(tag) => {
                    let open = self.open.last().map(|element| element.name);
                    if open != Some(tag.name().0) {
                        return Err(XmlError::Invalid(from));
                    }
                    true
                }
                Event::Eof => return Err(XmlError::Invalid(from)),
                Event::Text(text) => self.add_text(text.xml10_content()),
                Event::CData(text) => self.add_text(text.xml10_content()),
                Event::GeneralRef(name) => self.add_text(referred(&name)),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => false,
            };
            if ended && let Some(document) = self.end() {
                return Ok(document);
            }
        }
    }

    fn at(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// Begins the element whose tag lies between `from` and here. The tag is taken from
    /// the text rather than from the event, so that it outlives the event.
    fn start(&mut self, from: usize, name: QName<'_>) -> Result<(), XmlError> {
        if self.open.len() >= MAX_ELEMENTS {
            return Err(XmlError::TooDeep);
        }
        let invalid = XmlError::Invalid(from);
        let tag = self.text.get(from..self.at()).ok_or(invalid)?;
        let tag = tag.strip_prefix('<').and_then(|tag| tag.strip_suffix('>')).ok_or(invalid)?;
        let tag = tag.strip_suffix('/').unwrap_or(tag);
        let name = tag.get(..name.0.len()).ok_or(invalid)?;
        let mut attributes = Attributes::new(tag, name.len());
        attributes.with_checks(false);
        let mut fields = Vec::new();
        for attribute in attributes {
            let attribute = attribute.map_err(|_| invalid)?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.unwrap_or(attribute.value);
            let name = match self.style {
                Style::Marked => Cow::Owned(["@", attribute.key.0].concat()),
                Style::Plain => Cow::Borrowed(attribute.key.0),
            };
            fields.push((name, Value::Text(value)));
        }
        let attributes = fields.len();
        self.open.push(Element { name, fields, attributes, text: Cow::Borrowed("") });
        Ok(())
    }

    /// Adds a piece of text to the innermost element. No element ends by it.
    fn add_text(&mut self, text: Cow<'a, str>) -> bool {
        if let Some(element) = self.open.last_mut() {
            if element.text.is_empty() {
                element.text = text;
            } else {
                element.text.to_mut().push_str(&text);
            }
        }
        false
    }

    /// Ends the innermost element. The document, if it was the outermost too.
    fn end(&mut self) -> Option<Document<'a>> {
        let element = self.open.pop()?;
        let name = Cow::Borrowed(element.name);
        let value = element.value(self.style);
        match self.open.last_mut() {
            Some(parent) => {
                parent.fields.push((name, value));
                None
            }
            None => Some(Document::from_iter([(name, value)])),
        }
    }
}

impl<'a> Element<'a> {
    fn value(mut self, style: Style) -> Value<'a> {
        let has_elements = self.fields.len() > self.attributes;
        let between = has_elements && self.text.trim_ascii().is_empty();
        let text = match style {
            _ if between => Cow::Borrowed(""),
            Style::Marked => trimmed(self.text),
            Style::Plain => self.text,
        };
        match (self.fields.is_empty(), text.is_empty()) {
            (true, true) => return Value::Null,
            (true, false) => return Value::Text(text),
            (false, true) => {}
            (false, false) => self.fields.push((Cow::Borrowed(TEXT), Value::Text(text))),
        }
        Value::Object(with_lists(self.fields))
    }
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// What a reference stands for; itself, if nobody knows.
fn referred<'a>(name: &BytesRef<'_>) -> Cow<'a, str> {
    if let Ok(Some(character)) = name.resolve_char_ref() {
        return Cow::Owned(character.to_string());
    }
    match resolve_predefined_entity(name) {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(format!("&{};", &**name)),
    }
}

#[cfg(test)]
mod tests;
