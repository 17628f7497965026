//! The last step of the indicator pipeline: makes the database that the loader reads, of all
//! that was downloaded and of lists of one's own.
//!
//! A download that failed does not matter here: the copy that came last is still in the
//! bucket. A line or an element that cannot be used is counted and told, and costs none of the
//! others. The database is written with one call at the very end, so that the one before stays
//! in use whatever happens; and it stays where nothing at all could be read.
//!
//! Memory holds the database in the making and nothing else: objects are read as they come, or
//! from a file where they are large.
//!
//! | file | role |
//! | --- | --- |
//! | `answers.rs` | what the steps before hand over |
//! | `store.rs` | the geo bucket |
//! | `collector.rs` | indicators on their way into the database, each once for each provider |
//! | `sources/` | a file for each kind of list |
//! | `json.rs` | elements of lists in JSON, one after the other |
//! | `time.rs` | times as OpenSearch takes them |
//! | `error.rs` | why there is no new database |
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]

mod answers;
mod collector;
mod error;
mod json;
mod sources;
mod store;
mod time;

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::time::Duration;

use contract::environment;
use contract::geo_bucket::LARGEST_IOC_DATABASE;
use contract::indicators::Provider;
use kit::aws::Aws;
use kit::errors::Failed;
use kit::metrics::{Measurement, Metrics, Unit};
use lambda_runtime::LambdaEvent;
use serde_json::Value;
use tempfile::NamedTempFile;
use tokio::time::{Instant, timeout_at};
use tracing::{info, warn};

use answers::Answers;
use collector::Collector;
pub use collector::{Report, Tally};
pub use error::Error;
use store::Store;

/// Kept back to say that the time ran out.
const TO_ANSWER: Duration = Duration::from_secs(5);

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The bucket with the downloads, which receives the database.
    pub geo_bucket: String,
    /// A folder with room for the database and one large list.
    pub spool: PathBuf,
    /// Bytes of the largest database that is written.
    pub largest: usize,
}

impl Settings {
    /// The settings in use, from the function's environment.
    pub fn new(
        environment: environment::IocCreatedb<String, Option<String>>,
        spool: PathBuf,
    ) -> Self {
        Self { geo_bucket: environment.geo_bucket, spool, largest: LARGEST_IOC_DATABASE }
    }
}

/// The function.
#[derive(Debug)]
pub struct IocCreatedb {
    settings: Settings,
    store: Store,
    metrics: Metrics,
}

impl IocCreatedb {
    /// Works on the APIs of `aws`.
    pub fn new(settings: Settings, aws: &Aws, metrics: Metrics) -> Self {
        let store = Store::new(aws.s3(), settings.geo_bucket.clone(), settings.spool.clone());
        Self { settings, store, metrics }
    }

    /// Makes the database of what the steps before answered.
    ///
    /// # Errors
    ///
    /// Whatever keeps the database from being made: the one before stays then.
    pub async fn handle(&self, event: LambdaEvent<Value>) -> Result<Report, Failed> {
        let answers = Answers::read(&event.payload)?;
        let left = event.context.deadline().duration_since(std::time::SystemTime::now());
        let until = Instant::now() + left.unwrap_or_default().saturating_sub(TO_ANSWER);
        let report = timeout_at(until, self.make(&answers)).await;
        let report = report.unwrap_or(Err(Error::OutOfTime))?;
        self.count(&report);
        Ok(report)
    }

    async fn make(&self, answers: &Answers) -> Result<Report, Error> {
        let mut collector = Collector::default();
        for (provider, why) in &answers.failed {
            warn!(provider = provider.name(), why, "not downloaded: the last copy is taken");
            collector.report.failed.push(provider.name().to_owned());
        }
        collector.report.failed.dedup();
        for provider in Provider::ALL {
            if answers.has(provider) {
                self.collect(provider, answers, &mut collector).await?;
            }
        }
        let is_incomplete = !collector.report.failed.is_empty() || answers.unknown > 0;
        if collector.is_empty() && (is_incomplete || collector.report.has_losses()) {
            return Err(Error::Nothing);
        }
        self.write(collector).await
    }

    async fn write(&self, collector: Collector) -> Result<Report, Error> {
        let spool_failed = |source| Error::Spool { source };
        let (builder, mut report) = collector.finish();
        let mut file = NamedTempFile::new_in(&self.settings.spool).map_err(spool_failed)?;
        let mut writer = BufWriter::new(file.as_file_mut());
        let length = builder.write(&mut writer).map_err(spool_failed)?;
        writer.flush().map_err(spool_failed)?;
        drop(writer);
        if length > self.settings.largest as u64 {
            return Err(Error::TooLarge { length, largest: self.settings.largest });
        }
        self.store.put_database(file.path()).await?;
        report.bytes = length;
        Ok(report)
    }

    #[expect(clippy::cast_precision_loss, reason = "CloudWatch keeps 64-bit floats")]
    fn count(&self, report: &Report) {
        let all = report.all();
        self.metrics.write(
            &Measurement::new()
                .dimension("service", "ioc-createdb")
                .count("IocIndicators", all.taken)
                .count("IocRepeated", all.repeated)
                .count("IocLeftOut", all.left_out)
                .count("IocMalformed", all.malformed)
                .count("IocSourcesFromLastCopy", report.failed.len() as u64)
                .metric("IocDatabaseSize", Unit::Bytes, report.bytes as f64),
        );
        info!(?report, "database of indicators made");
    }
}
