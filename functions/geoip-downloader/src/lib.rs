//! Custom resource and schedule: GeoLite2 databases from MaxMind, and the list of trusted
//! proxies.
//!
//! One function serves both. At a deployment it says whether the license key is good,
//! so that a mistyped one is seen at once and not as logs without countries weeks
//! later; on a schedule it brings what is new. Databases are only ever replaced by ones
//! that were checked: on any failure the last good copy stays. Databases and list know nothing
//! of each other, and neither waits for the other (`proxies.rs`).
//!
//! What fails a stack operation:
//! - Create, and an Update that brings a license key: a key that MaxMind refuses, and what
//!   the stack itself got wrong (secret or bucket not accessible).
//! - Never MaxMind being slow, broken or out of quota (30 downloads a day): the schedule
//!   makes up for it, and a SIEM without countries for half a day is better than none.
//! - An Update with the same key never fails; it most likely changes something else. Nor
//!   does one that changes the key within its secret: no property tells of it, and the
//!   next run of the schedule finds out.
//! - Create, and an Update that brings other trusted proxies: an entry among them that is none.
//! - Delete: nothing. The databases belong to the bucket, which outlives the stack.
//!
//! The license key is part of every URL that MaxMind is asked, so no URL is ever printed
//! with its query.
//!
//! MaxMind: <https://dev.maxmind.com/geoip/updating-databases/#directly-downloading-databases>
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

mod archive;
mod download;
mod error;
mod license;
mod maxmind;
mod proxies;
mod resource;
mod store;

use std::path::PathBuf;
use std::time::Duration;

use contract::environment;
use http::Uri;
use kit::aws::Aws;
use kit::custom_resource::{Delivery, is_request, serve};
use kit::errors::Failed;
use kit::http::{Client, Timeouts};
use kit::metrics::Metrics;
use kit::patience::Patience;
use lambda_runtime::LambdaEvent;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

pub use download::Report;
pub use error::{Blame, Error};
pub use proxies::Proxies;
use store::Store;

/// The databases, all of which v2.10.4 fetches too.
pub const EDITIONS: [&str; 3] = ["GeoLite2-City", "GeoLite2-ASN", "GeoLite2-Country"];

/// Kept back from a scheduled invocation to report that its time ran out.
const TO_REPORT: Duration = Duration::from_secs(5);

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The bucket that receives the databases.
    pub geo_bucket: String,
    /// The secret with the license key; without it nothing is downloaded.
    pub license_secret_arn: Option<String>,
    /// A folder with room for an archive and its database, 150 MB or so.
    pub spool: PathBuf,
    /// Networks of trusted proxies, with blanks or commas between them.
    pub trusted_proxies: Option<String>,
    /// What stands in for the internet.
    pub mirror: Option<Uri>,
    /// How often a source is asked again.
    pub patience: Patience,
    /// How long a source may be silent.
    pub timeouts: Timeouts,
}

impl Settings {
    /// The settings in use, from the function's environment.
    pub fn new(
        environment: environment::GeoipDownloader<String, Option<String>>,
        mirror: Option<Uri>,
        spool: PathBuf,
    ) -> Self {
        Self {
            geo_bucket: environment.geo_bucket,
            license_secret_arn: environment.license_secret_arn,
            spool,
            trusted_proxies: environment.trusted_proxies,
            mirror,
            patience: Patience {
                attempts: 4,
                first_wait: Duration::from_secs(2),
                longest_wait: Duration::from_secs(20),
            },
            timeouts: Timeouts {
                connect: Duration::from_secs(10),
                response: Duration::from_secs(30),
                body: Duration::from_secs(20),
            },
        }
    }
}

/// The function.
#[derive(Debug)]
pub struct GeoipDownloader {
    settings: Settings,
    http: Client,
    aws: Aws,
    store: Store,
    metrics: Metrics,
    delivery: Delivery,
}

impl GeoipDownloader {
    /// Works on the APIs of `aws`.
    pub fn new(settings: Settings, aws: &Aws, metrics: Metrics) -> Self {
        Self {
            http: Client::new(settings.timeouts).behind(settings.mirror.clone()),
            aws: aws.clone(),
            store: Store::new(aws.s3(), settings.geo_bucket.clone()),
            settings,
            metrics,
            delivery: Delivery::default(),
        }
    }

    /// Serves a request of CloudFormation, or anything else as the schedule.
    ///
    /// # Errors
    ///
    /// On the schedule whatever kept a database from being current, so that the
    /// function's `Errors` metric counts it; for CloudFormation only what kept it from
    /// being answered.
    pub async fn handle(&self, event: LambdaEvent<Value>) -> Result<Value, Failed> {
        if is_request(&event.payload) {
            let answered = serve(self, &self.delivery, event).await?;
            return Ok(json!({ "answered": answered }));
        }
        let left = event.context.deadline().duration_since(std::time::SystemTime::now());
        let end = Instant::now() + left.unwrap_or_default().saturating_sub(TO_REPORT);
        let report = self.download_before(end).await;
        Ok(json!({ "status": report.into_result()?.to_string() }))
    }

    /// Downloads what is new, until `end`, and counts it.
    async fn download_before(&self, end: Instant) -> Report {
        let databases = timeout_at(end, self.download());
        let (databases, proxies) = tokio::join!(databases, self.proxies(end));
        let databases = databases.unwrap_or_else(|_| Report::failed(Error::OutOfTime));
        let report = databases.with(proxies);
        report.count(&self.metrics);
        report
    }
}
