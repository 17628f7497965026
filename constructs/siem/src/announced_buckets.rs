//! Buckets besides the log bucket whose objects are loaded when they are created.
//!
//! Each has a custom resource of its own, served by the function that keeps the log bucket's
//! notifications: what others have set on such a bucket stays.

use contract::custom_resources::{
    BUCKET_NOTIFICATIONS_TYPE, BucketNotifications, CONFIG_VERSION, FilterRule, KeyFilter,
    KeyFilters, LambdaFunctionConfiguration, NotificationConfiguration, property,
};
use library::cloudformation::CustomResource;
use library::iam::{Permission, Principal};
use library::lambda::{FunctionHandle, InvokePermission};
use library::s3::{self, BucketName};
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Check, Expr, Handle, Scope, Value, pseudo, text};

use crate::checked;

/// A bucket of this account and region. es-loader may read it, and is told of its objects. It may
/// be named several times, with prefixes or suffixes that no object has two of.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnnouncedBucket {
    /// Its name.
    #[serde(deserialize_with = "checked::text")]
    #[schemars(with = "String", length(min = 3, max = 63))]
    pub name: BucketName,
    /// Only objects whose key begins so.
    #[serde(default)]
    #[schemars(length(min = 1, max = 1024))]
    pub prefix: Option<String>,
    /// Only objects whose key ends so.
    #[serde(default)]
    #[schemars(length(min = 1, max = 1024))]
    pub suffix: Option<String>,
}

impl AnnouncedBucket {
    /// All objects of a bucket.
    pub fn new(name: BucketName) -> Self {
        Self { name, prefix: None, suffix: None }
    }

    fn arn(&self) -> Value<String> {
        text!("arn:", pseudo::partition(), ":s3:::", self.name.as_str())
    }

    /// The name as a part of a logical id: `acme-more-logs` is `AcmeMoreLogs`.
    fn id(&self) -> String {
        let parts = self.name.as_str().split(['-', '.']);
        parts
            .flat_map(|part| {
                part.chars().take(1).map(|c| c.to_ascii_uppercase()).chain(part.chars().skip(1))
            })
            .collect()
    }

    fn filter(&self) -> Option<KeyFilters<Expr>> {
        let rules = [("prefix", &self.prefix), ("suffix", &self.suffix)];
        let filter_rules: Vec<_> = rules
            .into_iter()
            .filter_map(|(name, value)| {
                Some(FilterRule { name: name.into(), value: value.as_deref()?.into() })
            })
            .collect();
        (!filter_rules.is_empty()).then_some(KeyFilters { key: KeyFilter { filter_rules } })
    }

    fn told(&self, loader: &FunctionHandle) -> LambdaFunctionConfiguration<Expr> {
        LambdaFunctionConfiguration {
            events: vec!["s3:ObjectCreated:*".into()],
            lambda_function_arn: loader.arn().into_expr(),
            filter: self.filter(),
        }
    }
}

/// The buckets, each once, with all that is said of it.
fn each(buckets: &[AnnouncedBucket]) -> Vec<Vec<&AnnouncedBucket>> {
    let mut each: Vec<Vec<&AnnouncedBucket>> = vec![];
    for bucket in buckets {
        match each.iter_mut().find(|same| same.iter().any(|other| other.name == bucket.name)) {
            Some(same) => same.push(bucket),
            None => each.push(vec![bucket]),
        }
    }
    each
}

fn notifications(
    bucket: &AnnouncedBucket,
    entries: Vec<LambdaFunctionConfiguration<Expr>>,
) -> BucketNotifications<Expr> {
    BucketNotifications {
        bucket_name: bucket.name.as_str().into(),
        notification_configuration: NotificationConfiguration {
            lambda_function_configurations: entries,
            ..NotificationConfiguration::default()
        },
        // v2.10.4's handler, after a roll-back, would empty a bucket that is the stack's alone.
        managed: "false".into(),
        skip_destination_validation: None,
    }
}

/// What the function needs that keeps their notifications.
pub(crate) fn manage(buckets: &[AnnouncedBucket]) -> Option<Permission> {
    let firsts = each(buckets).into_iter().filter_map(|same| same.first().copied());
    let arns: Vec<_> = firsts.map(AnnouncedBucket::arn).collect();
    (!arns.is_empty()).then(|| s3::manage_notifications_of(arns))
}

/// Has their objects announced to the loader, once it can load them.
pub(crate) fn build(
    scope: &mut Scope<'_>,
    buckets: &[AnnouncedBucket],
    handler: &FunctionHandle,
    loader: &FunctionHandle,
    first: &impl Handle,
) {
    let mut scope = scope.child("AnnouncedBuckets");
    for same in each(buckets) {
        let Some(bucket) = same.first() else { continue };
        let id = bucket.id();
        let entries = same.iter().map(|bucket| bucket.told(loader)).collect();
        let s3 = Principal::service("s3.amazonaws.com");
        let permission = InvokePermission::new(format!("{id}Permission"), loader, s3)
            .from_arn(bucket.arn())
            .from_this_account();
        let permission = scope.add(permission);
        scope.stack().suppress(
            &permission,
            Check::Guard("lambda_function_public_access_prohibited_check"),
            "only this bucket of this account may: it is no resource of the stack, so that its \
             ARN is a text, which the rule does not know",
        );
        scope.add(
            CustomResource::new(id, BUCKET_NOTIFICATIONS_TYPE, handler)
                .properties(&notifications(bucket, entries))
                .property(property::CONFIG_VERSION, CONFIG_VERSION)
                .depends_on(&permission)
                .depends_on(first),
        );
    }
}
