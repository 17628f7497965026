//! How policies are read, compared and written.

use serde_json::{Value, json};

use crate::object::strip::{without, without_nothing};
use crate::object::{Ask, BESIDE, Entry, Kind, Mark, Needs, Object, Revision, originals};

/// Policies of Index State Management.
pub(super) struct Policy;

/// More than any domain has.
const ALL: u32 = 5_000;

/// What the plugin adds.
const ADDED: &[&str] =
    &["policy_id", "schema_version", "last_updated_time", "error_notification", "user"];

impl Kind for Policy {
    fn what(&self) -> &'static str {
        "index state policy"
    }

    fn needs(&self) -> Needs {
        Needs::DOMAIN
    }

    fn list(&self) -> Ask {
        Ask::get(format!("/_plugins/_ism/policies?size={ALL}"))
    }

    fn entries(&self, mut answer: Value) -> Vec<Entry> {
        let Some(Value::Array(policies)) = answer.get_mut("policies").map(Value::take) else {
            return vec![];
        };
        let read = |mut found: Value| {
            let revision = Revision::of(&found);
            let policy = found.get_mut("policy").map(Value::take)?;
            let name = found.get("_id").and_then(Value::as_str)?;
            Some(Entry { revision, ..Entry::named(name, json!({"policy": policy})) })
        };
        policies.into_iter().filter_map(read).collect()
    }

    fn mark(&self) -> Mark {
        Mark::Text(&["policy", "description"])
    }

    fn put(&self, name: &str, body: Value, before: Option<&Entry>) -> Ask {
        let revision = before.and_then(|entry| entry.revision);
        let query = revision.map_or_else(String::new, Revision::query);
        Ask::put(format!("/_plugins/_ism/policies/{name}{query}"), body)
    }

    fn delete(&self, entry: &Entry) -> Ask {
        Ask::delete(format!("/_plugins/_ism/policies/{}", entry.id))
    }

    fn normal(&self, body: Value) -> Value {
        without_nothing(without_defaults(without(ADDED, body)))
    }

    fn originals(&self, name: &str) -> &'static [&'static str] {
        originals::of(originals::POLICIES, name)
    }

    /// Without a template it comes to no index by itself.
    fn beside(&self, object: &Object) -> Object {
        let mut body = object.body.clone();
        if let Some(policy) = body.get_mut("policy").and_then(Value::as_object_mut) {
            policy.remove("ism_template");
        }
        Object { name: format!("{}{BESIDE}", object.name), body }
    }
}

/// Every action has a retry, which the plugin writes where none was given.
fn without_defaults(mut body: Value) -> Value {
    let retry = json!({"count": 3, "backoff": "exponential", "delay": "1m"});
    let states = body.pointer_mut("/policy/states").and_then(Value::as_array_mut);
    for state in states.into_iter().flatten() {
        let actions = state.get_mut("actions").and_then(Value::as_array_mut);
        for action in actions.into_iter().flatten().filter_map(Value::as_object_mut) {
            if action.get("retry") == Some(&retry) {
                action.remove("retry");
            }
            // An action without parameters is an empty object, which is no less an action.
            for (name, parameters) in action.iter_mut() {
                if parameters.as_object().is_some_and(serde_json::Map::is_empty) {
                    *parameters = Value::from(name.as_str());
                }
            }
        }
    }
    body
}
