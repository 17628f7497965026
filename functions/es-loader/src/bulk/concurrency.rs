//! How many bulk requests may be on their way at once.
//!
//! Additive increase, multiplicative decrease, as TCP does it: each good answer raises
//! the limit by a fraction of one, so that a full round of good answers raises it by
//! about one; a refusal (429, 503, a time-out) halves it. An answer that is much slower
//! than usual lowers it by a tenth: a full cluster answers late before it refuses. The
//! usual time follows the answers, so that a cluster that has become slow for good is not
//! held down for ever. Many invocations that share one cluster thereby
//! settle on what it can take, without knowing of each other.

use std::time::Duration;

/// An answer this many times slower than the usual one is a sign of a full cluster.
const SLOW: f64 = 3.0;
/// What is left of the limit after such an answer.
const AFTER_SLOW: f64 = 0.9;
/// Weight of the newest answer in the usual time.
const WEIGHT: f64 = 0.2;

/// The limit, between 1 and a maximum.
#[derive(Debug, Clone)]
pub struct Concurrency {
    limit: f64,
    most: f64,
    usual_seconds: Option<f64>,
}

impl Concurrency {
    /// Starts at half of `most`, at least 1.
    pub fn new(most: usize) -> Self {
        let most = u32::try_from(most.max(1)).map_or(f64::from(u32::MAX), f64::from);
        Self { limit: (most / 2.0).max(1.0), most, usual_seconds: None }
    }

    /// How many requests may be on their way now.
    pub fn limit(&self) -> usize {
        // Between 1 and a small number, so nothing is cut off.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let limit = self.limit as usize;
        limit.max(1)
    }

    /// A request was answered, and nothing in it was refused.
    pub fn went_well(&mut self, took: Duration) {
        let took = took.as_secs_f64();
        let usual = self.usual_seconds.unwrap_or(took);
        if took <= usual * SLOW {
            self.limit = (self.limit + 1.0 / self.limit).min(self.most);
        } else {
            self.limit = (self.limit * AFTER_SLOW).max(1.0);
        }
        self.usual_seconds = Some(usual + WEIGHT * (took - usual));
    }

    /// A request, or part of it, was refused for now.
    pub fn was_refused(&mut self) {
        self.limit = (self.limit / 2.0).max(1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: Duration = Duration::from_millis(100);

    #[test]
    fn refusals_halve_the_limit_down_to_one() {
        let mut concurrency = Concurrency::new(8);
        assert_eq!(concurrency.limit(), 4);
        concurrency.was_refused();
        assert_eq!(concurrency.limit(), 2);
        for _ in 0..5 {
            concurrency.was_refused();
        }
        assert_eq!(concurrency.limit(), 1);
    }

    #[test]
    fn good_answers_raise_the_limit_up_to_the_maximum() {
        let mut concurrency = Concurrency::new(4);
        for _ in 0..50 {
            concurrency.went_well(USUAL);
        }
        assert_eq!(concurrency.limit(), 4);
    }

    #[test]
    fn answers_that_become_slow_lower_the_limit() {
        let mut concurrency = Concurrency::new(64);
        concurrency.went_well(USUAL);
        let before = concurrency.limit;
        concurrency.went_well(USUAL * 10);
        assert!(concurrency.limit < before);
    }

    #[test]
    fn answers_that_stay_slow_become_the_usual_ones() {
        let mut concurrency = Concurrency::new(8);
        concurrency.went_well(USUAL);
        for _ in 0..100 {
            concurrency.went_well(USUAL * 10);
        }
        assert_eq!(concurrency.limit(), 8);
    }
}
