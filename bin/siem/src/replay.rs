//! `siem replay`: has the deployed loader load again.
//!
//! | file | does |
//! | --- | --- |
//! | [`dlq`] | moves messages of the dead-letter queue |
//! | [`bucket`] | tells of objects in a bucket |
//! | [`send`] | the split queue, and how fast |
//!
//! The split queue is the one way in: the loader runs with its own permissions, settings and
//! databases, and whoever replays needs none of them.

use crate::End;
use crate::args::{Form, Replay, What};

mod bucket;
mod dlq;
mod send;

/// Sends what is asked for.
///
/// # Errors
///
/// Wrong usage, or a queue or bucket that does not answer. What was sent until then stays sent.
pub async fn run(args: &Replay) -> anyhow::Result<End> {
    match &args.what {
        What::Dlq(args) => dlq::run(args).await,
        What::Bucket(args) => bucket::run(args).await,
    }
}

/// Prints counts: names with numbers, the first of them in words as `what`.
fn print(form: Form, counts: &[(&str, u64)]) {
    match form {
        Form::Text => {
            let words: Vec<_> = counts
                .iter()
                .map(|(name, count)| format!("{count} {}", name.replace('_', " ")))
                .collect();
            anstream::println!("{}", words.join(", "));
        }
        Form::Json => {
            let counts = counts.iter().map(|(name, count)| ((*name).to_owned(), (*count).into()));
            let counts: serde_json::Map<_, _> = counts.collect();
            anstream::println!("{}", serde_json::Value::Object(counts));
        }
    }
}
