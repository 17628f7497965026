//! Saved objects of OpenSearch Dashboards, by `type/id`.
//!
//! <https://github.com/opensearch-project/OpenSearch-Dashboards/tree/main/src/core/server/saved_objects>

use serde_json::{Value, json};

use crate::object::strip::{only, without_nothing};
use crate::object::{Ask, BESIDE, Entry, Kind, Mark, Needs, Object};

/// How names of index patterns begin.
pub(super) const INDEX_PATTERN: &str = "index-pattern/";

const API: &str = "/_dashboards/api/saved_objects";

/// Saved objects of certain names.
pub(super) struct SavedObjects {
    names: Vec<String>,
    mark: Mark,
}

impl SavedObjects {
    /// Those that have a description, which bears the mark.
    pub(super) fn marked(objects: &[Object]) -> Self {
        Self::with(objects, Mark::Text(&["attributes", "description"]))
    }

    /// Those that have none.
    pub(super) fn unmarked(objects: &[Object]) -> Self {
        Self::with(objects, Mark::Nowhere)
    }

    fn with(objects: &[Object], mark: Mark) -> Self {
        Self { names: objects.iter().map(|object| object.name.clone()).collect(), mark }
    }
}

impl Kind for SavedObjects {
    fn what(&self) -> &'static str {
        "saved object"
    }

    fn needs(&self) -> Needs {
        Needs::ANY
    }

    /// Asks for the objects and for what may stand beside them.
    fn list(&self) -> Ask {
        let ask = |name: &str| {
            let (kind, id) = name.split_once('/')?;
            Some([id.to_owned(), format!("{id}{BESIDE}")].map(|id| json!({"type": kind, "id": id})))
        };
        let wanted: Vec<Value> = self.names.iter().filter_map(|name| ask(name)).flatten().collect();
        Ask::post(format!("{API}/_bulk_get"), Value::Array(wanted))
    }

    fn entries(&self, mut answer: Value) -> Vec<Entry> {
        let Some(Value::Array(found)) = answer.get_mut("saved_objects").map(Value::take) else {
            return vec![];
        };
        let read = |found: Value| {
            let of = |name: &str| found.get(name).and_then(Value::as_str);
            let name = format!("{}/{}", of("type")?, of("id")?);
            // What is not there is told with an error in place of attributes.
            found.get("attributes")?;
            found.get("error").is_none().then(|| Entry::named(&name, found))
        };
        found.into_iter().filter_map(read).collect()
    }

    fn mark(&self) -> Mark {
        self.mark
    }

    fn put(&self, name: &str, body: Value, before: Option<&Entry>) -> Ask {
        // Without leave to overwrite, one that somebody has made meanwhile is a conflict.
        let overwrite = if before.is_some() { "?overwrite=true" } else { "" };
        Ask::post(format!("{API}/{name}{overwrite}"), body)
    }

    fn delete(&self, entry: &Entry) -> Ask {
        Ask::delete(format!("{API}/{}", entry.id))
    }

    fn normal(&self, body: Value) -> Value {
        without_nothing(only(&["attributes", "references"], body))
    }

    /// Under an id and a title of its own. What refers to the user's object goes on doing so.
    fn beside(&self, object: &Object) -> Object {
        let mut body = object.body.clone();
        if let Some(title) = body.pointer_mut("/attributes/title") {
            *title = format!("{} (aes-siem)", title.as_str().unwrap_or_default()).into();
        }
        Object { name: format!("{}{BESIDE}", object.name), body }
    }
}
