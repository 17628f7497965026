//! One invocation: the event's objects, one after the other, and the answer to whoever
//! sent it.
//!
//! Messages of a queue succeed or fail each for itself; those that failed are named in
//! the answer, so that just they come again (the event source mapping needs
//! `ReportBatchItemFailures`). All other events fail as a whole: Lambda invokes the
//! function twice more with them and then puts them into the dead-letter queue. What
//! had been loaded is overwritten with itself.

use crate::delivery::Deadline;
use crate::error::LoadError;
use crate::events::{self, Event};
use crate::loader::{Invocation, Loader};
use crate::object::ObjectRef;
use crate::tally::Tally;
use serde_json::{Value, json};
use std::time::Duration;
use tracing::{info, warn};

/// Handles one event, with `remaining` time.
///
/// # Errors
///
/// [`LoadError`] if the event did not come from a queue and something of it failed.
pub async fn handle(
    loader: &Loader,
    event: &Value,
    request_id: &str,
    remaining: Duration,
) -> Result<Value, LoadError> {
    let deadline = Deadline::within(remaining, loader.config().limits.margin);
    let invocation = Invocation { request_id: request_id.to_owned(), deadline };
    let mut sum = Tally::default();
    match events::read(event)? {
        Event::Direct(objects) => {
            let all = objects.len();
            let failures = load_all(loader, &objects, &invocation, &mut sum).await;
            info!(objects = all, failed = failures.len(), tally = %sum, "invocation done");
            LoadError::of_all(failures, all).map_or(Ok(Value::Null), Err)
        }
        Event::Queue(messages) => {
            let all = messages.len();
            let mut failed = vec![];
            for message in messages {
                let failures = match message.objects {
                    Ok(objects) => load_all(loader, &objects, &invocation, &mut sum).await,
                    Err(error) => vec![error.into()],
                };
                if let Some(error) = failures.first() {
                    warn!(message_id = message.message_id, %error, "message failed");
                    failed.push(json!({ "itemIdentifier": message.message_id }));
                }
            }
            info!(messages = all, failed = failed.len(), tally = %sum, "invocation done");
            Ok(json!({ "batchItemFailures": failed }))
        }
    }
}

async fn load_all(
    loader: &Loader,
    objects: &[ObjectRef],
    invocation: &Invocation,
    sum: &mut Tally,
) -> Vec<LoadError> {
    let mut failures = vec![];
    for object in objects {
        // Boxed: the future of a whole load is large, and it is nested deeply.
        let report = Box::pin(loader.load(object, invocation)).await;
        sum.add(&report.tally);
        failures.extend(report.outcome.err());
    }
    failures
}
