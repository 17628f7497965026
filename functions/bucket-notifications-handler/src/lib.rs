//! Custom resource: event notifications of the log bucket.
//!
//! S3 keeps all notifications of a bucket in one document that is only read and written
//! whole. The stack owns some entries of it, users and other stacks own the rest. So
//! every change here is: read, replace our entries, write back.
//!
//! Which entries are ours: those that invoke the loader, by its ARN. This is how the
//! entry of v2.10.4, whose id S3 made up, is known and taken over; the document is
//! written once, with the old entry out and the new one in, so at no moment is an
//! object not announced.
//!
//! A Delete never undoes what the current stack uses:
//! - Updates keep the physical id (the protocol sees to it), so CloudFormation has no
//!   reason to delete an "old" resource after an update.
//! - Our entries carry their owner (stack, logical id, physical id) in their id. A Delete
//!   removes entries of the loader except those that name another owner: should a later
//!   template give the resource another logical id, the new one has taken the entries
//!   over by the time the old one is deleted.
//!
//! S3 has no conditional write for this document: when somebody else writes between our
//! read and our write, theirs is lost, as in every tool that edits it. The time between
//! is kept to one request, nothing is written when nothing changes, and a conflict that
//! S3 itself sees (409) starts again from the read.
//!
//! Where they are kept: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html>
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic
    )
)]

mod bucket;
mod document;
mod error;
mod overlap;
mod wanted;

use std::collections::BTreeSet;
use std::time::Duration;

use contract::custom_resources::BucketNotifications;
use kit::aws::Aws;
use kit::custom_resource::{Answered, Call, CustomResource, Delivery, Previous, Success, serve};
use kit::errors::Failed;
use kit::patience::Patience;
use lambda_runtime::LambdaEvent;
use serde_json::Value;

use bucket::{Bucket, Change};
use document::Owner;
pub use error::{Error, Overlap};
use wanted::Wanted;

/// How long S3 may need to see a permission that was just granted: about 90 seconds.
const PATIENCE: Patience = Patience {
    attempts: 9,
    first_wait: Duration::from_secs(1),
    longest_wait: Duration::from_secs(20),
};

/// The function.
#[derive(Debug)]
pub struct BucketNotificationsHandler {
    s3: aws_sdk_s3::Client,
    delivery: Delivery,
    patience: Patience,
}

impl BucketNotificationsHandler {
    /// Works on the buckets that `aws` can see.
    pub fn new(aws: &Aws) -> Self {
        Self { s3: aws.s3(), delivery: Delivery::default(), patience: PATIENCE }
    }

    /// Waits otherwise for S3 to see a permission, for tests.
    #[must_use]
    pub fn patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// Serves one request of CloudFormation.
    ///
    /// # Errors
    ///
    /// Only where CloudFormation could not be answered.
    pub async fn handle(&self, event: LambdaEvent<Value>) -> Result<Answered, Failed> {
        serve(self, &self.delivery, event).await
    }

    fn bucket<'a>(&'a self, name: &'a str, call: &'a Call<'_>) -> Bucket<'a> {
        Bucket { s3: &self.s3, name, patience: self.patience, deadline: call.deadline }
    }

    async fn put(
        &self,
        wanted: &Wanted,
        previous: &Formerly,
        call: &Call<'_>,
    ) -> Result<(), Error> {
        let owner = Owner::of(call);
        let loaders: BTreeSet<&str> =
            wanted.functions().chain(previous.functions.iter().map(String::as_str)).collect();
        let bucket = self.bucket(&wanted.bucket, call);
        bucket.change(&Change::Replace { wanted, owner: &owner, loaders: &loaders }).await?;
        match &previous.bucket {
            Some(left) if *left != wanted.bucket => {
                let change = Change::Remove { owner: &owner, loaders: &loaders };
                self.bucket(left, call).change_if_there(&change).await
            }
            _ => Ok(()),
        }
    }
}

impl CustomResource for BucketNotificationsHandler {
    type Properties = BucketNotifications<String>;
    type Error = Error;

    async fn create(
        &self,
        properties: Self::Properties,
        call: &Call<'_>,
    ) -> Result<Success, Error> {
        let wanted = Wanted::read(properties)?;
        self.put(&wanted, &Formerly::default(), call).await?;
        Ok(Success::new())
    }

    async fn update(
        &self,
        properties: Self::Properties,
        previous: Previous<Self::Properties>,
        call: &Call<'_>,
    ) -> Result<Success, Error> {
        let wanted = Wanted::read(properties)?;
        self.put(&wanted, &Formerly::read(previous.raw()), call).await?;
        Ok(Success::new())
    }

    async fn delete(&self, properties: Self::Properties, call: &Call<'_>) -> Result<(), Error> {
        let wanted = Wanted::read(properties)?;
        let owner = Owner::of(call);
        let loaders = wanted.functions().collect();
        let change = Change::Remove { owner: &owner, loaders: &loaders };
        self.bucket(&wanted.bucket, call).change_if_there(&change).await
    }
}

/// What the resource was before an Update, as far as it can be read: properties of any
/// release, even unsound ones, must not stop an Update.
#[derive(Debug, Default, PartialEq, Eq)]
struct Formerly {
    bucket: Option<String>,
    functions: Vec<String>,
}

impl Formerly {
    fn read(properties: &Value) -> Self {
        let entries = properties
            .pointer("/NotificationConfiguration/LambdaFunctionConfigurations")
            .and_then(Value::as_array);
        let arn = |entry: &Value| entry.get("LambdaFunctionArn")?.as_str().map(str::to_owned);
        Self {
            bucket: properties.get("BucketName").and_then(Value::as_str).map(str::to_owned),
            functions: entries.into_iter().flatten().filter_map(arn).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn former_properties_are_read_as_far_as_they_go() {
        let whole = Formerly::read(&json!({
            "BucketName": "b",
            "NotificationConfiguration": {
                "LambdaFunctionConfigurations": [{ "LambdaFunctionArn": "arn" }, {}, 1],
            },
        }));
        assert_eq!(
            whole,
            Formerly { bucket: Some("b".to_owned()), functions: vec!["arn".to_owned()] }
        );
        for odd in
            [json!(null), json!([]), json!({ "BucketName": [], "NotificationConfiguration": "x" })]
        {
            assert_eq!(Formerly::read(&odd), Formerly::default());
        }
    }
}
