//! What bucket-notifications-handler keeps, in the form of v2.10.4, which is that of S3's API.

use serde::{Deserialize, Serialize};

/// The type of the custom resource that keeps a bucket's event notifications.
///
/// The CDK's name for it, kept: a resource's type cannot change in an update.
pub const BUCKET_NOTIFICATIONS_TYPE: &str = "Custom::S3BucketNotifications";

/// `Custom::S3BucketNotifications`, in the form of v2.10.4.
///
/// The form is kept because the two handlers take turns on one resource: the first
/// Update of a stack that is moved over brings v2.10.4's values as the old properties,
/// and a roll-back hands ours to its handler.
///
/// A bucket has a resource of its own; several may share one.
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
    /// Whether S3 is to take destinations that it cannot reach now. v2.10.4 says `false`.
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub skip_destination_validation: Option<V>,
}

/// S3's `NotificationConfiguration`, less EventBridge, which is on or off for all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NotificationConfiguration<V> {
    /// Functions that S3 invokes.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub lambda_function_configurations: Vec<LambdaFunctionConfiguration<V>>,
    /// Queues that S3 sends messages to.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub queue_configurations: Vec<QueueConfiguration<V>>,
    /// Topics that S3 publishes to.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub topic_configurations: Vec<TopicConfiguration<V>>,
}

impl<V> Default for NotificationConfiguration<V> {
    fn default() -> Self {
        Self {
            lambda_function_configurations: vec![],
            queue_configurations: vec![],
            topic_configurations: vec![],
        }
    }
}

/// One function and the events that it is told of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LambdaFunctionConfiguration<V> {
    /// For example `s3:ObjectCreated:*`.
    pub events: Vec<V>,
    /// The function's ARN, without a version.
    pub lambda_function_arn: V,
    /// Which keys; all without it.
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub filter: Option<KeyFilters<V>>,
}

/// One queue and the events that it is told of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueueConfiguration<V> {
    /// For example `s3:ObjectCreated:*`.
    pub events: Vec<V>,
    /// The queue's ARN. It must not be a FIFO queue.
    pub queue_arn: V,
    /// Which keys; all without it.
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub filter: Option<KeyFilters<V>>,
}

/// One topic and the events that it is told of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TopicConfiguration<V> {
    /// For example `s3:ObjectCreated:*`.
    pub events: Vec<V>,
    /// The topic's ARN. It must not be a FIFO topic.
    pub topic_arn: V,
    /// Which keys; all without it.
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub filter: Option<KeyFilters<V>>,
}

/// Keys by their beginning and end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct KeyFilters<V> {
    /// The only kind of filter that there is.
    pub key: KeyFilter<V>,
}

/// Rules that a key must meet all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct KeyFilter<V> {
    /// At most one of each name.
    pub filter_rules: Vec<FilterRule<V>>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FilterRule<V> {
    /// `prefix` or `suffix`.
    pub name: V,
    /// What the key begins, or ends, with.
    pub value: V,
}
