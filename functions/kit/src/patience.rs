//! How often, and how long, something is tried again.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Exponential backoff with jitter, so that many callers do not come back at once.
///
/// Why jitter: <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Tries in all, the first one included; at least 1.
    pub attempts: u32,
    /// The longest wait before the second try; doubles from try to try.
    pub first_wait: Duration,
    /// No wait is longer than this.
    pub longest_wait: Duration,
}

impl Patience {
    /// Tries without waiting in between, for tests.
    pub const fn impatient(attempts: u32) -> Self {
        Self { attempts, first_wait: Duration::ZERO, longest_wait: Duration::ZERO }
    }

    /// The wait after try number `attempt` (1, 2, …) has failed, or `None` when it was
    /// the last one.
    pub fn wait_after(&self, attempt: u32) -> Option<Duration> {
        if attempt >= self.attempts {
            return None;
        }
        let ceiling = self.ceiling_after(attempt);
        // At least half of it: what is waited for (a permission that spreads, a server
        // that recovers) needs time, and a wait of nothing wastes the try.
        Some(ceiling.mul_f64(0.5 + fastrand::f64() / 2.0))
    }

    fn ceiling_after(&self, attempt: u32) -> Duration {
        let doublings = attempt.saturating_sub(1).min(31);
        self.first_wait.saturating_mul(1 << doublings).min(self.longest_wait)
    }
}

/// Tries of one thing, which end with the patience or at a point in time.
#[derive(Debug, Clone)]
pub struct Tries {
    patience: Patience,
    until: Instant,
    failed: u32,
}

impl Tries {
    /// No wait lasts beyond `until`.
    pub fn until(patience: Patience, until: Instant) -> Self {
        Self { patience, until, failed: 0 }
    }

    /// Counts a failed try and waits before the next, at least as long as the other side asks.
    /// `false`, at once, where there is no next one: it was the last, or the wait would be too
    /// long.
    pub async fn wait(&mut self, asked: Option<Duration>) -> bool {
        self.failed += 1;
        let Some(wait) = self.patience.wait_after(self.failed) else { return false };
        let wait = wait.max(asked.unwrap_or_default());
        if self.until.saturating_duration_since(Instant::now()) <= wait {
            return false;
        }
        sleep(wait).await;
        true
    }

    /// Number of tries that have failed.
    pub fn failed(&self) -> u32 {
        self.failed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience {
        attempts: 4,
        first_wait: Duration::from_millis(100),
        longest_wait: Duration::from_millis(300),
    };

    #[test]
    fn waits_double_up_to_the_longest() {
        for (attempt, most) in [(1, 100), (2, 200), (3, 300)] {
            let wait = PATIENCE.wait_after(attempt).unwrap();
            assert!(wait <= Duration::from_millis(most), "{attempt}: {wait:?}");
            assert!(wait >= Duration::from_millis(most / 2), "{attempt}: {wait:?}");
        }
    }

    #[test]
    fn the_last_try_is_not_waited_after() {
        assert_eq!(PATIENCE.wait_after(4), None);
        assert_eq!(PATIENCE.wait_after(u32::MAX), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_outlasts_the_time_is_not_begun() {
        let start = Instant::now();
        let mut tries = Tries::until(PATIENCE, start + Duration::from_millis(500));
        assert!(tries.wait(Some(Duration::from_millis(400))).await);
        assert_eq!(start.elapsed().as_millis(), 400, "as long as was asked");
        assert!(!tries.wait(None).await, "less is left than the shortest wait");
        assert_eq!((start.elapsed().as_millis(), tries.failed()), (400, 2));
    }

    #[tokio::test(start_paused = true)]
    async fn tries_end_with_the_patience() {
        let mut tries = Tries::until(PATIENCE, Instant::now() + Duration::from_secs(60));
        for _ in 1..PATIENCE.attempts {
            assert!(tries.wait(None).await);
        }
        assert!(!tries.wait(None).await);
    }
}
