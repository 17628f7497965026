//! The envelopes themselves: what they are called and what they say.

use std::borrow::Cow;
use std::io::Read;
use std::ops::Range;

use super::{Expander, Inner, Place};
use crate::envelope::{Container, Envelope};
use crate::input::Input;
use crate::json::{Fields, next_element, unescape_bytes, value_length};

impl Expander {
    /// A message of CloudWatch Logs: its events are records.
    pub(super) fn open_message<R: Read>(
        &mut self,
        input: &Input<R>,
        object: Range<usize>,
    ) -> Option<Inner> {
        let bytes = input.at(0..input.start());
        let mut is_data = false;
        let mut envelope = Envelope::NONE;
        let mut events = None;
        let mut fields = Fields::new(bytes, object.start);
        while let Some(name) = fields.next_name() {
            // The events come last as a rule, and need not be looked at twice.
            if name == b"logEvents" {
                events = Some(fields.position());
                if is_data && envelope.log_group.is_some() && envelope.log_stream.is_some() {
                    break;
                }
            }
            let Some(value) = fields.next_value() else { break };
            let slot = match name {
                b"messageType" => {
                    is_data = text(bytes, &value).as_deref() == Some("DATA_MESSAGE");
                    continue;
                }
                b"owner" => &mut envelope.account,
                b"logGroup" => &mut envelope.log_group,
                b"logStream" => &mut envelope.log_stream,
                _ => continue,
            };
            *slot = text(bytes, &value).map(Cow::into_owned);
        }
        let events = events.filter(|at| is_data && bytes.get(*at) == Some(&b'['));
        self.events = events.map(|at| at + 1);
        self.envelope.clone_from(&envelope);
        self.message = envelope;
        (self.enveloped, self.nested) = (true, false);
        if self.events.is_none() { Some(Inner::Control) } else { self.next_inner(input) }
    }

    /// The next event of a message of CloudWatch Logs.
    pub(super) fn next_event<R: Read>(&mut self, input: &Input<R>, at: usize) -> Option<Inner> {
        let bytes = input.at(0..input.start());
        self.events = None;
        let start = next_element(bytes, at)?;
        if bytes.get(start) != Some(&b'{') {
            self.events = Some(start + value_length(bytes.get(start..)?).ok()?);
            return Some(self.no_object());
        }
        if std::mem::take(&mut self.nested) {
            self.envelope.clone_from(&self.message);
        }
        let (mut message, mut id, mut time) = (None, None, None);
        let mut fields = Fields::new(bytes, start);
        for field in &mut fields {
            match field.name {
                b"message" => message = Some(field.value),
                b"id" => id = text(bytes, &field.value),
                b"timestamp" => time = scalar(bytes, &field.value),
                _ => {}
            }
        }
        set(&mut self.envelope.event_id, id);
        set(&mut self.envelope.cwl_timestamp, time);
        let end = fields.position();
        self.events = Some(end);
        // An event without a message is a record as it is.
        let (place, range) = match message {
            Some(message) => self.content(input, Place::Input, message),
            None => (Place::Input, start..end),
        };
        if range.is_empty() {
            return Some(Inner::Control);
        }
        self.unwrap(input, place, range, None)
    }

    /// An event of EventBridge. Its `detail`.
    pub(super) fn open_event<R: Read>(
        &mut self,
        input: &Input<R>,
        place: Place,
        object: &Range<usize>,
    ) -> Option<Range<usize>> {
        let bytes = match place {
            Place::Input => input.at(0..input.start()),
            Place::Text => &self.text,
        };
        let detail = Fields::new(bytes, object.start).find(|field| field.name == b"detail")?.value;
        if bytes.get(detail.start) != Some(&b'{') {
            return None;
        }
        for field in Fields::new(bytes, object.start) {
            let slot = match field.name {
                b"account" => &mut self.envelope.account,
                b"region" => &mut self.envelope.region,
                b"id" => &mut self.envelope.event_id,
                b"time" => &mut self.envelope.cwe_timestamp,
                _ => continue,
            };
            set(slot, text(bytes, &field.value));
        }
        (self.enveloped, self.nested) = (true, true);
        Some(detail)
    }

    /// A line of a container, as FireLens sends it. Its `log`.
    pub(super) fn open_container<R: Read>(
        &mut self,
        input: &Input<R>,
        place: Place,
        object: &Range<usize>,
    ) -> Option<Range<usize>> {
        let bytes = match place {
            Place::Input => input.at(0..input.start()),
            Place::Text => &self.text,
        };
        let mut log = None;
        let mut container = Container::default();
        for field in Fields::new(bytes, object.start) {
            let slot = match field.name {
                b"log" => {
                    log = Some(field.value);
                    continue;
                }
                b"container_id" => &mut container.id,
                b"container_name" => &mut container.name,
                b"source" => &mut container.source,
                b"ecs_cluster" => &mut container.cluster,
                b"ecs_task_arn" => &mut container.task_arn,
                b"ecs_task_definition" => &mut container.task_definition,
                b"ec2_instance_id" => &mut container.instance_id,
                _ => continue,
            };
            *slot = text(bytes, &field.value).map(Cow::into_owned);
        }
        let log = log.filter(|log| matches!(bytes.get(log.start), Some(b'"' | b'{')))?;
        self.envelope.container = Some(container);
        (self.enveloped, self.nested) = (true, true);
        Some(log)
    }
}

/// A text, without its escapes.
fn text<'a>(bytes: &'a [u8], value: &Range<usize>) -> Option<Cow<'a, str>> {
    let raw = bytes.get(value.clone())?.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    if memchr::memchr(b'\\', raw).is_none() {
        return Some(String::from_utf8_lossy(raw));
    }
    let mut text = Vec::with_capacity(raw.len());
    unescape_bytes(raw, &mut text);
    Some(Cow::Owned(String::from_utf8_lossy(&text).into_owned()))
}

/// A text, or a number as it is written.
fn scalar<'a>(bytes: &'a [u8], value: &Range<usize>) -> Option<Cow<'a, str>> {
    let raw = bytes.get(value.clone())?;
    match raw.first()? {
        b'"' => text(bytes, value),
        b'-' | b'0'..=b'9' => Some(String::from_utf8_lossy(raw)),
        _ => None,
    }
}

/// Sets a field of the envelope of one event after the other, without making it anew.
fn set(slot: &mut Option<String>, value: Option<Cow<'_, str>>) {
    match value {
        None => *slot = None,
        Some(value) => {
            let slot = slot.get_or_insert_default();
            slot.clear();
            slot.push_str(&value);
        }
    }
}
