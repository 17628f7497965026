//! The channel for notifications, `aes-siem-alert`: the stack's topic, and the role with
//! which the domain publishes to it.
//!
//! Ours is known by its id, and one that people have made by its name. Whoever puts one must
//! be allowed to pass the role.
//!
//! <https://docs.opensearch.org/latest/observing-your-data/notifications/api/>
//! <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/alerting.html>

use index_templates::Engine;
use serde_json::{Value, json};

use super::switched_off;
use crate::object::strip::{only, without_nothing};
use crate::object::{Ask, BESIDE, Entry, Kind, Mark, Needs, Object};
use crate::settings::Environment;

/// Notifications came with this version. Before, destinations were a part of alerting.
pub(super) const NEEDS: Needs = Needs::domain_since(Engine::new(2, 0));

/// What people select it by.
pub(super) const NAME: &str = "aes-siem-alert";

const PATH: &str = "/_plugins/_notifications/configs";

/// What a channel says; the rest is the plugin's.
const SAID: &[&str] = &["config_type", "description", "is_enabled", "name", "sns"];

fn is_ours(id: &str) -> bool {
    id == NAME || id.strip_suffix(BESIDE) == Some(NAME)
}

/// The channel.
pub(super) fn object(environment: &Environment) -> Object {
    let body = json!({
        "name": NAME,
        "description": "Alerts of the SIEM, by e-mail to who has subscribed to the topic",
        "config_type": "sns",
        "is_enabled": true,
        "sns": {
            "topic_arn": environment.alert_topic_arn,
            "role_arn": environment.alerting_role_arn,
        },
    });
    Object { name: NAME.to_owned(), body }
}

/// Channels for notifications.
pub(super) struct Channel;

impl Kind for Channel {
    fn what(&self) -> &'static str {
        "notification channel"
    }

    fn needs(&self) -> Needs {
        NEEDS
    }

    fn list(&self) -> Ask {
        Ask::get(format!("{PATH}?max_items=1000"))
    }

    /// Of several with one name the last counts, which is ours if it is there.
    fn entries(&self, mut answer: Value) -> Vec<Entry> {
        let Some(Value::Array(channels)) = answer.get_mut("config_list").map(Value::take) else {
            return vec![];
        };
        let read = |mut found: Value| {
            let id = found.get("config_id").and_then(Value::as_str)?.to_owned();
            let body = found.get_mut("config").map(Value::take)?;
            let name = body.get("name").and_then(Value::as_str)?;
            let name = if is_ours(&id) { id.clone() } else { name.to_owned() };
            Some(Entry { name, id, body, revision: None })
        };
        let mut entries: Vec<_> = channels.into_iter().filter_map(read).collect();
        entries.sort_by_key(|entry| is_ours(&entry.id));
        entries
    }

    fn mark(&self) -> Mark {
        Mark::Text(&["description"])
    }

    fn put(&self, name: &str, body: Value, before: Option<&Entry>) -> Ask {
        match before {
            Some(entry) => Ask::put(format!("{PATH}/{}", entry.id), json!({"config": body})),
            None => Ask::post(PATH, json!({"config_id": name, "config": body})),
        }
    }

    fn delete(&self, entry: &Entry) -> Ask {
        Ask::delete(format!("{PATH}/{}", entry.id))
    }

    /// Settings of a channel of another type are in a field of another name, so that such a
    /// channel is never ours.
    fn normal(&self, body: Value) -> Value {
        without_nothing(only(SAID, body))
    }

    fn beside(&self, object: &Object) -> Object {
        let name = format!("{}{BESIDE}", object.name);
        let mut body = switched_off(object.body.clone(), "/is_enabled");
        if let Some(body) = body.as_object_mut() {
            body.insert("name".to_owned(), name.clone().into());
        }
        Object { name, body }
    }
}
