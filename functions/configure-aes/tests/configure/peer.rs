//! A domain with the plugins that the SIEM uses, as their API descriptions say, in memory.
//!
//! What is put is given back the way the plugins do, with what they add of their own. It
//! remembers every request that changes something, and fails as told.
//!
//! <https://docs.opensearch.org/latest/api-reference/>

mod alerting;
mod api;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};
use test_support::http::{Reply, Request, Server};

/// A running domain.
pub(crate) struct Peer {
    server: Server,
    state: Arc<Mutex<State>>,
}

/// What it holds.
#[derive(Debug)]
pub(crate) struct State {
    /// The answer to `GET /`.
    pub(crate) root: Value,
    /// The version that the list of nodes tells.
    pub(crate) node_version: &'static str,
    /// Starts of paths that it does not have.
    pub(crate) lacks: Vec<&'static str>,
    /// What was put, by path, with its revision.
    pub(crate) objects: BTreeMap<String, (Value, u64)>,
    /// Settings of the cluster.
    pub(crate) settings: BTreeMap<String, Value>,
    /// Indices, and the policy and revision that each is under.
    pub(crate) indices: BTreeMap<String, Option<(String, Option<u64>)>>,
    /// Method and path of each request that changed something.
    pub(crate) changes: Vec<String>,
    /// The next requests fail that are of this method and begin with this path.
    pub(crate) faults: Vec<(&'static str, &'static str, Fault)>,
    /// How many more changes are let through before all fails.
    pub(crate) changes_left: Option<usize>,
    /// Whether the change that fails is made all the same.
    pub(crate) cut_after: bool,
    /// Whom alone it lets in, by the header, before the function's role is mapped.
    pub(crate) lets_in_only: Option<&'static str>,
    revision: u64,
}

/// How a request fails.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    Status(u16, Value),
    HangUp,
}

impl Peer {
    /// A domain of OpenSearch 2.19.
    pub(crate) fn start() -> Self {
        Self::with(|_| ())
    }

    pub(crate) fn with(change: impl FnOnce(&mut State)) -> Self {
        let mut state = State {
            root: json!({"version": {
                "distribution": "opensearch", "number": "2.19.1", "lucene_version": "9.12.1",
            }}),
            node_version: "2.19.1",
            lacks: vec![],
            objects: BTreeMap::new(),
            settings: BTreeMap::new(),
            indices: BTreeMap::new(),
            changes: vec![],
            faults: vec![],
            changes_left: None,
            cut_after: false,
            lets_in_only: None,
            revision: 0,
        };
        // Every domain with fine-grained access control has these.
        for role in ["all_access", "security_manager"] {
            let path = format!("/_plugins/_security/api/rolesmapping/{role}");
            state.put(&path, json!({"users": ["aesadmin"], "backend_roles": ["analysts"]}));
        }
        change(&mut state);
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        let server = Server::start(move |request| answer(request, &mut shared.lock().unwrap()));
        Self { server, state }
    }

    pub(crate) fn url(&self) -> String {
        self.server.url()
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// All that it holds, without revisions.
    pub(crate) fn holds(&self) -> BTreeMap<String, Value> {
        let state = self.state();
        let objects = state.objects.iter().map(|(path, (body, _))| (path.clone(), body.clone()));
        let settings = state.settings.iter().map(|(name, value)| (name.clone(), value.clone()));
        objects.chain(settings).collect()
    }

    /// What was put to a path.
    pub(crate) fn at(&self, path: &str) -> Value {
        self.state().objects.get(path).map(|(body, _)| body.clone()).unwrap_or_default()
    }

    /// The changes until now, which are forgotten.
    pub(crate) fn take_changes(&self) -> Vec<String> {
        std::mem::take(&mut self.state().changes)
    }
}

impl State {
    /// Puts something as somebody else would.
    pub(crate) fn put(&mut self, path: &str, body: Value) {
        self.revision += 1;
        self.objects.insert(path.to_owned(), (body, self.revision));
    }
}

fn answer(request: &Request, state: &mut State) -> Reply {
    let path = request.path.split('?').next().unwrap().to_owned();
    if let Some(user) = state.lets_in_only {
        let mapping = &state.objects["/_plugins/_security/api/rolesmapping/all_access"].0;
        let is_mapped = mapping.to_string().contains(crate::ADMIN);
        let authorization = request.header("authorization");
        if authorization != Some(user) && (authorization.is_some() || !is_mapped) {
            return Reply::json(403, &json!({"error": {"reason": "no permissions"}}));
        }
    }
    let fault = state
        .faults
        .iter()
        .position(|(method, start, _)| request.method == *method && is_at(&path, start));
    if let Some(position) = fault {
        return match state.faults[position].2.clone() {
            Fault::Status(status, body) => Reply::json(status, &body),
            Fault::HangUp => Reply::HangUp,
        };
    }
    if state.lacks.iter().any(|start| is_at(&path, start)) {
        return no_handler(&path, &request.method);
    }
    let asks = ["/_simulate", "/_search", "/_export"].iter().any(|end| path.ends_with(end));
    let is_change = request.method != "GET" && !asks;
    if is_change && state.changes_left == Some(0) {
        if state.cut_after {
            _ = api::answer(request, &path, state);
        }
        return Reply::HangUp;
    }
    let reply = api::answer(request, &path, state);
    if is_change {
        state.changes.push(format!("{} {path}", request.method));
        state.changes_left = state.changes_left.map(|left| left - 1);
    }
    reply
}

/// Whether a path is this one, or below it.
pub(crate) fn is_at(path: &str, start: &str) -> bool {
    path.strip_prefix(start)
        .is_some_and(|rest| start.ends_with('/') || rest.is_empty() || rest.starts_with('/'))
}

/// As a node answers where no plugin has a path.
pub(crate) fn no_handler(path: &str, method: &str) -> Reply {
    let words = format!("no handler found for uri [{path}] and method [{method}]");
    Reply::json(400, &json!({"error": words}))
}
