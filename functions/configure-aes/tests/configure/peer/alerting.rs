//! Channels and monitors, which choose their ids or take them.

use serde_json::{Value, json};
use test_support::http::{Reply, Request};

use super::{State, is_at, no_handler};

const CHANNELS: &str = "/_plugins/_notifications/configs";
const MONITORS: &str = "/_plugins/_alerting/monitors";

/// What a monitor may say.
const MONITOR: [&str; 9] = [
    "enabled",
    "enabled_time",
    "inputs",
    "monitor_type",
    "name",
    "schedule",
    "triggers",
    "type",
    "ui_metadata",
];

/// The answer, if the path is one of these.
pub(super) fn answer(request: &Request, path: &str, state: &mut State) -> Option<Reply> {
    if is_at(path, CHANNELS) {
        return Some(channels(request, path, state));
    }
    is_at(path, MONITORS).then(|| monitors(request, path, state))
}

fn channels(request: &Request, path: &str, state: &mut State) -> Reply {
    match request.method.as_str() {
        "GET" => {
            let all = below(CHANNELS, state)
                .map(|(id, body, _)| json!({"config_id": id, "config": body}))
                .collect::<Vec<_>>();
            Reply::json(200, &json!({"total_hits": all.len(), "config_list": all}))
        }
        "POST" => {
            let body = request.json();
            let id = body["config_id"].as_str().unwrap();
            let path = format!("{CHANNELS}/{id}");
            if state.objects.contains_key(&path) {
                let words = format!("[{id}]: version conflict, document already exists");
                return Reply::json(409, &json!({"error": {"reason": words}}));
            }
            state.put(&path, body["config"].clone());
            Reply::json(200, &json!({"config_id": id}))
        }
        "PUT" if state.objects.contains_key(path) => {
            state.put(path, request.json()["config"].clone());
            Reply::json(200, &json!({}))
        }
        method => gone_or_unknown(method, path, state),
    }
}

fn monitors(request: &Request, path: &str, state: &mut State) -> Reply {
    let search = format!("{MONITORS}/_search");
    match request.method.as_str() {
        "GET" | "POST" if path == search => {
            let all = below(MONITORS, state).map(|(id, mut body, revision)| {
                body["schema_version"] = json!(8);
                json!({"_id": id, "_seq_no": revision, "_primary_term": 1, "_source": body})
            });
            Reply::json(200, &json!({"hits": {"hits": all.collect::<Vec<_>>()}}))
        }
        "POST" | "PUT" => put_monitor(request, path, state),
        method => gone_or_unknown(method, path, state),
    }
}

fn put_monitor(request: &Request, path: &str, state: &mut State) -> Reply {
    let body = request.json();
    let unknown = body.as_object().unwrap().keys().find(|name| !MONITOR.contains(&name.as_str()));
    if let Some(name) = unknown {
        return Reply::json(400, &json!({"error": {"reason": format!("unknown field [{name}]")}}));
    }
    let path = match request.method.as_str() {
        "POST" => format!("{MONITORS}/id-of-{}", body["name"].as_str().unwrap()),
        _ => path.to_owned(),
    };
    let before = state.objects.get(&path).map(|(_, revision)| *revision);
    let told = request.path.split("if_seq_no=").nth(1).and_then(|rest| rest.split('&').next());
    if told.map(|number| number.parse().unwrap()) != before {
        return Reply::json(409, &json!({"error": {"reason": "version conflict"}}));
    }
    state.put(&path, body);
    Reply::json(201, &json!({}))
}

fn gone_or_unknown(method: &str, path: &str, state: &mut State) -> Reply {
    if method != "DELETE" {
        return no_handler(path, method);
    }
    let gone = state.objects.remove(path).is_some();
    Reply::json(if gone { 200 } else { 404 }, &json!({}))
}

/// Id, body and revision of each.
fn below<'a>(store: &'a str, state: &'a State) -> impl Iterator<Item = (String, Value, u64)> + 'a {
    state.objects.iter().filter_map(move |(path, (body, revision))| {
        let id = path.strip_prefix(store)?.strip_prefix('/')?;
        Some((id.to_owned(), body.clone(), *revision))
    })
}
