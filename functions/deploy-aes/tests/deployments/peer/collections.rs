//! OpenSearch Serverless.
//!
//! <https://docs.aws.amazon.com/opensearch-service/latest/ServerlessAPIReference/Welcome.html>

use serde_json::{Value, json};
use test_support::http::Reply;

use super::{POLICY_1, POLICY_2, Peer, refusal};

impl Peer {
    pub(super) fn collections(&mut self, operation: &str, input: &Value) -> Reply {
        let text = |name: &str| input[name].as_str().unwrap_or_default().to_owned();
        let key = (text("type"), text("name"));
        match operation {
            "BatchGetCollection" => {
                let found: Vec<_> = self.collection.iter().collect();
                Reply::json(
                    200,
                    &json!({ "collectionDetails": found, "collectionErrorDetails": [] }),
                )
            }
            "CreateCollection" => {
                if self.collection.is_some() {
                    return refusal(400, "ConflictException", "it exists");
                }
                let policy = ("encryption".to_owned(), format!("siem-auto-{}", text("name")));
                if !self.policies.contains_key(&policy) {
                    return refusal(400, "ValidationException", "no matching security policy");
                }
                self.left = self.takes;
                self.collection = Some(json!({
                    "id": "abc123", "name": text("name"), "status": "CREATING",
                    "type": text("type"), "description": text("description"),
                }));
                Reply::json(200, &json!({ "createCollectionDetail": self.collection }))
            }
            "DeleteCollection" => {
                assert_eq!(text("id"), "abc123");
                self.left = self.takes;
                self.collection.as_mut().unwrap()["status"] = json!("DELETING");
                Reply::json(200, &json!({}))
            }
            "CreateSecurityPolicy" if self.policies.contains_key(&key) => {
                refusal(400, "ConflictException", "it exists")
            }
            "CreateSecurityPolicy" => {
                let policy: Value = serde_json::from_str(&text("policy")).unwrap();
                self.policies.insert(
                    key,
                    json!({
                        "policy": policy, "description": text("description"), "policyVersion": POLICY_1,
                    }),
                );
                Reply::json(200, &json!({}))
            }
            "GetSecurityPolicy" => match self.policies.get(&key) {
                Some(policy) => Reply::json(200, &json!({ "securityPolicyDetail": policy })),
                None => refusal(404, "ResourceNotFoundException", "no policy"),
            },
            "UpdateSecurityPolicy" => {
                let policy: Value = serde_json::from_str(&text("policy")).unwrap();
                let found = self.policies.get_mut(&key).unwrap();
                assert_eq!(found["policyVersion"], text("policyVersion"));
                found["policy"] = policy;
                found["policyVersion"] = json!(POLICY_2);
                Reply::json(200, &json!({}))
            }
            "DeleteSecurityPolicy" => match self.policies.remove(&key) {
                Some(_) => Reply::json(200, &json!({})),
                None => refusal(404, "ResourceNotFoundException", "no policy"),
            },
            other => panic!("{other}"),
        }
    }

    /// The collection has been worked on for a minute.
    pub(super) fn collection_works(&mut self) {
        let address = self.address.clone();
        let Some(collection) = self.collection.as_mut().filter(|_| self.left > 0) else { return };
        self.left -= 1;
        if self.left > 0 {
            return;
        }
        if collection["status"] == "DELETING" {
            self.collection = None;
        } else if let Some(why) = self.fails.take() {
            collection["status"] = json!("FAILED");
            collection["failureCode"] = json!("INTERNAL");
            collection["failureMessage"] = json!(why);
        } else {
            collection["status"] = json!("ACTIVE");
            collection["collectionEndpoint"] = json!(format!("http://{address}"));
        }
    }
}
