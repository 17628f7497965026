//! One invocation: the event's objects, a few at a time, and the answer to whoever sent it.
//!
//! Objects are loaded beside each other, so that one waits for S3 or OpenSearch while another
//! is parsed, and all CPUs are used; they share the bulk requests that OpenSearch takes. Which
//! message an object came in does not matter for that, only for the answer.
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
use futures_util::{StreamExt, stream};
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
            let objects = objects.iter().map(|object| (0, object)).collect();
            let failures = load_all(loader, objects, &invocation, &mut sum).await;
            info!(objects = all, failed = failures.len(), tally = %sum, "invocation done");
            let failures = failures.into_iter().map(|(_, error)| error).collect();
            LoadError::of_all(failures, all).map_or(Ok(Value::Null), Err)
        }
        Event::Queue(messages) => {
            let all = messages.len();
            let mut objects = vec![];
            let mut failures = vec![];
            for (at, message) in messages.iter().enumerate() {
                match &message.objects {
                    Ok(found) => objects.extend(found.iter().map(|object| (at, object))),
                    Err(error) => failures.push((at, error.clone().into())),
                }
            }
            failures.extend(load_all(loader, objects, &invocation, &mut sum).await);
            let mut failed = vec![];
            for (at, message) in messages.iter().enumerate() {
                if let Some((_, error)) = failures.iter().find(|(of, _)| *of == at) {
                    warn!(message_id = message.message_id, %error, "message failed");
                    failed.push(json!({ "itemIdentifier": message.message_id }));
                }
            }
            info!(messages = all, failed = failed.len(), tally = %sum, "invocation done");
            Ok(json!({ "batchItemFailures": failed }))
        }
    }
}

/// Loads objects, each of which is of a message, and gives the failures with their message.
async fn load_all(
    loader: &Loader,
    objects: Vec<(usize, &ObjectRef)>,
    invocation: &Invocation,
    sum: &mut Tally,
) -> Vec<(usize, LoadError)> {
    let loads = objects.into_iter().map(|(at, object)| {
        // Boxed: the future of a whole load is large, and it is nested deeply.
        Box::pin(async move { (at, loader.load(object, invocation).await) })
    });
    let mut loads = stream::iter(loads).buffer_unordered(loader.config().limits.objects.max(1));
    let mut failures = vec![];
    while let Some((at, report)) = loads.next().await {
        sum.add(&report.tally);
        failures.extend(report.outcome.err().map(|error| (at, error)));
    }
    failures
}
