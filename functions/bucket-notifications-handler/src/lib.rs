//! Custom resource: event notifications of the log bucket, and of others that the stack has
//! announced.
//!
//! S3 keeps all notifications of a bucket in one document that is only read and written
//! whole. The stack owns some entries of it, users and other stacks own the rest. So
//! every change here is: read, replace our entries, write back.
//!
//! A resource is one bucket, and any number of functions, queues and topics, each of which is
//! told of some events, of all keys or those with a beginning and an end. A stack may have
//! several resources; their entries in one bucket do not know of each other.
//!
//! Which entries are ours: those that say so in their id, and those that tell one of our
//! targets of the same objects. This is how the entry of v2.10.4, whose id S3 made up, is known
//! and taken over; the document is written once, with the old entry out and the new one in,
//! so at no moment is an object not announced. An entry that tells our target of other objects
//! is somebody else's, and stays.
//!
//! Back to v2.10.4: its handler puts its one entry in place of the whole document, whatever
//! that holds (its properties say `Managed: true`), so it can always go on. What others have
//! set is lost by that, as in each of its own updates; no state that we could leave would
//! change it. Ours, served with v2.10.4's properties, keeps it.
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
mod configuration;
mod document;
mod entry;
mod error;
mod overlap;
mod owner;
mod wanted;

use std::time::Duration;

use contract::custom_resources::BucketNotifications;
use kit::aws::Aws;
use kit::custom_resource::{Answered, Call, CustomResource, Delivery, Previous, Success, serve};
use kit::errors::Failed;
use kit::patience::Patience;
use lambda_runtime::LambdaEvent;
use serde_json::Value;

use bucket::{Bucket, Change};
pub use error::{Error, Overlap};
use owner::Owner;
use wanted::{Formerly, Wanted};

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
        let stays = previous.bucket.as_ref().is_none_or(|left| *left == wanted.bucket);
        let former = if stays { previous.entries.as_slice() } else { &[] };
        let bucket = self.bucket(&wanted.bucket, call);
        bucket.change(&Change::Replace { wanted, owner: &owner, former }).await?;
        match &previous.bucket {
            Some(left) if !stays => {
                let change = Change::Remove { owner: &owner, former: &previous.entries };
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
        let change = Change::Remove { owner: &owner, former: &wanted.entries };
        self.bucket(&wanted.bucket, call).change_if_there(&change).await
    }
}
