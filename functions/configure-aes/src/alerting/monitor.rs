//! Monitors, as OpenSearch has them.
//!
//! The domain chooses their ids; a monitor is known by its name. A monitor has no text of its
//! own for a mark. So it is the name that a query may have, for which the search is within two
//! others: the outer one bears the mark, the inner one tells how the SIEM has switched the
//! monitor.
//!
//! <https://docs.opensearch.org/latest/observing-your-data/alerting/api/>

use serde_json::{Value, json};

use super::message::{message, subject};
use super::set::Monitor;
use super::{normal, switched_off};
use crate::object::{Ask, BESIDE, Entry, Kind, Mark, Needs, Object, Revision};

const PATH: &str = "/_plugins/_alerting/monitors";

/// How often at most a monitor that goes on firing says so, in minutes.
const THROTTLE_MINUTES: u32 = 60;

/// The query with the mark.
const MARKED: &[&str] = &["inputs", "0", "search", "query", "query", "bool", "_name"];

/// The name of the query that tells how the SIEM has switched the monitor.
const SWITCHED: &str = "/inputs/0/search/query/query/bool/filter/0/bool/_name";

fn switch_name(on: bool) -> &'static str {
    if on { "switched on by aes-siem" } else { "switched off by aes-siem" }
}

impl Monitor {
    /// The object, with the channel that it speaks through, switched on or off.
    pub(super) fn object(&self, channel: Option<&str>, on: bool) -> Object {
        let actions: Vec<Value> = channel.map(|id| self.action(id)).into_iter().collect();
        let body = json!({
            "type": "monitor",
            "monitor_type": "query_level_monitor",
            "name": self.name,
            "enabled": on,
            "schedule": {"period": {"interval": self.every_minutes, "unit": "MINUTES"}},
            "inputs": [{"search": {"indices": [self.indices], "query": self.query(on)}}],
            "triggers": [{"query_level_trigger": {
                "id": format!("{}-trigger", self.name),
                "name": self.title,
                "severity": self.severity.to_string(),
                "condition": {"script": {"source": self.condition, "lang": "painless"}},
                "actions": actions,
            }}],
            // Without it Dashboards opens its visual editor, which can show no such query and
            // saves another one.
            "ui_metadata": {"search": {"searchType": "query"}},
        });
        Object { name: self.name.to_owned(), body }
    }

    fn query(&self, on: bool) -> Value {
        let mut search = (self.search)();
        if let Some(query) = search.get_mut("query") {
            let switched = json!({"bool": {"filter": [query.take()], "_name": switch_name(on)}});
            *query = json!({"bool": {"filter": [switched]}});
        }
        search
    }

    fn action(&self, channel: &str) -> Value {
        let text = |source: String| json!({"source": source, "lang": "mustache"});
        json!({
            "id": format!("{}-action", self.name),
            "name": "Notify",
            "destination_id": channel,
            "subject_template": text(subject(self.title)),
            "message_template": text(message(self.title, self.meaning, &(self.lines)())),
            "throttle_enabled": true,
            "throttle": {"value": THROTTLE_MINUTES, "unit": "MINUTES"},
        })
    }
}

/// Whether a monitor is still as the SIEM has switched it; nothing for one that is not the
/// SIEM's.
fn is_as_we_switched(entry: &Entry) -> Option<bool> {
    let on = entry.body.get("enabled").and_then(Value::as_bool)?;
    let switched = entry.body.pointer(SWITCHED).and_then(Value::as_str)?;
    Some(switched == switch_name(on))
}

/// Whether a monitor of ours is to be switched: it is the other way, and nobody but the SIEM
/// has switched it.
pub(super) fn is_to_be_switched(entry: &Entry, on: bool) -> bool {
    is_as_we_switched(entry) == Some(true) && entry.body.get("enabled") != Some(&on.into())
}

/// Monitors.
pub(super) struct Monitors;

impl Kind for Monitors {
    fn what(&self) -> &'static str {
        "monitor"
    }

    fn needs(&self) -> Needs {
        Needs::DOMAIN
    }

    fn list(&self) -> Ask {
        let body = json!({"size": 1000, "query": {"match_all": {}}});
        Ask { body: Some(body), ..Ask::get(format!("{PATH}/_search")) }
    }

    fn entries(&self, mut answer: Value) -> Vec<Entry> {
        let hits = answer.pointer_mut("/hits/hits").map(Value::take);
        let Some(Value::Array(hits)) = hits else { return vec![] };
        let read = |mut hit: Value| {
            let id = hit.get("_id").and_then(Value::as_str)?.to_owned();
            let revision = Revision::of(&hit);
            let mut body = hit.get_mut("_source").map(Value::take)?;
            // OpenSearch 1 has it one level down.
            if let Some(inner) = body.get_mut("monitor").map(Value::take) {
                body = inner;
            }
            let name = body.get("name").and_then(Value::as_str)?.to_owned();
            Some(Entry { name, id, body, revision })
        };
        hits.into_iter().filter_map(read).collect()
    }

    fn mark(&self) -> Mark {
        Mark::Field(MARKED)
    }

    fn put(&self, _: &str, mut body: Value, before: Option<&Entry>) -> Ask {
        let Some(entry) = before else { return Ask::post(PATH, body) };
        if let (Some(false), Some(fields)) = (is_as_we_switched(entry), body.as_object_mut()) {
            let of = |pointer: &str| entry.body.pointer(pointer).cloned().unwrap_or_default();
            fields.insert("enabled".to_owned(), of("/enabled"));
            if let Some(name) = body.pointer_mut(SWITCHED) {
                *name = of(SWITCHED);
            }
        }
        let query = entry.revision.map(Revision::query).unwrap_or_default();
        Ask::put(format!("{PATH}/{}{query}", entry.id), body)
    }

    fn delete(&self, entry: &Entry) -> Ask {
        Ask::delete(format!("{PATH}/{}", entry.id))
    }

    fn normal(&self, body: Value) -> Value {
        normal::monitor(body)
    }

    fn beside(&self, object: &Object) -> Object {
        let name = format!("{}{BESIDE}", object.name);
        let mut body = switched_off(object.body.clone(), "/enabled");
        if let Some(name) = body.pointer_mut(SWITCHED) {
            *name = switch_name(false).into();
        }
        if let Some(body) = body.as_object_mut() {
            body.insert("name".to_owned(), name.clone().into());
        }
        Object { name, body }
    }
}
