//! What loading one object came to, for the log and the metrics.

use crate::delivery::Figures;
use crate::error::LoadError;
use crate::tally::Tally;
use kit::metrics::{Measurement, Unit};
use std::time::Duration;

pub use contract::metrics::UNKNOWN_LOG_TYPE as UNKNOWN;
use contract::metrics::{LOG_TYPE_DIMENSION, UNRECOGNISED_OBJECTS};

/// What loading one object came to.
#[derive(Debug)]
pub struct Report {
    /// Counts of records by outcome.
    pub tally: Tally,
    /// Bytes, times and tries.
    pub figures: Figures,
    /// Size of the object in bytes, as stored.
    pub size: u64,
    /// From the first request to the last.
    pub took: Duration,
    /// `Err` if the event has to come again.
    pub outcome: Result<(), LoadError>,
}

impl Report {
    /// Nothing was loaded, and nothing had to be.
    pub fn empty() -> Self {
        Self {
            tally: Tally::default(),
            figures: Figures::default(),
            size: 0,
            took: Duration::ZERO,
            outcome: Ok(()),
        }
    }

    /// The metrics: first those of v2.10.4 under its names, then ours.
    #[expect(clippy::cast_precision_loss, reason = "CloudWatch keeps 64-bit floats")]
    pub fn measurement(&self, log_type: &str, bucket: &str, key: &str) -> Measurement {
        let Self { tally, figures, .. } = self;
        Measurement::new()
            .dimension(LOG_TYPE_DIMENSION, log_type)
            .metric("InputLogFileSize", Unit::Bytes, self.size as f64)
            .metric("OutputDataSize", Unit::Bytes, figures.bytes as f64)
            .count("SuccessLogLoadCount", tally.loaded)
            .count("ErrorLogLoadCount", tally.set_aside + tally.given_back)
            .count("ExcludedLogCount", tally.excluded)
            .count("CountedLogCount", 0)
            .metric("TotalDurationTime", Unit::Milliseconds, self.took.as_secs_f64() * 1_000.0)
            .metric("EsResponseTime", Unit::Milliseconds, figures.open_search_took as f64)
            .count("TotalLogFileCount", 1)
            .count("TotalLogCount", tally.read)
            .count("AlreadyThereLogCount", tally.already_there)
            .count("SetAsideLogCount", tally.set_aside)
            .count("HandedOnLogCount", tally.handed_on)
            .count("GivenBackLogCount", tally.given_back)
            .count("LoadedInPartLogCount", figures.in_part)
            .count("SentAgainLogCount", figures.sent_again)
            .count("PerhapsDoubledLogCount", figures.perhaps_doubled)
            .count("BulkRequestCount", figures.requests)
            .count("RefusedBulkRequestCount", figures.refused_requests)
            .count("UnbalancedTallyCount", u64::from(tally.check().is_err()))
            .property("s3_bucket", bucket)
            .property("s3_key", key)
    }
}

/// The metric of an object that no log type recognises, and what can be said of its key.
pub fn unrecognised(bucket: &str, key: &str, why: &str) -> Measurement {
    Measurement::new()
        .dimension(LOG_TYPE_DIMENSION, UNKNOWN)
        .count(UNRECOGNISED_OBJECTS, 1)
        .property("s3_bucket", bucket)
        .property("s3_key", key)
        .property("why", why)
}
