//! Waiting for something outside this process.

use std::net::TcpListener;
use std::time::{Duration, Instant};

/// How often [`wait_until`] looks again.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Asks `ready` again and again until it gives something, for at most `limit`.
///
/// `None` when the time is up.
pub fn wait_until<T>(limit: Duration, mut ready: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + limit;
    loop {
        if let Some(found) = ready() {
            return Some(found);
        }
        if Instant::now() >= end {
            return None;
        }
        pause(LOOK_AGAIN);
    }
}

/// Lets this thread do nothing for a while.
#[expect(
    clippy::disallowed_methods,
    reason = "this crate has no async runtime whose worker it could block, and what it waits for \
              is another process, which sends no event"
)]
pub fn pause(time: Duration) {
    std::thread::sleep(time);
}

/// A loopback port that nobody listens on at this moment.
///
/// Another process may take it before it is used; where a server can be told to
/// choose its own (port 0), do that instead.
///
/// # Panics
/// When the machine has no port left.
#[must_use]
pub fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .expect("a loopback port to listen on")
        .port()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_ends_with_the_first_answer() {
        let mut asked = 0;
        let found = wait_until(Duration::from_secs(5), || {
            asked += 1;
            (asked == 3).then_some("here")
        });
        assert_eq!((found, asked), (Some("here"), 3));
    }

    #[test]
    fn waiting_ends_when_the_time_is_up() {
        assert_eq!(wait_until(Duration::ZERO, || None::<()>), None);
    }

    #[test]
    fn a_free_port_can_be_listened_on() {
        assert!(TcpListener::bind(("127.0.0.1", free_port())).is_ok());
    }
}
