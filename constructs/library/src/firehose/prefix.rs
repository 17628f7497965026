//! The start of the keys that a stream writes.

use template::{Value, text};

/// A prefix: a start that stands in every key, and what Firehose makes of each file's time
/// and records after it.
///
/// <https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html>
#[derive(Debug, Clone, PartialEq)]
pub struct Prefix {
    start: Value<String>,
    rest: Value<String>,
}

impl Prefix {
    /// What stands in every key. It holds no expression.
    pub fn new(start: impl Into<Value<String>>) -> Self {
        Self { start: start.into(), rest: "".into() }
    }

    /// What follows, with expressions such as `!{timestamp:yyyy/MM/dd}`.
    pub fn then(mut self, rest: impl Into<Value<String>>) -> Self {
        self.rest = rest.into();
        self
    }

    /// What stands in every key: what a permission can name.
    pub(super) fn start(&self) -> Value<String> {
        self.start.clone()
    }

    pub(super) fn whole(&self) -> Value<String> {
        text!(&self.start, &self.rest)
    }
}
