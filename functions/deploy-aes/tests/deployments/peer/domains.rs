//! OpenSearch Service.
//!
//! <https://docs.aws.amazon.com/opensearch-service/latest/APIReference/Welcome.html>

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};
use test_support::http::{Reply, Request};

use super::{Peer, decoded, refusal};

const ARN: &str = "arn:aws:es:us-east-1:111122223333:domain/aes-siem";

/// A domain of v2.10.4, with three nodes of a TiB each.
pub(crate) fn original(address: &str) -> Value {
    json!({
        "DomainName": "aes-siem", "ARN": ARN, "DomainId": "111122223333/aes-siem",
        "Created": true, "Deleted": false, "Processing": false, "UpgradeProcessing": false,
        "DomainProcessingStatus": "Active", "Endpoint": address,
        "EngineVersion": "OpenSearch_2.11",
        "ClusterConfig": {
            "InstanceType": "r6g.large.search", "InstanceCount": 3,
            "DedicatedMasterEnabled": false, "ZoneAwarenessEnabled": false, "WarmEnabled": false,
        },
        "EBSOptions": { "EBSEnabled": true, "VolumeType": "gp2", "VolumeSize": 1024 },
        "AccessPolicies": json!({ "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "es:*",
            "Resource": format!("{ARN}/*"),
        }] }).to_string(),
        "EncryptionAtRestOptions": { "Enabled": true },
        "NodeToNodeEncryptionOptions": { "Enabled": true },
        "DomainEndpointOptions": { "EnforceHTTPS": true, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-2019-07" },
        "AdvancedSecurityOptions": { "Enabled": true, "InternalUserDatabaseEnabled": true },
        "LogPublishingOptions": { "ES_APPLICATION_LOGS": { "Enabled": true,
            "CloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:111122223333:log-group:/aws/OpenSearchService/domains/aes-siem/application-logs" } },
    })
}

fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        other => panic!("{other} is no object"),
    }
}

impl Peer {
    pub(super) fn domains(&mut self, operation: &str, request: &Request) -> Reply {
        if operation == "CreateDomain" {
            return self.create(object(request.json()));
        }
        let named = request.path.contains("aes-siem") || operation == "UpgradeDomain";
        let Some(status) = self.domain.clone().filter(|_| named) else {
            return refusal(409, "ResourceNotFoundException", "Domain not found: aes-siem");
        };
        match operation {
            "DescribeDomain" => Reply::json(200, &json!({ "DomainStatus": status })),
            "ListTags" => {
                assert!(decoded(&request.path).ends_with(ARN), "{}", request.path);
                Reply::json(200, &json!({ "TagList": self.tags }))
            }
            "DeleteDomain" => {
                self.set(json!({ "Deleted": true, "DomainProcessingStatus": "Deleting" }));
                self.left = self.takes;
                Reply::json(200, &json!({ "DomainStatus": self.domain }))
            }
            "DescribeDomainConfig" => {
                let groups = self.changed.iter().map(|(group, date)| {
                    let status = json!({ "UpdateDate": date, "State": "Active" });
                    (group.clone(), json!({ "Options": {}, "Status": status }))
                });
                let config: Map<_, _> = groups.collect();
                Reply::json(200, &json!({ "DomainConfig": config }))
            }
            "UpdateDomainConfig" => self.update(object(request.json())),
            "GetCompatibleVersions" => {
                let source = &status["EngineVersion"];
                let versions =
                    [json!({ "SourceVersion": source, "TargetVersions": self.upgrades })];
                Reply::json(200, &json!({ "CompatibleVersions": versions }))
            }
            "UpgradeDomain" => self.upgrade(&request.json()),
            "GetUpgradeHistory" => Reply::json(200, &json!({ "UpgradeHistories": self.history })),
            other => panic!("{other}"),
        }
    }

    fn set(&mut self, members: Value) {
        self.domain.as_mut().unwrap().as_object_mut().unwrap().extend(object(members));
    }

    fn create(&mut self, mut request: Map<String, Value>) -> Reply {
        if self.domain.is_some() {
            return refusal(409, "ResourceAlreadyExistsException", "aes-siem already exists");
        }
        if let Some(problem) = self.problem(&request) {
            return refusal(400, "ValidationException", &problem);
        }
        if request.contains_key("VPCOptions") && self.service_roles.is_empty() {
            let words = "Before you can proceed, you must enable a service-linked role";
            return refusal(400, "ValidationException", words);
        }
        for switch in ["EncryptionAtRestOptions", "NodeToNodeEncryptionOptions"] {
            assert_eq!(request[switch]["Enabled"], true, "{switch}");
        }
        assert_eq!(request["DomainEndpointOptions"]["EnforceHTTPS"], true);
        let tags = request.remove("TagList").unwrap_or_default();
        self.tags = tags.as_array().cloned().unwrap_or_default();
        let vpc = request.get("VPCOptions").cloned();
        let mut status = object(json!({
            "ARN": ARN, "DomainId": "111122223333/aes-siem", "Created": false, "Deleted": false,
            "Processing": true, "UpgradeProcessing": false, "DomainProcessingStatus": "Creating",
        }));
        status.extend(request);
        // The API never gives back who the master user is.
        let security = status.get_mut("AdvancedSecurityOptions").unwrap().as_object_mut().unwrap();
        security.remove("MasterUserOptions");
        if let Some(mut vpc) = vpc {
            vpc["VPCId"] = json!("vpc-1");
            status.insert("VPCOptions".to_owned(), vpc);
        }
        self.domain = Some(status.into());
        self.left = self.takes;
        Reply::json(200, &json!({ "DomainStatus": self.domain }))
    }

    /// What the service would not take.
    fn problem(&self, request: &Map<String, Value>) -> Option<String> {
        for log in request.get("LogPublishingOptions").into_iter().flat_map(Value::as_object) {
            for (kind, option) in log {
                let arn = option["CloudWatchLogsLogGroupArn"].as_str().unwrap();
                let group = arn.split(":log-group:").nth(1).unwrap();
                if self.log_policies.is_empty() || !self.log_groups.contains_key(group) {
                    return Some(format!(
                        "the Resource Access Policy for {group} does not grant {kind}"
                    ));
                }
            }
        }
        let zones = &request.get("ClusterConfig")?["ZoneAwarenessConfig"]["AvailabilityZoneCount"];
        if let (Some(zones), Some(vpc)) = (zones.as_u64(), request.get("VPCOptions")) {
            let subnets = vpc["SubnetIds"].as_array().unwrap().len() as u64;
            if zones != subnets {
                return Some(format!("You must specify exactly {zones} subnets, not {subnets}"));
            }
        }
        None
    }

    fn update(&mut self, mut request: Map<String, Value>) -> Reply {
        if self.left > 0 {
            let words = "A change/update is in progress. Please wait for it to complete";
            return refusal(409, "ConflictException", words);
        }
        if let Some(problem) = self.problem(&request) {
            return refusal(400, "ValidationException", &problem);
        }
        if request.get("DryRun") == Some(&json!(true)) {
            let results = json!({ "DeploymentType": "Blue/Green" });
            return Reply::json(200, &json!({ "DomainConfig": {}, "DryRunResults": results }));
        }
        if let Some(Value::Object(security)) = request.get_mut("AdvancedSecurityOptions") {
            let master = security.remove("MasterUserOptions");
            let password = master.as_ref().and_then(|m| m["MasterUserPassword"].as_str());
            self.master_password = password.map(str::to_owned);
        }
        self.set(json!({
            "Processing": true, "DomainProcessingStatus": "Modifying",
            "ChangeProgressDetails": {
                "ChangeId": "1", "StartTime": now(), "ConfigChangeStatus": "ApplyingChanges",
            },
        }));
        self.after.push_back(request);
        self.left = self.takes.max(1);
        if self.takes == 0 {
            self.domain_works();
        }
        Reply::json(200, &json!({ "DomainConfig": {} }))
    }

    fn upgrade(&mut self, request: &Value) -> Reply {
        let target = request["TargetVersion"].as_str().unwrap().to_owned();
        if self.left > 0 || !self.upgrades.contains(&target) {
            return refusal(400, "ValidationException", "no upgrade now");
        }
        self.set(json!({
            "UpgradeProcessing": true, "DomainProcessingStatus": "UpgradingEngineVersion",
        }));
        self.left = self.takes;
        self.history.insert(
            0,
            json!({
                "UpgradeName": format!("Upgrade to {target}"), "StartTimestamp": now(),
                "UpgradeStatus": "IN_PROGRESS", "StepsList": [],
            }),
        );
        self.after.push_back(object(json!({ "EngineVersion": target })));
        Reply::json(200, &json!({ "DomainName": "aes-siem", "TargetVersion": target }))
    }

    /// The domain has worked for a minute.
    pub(super) fn domain_works(&mut self) {
        if self.left == 0 || self.domain.is_none() {
            return;
        }
        self.left -= 1;
        if self.left > 0 {
            return;
        }
        let status = self.domain.as_ref().unwrap();
        if status["Deleted"] == true {
            self.domain = None;
            self.tags.clear();
            return;
        }
        let place = match status.get("VPCOptions") {
            Some(_) => json!({ "Endpoints": { "vpc": "vpc-aes-siem-abc.example.com" } }),
            None => json!({ "Endpoint": self.address }),
        };
        self.set(place);
        let failure = self.fails.take().filter(|_| !self.after.is_empty());
        let change = self.after.pop_front().unwrap_or_default();
        let upgraded = change.contains_key("EngineVersion");
        if failure.is_none() {
            let groups: Vec<_> =
                change.keys().filter(|name| *name != "EngineVersion").cloned().collect();
            self.changed.extend(groups.into_iter().map(|group| (group, now())));
            self.merge(change);
        }
        let (change_status, upgrade_status) = match failure {
            Some(_) => ("ValidationFailed", "FAILED"),
            None => ("Completed", "SUCCEEDED"),
        };
        if upgraded {
            let issues: Vec<_> = failure.into_iter().collect();
            self.history[0]["UpgradeStatus"] = json!(upgrade_status);
            self.history[0]["StepsList"] =
                json!([{ "UpgradeStep": "PRE_UPGRADE_CHECK", "Issues": issues }]);
        } else if let Some(progress) =
            self.domain.as_mut().unwrap().get_mut("ChangeProgressDetails")
        {
            progress["ConfigChangeStatus"] = json!(change_status);
            progress["Message"] = json!(failure.unwrap_or_default());
        }
        self.set(json!({
            "Created": true, "Processing": false, "UpgradeProcessing": false,
            "DomainProcessingStatus": "Active",
        }));
    }

    /// Members that are not given stay, but for the disk, which is taken whole.
    fn merge(&mut self, change: Map<String, Value>) {
        let status = self.domain.as_mut().unwrap().as_object_mut().unwrap();
        for (name, value) in change {
            if self.ignores == Some(name.as_str()) {
                continue;
            }
            match (status.get_mut(&name), value) {
                (Some(Value::Object(now)), Value::Object(value)) if name != "EBSOptions" => {
                    now.extend(value);
                }
                (_, value) => _ = status.insert(name, value),
            }
        }
    }
}
