//! A proxy before a node that makes bulk requests fail as told.
//!
//! Everything passes unchanged but bulk requests, to which faults are applied: a list
//! for the next ones, and one for all that come after. What it refuses never reaches the
//! node, and what it lets pass is answered by the node, so that the counts of a loader
//! can be compared with what is in the index.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;

use crate::http::{Answer, Client, Reply, Request, Server};
use crate::wait::pause;

mod bulk;

use bulk::Bulk;

/// What happens to a bulk request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: it passes.
    None,
    /// The whole request is refused, with 429 or 503.
    Refuse {
        /// The status of the answer.
        status: u16,
    },
    /// The second, fourth, … item is refused; the others reach the node. A request of
    /// one item passes.
    RefuseEverySecondItem {
        /// The status of the refused items.
        status: u16,
    },
    /// It passes after a time.
    Delay(Duration),
    /// The connection is closed before anything reaches the node.
    HangUp,
    /// The node loads it; then the connection is closed in the middle of the answer.
    BreakOffAnswer,
}

/// What has passed so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests of any kind.
    pub requests: u64,
    /// Bulk requests among them.
    pub bulk_requests: u64,
    /// Items of bulk requests that reached the node.
    pub items_passed: u64,
    /// Items that did not, alone or with their whole request.
    pub items_refused: u64,
}

/// A running proxy.
#[derive(Debug)]
pub struct Proxy {
    server: Server,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    next: VecDeque<Fault>,
    always: Fault,
    counts: Counts,
}

impl Proxy {
    /// Listens on loopback and passes everything to the node at `node_url`.
    #[must_use]
    pub fn start(node_url: &str) -> Self {
        let node = Client::new(node_url);
        let state = State { next: VecDeque::new(), always: Fault::None, counts: Counts::default() };
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        let server = Server::start(move |request| handle(request, &node, &shared));
        Self { server, state }
    }

    /// Where it listens: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The faults of the next bulk requests, one each, after those still to come.
    pub fn next(&self, faults: impl IntoIterator<Item = Fault>) {
        lock(&self.state).next.extend(faults);
    }

    /// The fault of every bulk request for which [`Proxy::next`] has none.
    pub fn always(&self, fault: Fault) {
        lock(&self.state).always = fault;
    }

    /// What has passed so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        lock(&self.state).counts
    }
}

/// A test that panics must not make every later request panic too.
fn lock(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn handle(request: &Request, node: &Client, state: &Mutex<State>) -> Reply {
    lock(state).counts.requests += 1;
    let path = request.path.split('?').next().unwrap_or_default();
    if path != "/_bulk" && !path.ends_with("/_bulk") {
        return reply(pass(request, node, request.body.clone()));
    }
    let Some(bulk) = Bulk::read(request) else {
        return refusal(400, "parse_exception", "the proxy cannot read this bulk request");
    };
    let fault = {
        let mut state = lock(state);
        state.counts.bulk_requests += 1;
        state.next.pop_front().unwrap_or(state.always)
    };
    let (passed, answer) = apply(fault, request, node, &bulk);
    let mut state = lock(state);
    state.counts.items_passed += passed;
    state.counts.items_refused += bulk.len() - passed;
    answer
}

/// How many items reach the node, and the answer.
fn apply(fault: Fault, request: &Request, node: &Client, bulk: &Bulk) -> (u64, Reply) {
    let pass_all = || pass(request, node, request.body.clone());
    match fault {
        Fault::None => (bulk.len(), reply(pass_all())),
        Fault::Delay(time) => {
            pause(time);
            (bulk.len(), reply(pass_all()))
        }
        Fault::Refuse { status } => {
            (0, refusal(status, "rejected_execution_exception", "refused by the proxy"))
        }
        Fault::RefuseEverySecondItem { status } => {
            (bulk.len().div_ceil(2), refuse_every_second(request, node, bulk, status))
        }
        Fault::HangUp => (0, Reply::HangUp),
        Fault::BreakOffAnswer => {
            let broken = pass_all().map(|a| Reply::BreakOff { status: a.status, body: a.body });
            (bulk.len(), broken.unwrap_or(Reply::HangUp))
        }
    }
}

fn refuse_every_second(request: &Request, node: &Client, bulk: &Bulk, status: u16) -> Reply {
    match pass(request, node, bulk.every_second()) {
        Some(answer) if answer.status == 200 => {
            Reply::json(200, &bulk.with_refusals(answer.json(), status))
        }
        // The node has refused the whole request, or is not there.
        other => reply(other),
    }
}

/// Sends the request to the node with another body. A body of ours is not compressed.
fn pass(request: &Request, node: &Client, body: Vec<u8>) -> Option<Answer> {
    let mut headers: Vec<(&str, &str)> = Vec::new();
    for name in ["content-type", "authorization", "content-encoding"] {
        let unchanged = name != "content-encoding" || body == request.body;
        if let Some(value) = request.header(name).filter(|_| unchanged) {
            headers.push((name, value));
        }
    }
    node.try_send(&request.method, &request.path, &headers, body)
}

fn reply(answer: Option<Answer>) -> Reply {
    let Some(answer) = answer else {
        return Reply::HangUp;
    };
    let kind = answer.header("content-type").unwrap_or("application/json").to_owned();
    Reply::Answer {
        status: answer.status,
        headers: vec![("content-type".into(), kind)],
        body: answer.body,
    }
}

fn refusal(status: u16, kind: &str, reason: &str) -> Reply {
    let error = json!({"type": kind, "reason": reason});
    Reply::json(status, &json!({"error": error, "status": status}))
}
