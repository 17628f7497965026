//! How templates are read, compared and written.

use kit::open_search::Answer;
use serde_json::Value;

use super::normal::normal;
use crate::object::{Ask, BESIDE, Entry, Kind, Mark, Needs, Object, originals};

const MARK: Mark = Mark::Field(&["_meta", "aes_siem"]);

/// Component templates.
pub(super) struct Component;

impl Kind for Component {
    fn what(&self) -> &'static str {
        "component template"
    }

    fn needs(&self) -> Needs {
        Needs::ANY
    }

    fn list(&self) -> Ask {
        Ask::get("/_component_template")
    }

    fn entries(&self, answer: Value) -> Vec<Entry> {
        entries(answer, "component_templates", "component_template")
    }

    fn mark(&self) -> Mark {
        MARK
    }

    fn put(&self, name: &str, body: Value, _: Option<&Entry>) -> Ask {
        Ask::put(format!("/_component_template/{name}"), body)
    }

    fn delete(&self, entry: &Entry) -> Ask {
        Ask::delete(format!("/_component_template/{}", entry.id))
    }

    fn normal(&self, body: Value) -> Value {
        normal(body)
    }

    fn originals(&self, name: &str) -> &'static [&'static str] {
        originals::of(originals::COMPONENT_TEMPLATES, name)
    }
}

/// Index templates.
pub(super) struct Index;

impl Kind for Index {
    fn what(&self) -> &'static str {
        "index template"
    }

    fn needs(&self) -> Needs {
        Needs::ANY
    }

    fn list(&self) -> Ask {
        Ask::get("/_index_template")
    }

    fn entries(&self, answer: Value) -> Vec<Entry> {
        entries(answer, "index_templates", "index_template")
    }

    fn mark(&self) -> Mark {
        MARK
    }

    fn put(&self, name: &str, body: Value, _: Option<&Entry>) -> Ask {
        Ask::put(format!("/_index_template/{name}"), body)
    }

    fn delete(&self, entry: &Entry) -> Ask {
        Ask::delete(format!("/_index_template/{}", entry.id))
    }

    fn normal(&self, body: Value) -> Value {
        normal(body)
    }

    fn originals(&self, name: &str) -> &'static [&'static str] {
        originals::of(originals::INDEX_TEMPLATES, name)
    }

    /// A user's template of the same priority matches the same indices.
    fn gives_way(&self, refusal: &Answer) -> bool {
        refusal.status == 400 && refusal.words().contains("same priority")
    }

    /// Two templates of one priority may not match one index, and one of a higher priority
    /// would take the place of the user's. So it matches no index of a log.
    fn beside(&self, object: &Object) -> Object {
        let name = format!("{}{}", object.name, BESIDE);
        let mut body = object.body.clone();
        if let Some(patterns) = body.get_mut("index_patterns").and_then(Value::as_array_mut) {
            for pattern in patterns {
                let before = pattern.as_str().unwrap_or_default();
                *pattern = Value::from(format!("aes-siem-beside-{}", before.trim_matches('.')));
            }
        }
        Object { name, body }
    }
}

fn entries(mut answer: Value, list: &str, each: &str) -> Vec<Entry> {
    let Some(Value::Array(elements)) = answer.get_mut(list).map(Value::take) else {
        return vec![];
    };
    let read = |mut element: Value| {
        let body = element.get_mut(each).map(Value::take)?;
        Some(Entry::named(element.get("name")?.as_str()?, body))
    };
    elements.into_iter().filter_map(read).collect()
}

/// Templates of the old kind, of which v2.10.4 leaves one. None is written any more: one
/// has no effect on an index that an index template matches.
pub(super) struct Legacy;

impl Kind for Legacy {
    fn what(&self) -> &'static str {
        "legacy template"
    }

    fn needs(&self) -> Needs {
        Needs::DOMAIN
    }

    fn list(&self) -> Ask {
        Ask::get("/_template")
    }

    fn entries(&self, answer: Value) -> Vec<Entry> {
        let Value::Object(templates) = answer else { return vec![] };
        templates.into_iter().map(|(name, body)| Entry::named(&name, body)).collect()
    }

    fn mark(&self) -> Mark {
        Mark::Nowhere
    }

    fn put(&self, name: &str, body: Value, _: Option<&Entry>) -> Ask {
        Ask::put(format!("/_template/{name}"), body)
    }

    fn delete(&self, entry: &Entry) -> Ask {
        Ask::delete(format!("/_template/{}", entry.id))
    }

    fn normal(&self, body: Value) -> Value {
        let mut body = serde_json::json!({"template": body});
        body = normal(body);
        body.get_mut("template").map(Value::take).unwrap_or_default()
    }

    fn originals(&self, name: &str) -> &'static [&'static str] {
        originals::of(originals::LEGACY_TEMPLATES, name)
    }
}
