//! The queues behind the loader.

use library::sqs::{Encryption, Queue, QueueHandle, Retention, VisibilityTimeout};
use template::Scope;

use crate::loader;
use crate::names::named;

/// Two weeks, the longest that SQS keeps a message: time to notice, mend and re-drive.
const KEEP: Retention = Retention::days(14);

/// A part of a large object is tried this often; throttling counts as a try.
const TRIES: u32 = 20;

/// The queues behind the loader.
pub(crate) struct Queues {
    /// Loads that failed.
    pub(crate) dead_letters: QueueHandle,
    /// Parts of large objects.
    pub(crate) split: QueueHandle,
}

pub(crate) fn build(scope: &mut Scope<'_>) -> Queues {
    let dead_letters = scope.add(
        Queue::new("DeadLetterQueue")
            .name(named("dlq"))
            .takes_dead_letters()
            .retention(KEEP)
            .encryption(Encryption::AwsManagedKey),
    );
    let split = scope.add(
        Queue::new("SplitQueue")
            .name(named("sqs-splitted-logs"))
            .retention(KEEP)
            .visibility_timeout(VisibilityTimeout::seconds(loader::TIMEOUT.as_seconds()))
            .encryption(Encryption::AwsManagedKey)
            .dead_letters(&dead_letters, TRIES),
    );
    Queues { dead_letters, split }
}
