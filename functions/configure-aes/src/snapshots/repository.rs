//! The repository in the snapshot bucket.

use serde_json::{Value, json};

use super::REPOSITORY;
use crate::object::{Ask, BESIDE, Entry, Kind, Mark, Needs, Object};
use crate::settings::Settings;

/// The repository, as v2.10.4 registers it too.
pub(super) fn object(settings: &Settings) -> Object {
    let environment = &settings.environment;
    let body = json!({"type": "s3", "settings": {
        "bucket": environment.snapshot_bucket,
        "region": settings.region,
        "role_arn": environment.snapshot_role_arn,
    }});
    Object { name: REPOSITORY.to_owned(), body }
}

/// Repositories for snapshots. They have no room for a mark: what is exactly as wanted is
/// ours, and anything else a user's.
pub(super) struct Repository;

impl Kind for Repository {
    fn what(&self) -> &'static str {
        "snapshot repository"
    }

    fn needs(&self) -> Needs {
        Needs::DOMAIN
    }

    fn list(&self) -> Ask {
        Ask::get("/_snapshot")
    }

    fn entries(&self, answer: Value) -> Vec<Entry> {
        let Value::Object(repositories) = answer else { return vec![] };
        repositories.into_iter().map(|(name, body)| Entry::named(&name, body)).collect()
    }

    fn mark(&self) -> Mark {
        Mark::Nowhere
    }

    fn put(&self, name: &str, body: Value, _: Option<&Entry>) -> Ask {
        Ask::put(format!("/_snapshot/{name}"), body)
    }

    fn delete(&self, entry: &Entry) -> Ask {
        Ask::delete(format!("/_snapshot/{}", entry.id))
    }

    /// A domain may add which repository it is.
    fn normal(&self, mut body: Value) -> Value {
        if let Some(fields) = body.as_object_mut() {
            fields.remove("uuid");
        }
        body
    }

    /// Two repositories in one place of a bucket would destroy each other's snapshots.
    fn beside(&self, object: &Object) -> Object {
        let mut body = object.body.clone();
        if let Some(settings) = body.get_mut("settings").and_then(Value::as_object_mut) {
            settings.insert("base_path".to_owned(), Value::from("aes-siem"));
        }
        Object { name: format!("{}{BESIDE}", object.name), body }
    }
}
