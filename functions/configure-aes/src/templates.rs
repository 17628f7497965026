//! Component and index templates.

use index_templates::{Kind as TemplateKind, index_templates, rollover_templates};
use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::object::{Ask, Entry, Kind, Mark, Needs, Object, originals};
use crate::work::Work;

/// Puts all templates.
pub(crate) async fn put(work: &Work<'_>) -> Result<(), Error> {
    let mut templates = index_templates(work.target.engine());
    if !work.target.is_collection() {
        templates.extend(rollover_templates());
    }
    let (components, indices): (Vec<_>, Vec<_>) =
        templates.into_iter().partition(|template| template.kind == TemplateKind::Component);
    let objects = |templates: Vec<index_templates::Template>| -> Vec<Object> {
        templates.into_iter().map(|t| Object { name: t.name, body: t.body }).collect()
    };
    let components = work.settle(&Component, &objects(components)).await?;
    let indices = work.settle(&Index, &objects(indices)).await?;
    if let Some(settled) = indices {
        work.remove_obsolete(&Index, &settled).await?;
    }
    if let Some(settled) = components {
        work.remove_obsolete(&Component, &settled).await?;
    }
    Ok(())
}

const MARK: Mark = Mark::Field(&["_meta", "aes_siem"]);

/// Component templates.
struct Component;

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
struct Index;

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

    /// Two templates of one priority may not match one index, and one of a higher priority
    /// would take the place of the user's. So it matches no index of a log.
    fn beside(&self, object: &Object) -> Object {
        let name = format!("{}{}", object.name, crate::object::BESIDE);
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

/// A domain gives settings back as a tree of texts, below `index`; empty parts it leaves
/// out or adds.
fn normal(mut body: Value) -> Value {
    if let Some(settings) = body.pointer_mut("/template/settings") {
        let mut flat = Map::new();
        flatten("", &settings.take(), &mut flat);
        *settings = Value::Object(flat);
    }
    if let Some(parts) = body.get_mut("composed_of").filter(|parts| **parts == json!([])) {
        *parts = Value::Null;
    }
    without_nothing(body)
}

fn flatten(path: &str, value: &Value, flat: &mut Map<String, Value>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                flatten(&path, value, flat);
            }
        }
        Value::Null => {}
        scalar => {
            let text = scalar.as_str().map_or_else(|| scalar.to_string(), str::to_owned);
            let starts = path.starts_with("index.");
            flat.insert(
                if starts { path.to_owned() } else { format!("index.{path}") },
                text.into(),
            );
        }
    }
}

/// Fields that hold nothing, at the top and in the template, are as good as not there.
fn without_nothing(mut body: Value) -> Value {
    let is_nothing =
        |value: &Value| value.is_null() || value.as_object().is_some_and(Map::is_empty);
    if let Some(template) = body.get_mut("template").and_then(Value::as_object_mut) {
        template.retain(|_, value| !is_nothing(value));
    }
    if let Some(fields) = body.as_object_mut() {
        fields.retain(|_, value| !is_nothing(value));
    }
    body
}
