//! The split queue, and how fast it is told.

use std::num::NonZeroU32;
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
    pace: Option<Pace>,
}

impl<'a> Sender<'a> {
    pub(super) fn new(client: &'a Client, args: &'a Sending) -> Self {
        Self { client, args, pace: args.rate.map(Pace::new) }
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
        if let Some(pace) = &mut self.pace {
            sleep_until(pace.turn(Instant::now())).await;
        }
        let message = self.client.send_message().queue_url(&self.args.split_queue);
        message.message_body(body).send().await.map_err(|error| {
            let url = &self.args.split_queue;
            anyhow::anyhow!("the split queue {url} does not take a message: {}", chain(&error))
        })?;
        Ok(())
    }
}

/// Turns that are evenly apart: who comes late gains nothing by it.
#[derive(Debug)]
struct Pace {
    between: Duration,
    next: Option<Instant>,
}

impl Pace {
    fn new(per_second: NonZeroU32) -> Self {
        Self { between: Duration::from_secs(1) / per_second.get(), next: None }
    }

    /// When it is the turn of somebody who comes now.
    fn turn(&mut self, now: Instant) -> Instant {
        let turn = self.next.map_or(now, |next| next.max(now));
        self.next = Some(turn + self.between);
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Turns of those who come at these milliseconds, in milliseconds; each waits for its own.
    fn turns(rate: u32, come: &[u64]) -> Vec<u128> {
        let mut pace = Pace::new(NonZeroU32::new(rate).unwrap());
        let start = Instant::now();
        let mut now = start;
        let mut turns = vec![];
        for come in come {
            now = pace.turn(now.max(start + Duration::from_millis(*come)));
            turns.push((now - start).as_millis());
        }
        turns
    }

    #[test]
    fn no_second_has_more_turns_than_the_rate_and_none_fewer_without_need() {
        assert_eq!(turns(4, &[0; 6]), [0, 250, 500, 750, 1_000, 1_250]);
        for rate in [1, 3, 7, 1_000] {
            let turns = turns(rate, &vec![0; rate as usize + 1]);
            assert!(*turns.last().unwrap() >= SECOND.as_millis() - 1, "{turns:?}");
        }
    }

    #[test]
    fn turns_that_were_missed_are_not_made_up_for() {
        assert_eq!(turns(4, &[0, 60_000, 60_000, 60_000]), [0, 60_000, 60_250, 60_500]);
    }
}
