//! When to look again at what is kept from one invocation to the next.
//!
//! The first look is waited for. Later ones are in the background, so that no object waits;
//! only where what is known is very old, as after hours without an invocation, somebody may
//! want to wait again.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use tokio::sync::Mutex;

/// Something that can be looked at.
pub(crate) trait Look: Send + 'static {
    /// Looks, and says after how long to look again.
    fn look(&mut self) -> impl Future<Output = Duration> + Send;
}

/// Looks in time; one look at once.
pub(crate) struct Renewal<L> {
    look: Arc<Mutex<L>>,
    looked: Arc<RwLock<Option<Looked>>>,
    oldest: Duration,
}

/// By the clock on the wall: Lambda may freeze a function between two invocations.
#[derive(Debug, Clone, Copy)]
struct Looked {
    at: SystemTime,
    next: Duration,
}

impl Looked {
    /// How long ago; a clock that was set back says 0.
    fn age(self) -> Duration {
        SystemTime::now().duration_since(self.at).unwrap_or_default()
    }
}

impl<L> fmt::Debug for Renewal<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renewal").field("looked", &self.looked).finish_non_exhaustive()
    }
}

impl<L: Look> Renewal<L> {
    /// What is older than `oldest` is waited for as if there were nothing yet.
    pub(crate) fn new(look: L, oldest: Duration) -> Self {
        Self { look: Arc::new(Mutex::new(look)), looked: Arc::default(), oldest }
    }

    /// Whether [`renew`](Self::renew) does not wait.
    pub(crate) fn is_ready(&self) -> bool {
        self.looked().is_some_and(|looked| looked.age() <= self.oldest)
    }

    /// Has looked once when it returns, and looks again where it is time.
    pub(crate) async fn renew(&self) {
        let Some(looked) = self.looked().filter(|_| self.is_ready()) else {
            let mut look = self.look.lock().await;
            // Another may have looked while this one waited.
            if !self.is_ready() {
                now(&mut *look, &self.looked).await;
            }
            return;
        };
        if looked.age() >= looked.next
            && let Ok(mut look) = Arc::clone(&self.look).try_lock_owned()
        {
            let looked = Arc::clone(&self.looked);
            // If Lambda freezes in the middle, it goes on with the next invocation.
            tokio::spawn(async move { now(&mut *look, &looked).await });
        }
    }

    fn looked(&self) -> Option<Looked> {
        *self.looked.read().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn now(look: &mut impl Look, looked: &RwLock<Option<Looked>>) {
    let next = look.look().await;
    let now = Looked { at: SystemTime::now(), next };
    *looked.write().unwrap_or_else(PoisonError::into_inner) = Some(now);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::Semaphore;

    /// Counts, and ends when it is let.
    struct Gated {
        begun: Arc<AtomicUsize>,
        may_end: Arc<Semaphore>,
        next: Duration,
    }

    impl Look for Gated {
        async fn look(&mut self) -> Duration {
            self.begun.fetch_add(1, Ordering::SeqCst);
            self.may_end.acquire().await.unwrap().forget();
            self.next
        }
    }

    fn gated(
        next: Duration,
        oldest: Duration,
    ) -> (Renewal<Gated>, Arc<AtomicUsize>, Arc<Semaphore>) {
        let (begun, may_end) = (Arc::default(), Arc::new(Semaphore::new(1)));
        let look = Gated { begun: Arc::clone(&begun), may_end: Arc::clone(&may_end), next };
        (Renewal::new(look, oldest), begun, may_end)
    }

    #[tokio::test]
    async fn all_wait_for_the_first_look_and_none_for_a_later_one() {
        let (renewal, begun, may_end) = gated(Duration::ZERO, Duration::MAX);
        assert!(!renewal.is_ready());
        tokio::join!(renewal.renew(), renewal.renew());
        assert_eq!(begun.load(Ordering::SeqCst), 1);
        // From here on no look comes to its end, and nobody is kept by that.
        for _ in 0..3 {
            renewal.renew().await;
            tokio::task::yield_now().await;
        }
        assert_eq!(begun.load(Ordering::SeqCst), 2, "one look at once");
        may_end.add_permits(1);
    }

    #[tokio::test]
    async fn there_is_no_look_before_it_is_time() {
        let (renewal, begun, _) = gated(Duration::MAX, Duration::MAX);
        for _ in 0..3 {
            renewal.renew().await;
            tokio::task::yield_now().await;
        }
        assert_eq!(begun.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn what_is_too_old_is_waited_for() {
        let (renewal, begun, may_end) = gated(Duration::MAX, Duration::ZERO);
        renewal.renew().await;
        may_end.add_permits(1);
        while renewal.is_ready() {
            tokio::task::yield_now().await;
        }
        renewal.renew().await;
        assert_eq!((begun.load(Ordering::SeqCst), may_end.available_permits()), (2, 0));
    }
}
