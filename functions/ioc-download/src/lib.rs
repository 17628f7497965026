//! The second step of the indicator pipeline: brings what is new of one source into the geo
//! bucket, below `IOC/tmp/`.
//!
//! What is there is only ever replaced by what was looked into: on any failure the last good
//! copy stays, and the database is made from that. Copies expire after eight days, so that
//! pulses nobody subscribes to any more go away; a copy that is still of use, because its
//! source says that nothing changed or does not answer, is renewed before.
//!
//! A failure is one of the invocation, so that it is counted and told where failures of
//! functions are; the state machine goes on with the other sources.
//!
//! | file | role |
//! | --- | --- |
//! | `feed.rs` | the sources that are one file |
//! | `pulses.rs` | AlienVault OTX, a file for each pulse |
//! | `check.rs` | whether a file is what its source delivers |
//! | `store.rs` | the copies in the bucket |
//! | `error.rs` | why there is no newer copy |
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]

mod check;
mod error;
mod feed;
mod pulses;
mod store;

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use contract::environment;
use contract::indicators::{DOWNLOAD, Download, Provider};
use http::{HeaderValue, Uri};
use kit::aws::Aws;
use kit::errors::{Failed, Stable};
use kit::http::{Client, Timeouts};
use kit::metrics::{Measurement, Metrics};
use kit::patience::Patience;
use kit::secret;
use lambda_runtime::LambdaEvent;
use serde::Serialize;
use serde_json::Value;
use tokio::time::Instant;
use tracing::{error, info};

pub use error::Error;
use store::Store;

/// Kept back to answer with what was reached, and to renew copies.
const TO_ANSWER: Duration = Duration::from_secs(20);

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The bucket that receives the downloads.
    pub geo_bucket: String,
    /// The secret with the key of OTX.
    pub otx_secret_arn: Option<String>,
    /// The secret with the key of abuse.ch.
    pub abuse_ch_secret_arn: Option<String>,
    /// What stands in for the internet.
    pub mirror: Option<Uri>,
    /// A folder with room for a few files of up to 100 MB.
    pub spool: PathBuf,
    /// How often a file is asked for again.
    pub patience: Patience,
    /// How long a source may be silent.
    pub timeouts: Timeouts,
    /// From which age on a copy that is still of use is renewed.
    pub renew_after: Duration,
}

impl Settings {
    /// The settings in use, from the function's environment.
    pub fn new(
        environment: environment::IocDownload<String, Option<String>>,
        mirror: Option<Uri>,
        spool: PathBuf,
    ) -> Self {
        Self {
            geo_bucket: environment.geo_bucket,
            otx_secret_arn: environment.otx_secret_arn,
            abuse_ch_secret_arn: environment.abuse_ch_secret_arn,
            mirror,
            spool,
            patience: Patience {
                attempts: 4,
                first_wait: Duration::from_secs(2),
                longest_wait: Duration::from_secs(30),
            },
            timeouts: Timeouts {
                connect: Duration::from_secs(10),
                response: Duration::from_secs(60),
                body: Duration::from_secs(20),
            },
            // Half of the time after which they expire.
            renew_after: Duration::from_secs(4 * 24 * 3600),
        }
    }
}

/// The function.
#[derive(Debug)]
pub struct IocDownload {
    settings: Settings,
    aws: Aws,
    http: Client,
    store: Store,
    metrics: Metrics,
}

/// What came of a download. It is the download again, for the next step, and its counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// What was asked for.
    #[serde(flatten)]
    pub download: Download,
    /// What came of it.
    #[serde(flatten)]
    pub counts: Counts,
}

/// Files of a download.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Replaced.
    pub updated: u64,
    /// Current.
    pub unchanged: u64,
    /// The source has none any more.
    pub gone: u64,
}

impl IocDownload {
    /// Works on the APIs of `aws`.
    pub fn new(settings: Settings, aws: Aws, metrics: Metrics) -> Self {
        Self {
            http: Client::new(settings.timeouts).behind(settings.mirror.clone()),
            store: Store::new(aws.s3(), settings.geo_bucket.clone()),
            settings,
            aws,
            metrics,
        }
    }

    /// Downloads what the plan says.
    ///
    /// # Errors
    ///
    /// Whatever kept a copy from being current.
    pub async fn handle(&self, event: LambdaEvent<Value>) -> Result<Answer, Failed> {
        let download = read(&event.payload)?;
        let left = event.context.deadline().duration_since(SystemTime::now()).unwrap_or_default();
        let until = Instant::now() + left.saturating_sub(TO_ANSWER);
        let (counts, failure) = self.bring(&download, until).await;
        self.count(download.provider, counts, failure.as_ref());
        match failure {
            None => Ok(Answer { download, counts }),
            Some(error) => Err(error.into()),
        }
    }

    async fn bring(&self, download: &Download, until: Instant) -> (Counts, Option<Error>) {
        if let Some(reason) = &download.unplanned {
            self.renew_all(download.provider, until).await;
            let provider = download.provider.name();
            let error = Error::Unplanned { provider, reason: reason.clone() };
            return (Counts::default(), Some(error));
        }
        match download.provider {
            Provider::Custom => (Counts::default(), None),
            Provider::Otx => self.pulses(download, until).await,
            Provider::Tor | Provider::AbuseCh | Provider::Urlhaus | Provider::Threatfox => {
                match self.feed(download.provider, until).await {
                    Ok(true) => (Counts { updated: 1, ..Counts::default() }, None),
                    Ok(false) => (Counts { unchanged: 1, ..Counts::default() }, None),
                    Err(error) => {
                        self.renew_all(download.provider, until).await;
                        (Counts::default(), Some(error))
                    }
                }
            }
        }
    }

    /// The key in a secret.
    async fn key(&self, provider: Provider, arn: Option<&String>) -> Result<HeaderValue, Error> {
        let provider = provider.name();
        let arn = arn.ok_or(Error::NoKey { provider })?;
        let key = secret::key(&self.aws, arn).await.map_err(Error::Key)?;
        key.ok_or(Error::NoKey { provider })
    }

    fn count(&self, provider: Provider, counts: Counts, failure: Option<&Error>) {
        let provider = provider.name();
        let mut measurement = Measurement::new()
            .dimension("service", "ioc-download")
            .count("IocFilesUpdated", counts.updated)
            .count("IocFilesUnchanged", counts.unchanged)
            .count("IocSourceFailures", u64::from(failure.is_some()))
            .count("IocKeyRefused", u64::from(failure.is_some_and(Error::is_key_refused)))
            .property("provider", provider);
        if let Some(failure) = failure {
            let error_type = failure.error_type();
            error!(error_type, reason = %failure, provider, "the last good copy stays");
            measurement = measurement.property("error_type", error_type);
        }
        self.metrics.write(&measurement);
        info!(provider, ?counts, "downloaded");
    }
}

fn read(event: &Value) -> Result<Download, Error> {
    let download = event.get(DOWNLOAD).cloned().unwrap_or_default();
    let download: Download = serde_json::from_value(download)
        .map_err(|error| Error::Event { reason: error.to_string() })?;
    match download.ids.iter().find(|id| !pulses::is_id(id)) {
        None => Ok(download),
        Some(_) => Err(Error::Event { reason: "an id of a pulse is none".to_owned() }),
    }
}
