//! Properties of the custom resources, as the template writes them and the functions
//! read them. CloudFormation delivers every scalar as a string.

mod domain;
mod text;
mod validation;

use serde::{Deserialize, Serialize};

pub use domain::{
    ConfigurationSettings, CustomEndpoint, DomainConfigured, DomainDeployed, DomainLogs,
    DomainSettings, IndexAges, Nodes, REVISITS, Snapshots, Storage, deployed,
};
pub use validation::{BUCKET_POLICY_PREFIX, BucketPolicyKept, Validation, validated};

/// The type of the custom resource that keeps the log bucket's event notifications.
///
/// The CDK's name for it, kept: a resource's type cannot change in an update.
pub const BUCKET_NOTIFICATIONS_TYPE: &str = "Custom::S3BucketNotifications";

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

/// `Custom::S3BucketNotifications`, in the form of v2.10.4.
///
/// The form is kept because the two handlers take turns on one resource: the first
/// Update of a stack that is moved over brings v2.10.4's values as the old properties,
/// and a roll-back hands ours to its handler.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BucketNotifications<V> {
    /// The bucket whose notifications these are.
    pub bucket_name: V,
    /// What the stack wants announced, and to whom.
    pub notification_configuration: NotificationConfiguration<V>,
    /// Whether the whole configuration belongs to the stack. v2.10.4 says `true` and
    /// overwrites what others have set; this program says `false` and leaves it alone.
    pub managed: V,
}

/// The part of S3's `NotificationConfiguration` that the stack uses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NotificationConfiguration<V> {
    /// Functions that S3 invokes.
    #[serde(default = "Vec::new")]
    pub lambda_function_configurations: Vec<LambdaFunctionConfiguration<V>>,
}

/// One function and the events that it is told of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LambdaFunctionConfiguration<V> {
    /// For example `s3:ObjectCreated:*`.
    pub events: Vec<V>,
    /// The function's ARN, without a version.
    pub lambda_function_arn: V,
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
}
