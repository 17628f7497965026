//! The four endpoints of the Runtime API, and what is known of the invocations.

use std::collections::{HashMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::Outcome;
use crate::http::{Reply, Request};

const ROOT: &str = "/2018-06-01/runtime";

/// How often a waiting test looks whether the program has ended, which wakes nobody.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// What the server and the test both see.
#[derive(Debug)]
pub(super) struct Api {
    function_arn: String,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
pub(super) struct State {
    /// Counts the programs. A question that a killed program has left open must not get
    /// the event that is meant for its successor.
    program: u32,
    pub(super) initialisation: Initialisation,
    events: VecDeque<Event>,
    /// The program has asked for an event and none is there.
    pub(super) waiting: bool,
    pub(super) outcomes: HashMap<String, Outcome>,
    invocations: u32,
}

#[derive(Debug, Clone)]
pub(super) enum Initialisation {
    Running,
    Done,
    Failed(Outcome),
}

#[derive(Debug)]
struct Event {
    id: String,
    body: Vec<u8>,
    deadline: u128,
}

impl Api {
    pub(super) fn new(function_arn: String) -> Self {
        let state = State {
            program: 0,
            initialisation: Initialisation::Running,
            events: VecDeque::new(),
            waiting: false,
            outcomes: HashMap::new(),
            invocations: 0,
        };
        Self { function_arn, state: Mutex::new(state), changed: Condvar::new() }
    }

    /// From now on a new program asks; whatever the last one left open is dropped.
    pub(super) fn expect_program(&self) {
        let mut state = self.lock();
        state.program += 1;
        state.initialisation = Initialisation::Running;
        state.events.clear();
        state.waiting = false;
        self.changed.notify_all();
    }

    /// Ends all open questions.
    pub(super) fn close(&self) {
        self.lock().program += 1;
        self.changed.notify_all();
    }

    /// Lays out an event for the program; gives its request id.
    pub(super) fn hand_out(&self, event: &Value, timeout: Duration) -> String {
        let mut state = self.lock();
        state.invocations += 1;
        let id = format!("00000000-0000-4000-8000-{:012}", state.invocations);
        let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default() + timeout;
        let body = event.to_string().into_bytes();
        state.events.push_back(Event { id: id.clone(), body, deadline: deadline.as_millis() });
        self.changed.notify_all();
        id
    }

    pub(super) fn initialisation(&self) -> Initialisation {
        self.lock().initialisation.clone()
    }

    /// Waits until `ready` finds what it looks for; `None` when the time is up.
    pub(super) fn wait<T>(
        &self,
        limit: Duration,
        mut ready: impl FnMut(&mut State) -> Option<T>,
    ) -> Option<T> {
        let end = Instant::now() + limit;
        let mut state = self.lock();
        loop {
            if let Some(found) = ready(&mut state) {
                return Some(found);
            }
            if Instant::now() >= end {
                return None;
            }
            let woken = self.changed.wait_timeout(state, LOOK_AGAIN);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Answers a request of the program.
    pub(super) fn answer(&self, request: &Request) -> Reply {
        let path = request.path.strip_prefix(ROOT).unwrap_or_default();
        let steps: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match (request.method.as_str(), steps.as_slice()) {
            ("GET", ["invocation", "next"]) => self.next(),
            ("POST", ["invocation", id, "response"]) => {
                self.finish(id, Outcome::Response(request.json()))
            }
            ("POST", ["invocation", id, "error"]) => self.finish(id, reported(request)),
            ("POST", ["init", "error"]) => {
                self.lock().initialisation = Initialisation::Failed(reported(request));
                self.changed.notify_all();
                Reply::json(202, &json!({"status": "OK"}))
            }
            _ => problem(404, "NotFound", &format!("{} {}", request.method, request.path)),
        }
    }

    /// Waits for an event, however long.
    fn next(&self) -> Reply {
        let mut state = self.lock();
        let program = state.program;
        state.initialisation = Initialisation::Done;
        state.waiting = true;
        self.changed.notify_all();
        while state.program == program {
            if let Some(event) = state.events.pop_front() {
                state.waiting = false;
                return self.event(event);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        Reply::HangUp
    }

    fn event(&self, Event { id, body, deadline }: Event) -> Reply {
        let trace = "Root=1-5e645f3e-1dfad076a177c5ccc5de12f5;Parent=03c5ae101c6b4a5b;Sampled=0";
        let headers = [
            ("content-type", "application/json"),
            ("lambda-runtime-aws-request-id", &id),
            ("lambda-runtime-deadline-ms", &deadline.to_string()),
            ("lambda-runtime-invoked-function-arn", &self.function_arn),
            ("lambda-runtime-trace-id", trace),
        ];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Reply::Answer { status: 200, headers: headers.into(), body }
    }

    fn finish(&self, id: &str, outcome: Outcome) -> Reply {
        self.lock().outcomes.insert(id.to_owned(), outcome);
        self.changed.notify_all();
        Reply::json(202, &json!({"status": "OK"}))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The error in a request. Its type stands in a header, in the body, or in both.
fn reported(request: &Request) -> Outcome {
    let body = request.json();
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    let header = request.header("lambda-runtime-function-error-type").map(str::to_owned);
    Outcome::Error {
        error_type: text("errorType").or(header).unwrap_or_default(),
        message: text("errorMessage").unwrap_or_default(),
    }
}

fn problem(status: u16, kind: &str, message: &str) -> Reply {
    Reply::json(status, &json!({"errorType": kind, "errorMessage": message}))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(path: &str, headers: &[(&str, &str)], body: &Value) -> Request {
        Request {
            method: "POST".into(),
            path: format!("{ROOT}{path}"),
            headers: headers.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect(),
            body: body.to_string().into_bytes(),
        }
    }

    #[test]
    fn the_type_of_an_error_may_stand_in_the_header_alone() {
        let header = [("lambda-runtime-function-error-type", "Domain.Unreachable")];
        let body = json!({"errorMessage": "no route"});
        let expected =
            Outcome::Error { error_type: "Domain.Unreachable".into(), message: "no route".into() };
        assert_eq!(reported(&post("/init/error", &header, &body)), expected);
    }

    #[test]
    fn an_unknown_path_is_not_found() {
        let api = Api::new(String::new());
        let reply = api.answer(&post("/invocation", &[], &Value::Null));
        assert!(matches!(reply, Reply::Answer { status: 404, .. }), "{reply:?}");
    }

    #[test]
    fn the_open_question_of_an_ended_program_gets_no_event() {
        let api = Api::new(String::new());
        std::thread::scope(|scope| {
            let question = scope.spawn(|| api.next());
            assert!(api.wait(Duration::from_secs(5), |s| s.waiting.then_some(())).is_some());
            api.expect_program();
            assert_eq!(question.join().unwrap(), Reply::HangUp);
        });
    }
}
