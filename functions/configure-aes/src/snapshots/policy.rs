//! When snapshots are taken, and for how long each is kept.
//!
//! <https://docs.opensearch.org/latest/tuning-your-cluster/availability-and-recovery/snapshots/sm-api/>

use contract::custom_resources::Snapshots;
use index_templates::Engine;
use serde_json::{Value, json};

use super::REPOSITORY;
use crate::error::Error;
use crate::object::strip::{only, without_nothing};
use crate::object::{Ask, Entry, Kind, Mark, Needs, Object, Revision};

/// Snapshot Management came with this version.
pub(super) const NEEDS: Needs = Needs::domain_since(Engine::new(2, 1));

const NAME: &str = "aes-siem-snapshots";

/// The policy.
///
/// # Errors
///
/// A schedule that is none.
pub(super) fn object(options: &Snapshots) -> Result<Object, Error> {
    if options.cron.split_whitespace().count() != 5 {
        return Err(Error::Option {
            place: "Snapshots.Cron".to_owned(),
            reason: format!(
                "`{}` is no schedule; give five fields of cron in UTC, such as `0 2 * * *`",
                options.cron
            ),
        });
    }
    let schedule = json!({"cron": {"expression": options.cron, "timezone": "UTC"}});
    let mut body = json!({
        "description": "Snapshots of logs, metrics and saved objects, from the stack's options",
        "creation": {"schedule": schedule},
        "snapshot_config": {
            "repository": REPOSITORY,
            "indices": "log-*,metrics-*,.kibana*,.opensearch_dashboards*",
            "ignore_unavailable": true,
            "partial": true,
        },
    });
    if let (Some(days), Some(body)) = (options.keep_days, body.as_object_mut()) {
        let condition = json!({"max_age": format!("{days}d"), "min_count": 1});
        let deletion = json!({"schedule": schedule, "condition": condition});
        body.insert("deletion".to_owned(), deletion);
    }
    Ok(Object { name: NAME.to_owned(), body })
}

/// Policies of Snapshot Management.
pub(super) struct Policy;

/// What a policy says; the rest is the plugin's.
const SAID: &[&str] = &["description", "creation", "deletion", "snapshot_config", "notification"];

impl Kind for Policy {
    fn what(&self) -> &'static str {
        "snapshot policy"
    }

    fn needs(&self) -> Needs {
        NEEDS
    }

    fn list(&self) -> Ask {
        Ask::get("/_plugins/_sm/policies?size=200")
    }

    fn entries(&self, mut answer: Value) -> Vec<Entry> {
        let Some(Value::Array(policies)) = answer.get_mut("policies").map(Value::take) else {
            return vec![];
        };
        let read = |mut found: Value| {
            let revision = Revision::of(&found);
            let policy = found.get_mut("sm_policy").map(Value::take)?;
            let name = policy.get("name").and_then(Value::as_str)?.to_owned();
            Some(Entry { revision, ..Entry::named(&name, only(SAID, policy)) })
        };
        policies.into_iter().filter_map(read).collect()
    }

    fn mark(&self) -> Mark {
        Mark::Text(&["description"])
    }

    /// A new one is posted: here `PUT` only replaces.
    fn put(&self, name: &str, body: Value, before: Option<&Entry>) -> Ask {
        let path = format!("/_plugins/_sm/policies/{name}");
        match before.and_then(|entry| entry.revision) {
            Some(revision) => Ask::put(format!("{path}{}", revision.query()), body),
            None => Ask::post(path, body),
        }
    }

    fn delete(&self, entry: &Entry) -> Ask {
        Ask::delete(format!("/_plugins/_sm/policies/{}", entry.id))
    }

    fn normal(&self, body: Value) -> Value {
        without_nothing(only(SAID, body))
    }

    /// It takes no snapshot before somebody switches it on.
    fn beside(&self, object: &Object) -> Object {
        let mut body = object.body.clone();
        if let Some(body) = body.as_object_mut() {
            body.insert("enabled".to_owned(), false.into());
        }
        Object { name: format!("{}{}", object.name, crate::object::BESIDE), body }
    }
}
