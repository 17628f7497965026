//! Schedule: the inventory of WorkSpaces, with the state of their connections.
//!
//! It goes into the log bucket as one object a run, as in v2.10.4, or as records to a
//! Firehose stream that delivers there; the destination's ARN says which ([`destination`]).
//! A stream must deliver under a prefix with `/WorkSpaces/Inventory/`, by which the loader
//! knows the log; the one for WorkSpaces events delivers under another and is not meant.
//! Either way the records are those of v2.10.4 ([`inventory`]).
//!
//! What is there is always delivered. If the API fails on the way, or the time does not
//! suffice, the invocation fails after that, so that it is counted; the next run brings
//! the whole inventory again. Lambda runs a failed invocation again by itself, which brings
//! all records anew too; the stack turns that off where it is not wanted
//! (`MaximumRetryAttempts`).
//!
//! Needed IAM actions:
//! - `workspaces:DescribeWorkspaces` and `workspaces:DescribeWorkspacesConnectionStatus` on
//!   `*`: they know no resources.
//! - For a bucket: `s3:PutObject` on `AWSLogs/<account>/WorkSpaces/Inventory/*` of it, and
//!   `kms:GenerateDataKey` on its key where it has one.
//! - For a stream: `firehose:PutRecordBatch` on it.
//!
//! It needs 256 MB of memory. The API takes two calls a second and gives 25 WorkSpaces a
//! call, twice: with the longest timeout, 15 minutes, there is time for 14,000 WorkSpaces.
//!
//! API: <https://docs.aws.amazon.com/workspaces/latest/api/welcome.html>
//! Actions: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonworkspaces.html>
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

pub mod destination;
mod error;
pub mod inventory;
mod stream;

use std::time::{Duration, SystemTime};

use contract::environment;
use contract::sources::{Prefix, WORKSPACES_INVENTORY};
use destination::Destination;
use inventory::{Inventory, Reader};
use kit::aws::Aws;
use kit::aws_json::{self, Client};
use kit::errors::Failed;
use kit::export::{self, Records};
use kit::function_arn::Place;
use kit::patience::Patience;
use lambda_runtime::LambdaEvent;
use serde_json::{Value, json};
use stream::Stream;
use tokio::time::{Instant, timeout_at};
use tracing::{error, info};

pub use error::Error;

/// Where objects go, by which the loader recognises the log.
const PREFIX: Prefix = match WORKSPACES_INVENTORY.prefix {
    Some(prefix) => prefix,
    None => panic!("the source has no prefix"), // does not compile
};

/// The name of an object, before its date.
const NAME: &str = "workspaces-inventory";

/// Kept back from an invocation to deliver what is there.
const TO_DELIVER: Duration = Duration::from_secs(60);

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the inventory goes.
    pub destination: Destination,
    /// How often one call is tried.
    pub patience: Patience,
    /// The wait between two calls.
    pub pace: Duration,
}

impl Settings {
    /// The settings in use, from the function's environment.
    ///
    /// # Errors
    ///
    /// [`Error::Destination`] where the ARN is neither a bucket's nor a stream's.
    pub fn new(
        environment: &environment::WorkspacesExporter<String, Option<String>>,
    ) -> Result<Self, Error> {
        Ok(Self {
            destination: environment.destination_arn.parse()?,
            patience: aws_json::STANDARD,
            // As v2.10.4 does, to stay below two calls a second.
            pace: Duration::from_millis(750),
        })
    }
}

/// The function.
#[derive(Debug)]
pub struct WorkspacesExporter {
    settings: Settings,
    aws: Aws,
}

impl WorkspacesExporter {
    /// Works on the APIs of `aws`.
    pub fn new(settings: Settings, aws: &Aws) -> Self {
        Self { settings, aws: aws.clone() }
    }

    /// Exports the inventory of the function's own region, whatever the event.
    ///
    /// # Errors
    ///
    /// Whatever kept WorkSpaces from being exported, after the others were.
    pub async fn handle(&self, event: LambdaEvent<Value>) -> Result<Value, Failed> {
        let place = Place::of(&event.context)?;
        let left = event.context.deadline().duration_since(SystemTime::now());
        // Of a short timeout, half is for reading.
        let left = left.unwrap_or_default();
        let end = Instant::now() + left.saturating_sub(TO_DELIVER).max(left / 2);
        let client = Client::new(&self.aws, inventory::WORKSPACES, &place.region);
        let client = client.patience(self.settings.patience);
        let reader = Reader::new(&client, &place, self.settings.pace);
        let mut inventory = Inventory::default();
        let read = timeout_at(end, reader.read(&mut inventory)).await;
        let read = read.unwrap_or(Err(Error::OutOfTime));
        if let Err(error) = &read {
            // Told here too, since delivering may fail and be told in its place.
            error!(reason = %error, "inventory not read to its end");
        }
        let to = if inventory.events.is_empty() {
            String::new()
        } else {
            self.deliver(&inventory, &place).await?
        };
        let (workspaces, records) = (inventory.workspaces, inventory.events.len());
        info!(workspaces, records, to, "exported");
        match read {
            Ok(()) => Ok(json!({ "workspaces": workspaces, "records": records, "to": to })),
            Err(first) => {
                Err(Error::Incomplete { exported: workspaces, first: Box::new(first) }.into())
            }
        }
    }

    /// Delivers, and says where to.
    async fn deliver(&self, inventory: &Inventory, place: &Place) -> Result<String, Error> {
        match &self.settings.destination {
            Destination::Bucket(bucket) => {
                let now = SystemTime::now();
                let key = export::key(PREFIX, &place.account, &place.region, NAME, now);
                let mut records = Records::default();
                for event in &inventory.events {
                    records.push(event)?;
                }
                records.put(&self.aws.s3(), bucket, &key).await?;
                Ok(format!("s3://{bucket}/{key}"))
            }
            Destination::Stream { name, region } => {
                let client = Client::new(&self.aws, stream::FIREHOSE, region);
                let client = client.patience(self.settings.patience);
                let stream = Stream::new(&client, name, self.settings.patience);
                stream.put(&inventory.events).await?;
                Ok(name.clone())
            }
        }
    }
}
