//! Reading and writing a bucket's notification document.

use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::types::NotificationConfiguration;
use kit::errors::chain;
use kit::patience::Patience;
use tokio::time::{Instant, sleep};
use tracing::{info, warn};

use crate::document;
use crate::entry::Entry;
use crate::error::Error;
use crate::owner::Owner;
use crate::wanted::Wanted;

const GET: &str = "GetBucketNotificationConfiguration";
const PUT: &str = "PutBucketNotificationConfiguration";

/// Kept back to word an error before the time runs out.
const TO_FAIL: Duration = Duration::from_secs(2);

/// What to do with our entries.
#[derive(Debug)]
pub(crate) enum Change<'a> {
    /// Put them in place of what was there of ours.
    Replace { wanted: &'a Wanted, owner: &'a Owner, former: &'a [Entry] },
    /// Take them out.
    Remove { owner: &'a Owner, former: &'a [Entry] },
}

impl Change<'_> {
    fn apply(
        &self,
        current: &NotificationConfiguration,
    ) -> Result<Option<NotificationConfiguration>, Error> {
        match self {
            Self::Replace { wanted, owner, former } => {
                document::replace(current, wanted, owner, former)
            }
            Self::Remove { owner, former } => document::remove(current, owner, former),
        }
    }

    /// A removal adds nothing that could be unreachable, and must not fail because
    /// somebody else's destination is.
    fn skips_validation(&self) -> bool {
        match self {
            Self::Replace { wanted, .. } => wanted.skips_validation,
            Self::Remove { .. } => true,
        }
    }

    /// ARNs that are told, or were.
    fn targets(&self) -> Vec<&str> {
        let mut targets: Vec<_> = match self {
            Self::Replace { wanted, .. } => wanted.targets().collect(),
            Self::Remove { former, .. } => former.iter().map(|e| e.target.as_str()).collect(),
        };
        targets.sort_unstable();
        targets.dedup();
        targets
    }
}

/// One bucket.
#[derive(Debug)]
pub(crate) struct Bucket<'a> {
    pub(crate) s3: &'a Client,
    pub(crate) name: &'a str,
    pub(crate) patience: Patience,
    pub(crate) deadline: Instant,
}

/// Why a try ended.
enum Ended {
    /// Another may end better: a permission or another writer needs time.
    ForNow(Error),
    ForGood(Error),
}

impl Bucket<'_> {
    /// Reads, changes and writes back, each time anew, until S3 takes it.
    pub(crate) async fn change(&self, change: &Change<'_>) -> Result<(), Error> {
        let mut attempt = 1;
        loop {
            let error = match self.try_once(change, attempt).await {
                Ok(written) => {
                    info!(bucket = self.name, attempt, written, "notifications are as wanted");
                    return Ok(());
                }
                Err(Ended::ForGood(error)) => return Err(error),
                Err(Ended::ForNow(error)) => error,
            };
            match self.patience.wait_after(attempt) {
                Some(wait) if Instant::now() + wait + TO_FAIL < self.deadline => {
                    warn!(bucket = self.name, attempt, %error, "notifications not taken yet");
                    sleep(wait).await;
                }
                _ => return Err(error),
            }
            attempt += 1;
        }
    }

    /// [`change`](Self::change), content when the bucket is gone.
    pub(crate) async fn change_if_there(&self, change: &Change<'_>) -> Result<(), Error> {
        match self.change(change).await {
            Err(Error::BucketMissing { bucket }) => {
                info!(bucket, "bucket is gone, and its notifications with it");
                Ok(())
            }
            result => result,
        }
    }

    /// Whether anything had to be written.
    async fn try_once(&self, change: &Change<'_>, attempt: u32) -> Result<bool, Ended> {
        let current = self.get().await?;
        let Some(next) = change.apply(&current).map_err(Ended::ForGood)? else {
            return Ok(false);
        };
        let put = self
            .s3
            .put_bucket_notification_configuration()
            .bucket(self.name)
            .skip_destination_validation(change.skips_validation())
            .notification_configuration(next)
            .send()
            .await;
        match put {
            Ok(_) => Ok(true),
            Err(error) => Err(self.put_failed(&error, change, &current, attempt)),
        }
    }

    async fn get(&self) -> Result<NotificationConfiguration, Ended> {
        let request = self.s3.get_bucket_notification_configuration().bucket(self.name);
        let found = request.send().await.map_err(|error| {
            ended(error.code(), self.failed(GET, "s3:GetBucketNotification", &error))
        })?;
        Ok(NotificationConfiguration::builder()
            .set_topic_configurations(found.topic_configurations)
            .set_queue_configurations(found.queue_configurations)
            .set_lambda_function_configurations(found.lambda_function_configurations)
            .set_event_bridge_configuration(found.event_bridge_configuration)
            .build())
    }

    fn put_failed<E>(
        &self,
        error: &SdkError<E>,
        change: &Change<'_>,
        current: &NotificationConfiguration,
        attempts: u32,
    ) -> Ended
    where
        SdkError<E>: ProvideErrorMetadata,
        E: std::error::Error + 'static,
    {
        let said = error.message().unwrap_or_default().to_owned();
        if said.contains("Unable to validate the following destination configurations") {
            let targets = change.targets();
            let others: Vec<_> =
                document::foreign(current, &targets).iter().map(ToString::to_string).collect();
            return Ended::ForNow(Error::DestinationRefused {
                bucket: self.name.to_owned(),
                attempts,
                ours: targets.join(", "),
                others: if others.is_empty() {
                    "there are none".to_owned()
                } else {
                    others.join(", ")
                },
                said,
            });
        }
        ended(error.code(), self.failed(PUT, "s3:PutBucketNotification", error))
    }

    fn failed<E>(
        &self,
        operation: &'static str,
        permission: &'static str,
        error: &SdkError<E>,
    ) -> Error
    where
        SdkError<E>: ProvideErrorMetadata,
        E: std::error::Error + 'static,
    {
        let bucket = self.name.to_owned();
        let words = error.message().map(str::to_owned);
        let said = match (error.code(), words) {
            (Some(code), Some(words)) => format!("{code}: {words}"),
            (Some(code), None) => code.to_owned(),
            (None, _) => chain(error),
        };
        match error.code() {
            Some("NoSuchBucket") => Error::BucketMissing { bucket },
            Some("AccessDenied" | "AllAccessDisabled") => {
                Error::Denied { bucket, operation, permission, said }
            }
            _ => Error::S3 { bucket, operation, said },
        }
    }
}

fn ended(code: Option<&str>, error: Error) -> Ended {
    match code {
        // Another writer; or a role's policy that has not spread yet.
        Some("OperationAborted" | "ConflictException" | "AccessDenied") => Ended::ForNow(error),
        _ => Ended::ForGood(error),
    }
}
