//! OpenSearch Dashboards behind a domain's endpoint, as its API description says: saved
//! objects of the Global tenant, in memory. Everything else goes on to another peer.
//!
//! It refuses what Dashboards refuses: requests without `osd-xsrf`, fields and types that it
//! does not know, and an object that is there already, unless it may be overwritten.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};
use test_support::http::{Client, Reply, Request, Server};

use crate::peer::Peer;

const API: &str = "/_dashboards/api/saved_objects";
const TYPES: [&str; 5] = ["config", "dashboard", "index-pattern", "search", "visualization"];
const ATTRIBUTES: [&str; 5] =
    ["description", "kibanaSavedObjectMeta", "panelsJSON", "title", "visState"];

/// Dashboards and the domain behind it.
pub(super) struct Dashboards {
    server: Server,
    state: Arc<Mutex<State>>,
    _domain: Peer,
}

#[derive(Debug, Default)]
pub(super) struct State {
    /// By `type/id`.
    pub(super) objects: BTreeMap<String, Value>,
    /// What was asked, but for lists.
    pub(super) changes: Vec<String>,
    /// How many changes are made before all fails.
    pub(super) changes_left: Option<usize>,
    /// Fails so whatever is asked.
    pub(super) fault: Option<Fault>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    Status(u16),
    HangUp,
    Page,
}

impl Dashboards {
    pub(super) fn start() -> Self {
        let domain = Peer::start();
        let client = Client::new(&domain.url());
        let state: Arc<Mutex<State>> = Arc::default();
        let shared = Arc::clone(&state);
        let server = Server::start(move |request| {
            if request.path.starts_with("/_dashboards/") {
                return answer(request, &mut shared.lock().unwrap());
            }
            let content = [("content-type", "application/json")];
            let content = if request.body.is_empty() { &content[..0] } else { &content[..] };
            let body = request.body.clone();
            let Some(answer) = client.try_send(&request.method, &request.path, content, body)
            else {
                return Reply::HangUp;
            };
            Reply::Answer { status: answer.status, headers: vec![], body: answer.body }
        });
        Self { server, state, _domain: domain }
    }

    pub(super) fn url(&self) -> String {
        self.server.url()
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

fn answer(request: &Request, state: &mut State) -> Reply {
    match state.fault {
        Some(Fault::Status(status)) => return refusal(status, "as told"),
        Some(Fault::HangUp) => return Reply::HangUp,
        Some(Fault::Page) => return page("<!DOCTYPE html><title>Sign in</title>"),
        None => {}
    }
    if request.header("osd-xsrf").is_none() {
        return refusal(400, "Request must contain a osd-xsrf header.");
    }
    assert_eq!(request.header("securitytenant"), Some("global"));
    let path = request.path.split('?').next().unwrap();
    match (request.method.as_str(), path.strip_prefix(API).unwrap()) {
        ("POST", "/_export") => export(request, state),
        ("POST", "/_bulk_get") => bulk_get(request, state),
        ("POST", name) if state.changes_left != Some(0) => create(request, &name[1..], state),
        ("DELETE", name) if state.changes_left != Some(0) => {
            state.changed(&format!("DELETE {name}"));
            state.objects.remove(&name[1..]);
            Reply::json(200, &json!({}))
        }
        _ => Reply::HangUp,
    }
}

impl State {
    fn changed(&mut self, words: &str) {
        self.changes.push(words.to_owned());
        self.changes_left = self.changes_left.map(|left| left - 1);
    }
}

fn export(request: &Request, state: &State) -> Reply {
    let body = request.json();
    let types: Vec<_> = body["type"].as_array().unwrap().iter().collect();
    assert!(types.iter().all(|kind| TYPES.contains(&kind.as_str().unwrap())), "{body}");
    let lines: Vec<String> = state.objects.values().map(Value::to_string).collect();
    page(&lines.join("\n"))
}

fn bulk_get(request: &Request, state: &State) -> Reply {
    let wanted = request.json();
    let each = wanted.as_array().unwrap().iter().map(|wanted| {
        let of = |name: &str| wanted[name].as_str().unwrap();
        let missing = json!({"id": of("id"), "type": of("type"),
            "error": {"statusCode": 404, "error": "Not Found"}});
        state.objects.get(&format!("{}/{}", of("type"), of("id"))).cloned().unwrap_or(missing)
    });
    Reply::json(200, &json!({"saved_objects": each.collect::<Vec<_>>()}))
}

fn create(request: &Request, name: &str, state: &mut State) -> Reply {
    let (kind, id) = name.split_once('/').unwrap();
    let mut body = request.json();
    let known = ["attributes", "references", "migrationVersion"];
    for (place, fields, known) in
        [("body", &body, &known[..]), ("attributes", &body["attributes"], &ATTRIBUTES[..])]
    {
        let unknown = fields.as_object().unwrap().keys().find(|n| !known.contains(&n.as_str()));
        if let Some(unknown) = unknown {
            return refusal(
                400,
                &format!("[{place}.{unknown}]: definition for this key is missing"),
            );
        }
    }
    if !TYPES.contains(&kind) {
        return refusal(400, &format!("Unsupported saved object type: '{kind}'"));
    }
    if state.objects.contains_key(name) && !request.path.ends_with("?overwrite=true") {
        return refusal(409, &format!("Saved object [{name}] conflict"));
    }
    state.changed(&format!("POST {name}"));
    body["id"] = json!(id);
    body["type"] = json!(kind);
    body["version"] = json!(format!("WzE{}LDFd", state.changes.len()));
    body["updated_at"] = json!("2026-11-24T06:00:30.000Z");
    body["namespaces"] = json!(["default"]);
    state.objects.insert(name.to_owned(), body.clone());
    Reply::json(200, &body)
}

fn refusal(status: u16, words: &str) -> Reply {
    Reply::json(status, &json!({"statusCode": status, "error": "…", "message": words}))
}

fn page(text: &str) -> Reply {
    Reply::Answer { status: 200, headers: vec![], body: text.as_bytes().to_vec() }
}
