//! The internet, as far as a function asks for files there: a mirror on loopback with faults.
//!
//! What a function would ask of `https://example.com/a` it asks here of `/example.com/a`. A
//! file has an `ETag`, and one that is asked for with it is not given again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use crate::http::{Reply, Request, Server};

/// What goes wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// This status, without a body.
    Status(u16),
    /// Status 429, and the seconds to wait.
    Busy(u64),
    /// The body ends in the middle.
    Cut,
    /// The connection is closed without an answer.
    HangUp,
    /// Nothing comes for two seconds, and then the connection is closed.
    Silence,
    /// Status 200, and something else than the file.
    Other(&'static str),
}

#[derive(Debug, Default)]
struct State {
    files: HashMap<String, Vec<u8>>,
    /// Faults of the next answers; the flag says that the last one stays.
    faults: HashMap<String, (Vec<Fault>, bool)>,
    /// By host: a header, and what it must be.
    keys: HashMap<String, (String, String)>,
    asked: Vec<Request>,
}

/// The mirror; it stops when dropped.
#[derive(Debug)]
pub struct Internet {
    server: Server,
    state: Arc<Mutex<State>>,
}

impl Default for Internet {
    fn default() -> Self {
        let state: Arc<Mutex<State>> = Arc::default();
        let shared = Arc::clone(&state);
        Self { server: Server::start(move |request| answer(request, &shared)), state }
    }
}

impl Internet {
    /// What functions are told of it: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Puts a file at `address`, such as `example.com/a`.
    pub fn put(&self, address: &str, file: impl Into<Vec<u8>>) {
        self.state().files.insert(address.to_owned(), file.into());
    }

    /// Takes a file away.
    pub fn remove(&self, address: &str) {
        self.state().files.remove(address);
    }

    /// Lets the next answers for `address` go wrong.
    pub fn fail(&self, address: &str, faults: &[Fault]) {
        self.state().faults.insert(address.to_owned(), (faults.to_vec(), false));
    }

    /// Lets all answers for `address` go wrong, until [`Internet::heal`].
    pub fn break_down(&self, address: &str, fault: Fault) {
        self.state().faults.insert(address.to_owned(), (vec![fault], true));
    }

    /// Ends all faults.
    pub fn heal(&self) {
        self.state().faults.clear();
    }

    /// Refuses, with status 403, what is asked of a host without this header.
    pub fn need(&self, host: &str, header: &str, key: &str) {
        self.state().keys.insert(host.to_owned(), (header.to_owned(), key.to_owned()));
    }

    /// All requests since the last call.
    pub fn requests(&self) -> Vec<Request> {
        std::mem::take(&mut self.state().asked)
    }

    /// The addresses of all requests since the last call.
    pub fn asked(&self) -> Vec<String> {
        let requests = self.requests().into_iter();
        requests.map(|request| request.path.trim_start_matches('/').to_owned()).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn answer(request: &Request, state: &Mutex<State>) -> Reply {
    let address = request.path.trim_start_matches('/').to_owned();
    let (file, fault, is_refused) = {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        state.asked.push(request.clone());
        let host = address.split('/').next().unwrap_or_default();
        let is_refused = state
            .keys
            .get(host)
            .is_some_and(|(header, key)| request.header(header) != Some(key.as_str()));
        let fault = state.faults.get_mut(&address).and_then(|(faults, stays)| match &faults[..] {
            [] => None,
            [last] if *stays => Some(last.clone()),
            _ => Some(faults.remove(0)),
        });
        (state.files.get(&address).cloned(), fault, is_refused)
    };
    match (fault, file) {
        (Some(Fault::Status(status)), _) => Reply::empty(status),
        (Some(Fault::Busy(seconds)), _) => Reply::Answer {
            status: 429,
            headers: vec![("retry-after".to_owned(), seconds.to_string())],
            body: vec![],
        },
        (Some(Fault::HangUp), _) => Reply::HangUp,
        (Some(Fault::Silence), _) => {
            be_silent();
            Reply::HangUp
        }
        (Some(Fault::Other(body)), _) => {
            Reply::Answer { status: 200, headers: vec![], body: body.as_bytes().to_vec() }
        }
        _ if is_refused => Reply::empty(403),
        (_, None) => Reply::empty(404),
        (Some(Fault::Cut), Some(body)) => Reply::BreakOff { status: 200, body },
        (None, Some(body)) => {
            let e_tag = e_tag(&body);
            if request.header("if-none-match") == Some(&e_tag) {
                return Reply::empty(304);
            }
            let headers = vec![
                ("etag".to_owned(), e_tag),
                ("last-modified".to_owned(), "Wed, 21 Oct 2015 07:28:00 GMT".to_owned()),
            ];
            Reply::Answer { status: 200, headers, body }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "each connection has a thread of its own")]
fn be_silent() {
    sleep(Duration::from_secs(2));
}

/// FNV-1a, so that another content has another one.
fn e_tag(body: &[u8]) -> String {
    let hash = body.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    });
    format!("\"{hash:016x}\"")
}
