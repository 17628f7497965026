//! What the function is invoked with.
//!
//! | sender | form |
//! | --- | --- |
//! | S3 | `{"Records": [{"eventSource": "aws:s3", "s3": …}]}` |
//! | SNS | `{"Records": [{"EventSource": "aws:sns", "Sns": {"Message": "<S3>"}}]}` |
//! | EventBridge | `{"source": "aws.s3", "detail-type": "Object Created", "detail": …}` |
//! | SQS | `{"Records": [{"eventSource": "aws:sqs", "messageId": …, "body": "<any of these>"}]}` |
//! | split queue, in SQS | `{"siem": {"start_number": …, "end_number": …}, "s3": …}` |
//! | SNS to SQS | `{"Type": "Notification", "Message": "<S3>"}` |
//! | dead-letter queue, in SQS | the whole event that failed, of any form above |
//!
//! `siem` may stand in each record of S3's form too: our dead-letter messages have it, so
//! that loading one again loads just the records that it names. `siem.from` says at which
//! byte the reading may begin.

use crate::key;
use crate::object::ObjectRef;
use crate::ranges::Ranges;
use formats::Checkpoint;
use serde_json::Value;

/// SQS holds SNS holds S3: no sender nests deeper than this.
const DEEPEST: u8 = 4;

/// An event, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub enum Event {
    /// From an event source mapping: each message succeeds or fails for itself.
    Queue(Vec<Delivery>),
    /// All others: the invocation succeeds or fails as a whole.
    Direct(Vec<ObjectRef>),
}

/// One SQS message.
#[derive(Debug, PartialEq, Eq)]
pub struct Delivery {
    /// To be named in `batchItemFailures` if it fails.
    pub message_id: String,
    /// What it asks for.
    pub objects: Result<Vec<ObjectRef>, UnknownEvent>,
}

/// An event in a form that nothing here is known to send.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownEvent {
    /// No known form.
    #[error(
        "the event is of no known form: found {found}; wanted a notification of S3, directly or \
         through SQS, SNS or EventBridge, or a message of the split queue"
    )]
    Form {
        /// Its top-level fields.
        found: String,
    },
    /// Not JSON.
    #[error("the message's body is not JSON: {0}; wanted a notification of S3")]
    NotJson(String),
    /// A known form without something it must have.
    #[error("{form} has no `{field}`; wanted a notification about an object in S3")]
    Incomplete {
        /// Which form.
        form: &'static str,
        /// What is missing.
        field: &'static str,
    },
    /// The range of records cannot be read.
    #[error("the range of records in `siem` cannot be read: {0}")]
    Range(String),
}

/// Takes an event apart.
///
/// # Errors
///
/// [`UnknownEvent`], unless it came in a message, which then carries its own.
pub fn read(event: &Value) -> Result<Event, UnknownEvent> {
    let messages = records(event).filter(|records| {
        records.first().is_some_and(|record| text(record, "eventSource") == Some("aws:sqs"))
    });
    match messages {
        Some(messages) => messages.iter().map(delivery).collect::<Result<_, _>>().map(Event::Queue),
        None => objects(event, 0).map(Event::Direct),
    }
}

fn delivery(message: &Value) -> Result<Delivery, UnknownEvent> {
    let message_id = text(message, "messageId")
        .ok_or(UnknownEvent::Incomplete { form: "an SQS message", field: "messageId" })?;
    Ok(Delivery { message_id: message_id.to_owned(), objects: in_body(message, "body", 0) })
}

/// The objects of any form, however it is wrapped.
fn objects(event: &Value, depth: u8) -> Result<Vec<ObjectRef>, UnknownEvent> {
    if depth > DEEPEST {
        return Err(UnknownEvent::Form { found: "an event in an event, too deep".to_owned() });
    }
    if let Some(records) = records(event) {
        let mut found = vec![];
        for record in records {
            found.extend(in_record(record, depth)?);
        }
        return Ok(found);
    }
    if text(event, "Event") == Some("s3:TestEvent") {
        return Ok(vec![]);
    }
    if event.get("s3").is_some() {
        return in_s3(event);
    }
    if event.get("detail").is_some() {
        return in_event_bridge(event);
    }
    if text(event, "Type") == Some("Notification") {
        return in_body(event, "Message", depth);
    }
    Err(UnknownEvent::Form { found: fields(event) })
}

fn in_record(record: &Value, depth: u8) -> Result<Vec<ObjectRef>, UnknownEvent> {
    if let Some(sns) = record.get("Sns") {
        in_body(sns, "Message", depth)
    } else if record.get("body").is_some() {
        in_body(record, "body", depth)
    } else {
        objects(record, depth + 1)
    }
}

fn in_body(holder: &Value, field: &'static str, depth: u8) -> Result<Vec<ObjectRef>, UnknownEvent> {
    let body = text(holder, field).ok_or(UnknownEvent::Incomplete { form: "a message", field })?;
    let body: Value =
        serde_json::from_str(body).map_err(|error| UnknownEvent::NotJson(error.to_string()))?;
    objects(&body, depth + 1)
}

/// S3's own form and that of the split queue: the key is encoded.
fn in_s3(record: &Value) -> Result<Vec<ObjectRef>, UnknownEvent> {
    const FORM: &str = "the notification";
    let event = text(record, "eventName").unwrap_or("ObjectCreated");
    if event.contains("Removed") || event.contains("Lifecycle") || event.contains("Tagging") {
        return Ok(vec![]);
    }
    let s3 = record.get("s3").unwrap_or(&Value::Null);
    let object = s3.get("object").unwrap_or(&Value::Null);
    let encoded =
        text(object, "key").ok_or(UnknownEvent::Incomplete { form: FORM, field: "object.key" })?;
    let decoded = key::decode(encoded);
    found(record, s3, object, decoded, encoded.to_owned(), "versionId").map(|object| vec![object])
}

/// EventBridge's form: the key is as it is.
fn in_event_bridge(event: &Value) -> Result<Vec<ObjectRef>, UnknownEvent> {
    const FORM: &str = "the EventBridge event";
    if text(event, "source").is_some_and(|source| source != "aws.s3") {
        return Err(UnknownEvent::Form { found: fields(event) });
    }
    let kind = text(event, "detail-type").unwrap_or("Object Created");
    if !matches!(kind, "Object Created" | "Object Restore Completed") {
        return Ok(vec![]);
    }
    let detail = event.get("detail").unwrap_or(&Value::Null);
    let object = detail.get("object").unwrap_or(&Value::Null);
    let key =
        text(object, "key").ok_or(UnknownEvent::Incomplete { form: FORM, field: "object.key" })?;
    let decoded = key::decode(key);
    found(event, detail, object, key.to_owned(), decoded, "version-id").map(|object| vec![object])
}

fn found(
    record: &Value,
    holder: &Value,
    object: &Value,
    key: String,
    other_key: String,
    version: &str,
) -> Result<ObjectRef, UnknownEvent> {
    let bucket = holder.get("bucket").and_then(|bucket| text(bucket, "name"));
    let siem = record.get("siem").unwrap_or(&Value::Null);
    Ok(ObjectRef {
        bucket: bucket
            .ok_or(UnknownEvent::Incomplete { form: "the notification", field: "bucket.name" })?
            .to_owned(),
        other_key: (other_key != key).then_some(other_key),
        key,
        version: text(object, version).filter(|id| !id.is_empty()).map(str::to_owned),
        size: number(object, "size").unwrap_or(0),
        records: range(siem)?,
        e_tag: siem.get("from").and_then(|from| text(from, "etag")).map(str::to_owned),
        from: checkpoint(siem),
        hop: number(siem, "hop").and_then(|hop| u32::try_from(hop).ok()).unwrap_or(0),
    })
}

/// Where to begin to read; anything that is not understood means at the start.
fn checkpoint(siem: &Value) -> Option<Checkpoint> {
    let from = siem.get("from")?;
    let checkpoint = Checkpoint { number: number(from, "record")?, offset: number(from, "byte")? };
    (checkpoint.number > 0 && text(from, "etag").is_some()).then_some(checkpoint)
}

/// `records` where it is there, else v2.10.4's first and last number; 0 and nothing mean
/// that there is no bound.
fn range(siem: &Value) -> Result<Ranges, UnknownEvent> {
    if let Some(records) = text(siem, "records") {
        return records
            .parse()
            .map_err(|error: crate::ranges::NotRanges| UnknownEvent::Range(error.to_string()));
    }
    let first = number(siem, "start_number").unwrap_or(0).max(1);
    match number(siem, "end_number").unwrap_or(0) {
        0 => Ok(Ranges::from_first(first)),
        last if last < first => {
            Err(UnknownEvent::Range(format!("`start_number` {first} is after `end_number` {last}")))
        }
        last => Ok(Ranges::between(first, last)),
    }
}

fn records(event: &Value) -> Option<&Vec<Value>> {
    event.get("Records").and_then(Value::as_array)
}

fn text<'a>(value: &'a Value, field: &str) -> Option<&'a str> {
    value.get(field).and_then(Value::as_str)
}

/// A number, also where it is written as text.
fn number(value: &Value, field: &str) -> Option<u64> {
    let value = value.get(field)?;
    value.as_u64().or_else(|| value.as_str().and_then(|text| text.trim().parse().ok()))
}

/// Names only: an event of an unknown form may hold anything.
fn fields(event: &Value) -> String {
    match event {
        Value::Object(fields) => {
            let names: Vec<_> = fields
                .keys()
                .take(10)
                .map(|name| name.chars().take(40).collect::<String>())
                .collect();
            format!("an object with the fields [{}]", names.join(", "))
        }
        Value::Array(_) => "a list".to_owned(),
        Value::String(_) => "a text".to_owned(),
        _ => "a number, a boolean or null".to_owned(),
    }
}

#[cfg(test)]
mod tests;
