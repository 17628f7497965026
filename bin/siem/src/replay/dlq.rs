//! Moves messages of the dead-letter queue to the split queue.
//!
//! Messages are sent on as they are: the loader understands its own dead letters, with the
//! records that they name, and the events that Lambda gave up.

use std::collections::HashSet;

use anyhow::Context;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::Message;
use es_loader::events::{self, Event};
use kit::errors::chain;
use serde_json::json;

use super::print;
use super::send::Sender;
use crate::args::Dlq;
use crate::{End, aws};

/// How long a message that was received is hidden from others, in seconds. One that is sent
/// and, because we end here, not deleted comes back after that, and is loaded over itself.
const HIDDEN: i32 = 300;

/// Moves them.
pub(super) async fn run(args: &Dlq) -> anyhow::Result<End> {
    let aws = aws::load().await;
    let client = Client::new(aws.config());
    let mut queue =
        Queue { client: &client, args, held: vec![], not_understood: 0, seen: HashSet::new() };
    let mut sender = Sender::new(&client, &args.sending);
    let (mut sent, mut objects) = (0, 0);
    let ended = queue.move_all(&mut sender, &mut sent, &mut objects).await;
    queue.give_back().await;
    let kept = queue.not_understood;
    let name = if args.sending.dry_run { "would_be_sent" } else { "sent" };
    print(args.sending.summary, &[(name, sent), ("objects", objects), ("not_understood", kept)]);
    ended?;
    Ok(if kept == 0 { End::Good } else { End::Bad })
}

struct Queue<'a> {
    client: &'a Client,
    args: &'a Dlq,
    /// Handles of messages that are received and not deleted.
    held: Vec<String>,
    not_understood: u64,
    seen: HashSet<String>,
}

impl Queue<'_> {
    async fn move_all(
        &mut self,
        sender: &mut Sender<'_>,
        sent: &mut u64,
        objects: &mut u64,
    ) -> anyhow::Result<()> {
        let most = self.args.max.unwrap_or(u64::MAX);
        while *sent < most {
            let messages = self.receive(most - *sent).await?;
            if messages.is_empty() {
                break;
            }
            let handles = messages.iter().filter_map(|message| message.receipt_handle.clone());
            self.held.extend(handles);
            for message in messages {
                let (Some(body), Some(handle)) = (message.body, message.receipt_handle) else {
                    continue;
                };
                match understood(&body) {
                    Ok(count) => {
                        sender.send(body).await?;
                        if !self.args.sending.dry_run {
                            self.delete(&handle).await?;
                        }
                        *sent += 1;
                        *objects += count;
                    }
                    Err(why) => {
                        let id = message.message_id.unwrap_or_default();
                        anstream::eprintln!("message {id} stays in the queue: {why}");
                        self.not_understood += 1;
                    }
                }
            }
        }
        Ok(())
    }

    /// Those that were not seen before: one that we keep may come again.
    async fn receive(&mut self, most: u64) -> anyhow::Result<Vec<Message>> {
        let receive = self.client.receive_message().queue_url(&self.args.queue);
        let most = i32::try_from(most.min(10)).unwrap_or(10);
        let receive = receive.max_number_of_messages(most).wait_time_seconds(1);
        let received = receive.visibility_timeout(HIDDEN).send().await.map_err(|error| {
            anyhow::anyhow!("the queue {} gives no messages: {}", self.args.queue, chain(&error))
        })?;
        let mut messages = received.messages.unwrap_or_default();
        messages.retain(|message| {
            message.message_id.as_ref().is_none_or(|id| self.seen.insert(id.clone()))
        });
        Ok(messages)
    }

    async fn delete(&mut self, handle: &str) -> anyhow::Result<()> {
        // Whether or not it can be deleted: shown at once, it would only be sent once more.
        self.held.retain(|held| held != handle);
        let delete = self.client.delete_message().queue_url(&self.args.queue);
        delete.receipt_handle(handle).send().await.with_context(|| {
            format!("a message that was sent stays in {} and will be sent again", self.args.queue)
        })?;
        Ok(())
    }

    /// Shows again what was not moved; it would show itself after a while.
    async fn give_back(&self) {
        for handle in &self.held {
            let change = self.client.change_message_visibility().queue_url(&self.args.queue);
            _ = change.receipt_handle(handle).visibility_timeout(0).send().await;
        }
    }
}

/// How many objects a message is about, if the loader understands it.
fn understood(body: &str) -> Result<u64, String> {
    let event = json!({"Records": [{"messageId": "m", "eventSource": "aws:sqs", "body": body}]});
    match events::read(&event).map_err(|error| error.to_string())? {
        Event::Queue(deliveries) => {
            let mut count = 0;
            for delivery in deliveries {
                count += delivery.objects.map_err(|error| error.to_string())?.len() as u64;
            }
            Ok(count)
        }
        Event::Direct(objects) => Ok(objects.len() as u64),
    }
}
