//! Amazon CloudFront standard logs (legacy): a bucket with access control lists, by which
//! CloudFront writes.
//!
//! The log bucket has none, so that these logs cannot go there. New distributions rather use
//! standard logs (v2), [`CloudFrontStandard`](crate::sources::CloudFrontStandard).
//!
//! <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html>

use contract::sources::{CLOUDFRONT_STANDARD, Source};
use library::s3::BucketHandle;
use schemars::JsonSchema;
use serde::Deserialize;
use template::Scope;

use super::super::destination::Destination;
use super::super::id::Id;
use super::super::places::{Partition, Places, Region};
use super::super::source::{Form, LogSource};
use super::keep::KeepDays;
use super::wired::Wired;

/// Regions whose buckets CloudFront does not write to.
const NOT_FROM_CLOUDFRONT: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
];

/// A bucket for legacy standard logs of CloudFront distributions of the stack's account.
///
/// Then tell the distributions to log into it:
/// [`CloudFrontLegacyLogs`](crate::sources::CloudFrontLegacyLogs).
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CloudFrontLegacyBucket {
    /// What tells it from others of its kind.
    pub id: Option<Id>,
    /// How many days files are kept; 365 if not given.
    pub keep_days: KeepDays,
}

impl LogSource for CloudFrontLegacyBucket {
    type Handle = BucketHandle;

    const NAME: &'static str = "cloudfront_legacy_bucket";
    const LOGS: &'static [&'static Source] = &[&CLOUDFRONT_STANDARD];
    const FORM: Form = Form::Bucket;
    const PLACES: Places = Places::partitions(
        &[Partition::Standard, Partition::China],
        "CloudFront is in no partition for the government",
    );
    const EXAMPLE: &'static str = "keep_days: 90";

    fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    fn refusal(&self, destination: &Destination) -> Option<String> {
        let region = destination.region().map(Region::as_str);
        match region.filter(|region| NOT_FROM_CLOUDFRONT.contains(region)) {
            Some(region) => Some(format!(
                "the stack's region {region} is one to whose buckets CloudFront does not write; \
                 wanted is another, such as us-east-1: give it a stack of its own there"
            )),
            None => Wired::refusal(destination),
        }
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> BucketHandle {
        let Self { id, keep_days: keep } = &self;
        let wired = Wired { name: "aes-siem-cf-", id: id.as_ref(), keep: *keep, with_acls: true };
        wired.build(scope, destination)
    }
}
