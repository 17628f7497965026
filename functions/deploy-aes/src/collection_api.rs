//! The calls for collections.
//!
//! <https://docs.aws.amazon.com/opensearch-service/latest/ServerlessAPIReference/Welcome.html>

use serde_json::{Value, json};

use crate::api::{Api, NOT_FOUND, failed, unreadable};
use crate::error::Error;

const CONFLICT: &str = "ConflictException";

/// A security policy, by its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Security {
    Encryption,
    Network,
}

impl Security {
    pub(crate) const ALL: [Self; 2] = [Self::Encryption, Self::Network];

    fn kind(self) -> &'static str {
        match self {
            Self::Encryption => "encryption",
            Self::Network => "network",
        }
    }
}

/// The name of both policies of a collection, as in v2.10.4.
fn policy_name(name: &str) -> String {
    format!("siem-auto-{name}")
}

/// A policy as it is.
pub(crate) struct Found {
    pub(crate) policy: Value,
    pub(crate) description: String,
    version: String,
}

impl Api {
    pub(crate) async fn collection(&self, name: &str) -> Result<Option<Value>, Error> {
        let called = self.collections.call("BatchGetCollection", &json!({ "names": [name] })).await;
        let answer = called.map_err(|source| failed(name, "looking for it", source))?;
        let details = answer.body.get("collectionDetails").and_then(Value::as_array);
        let details = details.ok_or(unreadable(name, "BatchGetCollection", "collectionDetails"))?;
        Ok(details.first().cloned())
    }

    /// Whether it was made now: it can be there already.
    pub(crate) async fn create_collection(
        &self,
        name: &str,
        description: &str,
    ) -> Result<bool, Error> {
        let input = json!({ "name": name, "type": "TIMESERIES", "description": description });
        created(self.collections.call("CreateCollection", &input).await, name, "making it")
    }

    pub(crate) async fn delete_collection(&self, name: &str, id: &str) -> Result<(), Error> {
        match self.collections.call("DeleteCollection", &json!({ "id": id })).await {
            Err(error) if error.code() == Some(NOT_FOUND) => Ok(()),
            called => called.map(drop).map_err(|source| failed(name, "deleting it", source)),
        }
    }

    pub(crate) async fn create_security(
        &self,
        name: &str,
        security: Security,
        policy: &Value,
        description: &str,
    ) -> Result<bool, Error> {
        let input = json!({
            "type": security.kind(),
            "name": policy_name(name),
            "description": description,
            "policy": policy.to_string(),
        });
        let called = self.collections.call("CreateSecurityPolicy", &input).await;
        created(called, name, "making its security policy")
    }

    pub(crate) async fn security(
        &self,
        name: &str,
        security: Security,
    ) -> Result<Option<Found>, Error> {
        let input = json!({ "type": security.kind(), "name": policy_name(name) });
        let answer = match self.collections.call("GetSecurityPolicy", &input).await {
            Err(error) if error.code() == Some(NOT_FOUND) => return Ok(None),
            called => {
                called.map_err(|source| failed(name, "reading its security policy", source))?
            }
        };
        let detail = answer.body.get("securityPolicyDetail");
        let text = |name: &str| {
            let text = detail.and_then(|detail| detail.get(name)).and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        Ok(detail.map(|detail| Found {
            policy: detail.get("policy").cloned().unwrap_or_default(),
            description: text("description"),
            version: text("policyVersion"),
        }))
    }

    pub(crate) async fn update_security(
        &self,
        name: &str,
        security: Security,
        found: &Found,
        policy: &Value,
    ) -> Result<(), Error> {
        let input = json!({
            "type": security.kind(),
            "name": policy_name(name),
            "policyVersion": found.version,
            "policy": policy.to_string(),
        });
        let called = self.collections.call("UpdateSecurityPolicy", &input).await;
        called.map(drop).map_err(|source| failed(name, "changing its security policy", source))
    }

    pub(crate) async fn delete_security(
        &self,
        name: &str,
        security: Security,
    ) -> Result<(), Error> {
        let input = json!({ "type": security.kind(), "name": policy_name(name) });
        match self.collections.call("DeleteSecurityPolicy", &input).await {
            Err(error) if error.code() == Some(NOT_FOUND) => Ok(()),
            called => called
                .map(drop)
                .map_err(|source| failed(name, "deleting its security policy", source)),
        }
    }
}

fn created<T>(
    called: Result<T, kit::aws_json::Error>,
    name: &str,
    doing: &'static str,
) -> Result<bool, Error> {
    match called {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some(CONFLICT) => Ok(false),
        Err(source) => Err(failed(name, doing, source)),
    }
}
