//! Messages to the split queue and to the dead-letter queue.
//!
//! Both are events that this function understands, and that v2.10.4's understands as far
//! as it goes: `siem.start_number` and `siem.end_number` are its own; `siem.records`
//! names the very records, where these are not all from the first to the last. A dead
//! letter can therefore be loaded again by sending it back to the function, by a
//! redrive to the split queue, for example, and loads just the records that it names.
//! `siem.from` is a place at or before the first of them at which the object can be read from.

use crate::key;
use crate::object::ObjectRef;
use crate::ranges::Ranges;
use crate::reason::Reason;
use crate::set_aside::Group;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::MessageAttributeValue;
use kit::errors::{Stable, chain};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Lambda cuts `ErrorMessage` of its own dead letters to 1 KB.
const LONGEST_MESSAGE: usize = 1_000;

/// A queue did not take a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the {queue} {url} does not take a message: {reason}; the function's role needs sqs:SendMessage on it"
)]
pub struct QueueError {
    /// Which queue.
    pub queue: &'static str,
    /// Its URL.
    pub url: String,
    /// The SDK's words.
    pub reason: String,
}

impl Stable for QueueError {
    fn error_type(&self) -> &'static str {
        "QueueUnavailable"
    }
}

/// The two queues.
#[derive(Debug, Clone)]
pub struct Queues {
    client: Client,
    split: String,
    dead_letters: String,
}

impl Queues {
    /// The queues with these URLs.
    pub fn new(client: Client, split: &str, dead_letters: &str) -> Self {
        Self { client, split: split.to_owned(), dead_letters: dead_letters.to_owned() }
    }

    /// Hands records of an object on to a later invocation. `checkpoints` are places at which
    /// that can begin to read, by the number of the record there.
    ///
    /// # Errors
    ///
    /// [`QueueError`].
    pub async fn hand_on(
        &self,
        object: &ObjectRef,
        records: &Ranges,
        checkpoints: &BTreeMap<u64, u64>,
    ) -> Result<(), QueueError> {
        for body in continuations(object, records, checkpoints) {
            let message = self.client.send_message().queue_url(&self.split);
            message.message_body(body.to_string()).send().await.map_err(|error| QueueError {
                queue: "split queue",
                url: self.split.clone(),
                reason: chain(&error),
            })?;
        }
        Ok(())
    }

    /// Puts records of an object into the dead-letter queue.
    ///
    /// # Errors
    ///
    /// [`QueueError`].
    pub async fn set_aside(
        &self,
        object: &ObjectRef,
        log_type: &str,
        reason: &Reason,
        group: &Group,
        request_id: &str,
    ) -> Result<(), QueueError> {
        let mut message = self
            .client
            .send_message()
            .queue_url(&self.dead_letters)
            .message_body(dead_letter(object, log_type, reason, group).to_string());
        let text = error_message(object, reason, group);
        let attributes = [
            ("RequestID", "String", request_id.to_owned()),
            ("ErrorCode", "Number", reason.code.to_string()),
            ("ErrorMessage", "String", text),
        ];
        for (name, kind, value) in attributes.into_iter().filter(|(_, _, value)| !value.is_empty())
        {
            let attribute = MessageAttributeValue::builder().data_type(kind).string_value(value);
            let attribute = attribute.build().map_err(|error| self.refused(chain(&error)))?;
            message = message.message_attributes(name, attribute);
        }
        message.send().await.map_err(|error| self.refused(chain(&error)))?;
        Ok(())
    }

    fn refused(&self, reason: String) -> QueueError {
        QueueError { queue: "dead-letter queue", url: self.dead_letters.clone(), reason }
    }
}

/// In the form of v2.10.4's split queue. A set of many ranges becomes several messages.
fn continuations(
    object: &ObjectRef,
    records: &Ranges,
    checkpoints: &BTreeMap<u64, u64>,
) -> Vec<Value> {
    let message = |part: Ranges| {
        let mut siem = range(&part);
        if let Value::Object(siem) = &mut siem {
            siem.insert("hop".to_owned(), json!(object.hop.saturating_add(1)));
            let first = part.first().unwrap_or(1);
            if let (Some((record, byte)), Some(e_tag)) =
                (checkpoints.range(..=first).next_back(), &object.e_tag)
            {
                let from = json!({ "record": record, "byte": byte, "etag": e_tag });
                siem.insert("from".to_owned(), from);
            }
        }
        json!({ "siem": siem, "s3": s3(object) })
    };
    records.in_parts(4_000).into_iter().map(message).collect()
}

/// In the form of S3's notification.
fn dead_letter(object: &ObjectRef, log_type: &str, reason: &Reason, group: &Group) -> Value {
    let mut siem = range(&group.records);
    if let Value::Object(siem) = &mut siem {
        siem.insert("count".to_owned(), json!(group.count));
        siem.insert("log_type".to_owned(), json!(log_type));
        siem.insert("reason".to_owned(), json!(reason.to_string()));
        siem.insert("samples".to_owned(), json!(group.samples));
    }
    json!({ "Records": [{
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:SetAside",
        "s3": s3(object),
        "siem": siem,
    }]})
}

fn s3(object: &ObjectRef) -> Value {
    let mut found = json!({ "key": key::encode(&object.key), "size": object.size });
    if let (Some(version), Value::Object(found)) = (&object.version, &mut found) {
        found.insert("versionId".to_owned(), json!(version));
    }
    json!({ "bucket": { "name": object.bucket }, "object": found })
}

/// 0 as the last number stands for the object's end.
fn range(records: &Ranges) -> Value {
    json!({
        "start_number": records.first().unwrap_or(1),
        "end_number": records.last().unwrap_or(0),
        "records": records.to_string(),
    })
}

/// For people. SQS takes no control characters in it.
fn error_message(object: &ObjectRef, reason: &Reason, group: &Group) -> String {
    let many = if group.count == 1 { "record" } else { "records" };
    let text = format!(
        "{} {many} of s3://{}/{} set aside: {reason}",
        group.count, object.bucket, object.key
    );
    let mut bytes = 0;
    text.chars()
        .filter(|char| !char.is_control())
        .take_while(|char| {
            bytes += char.len_utf8();
            bytes <= LONGEST_MESSAGE
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::{self, Event};
    use formats::Checkpoint;

    fn object() -> ObjectRef {
        ObjectRef {
            version: Some("v1".to_owned()),
            size: 9,
            hop: 2,
            ..ObjectRef::whole("logs", "a b+c/ログ%.gz")
        }
    }

    /// What the function makes of a message that it sent itself.
    fn understood(message: &Value) -> ObjectRef {
        let event = json!({"Records": [{
            "messageId": "m", "eventSource": "aws:sqs", "body": message.to_string(),
        }]});
        let Event::Queue(mut messages) = events::read(&event).unwrap() else { panic!() };
        messages.remove(0).objects.unwrap().remove(0)
    }

    #[test]
    fn the_rest_of_an_object_comes_back_with_its_records_and_one_hop_more() {
        let records: Ranges = "4-6,9-".parse().unwrap();
        let messages = continuations(&object(), &records, &BTreeMap::new());
        let [message] = messages.as_slice() else { panic!() };
        assert_eq!(message["siem"]["start_number"], 4);
        assert_eq!(message["siem"]["end_number"], 0, "to the end");
        let found = understood(message);
        let wanted = ObjectRef { records, hop: 3, other_key: found.other_key.clone(), ..object() };
        assert_eq!(found, wanted);
    }

    #[test]
    fn the_rest_of_an_object_is_read_from_the_last_place_before_its_records() {
        let object = ObjectRef { e_tag: Some("\"0a1b\"".to_owned()), ..object() };
        let checkpoints = BTreeMap::from([(1, 0), (4, 90), (7, 180)]);
        let messages = continuations(&object, &"6,9-".parse().unwrap(), &checkpoints);
        let found = understood(&messages[0]);
        assert_eq!(found.from, Some(Checkpoint { number: 4, offset: 90 }));
        assert_eq!(found.e_tag, object.e_tag);
    }

    #[test]
    fn a_dead_letter_loads_just_its_records_again() {
        let records: Ranges = "2,5-7".parse().unwrap();
        let group = Group { records: records.clone(), count: 4, samples: vec![] };
        let reason = Reason::own("mapper_parsing_exception", "field `a`");
        let letter = dead_letter(&object(), "waf", &reason, &group);
        assert_eq!(letter["Records"][0]["siem"]["end_number"], 7);
        assert_eq!(letter["Records"][0]["siem"]["reason"], "mapper_parsing_exception: field `a`");
        let found = understood(&letter);
        assert_eq!((found.key.as_str(), found.records, found.hop), ("a b+c/ログ%.gz", records, 0));
    }

    #[test]
    fn the_message_is_cut_between_characters() {
        let object = ObjectRef::whole("logs", "ロ".repeat(341));
        let group = Group { count: 1, ..Group::default() };
        let text = error_message(&object, &Reason::own("x", ""), &group);
        assert!(text.len() <= LONGEST_MESSAGE && text.starts_with("1 record of s3://logs/ロ"));
    }
}
