//! The answers, one API after the other.

use serde_json::{Map, Value, json};
use test_support::http::{Reply, Request};

use super::{State, is_at, no_handler};

const ROLES: &str = "/_plugins/_security/api/roles";
const MAPPINGS: &str = "/_plugins/_security/api/rolesmapping";
const ISM: &str = "/_plugins/_ism/policies";
const SM: &str = "/_plugins/_sm/policies";

/// Where objects are, each below its name.
const STORES: [&str; 8] = [
    "/_component_template",
    "/_index_template",
    "/_template",
    "/_snapshot",
    ROLES,
    MAPPINGS,
    ISM,
    SM,
];

pub(super) fn answer(request: &Request, path: &str, state: &mut State) -> Reply {
    if let Some(reply) = super::alerting::answer(request, path, state) {
        return reply;
    }
    match (request.method.as_str(), path) {
        ("GET", "/") => Reply::json(200, &state.root),
        ("GET", "/_cat/nodes") => Reply::json(200, &json!([{"version": state.node_version}])),
        ("GET", "/_cluster/settings") => Reply::json(200, &json!({"persistent": state.settings})),
        ("PUT", "/_cluster/settings") => set(request, state),
        ("POST", "/_index_template/_simulate") => Reply::json(200, &json!({"template": {}})),
        ("GET", path) if path.starts_with("/_cat/indices/") => {
            let names = state.indices.keys().map(|name| json!({"index": name}));
            Reply::json(200, &names.collect())
        }
        ("GET", path) if path.starts_with("/_plugins/_ism/explain/") => explain(last(path), state),
        ("POST", path) if path.starts_with("/_plugins/_ism/") => manage(request, path, state),
        (method, path) => match STORES.iter().find(|store| is_at(path, store)) {
            Some(store) => objects(method, request, store, path, state),
            None => no_handler(path, method),
        },
    }
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

fn set(request: &Request, state: &mut State) -> Reply {
    for (name, value) in request.json()["persistent"].as_object().unwrap() {
        state.settings.insert(name.clone(), value.clone());
    }
    Reply::json(200, &json!({"acknowledged": true}))
}

fn objects(method: &str, request: &Request, store: &str, path: &str, state: &mut State) -> Reply {
    match method {
        "GET" => list(store, state),
        "PUT" | "POST" => write(method, request, store, path, state),
        "DELETE" => {
            let gone = state.objects.remove(path).is_some();
            Reply::json(if gone { 200 } else { 404 }, &json!({}))
        }
        other => no_handler(path, other),
    }
}

/// Where revisions are asked for, one that is not the newest is a conflict.
fn write(method: &str, request: &Request, store: &str, path: &str, state: &mut State) -> Reply {
    let before = state.objects.get(path).map(|(_, revision)| *revision);
    if [ISM, SM].contains(&store) {
        let told = request.path.split("if_seq_no=").nth(1).and_then(|rest| rest.split('&').next());
        let told: Option<u64> = told.map(|number| number.parse().unwrap());
        let creates = store == ISM || method == "POST";
        if told != before || (before.is_none() && !creates) {
            let words = format!("[{path}]: version conflict, document already exists");
            return Reply::json(409, &json!({"error": {"reason": words}}));
        }
    }
    if store == ISM
        && let Some(other) = overlapping(path, &request.json(), state)
    {
        let words = format!("new policy has an ISM template that matches those of [{other}]");
        return Reply::json(400, &json!({"error": {"reason": words}}));
    }
    state.put(path, request.json());
    let status = if before.is_none() { 201 } else { 200 };
    Reply::json(status, &json!({"_seq_no": state.revision, "acknowledged": true}))
}

/// A policy with a template of the same priority that matches the same indices, as far as the
/// beginnings of the patterns tell.
fn overlapping(path: &str, body: &Value, state: &State) -> Option<String> {
    let templates = |body: &Value| body["policy"]["ism_template"].as_array().cloned();
    let starts = |template: &Value| -> Vec<String> {
        let patterns = template["index_patterns"].as_array().unwrap().iter();
        patterns.map(|p| p.as_str().unwrap().split('*').next().unwrap().to_owned()).collect()
    };
    let meet = |one: &Value, other: &Value| {
        one["priority"] == other["priority"]
            && starts(one).iter().any(|a| {
                starts(other).iter().any(|b| a.starts_with(b.as_str()) || b.starts_with(a.as_str()))
            })
    };
    let ours = templates(body).unwrap_or_default();
    let others = state.objects.iter().filter(|(p, _)| *p != path && p.starts_with(ISM));
    let mut others = others.map(|(path, (body, _))| (path, templates(body).unwrap_or_default()));
    let found = others.find(|(_, theirs)| ours.iter().any(|a| theirs.iter().any(|b| meet(a, b))));
    found.map(|(path, _)| path.clone())
}

fn list(store: &str, state: &State) -> Reply {
    let start = format!("{store}/");
    let found = state.objects.iter().filter(|(path, _)| path.starts_with(&start));
    let found = found.map(|(path, (body, revision))| (last(path), body.clone(), *revision));
    let answer = match store {
        "/_component_template" => {
            let each = found.map(
                |(name, body, _)| json!({"name": name, "component_template": read_template(body)}),
            );
            json!({"component_templates": each.collect::<Vec<_>>()})
        }
        "/_index_template" => {
            let each = found.map(
                |(name, body, _)| json!({"name": name, "index_template": read_template(body)}),
            );
            json!({"index_templates": each.collect::<Vec<_>>()})
        }
        ISM => {
            let each = found.map(|(name, body, revision)| {
                json!({"_id": name, "_seq_no": revision, "_primary_term": 1,
                    "policy": read_policy(name, body)})
            });
            json!({"policies": each.collect::<Vec<_>>()})
        }
        SM => {
            let each = found.map(|(name, mut body, revision)| {
                body["name"] = json!(name);
                body["schema_version"] = json!(21);
                body["enabled"] = json!(true);
                json!({"_id": format!("{name}-sm-policy"), "_seq_no": revision,
                    "_primary_term": 1, "sm_policy": body})
            });
            json!({"policies": each.collect::<Vec<_>>()})
        }
        _ => {
            let each = found.map(|(name, body, _)| (name.to_owned(), read_other(store, body)));
            Value::Object(each.collect())
        }
    };
    Reply::json(200, &answer)
}

/// Settings come back as a tree of texts.
fn read_template(mut body: Value) -> Value {
    if let Some(settings) = body.pointer_mut("/template/settings") {
        let flat = settings.take();
        let mut tree = json!({});
        for (name, value) in flat.as_object().unwrap() {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let steps: Vec<_> = name.split('.').collect();
            let mut place = &mut tree;
            for step in steps {
                place = &mut place[step];
            }
            *place = json!(text);
        }
        *settings = tree;
    }
    body
}

fn read_policy(name: &str, mut body: Value) -> Value {
    let mut policy = body["policy"].take();
    policy["policy_id"] = json!(name);
    policy["schema_version"] = json!(21);
    policy["last_updated_time"] = json!(1);
    policy["error_notification"] = json!(null);
    for state in policy["states"].as_array_mut().unwrap() {
        for action in state["actions"].as_array_mut().unwrap() {
            let retry = json!({"count": 3, "backoff": "exponential", "delay": "1m"});
            action.as_object_mut().unwrap().entry("retry").or_insert(retry);
            if let Some(rollover) = action.get_mut("rollover") {
                rollover["copy_alias"] = json!(false);
            }
        }
    }
    if let Some(templates) = policy.get_mut("ism_template").and_then(Value::as_array_mut) {
        templates.iter_mut().for_each(|template| template["last_updated_time"] = json!(1));
    } else {
        policy["ism_template"] = json!([]);
    }
    policy
}

fn read_other(store: &str, mut body: Value) -> Value {
    if store == ROLES || store == MAPPINGS {
        for flag in ["reserved", "hidden", "static"] {
            body[flag] = json!(false);
        }
    }
    if store == ROLES {
        for permission in body["index_permissions"].as_array_mut().into_iter().flatten() {
            permission["fls"] = json!([]);
            permission["dls"] = json!(null);
        }
    }
    body
}

fn explain(names: &str, state: &State) -> Reply {
    let mut answer = Map::new();
    for name in names.split(',') {
        let policy = state.indices.get(name).and_then(Clone::clone);
        let mut found = json!({
            "index.plugins.index_state_management.policy_id":
                policy.as_ref().map(|(policy, _)| policy),
            "index": name,
        });
        if let Some((_, Some(revision))) = policy {
            found["policy_seq_no"] = json!(revision);
            found["policy_primary_term"] = json!(1);
        }
        answer.insert(name.to_owned(), found);
    }
    answer.insert("total_managed_indices".to_owned(), json!(1));
    Reply::json(200, &Value::Object(answer))
}

/// `add`, `change_policy`, `remove`: with the newest revision of a policy.
fn manage(request: &Request, path: &str, state: &mut State) -> Reply {
    let how = path.split('/').nth(3).unwrap();
    let policy = request.json()["policy_id"].as_str().map(str::to_owned);
    let revision = policy
        .as_ref()
        .and_then(|name| state.objects.get(&format!("{ISM}/{name}")))
        .map(|(_, revision)| *revision);
    let mut failed = vec![];
    for name in last(path).split(',') {
        let under = state.indices.get_mut(name).unwrap();
        match (how, under.is_some()) {
            ("add", true) => failed.push(json!({
                "index_name": name, "reason": "This index already has a policy",
            })),
            ("remove", _) => *under = None,
            _ => *under = policy.clone().map(|policy| (policy, revision)),
        }
    }
    let updated = last(path).split(',').count() - failed.len();
    let failures = !failed.is_empty();
    Reply::json(
        200,
        &json!({"updated_indices": updated, "failures": failures, "failed_indices": failed}),
    )
}
