//! The one door through which all bulk requests of the function go.
//!
//! Objects that are loaded beside each other share what OpenSearch takes: a request needs a
//! [`Permit`], and there are as many as [`Concurrency`] allows at the moment. A permit is
//! kept while a refused request waits for its next try, so that the wait slows all of them
//! down. The limit that was found is kept for the next invocation.

use super::concurrency::Concurrency;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// See the module.
#[derive(Debug)]
pub struct Gate {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug)]
struct State {
    concurrency: Concurrency,
    given: usize,
}

/// The right to one request; given back when dropped.
#[derive(Debug)]
pub struct Permit(Arc<Gate>);

impl Gate {
    /// A gate for at most `most` requests at once.
    pub fn new(most: usize) -> Self {
        let state = State { concurrency: Concurrency::new(most), given: 0 };
        Self { state: Mutex::new(state), changed: Notify::new() }
    }

    /// Waits for a permit. Dropping the future leaves nothing behind.
    pub async fn enter(self: &Arc<Self>) -> Permit {
        loop {
            let changed = self.changed.notified();
            let mut changed = std::pin::pin!(changed);
            // From here on no change is missed.
            changed.as_mut().enable();
            if let Some(permit) = self.try_enter() {
                return permit;
            }
            changed.await;
        }
    }

    /// A permit, if there is one now.
    pub fn try_enter(self: &Arc<Self>) -> Option<Permit> {
        let mut state = self.state();
        (state.given < state.concurrency.limit()).then(|| {
            state.given += 1;
            Permit(Arc::clone(self))
        })
    }

    /// A request was answered, and nothing in it was refused.
    pub fn went_well(&self, took: Duration) {
        self.state().concurrency.went_well(took);
        self.changed.notify_waiters();
    }

    /// A request, or part of it, was refused for now.
    pub fn was_refused(&self) {
        self.state().concurrency.was_refused();
    }

    /// How many requests may be on their way now.
    pub fn limit(&self) -> usize {
        self.state().concurrency.limit()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Numbers only: a panic elsewhere cannot have left them half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.given = state.given.saturating_sub(1);
        drop(state);
        self.0.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_permit_that_is_given_back_lets_the_next_in() {
        let gate = Arc::new(Gate::new(2));
        assert_eq!(gate.limit(), 1, "it starts at half");
        let first = gate.enter().await;
        assert!(gate.try_enter().is_none());
        let waiting = tokio::spawn({
            let gate = Arc::clone(&gate);
            async move { drop(gate.enter().await) }
        });
        tokio::task::yield_now().await;
        drop(first);
        waiting.await.unwrap();
        assert!(gate.try_enter().is_some());
    }

    #[tokio::test]
    async fn a_refusal_closes_the_gate_for_all() {
        let gate = Arc::new(Gate::new(8));
        let held: Vec<_> = (0..3).filter_map(|_| gate.try_enter()).collect();
        assert_eq!(held.len(), 3);
        gate.was_refused();
        assert!(gate.try_enter().is_none(), "three are more than the two that are allowed now");
    }
}
