//! Events of Windows in XML.
//!
//! What is data by name, `<Data Name="IpAddress">192.0.2.1</Data>`, becomes a field of
//! that name below `Event.EventData.Data`; data without a name is called by its place.
//! `-` is how Windows says that there is none.
//!
//! Schema: <https://learn.microsoft.com/en-us/windows/win32/wes/eventschema-schema>

use std::borrow::Cow;

use ecs::{Document, Value};

use super::names::keep_last;
use super::xml::{self, Style, XmlError};

/// Data with many words, which are constants of Windows such as `%%1537`.
const LISTS: [&str; 2] = ["AccessList", "PrivilegeList"];

/// Reads an event. Windows ends some of them with zeros.
pub(super) fn read(text: &str) -> Result<Document<'_>, XmlError> {
    let mut document = xml::read(text, Style::Plain)?;
    if let Some(Value::Object(event)) = document.get_mut("Event") {
        event.remove("#text");
        for (_, part) in event.fields_mut() {
            drop_space(part);
        }
        if let Some(Value::Object(system)) = event.get_mut("System") {
            system.remove("#text");
            flatten_event_id(system);
        }
        if let Some(Value::Object(data)) = event.get_mut("EventData") {
            data.remove("#text");
            name_data(data);
        }
    }
    Ok(document)
}

/// A part of an event is an object or nothing, even if a writer has indented it.
fn drop_space(part: &mut Value<'_>) {
    if part.as_text().is_some_and(|text| text.trim().is_empty()) {
        *part = Value::Null;
    }
}

/// `EventID` is a number, and `Qualifiers`, its attribute, stands beside it.
fn flatten_event_id(system: &mut Document<'_>) {
    let Some(Value::Object(id)) = system.get_mut("EventID") else { return };
    let number = id.remove("#text").unwrap_or(Value::Null);
    let qualifiers = id.remove("Qualifiers");
    system.insert("EventID", number);
    if let Some(qualifiers) = qualifiers {
        system.insert("Qualifiers", qualifiers);
    }
}

fn name_data(event_data: &mut Document<'_>) {
    let Some(data) = event_data.get_mut("Data") else { return };
    let mut named = Document::new();
    match std::mem::replace(data, Value::Null) {
        Value::List(elements) => {
            named = Document::with_capacity(elements.len());
            for (place, element) in (1..).zip(elements) {
                add_named(&mut named, place, element);
            }
        }
        // The original calls the only one 0, and counts several from 1.
        only => add_named(&mut named, 0, only),
    }
    keep_last(&mut named);
    for name in LISTS {
        if let Some(value) = named.get_mut(name) {
            split_words(value);
        }
    }
    *data = Value::Object(named);
}

fn add_named<'a>(named: &mut Document<'a>, place: usize, element: Value<'a>) {
    let (name, text) = match element {
        Value::Object(mut data) => match (data.remove("Name"), data.remove("#text")) {
            (Some(Value::Text(name)), Some(text)) if !name.is_empty() => (name, text),
            (_, Some(text)) => (Cow::Owned(place.to_string()), text),
            (_, None) => return,
        },
        Value::Null => return,
        text => (Cow::Owned(place.to_string()), text),
    };
    if text.as_text() != Some("-") {
        named.push(name, text);
    }
}

fn split_words(value: &mut Value<'_>) {
    let words = |text: &str| text.split_whitespace().map(|word| word.to_owned().into()).collect();
    if let Some(text) = value.as_text() {
        *value = Value::List(words(text));
    }
}

#[cfg(test)]
mod tests;
