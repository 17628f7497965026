//! Schedule: Trusted Advisor's checks and their results to the log bucket.
//!
//! One object a run: for each check a record with the whole result, then one for each
//! flagged resource, in the form of v2.10.4 ([`record`]). Checks are refreshed first, and
//! waited for a little; a result that is still being made is exported as it was before.
//!
//! What is there is always written. A check whose result cannot be had, or for which the
//! time does not suffice, makes the invocation fail after that, so that it is counted.
//! Lambda runs a failed invocation again, which brings all records anew; the stack turns that
//! off where it is not wanted (`MaximumRetryAttempts`).
//!
//! The API is the one of AWS Support. It exists in one region of each partition, and only
//! for accounts with a support plan that has it.
//!
//! Needed IAM actions:
//! - `support:DescribeTrustedAdvisorChecks`, `support:RefreshTrustedAdvisorCheck`,
//!   `support:DescribeTrustedAdvisorCheckRefreshStatuses` and
//!   `support:DescribeTrustedAdvisorCheckResult` on `*`: they know no resources.
//! - `s3:PutObject` on `AWSLogs/<account>/TrustedAdvisor/*` of the log bucket, and
//!   `kms:GenerateDataKey` on its key where it has one.
//!
//! It needs 256 MB of memory. There are some hundreds of checks with two calls each, and the
//! wait for their refresh, so the timeout should be the longest, 15 minutes.
//!
//! API: <https://docs.aws.amazon.com/awssupport/latest/APIReference/Welcome.html>
//! Actions: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssupport.html>
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

mod advisor;
mod error;
pub mod record;

use std::time::{Duration, SystemTime};

use advisor::{Advisor, Checks, Refreshed};
use contract::environment;
use contract::sources::{Prefix, TRUSTED_ADVISOR};
use futures_util::StreamExt;
use kit::aws::Aws;
use kit::aws_json::{self, Client};
use kit::errors::Failed;
use kit::export::{self, Records};
use kit::function_arn::Place;
use kit::patience::Patience;
use lambda_runtime::LambdaEvent;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};
use tracing::{error, info};

pub use error::Error;

/// Where objects go, by which the loader recognises the log.
const PREFIX: Prefix = match TRUSTED_ADVISOR.prefix {
    Some(prefix) => prefix,
    None => panic!("the source has no prefix"), // does not compile
};

/// The name of an object, before its date.
const NAME: &str = "trustedadvisor-check-results";

/// Kept back from an invocation to write what is there.
const TO_WRITE: Duration = Duration::from_secs(20);

/// Calls under way at a time. The API throttles early.
const AT_A_TIME: usize = 3;

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The log bucket.
    pub log_bucket: String,
    /// Whether each record also has the check in Japanese.
    pub japanese_descriptions: bool,
    /// How often one call is tried.
    pub patience: Patience,
    /// How often, and how long, refreshed checks are waited for.
    pub refresh: Patience,
}

impl Settings {
    /// The settings in use, from the function's environment.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for descriptions that are neither `Yes` nor `No`.
    pub fn new(
        environment: environment::TrustedAdvisorExporter<String, Option<String>>,
    ) -> Result<Self, Error> {
        let japanese_descriptions = match environment.japanese_descriptions.as_deref() {
            Some("Yes") => true,
            Some("No") | None => false,
            Some(found) => return Err(Error::Option { found: found.to_owned() }),
        };
        Ok(Self {
            log_bucket: environment.log_bucket,
            japanese_descriptions,
            patience: aws_json::STANDARD,
            // Two minutes or so, as long as v2.10.4 waits.
            refresh: Patience {
                attempts: 10,
                first_wait: Duration::from_secs(5),
                longest_wait: Duration::from_secs(20),
            },
        })
    }
}

/// The function.
#[derive(Debug)]
pub struct TrustedAdvisorExporter {
    settings: Settings,
    aws: Aws,
}

/// What a run has got.
#[derive(Debug, Default)]
struct Run {
    records: Records,
    /// Checks whose result is among the records.
    exported: usize,
    /// Why others are not.
    failures: Vec<Error>,
}

impl TrustedAdvisorExporter {
    /// Works on the APIs of `aws`.
    pub fn new(settings: Settings, aws: &Aws) -> Self {
        Self { settings, aws: aws.clone() }
    }

    /// Exports all results, whatever the event.
    ///
    /// # Errors
    ///
    /// Whatever kept a result from being exported, after the others were.
    pub async fn handle(&self, event: LambdaEvent<Value>) -> Result<Value, Failed> {
        let place = Place::of(&event.context)?;
        let left = event.context.deadline().duration_since(SystemTime::now());
        let end = Instant::now() + left.unwrap_or_default().saturating_sub(TO_WRITE);
        let region = advisor::region(&place.partition)?;
        let client = Client::new(&self.aws, advisor::SUPPORT, region);
        let advisor = Advisor::new(client.patience(self.settings.patience), &place.account);
        let checks = timeout_at(end, advisor.checks(self.settings.japanese_descriptions))
            .await
            .unwrap_or(Err(Error::OutOfTime))?;
        let run = self.run(&advisor, &checks, &place.account, end).await?;
        let key = export::key(PREFIX, &place.account, region, NAME, SystemTime::now());
        self.finish(run, checks.len(), &key).await
    }

    /// Refreshes the checks and reads their results, until `end`.
    async fn run(
        &self,
        advisor: &Advisor<'_>,
        checks: &Checks,
        account: &str,
        end: Instant,
    ) -> Result<Run, Error> {
        let mut run = Run::default();
        let mut refreshed = Refreshed::default();
        let refresh = advisor.refresh(checks, self.settings.refresh, &mut refreshed);
        // Half of the time at most: results that are a little old are better than none.
        let half = Instant::now() + end.duration_since(Instant::now()) / 2;
        if timeout_at(half, refresh).await.is_err() {
            info!("refreshing takes too long; the last results are taken");
        }
        let ids = checks.ids().map(|id| async move { (id, advisor.result(id).await) });
        let mut results = futures_util::stream::iter(ids).buffered(AT_A_TIME);
        loop {
            let (id, answer) = match timeout_at(end, results.next()).await {
                Ok(Some((id, Ok(answer)))) => (id, answer),
                Ok(Some((_, Err(error)))) => {
                    run.failures.push(error);
                    continue;
                }
                Ok(None) => return Ok(run),
                Err(_) => {
                    run.failures.push(Error::OutOfTime);
                    return Ok(run);
                }
            };
            let context = record::Context {
                request_id: &answer.request_id,
                creation_date: export::Moment::from(SystemTime::now()).isoformat(),
                account,
                check: checks.english(id),
                check_ja: checks.japanese(id),
                refreshable: !refreshed.is_unrefreshable(id),
            };
            record::push(&mut run.records, &context, answer.result)?;
            run.exported += 1;
        }
    }

    /// Stores what is there and says what is not.
    async fn finish(&self, run: Run, checks: usize, key: &str) -> Result<Value, Failed> {
        let Run { records, exported, failures } = run;
        let bucket = &self.settings.log_bucket;
        let count = records.count();
        if count > 0 {
            records.put(&self.aws.s3(), bucket, key).await?;
            info!(bucket, key, checks = exported, records = count, "exported");
        }
        for failure in &failures {
            error!(reason = %failure, "result not exported");
        }
        match failures.into_iter().next() {
            None => Ok(json!({ "key": key, "checks": exported, "records": count })),
            Some(first) => {
                let missing = checks.saturating_sub(exported);
                Err(Error::Incomplete { missing, checks, first: Box::new(first) }.into())
            }
        }
    }
}
