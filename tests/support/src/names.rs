//! Names that no other test uses.
//!
//! The servers are shared by all tests, of all processes, so buckets, queues and
//! indices must not meet.

use std::sync::atomic::{AtomicU32, Ordering};

static NEXT: AtomicU32 = AtomicU32::new(1);

/// `prefix`, this process and a number: `waf-log-4711-1`.
///
/// Fit for a bucket, a queue, a stack or an index, if `prefix` is.
#[must_use]
pub fn unique(prefix: &str) -> String {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{prefix}-{}-{number}", std::process::id())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_given_twice() {
        assert_ne!(unique("bucket"), unique("bucket"));
    }
}
