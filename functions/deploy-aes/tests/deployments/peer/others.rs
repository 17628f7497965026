//! Logs, secrets, schedules, the stack, IAM, figures, and the domain itself.

use serde_json::{Value, json};
use test_support::http::{Reply, Request};

use super::{Peer, form, refusal, xml};

impl Peer {
    pub(super) fn others(&mut self, operation: &str, request: &Request) -> Reply {
        let input = request.json();
        let text = |name: &str| input[name].as_str().unwrap_or_default().to_owned();
        match operation {
            "PutResourcePolicy" => {
                let policy = serde_json::from_str(&text("policyDocument")).unwrap();
                self.log_policies.insert(text("policyName"), policy);
                Reply::json(200, &json!({}))
            }
            "CreateLogGroup" if self.log_groups.contains_key(&text("logGroupName")) => {
                refusal(400, "ResourceAlreadyExistsException", "it exists")
            }
            "CreateLogGroup" => {
                self.log_groups.insert(text("logGroupName"), 0);
                Reply::empty(200)
            }
            "PutRetentionPolicy" => {
                let days = input["retentionInDays"].as_u64().unwrap();
                *self.log_groups.get_mut(&text("logGroupName")).unwrap() = days;
                Reply::empty(200)
            }
            "CreateSchedule" => {
                let name = request.path.rsplit('/').next().unwrap().to_owned();
                assert!(name.len() <= 64, "{name}");
                if self.schedules.contains_key(&name) {
                    return refusal(409, "ConflictException", "it exists");
                }
                self.schedules.insert(name, input.clone());
                Reply::json(200, &json!({ "ScheduleArn": "arn" }))
            }
            "GetSchedule" => {
                let name = request.path.rsplit('/').next().unwrap();
                match self.schedules.get(name) {
                    Some(schedule) => Reply::json(200, schedule),
                    None => refusal(404, "ResourceNotFoundException", "no schedule"),
                }
            }
            "DeleteSchedule" => {
                let name = request.path.rsplit('/').next().unwrap();
                match self.schedules.remove(name) {
                    Some(_) => Reply::json(200, &json!({})),
                    None => refusal(404, "ResourceNotFoundException", "no schedule"),
                }
            }
            "DescribeStacks" => {
                let named = form(&String::from_utf8_lossy(&request.body))["StackName"].clone();
                assert_eq!(named, crate::world::STACK);
                xml(200, &format!("<R><StackStatus>{}</StackStatus></R>", self.stack_status))
            }
            "CreateServiceLinkedRole" => {
                let form = form(&String::from_utf8_lossy(&request.body));
                if self.service_roles.insert(form["AWSServiceName"].clone()) {
                    xml(200, "<R/>")
                } else {
                    let error =
                        "<R><Error><Code>InvalidInput</Code><Message>taken</Message></Error></R>";
                    xml(400, error)
                }
            }
            "GetMetricStatistics" => {
                let maximum = self.used_mib.map(|mib| format!("<Maximum>{mib}</Maximum>"));
                xml(200, &format!("<R>{}</R>", maximum.unwrap_or_default()))
            }
            "indices" => {
                assert!(request.header("authorization").unwrap().contains("/aws4_request"));
                let rows = self.indices.iter();
                let rows = rows.map(|(name, count)| json!({ "index": name, "docs.count": count }));
                Reply::json(200, &rows.collect())
            }
            "login" => {
                let basic = request.header("authorization").unwrap().to_owned();
                let password = self.master_password.clone().unwrap_or_default();
                let expected = base64(&format!("aesadmin:{password}"));
                Reply::empty(if basic == format!("Basic {expected}") { 200 } else { 401 })
            }
            _ => self.secrets(operation, &input),
        }
    }

    fn secrets(&mut self, operation: &str, input: &Value) -> Reply {
        let text = |name: &str| input.get(name).and_then(Value::as_str).map(str::to_owned);
        match operation {
            "GetSecretValue" => {
                let version = text("VersionId").or_else(|| self.at("AWSCURRENT"));
                match version.and_then(|version| self.versions.get(&version)) {
                    Some((value, _)) => Reply::json(200, &json!({ "SecretString": value })),
                    None => refusal(400, "ResourceNotFoundException", "no such version"),
                }
            }
            "DescribeSecret" => {
                let stages = self.versions.iter().map(|(id, (_, stages))| (id, stages));
                let stages: serde_json::Map<_, _> =
                    stages.map(|(id, stages)| (id.clone(), json!(stages))).collect();
                Reply::json(200, &json!({ "VersionIdsToStages": stages }))
            }
            "GetRandomPassword" => {
                Reply::json(200, &json!({ "RandomPassword": "hunter3-HUNTER3-hunter3" }))
            }
            "PutSecretValue" => {
                let stages = input["VersionStages"].as_array().unwrap().iter();
                let stages = stages.map(|stage| stage.as_str().unwrap().to_owned()).collect();
                let value = text("SecretString").unwrap();
                self.versions.insert(text("ClientRequestToken").unwrap(), (value, stages));
                Reply::json(200, &json!({}))
            }
            "UpdateSecretVersionStage" => {
                let stage = text("VersionStage").unwrap();
                if let Some(from) = text("RemoveFromVersionId") {
                    assert!(self.versions.get_mut(&from).unwrap().1.remove(&stage));
                }
                let to = text("MoveToVersionId").unwrap();
                self.versions.get_mut(&to).unwrap().1.insert(stage);
                Reply::json(200, &json!({}))
            }
            other => panic!("{other} is no operation of this peer"),
        }
    }

    /// The version at a stage.
    pub(crate) fn at(&self, stage: &str) -> Option<String> {
        let mut versions = self.versions.iter().filter(|(_, (_, stages))| stages.contains(stage));
        versions.next().map(|(version, _)| version.clone())
    }
}

fn base64(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - chunk.len()));
        for digit in 0..4 {
            let index = (bits >> (18 - 6 * digit) & 63) as usize;
            encoded.push(if digit <= chunk.len() { char::from(DIGITS[index]) } else { '=' });
        }
    }
    encoded
}
