//! Properties of the custom resources, as the template writes them and the functions
//! read them. CloudFormation delivers every scalar as a string.

mod domain;
mod notifications;
mod text;
mod validation;

use serde::{Deserialize, Serialize};

pub use domain::{
    ConfigurationSettings, CustomEndpoint, DomainConfigured, DomainDeployed, DomainLogs,
    DomainSettings, IndexAges, Nodes, REVISITS, Snapshots, Storage, deployed,
};
pub use notifications::{
    BUCKET_NOTIFICATIONS_TYPE, BucketNotifications, FilterRule, KeyFilter, KeyFilters,
    LambdaFunctionConfiguration, NotificationConfiguration, QueueConfiguration, TopicConfiguration,
};
pub use validation::{BUCKET_POLICY_PREFIX, BucketPolicyKept, Validation, validated};

/// Changes with each release, so that CloudFormation calls every function's Update.
pub const CONFIG_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Names of properties that more than one custom resource has.
pub mod property {
    /// See [`CONFIG_VERSION`](super::CONFIG_VERSION).
    pub const CONFIG_VERSION: &str = "ConfigVersion";
    /// The log bucket's policy as the template has it: it means nothing to the function, but
    /// makes CloudFormation call Update where the policy changes.
    pub const POLICY_DOCUMENT: &str = "PolicyDocument";
}

/// The file of log types in the geo bucket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LogTypesWritten<V> {
    /// The geo bucket.
    pub bucket: V,
    /// The file's text: [`File`](crate::log_types::File) as JSON.
    pub log_types: V,
}

/// The GeoIP download at deployment, so that a wrong licence key fails the deployment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GeoipDownload<V> {
    /// The ARN of the secret with the licence key; empty where there is none. The key
    /// itself never is a property: CloudFormation keeps properties. So a key that only
    /// changes is used, and found wrong, at the next run of the schedule.
    pub license_secret_arn: V,
    /// The trusted proxies of the function's environment, so that CloudFormation calls Update
    /// where they change: the list is made anew at once, and a wrong entry is told.
    pub trusted_proxies: V,
}
