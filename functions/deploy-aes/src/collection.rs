//! A serverless collection, made or taken over.
//!
//! It needs a policy for its encryption before it is made, and one for the network to be
//! reached. Who may read and write in it, the stack's data access policies say. Options of a
//! domain mean nothing to it.
//!
//! What this program has made is told by the description, which says what has made it: a tag
//! would need one more permission on everything that has no ARN yet.

use kit::custom_resource::{Call, Step, Success};
use serde_json::{Value, json};
use tracing::{info, warn};

use crate::collection_api::Security;
use crate::deployed::success;
use crate::deployment::{Before, Deployment};
use crate::error::Error;
use crate::wanted::Wanted;

const OPTIONS_MEAN_NOTHING: &str =
    "options of a domain are given, and mean nothing to a collection: leave `domain` out";

fn encryption(name: &str) -> Value {
    json!({
        "Rules": [{ "ResourceType": "collection", "Resource": [format!("collection/{name}")] }],
        "AWSOwnedKey": true,
    })
}

fn network(name: &str, vpc_endpoint: Option<&str>) -> Value {
    let resource = [format!("collection/{name}")];
    let mut access = json!({
        "Rules": [
            { "ResourceType": "collection", "Resource": resource },
            { "ResourceType": "dashboard", "Resource": resource },
        ],
        "AllowFromPublic": vpc_endpoint.is_none(),
    });
    if let (Some(endpoint), Some(access)) = (vpc_endpoint, access.as_object_mut()) {
        access.insert("SourceVPCEs".to_owned(), json!([endpoint]));
    }
    json!([access])
}

/// What says who has made something.
fn description(physical_id: &str) -> String {
    format!("Made by {physical_id}. Do not edit")
}

fn text<'a>(collection: &'a Value, name: &str) -> &'a str {
    collection.get(name).and_then(Value::as_str).unwrap_or_default()
}

impl Deployment<'_> {
    pub(crate) async fn create_collection(
        &self,
        wanted: &Wanted,
        call: &Call<'_>,
    ) -> Result<Step, Error> {
        match self.api.collection(&wanted.name).await? {
            Some(collection) => self.found(wanted, &collection, call),
            None => self.make_collection(wanted, call).await,
        }
    }

    pub(crate) async fn update_collection(
        &self,
        wanted: &Wanted,
        before: &Before,
        call: &Call<'_>,
    ) -> Result<Step, Error> {
        let Some(collection) = self.api.collection(&wanted.name).await? else {
            if let Some(error) = before.elsewhere(wanted) {
                return Err(error);
            }
            if self.rolls_back(call).await {
                return Err(Error::Gone { kind: wanted.target.words(), name: wanted.name.clone() });
            }
            warn!(name = wanted.name, "the collection is gone, and is made anew");
            return self.make_collection(wanted, call).await;
        };
        let same = before.target.as_ref().is_some_and(|(_, name)| *name == wanted.name);
        if same && before.vpc_endpoint != wanted.vpc_endpoint {
            self.open_to(wanted).await?;
        }
        self.found(wanted, &collection, call)
    }

    async fn make_collection(&self, wanted: &Wanted, call: &Call<'_>) -> Result<Step, Error> {
        let name = &wanted.name;
        let description = description(call.physical_resource_id);
        let policy = encryption(name);
        self.api.create_security(name, Security::Encryption, &policy, &description).await?;
        let policy = network(name, wanted.vpc_endpoint.as_deref());
        if !self.api.create_security(name, Security::Network, &policy, &description).await? {
            // Left of another one under this name.
            self.open_to(wanted).await?;
        }
        self.api.create_collection(name, &description).await?;
        info!(name, "the collection is being made");
        Ok(Step::Wait(format!("collection `{name}` is being made")))
    }

    /// Lets in who is wanted now, where the policy is the SIEM's.
    async fn open_to(&self, wanted: &Wanted) -> Result<(), Error> {
        let name = &wanted.name;
        let Some(found) = self.api.security(name, Security::Network).await? else {
            warn!(name, "the collection has no network policy of the SIEM's: nothing is changed");
            return Ok(());
        };
        let policy = network(name, wanted.vpc_endpoint.as_deref());
        if found.policy == policy {
            return Ok(());
        }
        self.api.update_security(name, Security::Network, &found, &policy).await
    }

    fn found(&self, wanted: &Wanted, collection: &Value, call: &Call<'_>) -> Result<Step, Error> {
        let name = &wanted.name;
        match text(collection, "status") {
            "ACTIVE" | "UPDATING" | "UPDATE_FAILED" => {}
            "FAILED" => {
                return Err(Error::CollectionFailed {
                    name: name.clone(),
                    code: text(collection, "failureCode").to_owned(),
                    message: text(collection, "failureMessage").to_owned(),
                });
            }
            status => return Ok(Step::Wait(format!("collection `{name}` is {status}"))),
        }
        let url = text(collection, "collectionEndpoint");
        let host = url.split("//").nth(1).and_then(|rest| rest.split('/').next());
        let host = host.filter(|host| !host.is_empty()).ok_or(Error::Unreadable {
            name: name.clone(),
            operation: "BatchGetCollection",
            field: "collectionEndpoint",
        })?;
        let kind = text(collection, "type");
        let mut success = success(host, kind, self.other_admin(call), &self.place);
        if wanted.settings != Default::default() {
            warn!(name, OPTIONS_MEAN_NOTHING);
            success = success.note(OPTIONS_MEAN_NOTHING);
        }
        Ok(Step::Done(success))
    }

    pub(crate) async fn delete_collection(
        &self,
        name: &str,
        call: &Call<'_>,
    ) -> Result<Step, Error> {
        let collection = self.api.collection(name).await?;
        let made = description(call.physical_resource_id);
        let Some(collection) = collection else {
            self.delete_policies(name, &made, call).await?;
            return Ok(Step::Done(Success::new()));
        };
        if !self.is_taken_back(call).await {
            return Ok(keep_collection(name, &collection, "it may hold logs"));
        }
        let waits = Step::Wait(format!("collection `{name}` is being deleted"));
        if text(&collection, "status") == "DELETING" {
            return Ok(waits);
        }
        if text(&collection, "description") != made {
            return Ok(keep_collection(name, &collection, "it was there before"));
        }
        if let Some(why) = self.collection_may_hold_documents(&collection).await {
            return Ok(keep_collection(name, &collection, &why));
        }
        self.api.delete_collection(name, text(&collection, "id")).await?;
        info!(name, "the new collection has no document and is deleted");
        Ok(waits)
    }

    /// Policies of a creation that is taken back, once there is no collection.
    async fn delete_policies(&self, name: &str, made: &str, call: &Call<'_>) -> Result<(), Error> {
        if !self.is_taken_back(call).await {
            return Ok(());
        }
        for security in Security::ALL {
            let found = self.api.security(name, security).await?;
            if found.is_some_and(|found| found.description == made) {
                self.api.delete_security(name, security).await?;
            }
        }
        Ok(())
    }

    async fn collection_may_hold_documents(&self, collection: &Value) -> Option<String> {
        if matches!(text(collection, "status"), "CREATING" | "FAILED") {
            return None;
        }
        let url = text(collection, "collectionEndpoint");
        match self.api.documents(url, "aoss", &self.place.region).await {
            Ok(0) => None,
            Ok(documents) => Some(format!("it holds {documents} documents")),
            Err(error) => Some(error.to_string()),
        }
    }
}

fn keep_collection(name: &str, collection: &Value, why: &str) -> Step {
    let id = text(collection, "id");
    let left = format!(
        "collection `{name}` is left, as {why}. To remove it: aws opensearchserverless \
         delete-collection --id {id}; then aws opensearchserverless delete-security-policy --name \
         siem-auto-{name} with --type encryption and with --type network"
    );
    warn!(name, why, left, "the collection is left");
    Step::Done(Success::new().note(left))
}
