//! The split queue, and how fast it is told.

use std::time::Duration;

use aws_sdk_sqs::Client;
use kit::errors::chain;
use tokio::time::{Instant, sleep_until};

use crate::args::Sending;

/// Sends messages to the split queue.
#[derive(Debug)]
pub(super) struct Sender<'a> {
    client: &'a Client,
    args: &'a Sending,
    next: Instant,
}

impl<'a> Sender<'a> {
    pub(super) fn new(client: &'a Client, args: &'a Sending) -> Self {
        Self { client, args, next: Instant::now() }
    }

    /// Sends one message when it is its turn; with `--dry-run`, none.
    ///
    /// # Errors
    ///
    /// The queue does not take it.
    pub(super) async fn send(&mut self, body: String) -> anyhow::Result<()> {
        if self.args.dry_run {
            return Ok(());
        }
        if let Some(rate) = self.args.rate {
            sleep_until(self.next).await;
            self.next = self.next.max(Instant::now()) + Duration::from_secs(1) / rate.get();
        }
        let message = self.client.send_message().queue_url(&self.args.split_queue);
        message.message_body(body).send().await.map_err(|error| {
            let url = &self.args.split_queue;
            anyhow::anyhow!("the split queue {url} does not take a message: {}", chain(&error))
        })?;
        Ok(())
    }
}
