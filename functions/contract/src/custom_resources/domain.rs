//! The domain, or collection: made by deploy-aes, configured by configure-aes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::text;

/// `AesSiemDomainDeployedR2`, served by deploy-aes.
///
/// Names and meaning of the first three properties are v2.10.4's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DomainDeployed<V, List = Vec<V>> {
    /// `opensearch_managed_cluster` or `opensearch_serverless`.
    pub target: V,
    /// The name of the domain or collection. One of that name that is there is used as it
    /// is, but for what [`settings`](Self::settings) says.
    pub name: V,
    /// The endpoint through which a collection is reached from inside a VPC; may be empty.
    #[serde(rename = "vpce")]
    pub vpc_endpoint_id: V,
    /// The addresses from which a new domain is reached, with spaces between them. Means
    /// nothing for a domain in a VPC, nor for one that is there.
    pub allowed_source_ip_addresses: V,
    /// The subnets of a new domain in a VPC, one a zone is used; nothing for one outside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subnet_ids: Option<List>,
    /// The security groups of a new domain in a VPC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security_group_ids: Option<List>,
    /// What the domain is to be. Nothing in it means: as a new domain is by default, and as
    /// one that is there is.
    #[serde(default)]
    pub settings: DomainSettings,
}

/// Begins the names of the schedules that call deploy-aes again while it waits.
pub const REVISITS: &str = "aes-siem-deploy-aes-";

/// Attributes of `AesSiemDomainDeployedR2`, which deploy-aes returns on every success.
pub mod deployed {
    /// The host name of the domain or collection.
    pub const ENDPOINT: &str = "endpoint";
    /// `SEARCH` or `TIMESERIES` for a collection, nothing for a domain.
    pub const COLLECTION_TYPE: &str = "aoss_type";
    /// The name of the master user, or `NOT_CREATED` where the domain was there before.
    pub const ADMIN: &str = "kibanaadmin";
    /// The ARN of the secret with the master user's password, or `NOT_CREATED` where it is
    /// not the password of the domain.
    pub const ADMIN_SECRET_ARN: &str = "admin_secret_arn";
    /// Where people find that secret in the console, or `NOT_CREATED` likewise.
    pub const ADMIN_SECRET_CONSOLE: &str = "admin_secret_console";
    /// The name of the master user of a domain that this program or v2.10.4 has made.
    pub const ADMIN_NAME: &str = "aesadmin";
    /// What stands for something that this program has not made.
    pub const NOT_CREATED: &str = "NOT_CREATED";
}

/// What people may say of a domain. What they do not say stays as it is.
///
/// <https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_CreateDomain.html>
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DomainSettings {
    /// For example `OpenSearch_2.19`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine_version: Option<String>,
    /// Nodes that hold data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_nodes: Option<Nodes>,
    /// Dedicated master nodes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub master_nodes: Option<Nodes>,
    /// `UltraWarm` nodes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warm_nodes: Option<Nodes>,
    /// Whether indices can go to cold storage.
    #[serde(with = "text", skip_serializing_if = "Option::is_none")]
    pub cold_storage: Option<bool>,
    /// Over how many availability zones the nodes are spread: 1 to 3.
    #[serde(with = "text", skip_serializing_if = "Option::is_none")]
    pub zones: Option<u32>,
    /// Whether one of three zones is kept in reserve.
    #[serde(with = "text", skip_serializing_if = "Option::is_none")]
    pub standby: Option<bool>,
    /// The disk of each data node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage: Option<Storage>,
    /// When the ten hours begin in which AWS may restart nodes: hours and minutes of UTC, as
    /// `02:00`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub off_peak_window: Option<String>,
    /// ARNs of further roles and users that may call the domain. What they may do there,
    /// its own roles say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub principals: Vec<String>,
    /// Logs of the domain itself, and for how many days `CloudWatch` Logs keeps each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logs: Option<DomainLogs>,
    /// A name of one's own for the domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_endpoint: Option<CustomEndpoint>,
}

/// Nodes of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Nodes {
    /// For example `r7g.large.search`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
    /// How many.
    #[serde(with = "text", skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
}

/// The disk of each data node.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Storage {
    /// `gp3`, `gp2`, `io1` or `standard`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume_type: Option<String>,
    /// Its size in GiB.
    #[serde(with = "text", skip_serializing_if = "Option::is_none")]
    pub size_gib: Option<u32>,
    /// Operations a second.
    #[serde(with = "text", skip_serializing_if = "Option::is_none")]
    pub iops: Option<u32>,
    /// MiB a second.
    #[serde(rename = "ThroughputMiB", with = "text", skip_serializing_if = "Option::is_none")]
    pub throughput_mib: Option<u32>,
}

/// Days for which each log of the domain is kept; one without a number is left as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DomainLogs {
    /// Who did what.
    #[serde(with = "text", skip_serializing_if = "Option::is_none")]
    pub audit_days: Option<u32>,
    /// Slow searches and slow indexing.
    #[serde(with = "text", skip_serializing_if = "Option::is_none")]
    pub slow_days: Option<u32>,
    /// Errors and warnings.
    #[serde(with = "text", skip_serializing_if = "Option::is_none")]
    pub error_days: Option<u32>,
}

/// A name of one's own for the domain.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CustomEndpoint {
    /// The host name.
    pub host: String,
    /// The certificate for it, in the domain's region.
    pub certificate_arn: String,
}

/// `AesSiemDomainConfiguredR2`, served by configure-aes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DomainConfigured<V> {
    /// `opensearch_managed_cluster` or `opensearch_serverless`.
    pub target: V,
    /// The name of the domain or collection.
    pub name: V,
    /// The data access policy that lets configure-aes into a collection; empty for a domain.
    /// The resource waits for it, and the function need not look at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_policy: Option<V>,
    /// The endpoint of S3 in the VPC, which the function's answer goes through; may be empty.
    /// Likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub s3_endpoint: Option<V>,
    /// What configures it beyond what every SIEM has.
    #[serde(default)]
    pub settings: ConfigurationSettings,
}

/// What people may say of how a domain is used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ConfigurationSettings {
    /// How old indices get, by the start of their names, such as `log-aws-vpcflowlogs`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub retention: BTreeMap<String, IndexAges>,
    /// How old indices get that no start of a name speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_retention: Option<IndexAges>,
    /// When snapshots are taken into the snapshot bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshots: Option<Snapshots>,
    /// Whether the SIEM's monitors are switched on. They are there in any case.
    #[serde(with = "text", skip_serializing_if = "Option::is_none")]
    pub monitors: Option<bool>,
}

/// At which age in days an index goes on. What is not said, does not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct IndexAges {
    /// Another index takes its place for new documents.
    #[serde(with = "text", skip_serializing_if = "Option::is_none")]
    pub hot_days: Option<u32>,
    /// It goes to warm nodes.
    #[serde(with = "text", skip_serializing_if = "Option::is_none")]
    pub warm_days: Option<u32>,
    /// It goes to cold storage.
    #[serde(with = "text", skip_serializing_if = "Option::is_none")]
    pub cold_days: Option<u32>,
    /// It is deleted.
    #[serde(with = "text", skip_serializing_if = "Option::is_none")]
    pub delete_days: Option<u32>,
}

/// Snapshots of a domain.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Snapshots {
    /// When, as five fields of cron in UTC.
    pub cron: String,
    /// For how many days each is kept; for ever where nothing is said.
    #[serde(with = "text", skip_serializing_if = "Option::is_none")]
    pub keep_days: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_not_said_is_not_written() {
        assert_eq!(serde_json::to_value(DomainSettings::default()).unwrap(), json!({}));
        assert_eq!(serde_json::to_value(ConfigurationSettings::default()).unwrap(), json!({}));
    }

    #[test]
    fn settings_arrive_as_text_and_are_read_back() {
        let settings = DomainSettings {
            data_nodes: Some(Nodes { instance_type: None, count: Some(3) }),
            standby: Some(true),
            storage: Some(Storage { throughput_mib: Some(250), ..Storage::default() }),
            principals: vec!["arn:aws:iam::111122223333:role/analyst".to_owned()],
            ..DomainSettings::default()
        };
        let written = serde_json::to_value(&settings).unwrap();
        assert_eq!(written["DataNodes"], json!({"Count": "3"}));
        assert_eq!(written["Standby"], "true");
        assert_eq!(serde_json::from_value::<DomainSettings>(written).unwrap(), settings);
    }

    #[test]
    fn properties_of_v2_10_4_are_read_but_for_what_it_does_not_have() {
        let read = serde_json::from_value::<DomainConfigured<String>>(json!({
            "Target": "opensearch_managed_cluster", "Name": "aes-siem", "ConfigVersion": "2.10.4",
        }))
        .unwrap();
        assert_eq!(read.settings, ConfigurationSettings::default());
    }
}
