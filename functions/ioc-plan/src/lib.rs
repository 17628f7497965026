//! The first step of the indicator pipeline: what there is to download.
//!
//! A source that cannot be planned is in the plan all the same, with the reason: its download
//! then fails for it, where people are told of failures, and neither the other sources nor the
//! copy of it that came last are lost for it. So this function fails only where it cannot start.
//!
//! Of OTX, the list of pulses that somebody subscribes to comes in pages; each page is tried
//! again by itself, and where one stays away, the pulses of those before it are downloaded.
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

mod error;
mod otx;
mod own;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use contract::environment;
use contract::indicators::{Download, Plan, Provider};
use http::Uri;
use kit::aws::Aws;
use kit::errors::{Failed, Stable};
use kit::http::{Client, Timeouts};
use kit::metrics::{Measurement, Metrics};
use kit::patience::Patience;
use lambda_runtime::LambdaEvent;
use serde_json::Value;
use tokio::time::Instant;
use tracing::{error, info};

pub use error::Error;

/// Kept back to answer with what was reached.
const TO_ANSWER: Duration = Duration::from_secs(10);

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The bucket with lists of one's own.
    pub geo_bucket: String,
    /// Whether exit nodes of Tor are wanted.
    pub tor: bool,
    /// Whether the lists of abuse.ch are wanted.
    pub abuse_ch: bool,
    /// The secret with the key of OTX.
    pub otx_secret_arn: Option<String>,
    /// The secret with the key of abuse.ch.
    pub abuse_ch_secret_arn: Option<String>,
    /// What stands in for the internet.
    pub mirror: Option<Uri>,
    /// How often a page is asked for again.
    pub patience: Patience,
    /// How long a source may be silent.
    pub timeouts: Timeouts,
}

impl Settings {
    /// The settings in use, from the function's environment.
    pub fn new(
        environment: environment::IocPlan<String, Option<String>>,
        mirror: Option<Uri>,
    ) -> Self {
        let is_on = |switch: Option<String>| {
            switch.is_some_and(|value| value.trim().eq_ignore_ascii_case("true"))
        };
        Self {
            geo_bucket: environment.geo_bucket,
            tor: is_on(environment.tor),
            abuse_ch: is_on(environment.abuse_ch),
            otx_secret_arn: environment.otx_secret_arn,
            abuse_ch_secret_arn: environment.abuse_ch_secret_arn,
            mirror,
            patience: Patience {
                attempts: 4,
                first_wait: Duration::from_secs(2),
                longest_wait: Duration::from_secs(20),
            },
            timeouts: Timeouts {
                connect: Duration::from_secs(10),
                response: Duration::from_secs(60),
                body: Duration::from_secs(20),
            },
        }
    }
}

/// The function.
#[derive(Debug)]
pub struct IocPlan {
    settings: Settings,
    aws: Aws,
    s3: aws_sdk_s3::Client,
    http: Client,
    metrics: Metrics,
}

impl IocPlan {
    /// Works on the APIs of `aws`.
    pub fn new(settings: Settings, aws: Aws, metrics: Metrics) -> Self {
        let http = Client::new(settings.timeouts).behind(settings.mirror.clone());
        Self { s3: aws.s3(), http, settings, aws, metrics }
    }

    /// Plans, whatever the event.
    ///
    /// # Errors
    ///
    /// None: what cannot be planned is in the plan.
    pub async fn handle(&self, event: LambdaEvent<Value>) -> Result<Plan, Failed> {
        let now = SystemTime::now();
        let left = event.context.deadline().duration_since(now).unwrap_or_default();
        let until = Instant::now() + left.saturating_sub(TO_ANSWER);
        let planned = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let mut downloads = self.own_lists(planned).await;
        if self.settings.tor {
            downloads.push(Download::of(Provider::Tor, planned));
        }
        if self.settings.abuse_ch {
            downloads.push(Download::of(Provider::AbuseCh, planned));
            if self.settings.abuse_ch_secret_arn.is_some() {
                downloads.push(Download::of(Provider::Urlhaus, planned));
                downloads.push(Download::of(Provider::Threatfox, planned));
            }
        }
        downloads.extend(self.pulses(planned, until).await);
        let plan = Plan::from(downloads);
        info!(summary = ?plan.summary, "planned");
        Ok(plan)
    }

    /// A source that cannot be planned.
    fn unplanned(&self, provider: Provider, planned: u64, failure: &Error) -> Download {
        error!(
            error_type = failure.error_type(),
            reason = %failure,
            provider = provider.name(),
            "not planned"
        );
        let refused = matches!(failure, Error::KeyRefused { .. } | Error::Key(_));
        self.metrics.write(
            &Measurement::new()
                .dimension("service", "ioc-plan")
                .count("IocSourceFailures", 1)
                .count("IocKeyRefused", u64::from(refused))
                .property("provider", provider.name())
                .property("error_type", failure.error_type()),
        );
        Download { unplanned: Some(failure.to_string()), ..Download::of(provider, planned) }
    }
}
