//! What loading one object came to, for the log and the metrics.

use crate::delivery::Figures;
use crate::error::LoadError;
use crate::tally::Tally;
use kit::metrics::{Measurement, Unit};
use std::collections::BTreeMap;
use std::time::Duration;

pub use contract::metrics::UNKNOWN_LOG_TYPE as UNKNOWN;
use contract::metrics::{LOG_TYPE_DIMENSION, RULE_DIMENSION, RULE_MATCHES, UNRECOGNISED_OBJECTS};

/// What loading one object came to.
#[derive(Debug)]
pub struct Report {
    /// Counts of records by outcome.
    pub tally: Tally,
    /// Bytes, times and tries.
    pub figures: Figures,
    /// How often each rule has matched.
    pub rules: BTreeMap<String, u64>,
    /// Bytes that were to be read of the object, as stored.
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
            rules: BTreeMap::new(),
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
            .count("CountedLogCount", figures.counted)
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

    /// The hits of each rule that has matched.
    pub fn rule_measurements(&self, log_type: &str) -> impl Iterator<Item = Measurement> {
        self.rules.iter().map(move |(rule, count)| {
            Measurement::new()
                .dimension(LOG_TYPE_DIMENSION, log_type)
                .dimension(RULE_DIMENSION, rule.as_str())
                .count(RULE_MATCHES, *count)
        })
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

#[cfg(test)]
mod tests {
    use super::*;
    use contract::metrics::OF_V2_10_4;
    use kit::metrics::Metrics;
    use serde_json::Value;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn written(measurements: &[Measurement]) -> Vec<Value> {
        let written = Written::default();
        let metrics = Metrics::to_writer(written.clone());
        measurements.iter().for_each(|measurement| metrics.write(measurement));
        let bytes = written.0.lock().unwrap();
        let lines = std::str::from_utf8(&bytes).unwrap().lines();
        lines.map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn the_metrics_of_v2_10_4_are_written_by_type() {
        let lines = written(&[Report::empty().measurement("waf", "bucket", "key")]);
        for (name, unit) in OF_V2_10_4 {
            assert!(lines[0][*name].is_number(), "{name}");
            let declared = lines[0]["_aws"]["CloudWatchMetrics"][0]["Metrics"].as_array().unwrap();
            let found = declared.iter().find(|metric| metric["Name"] == **name).unwrap();
            assert_eq!(found["Unit"], **unit, "{name}");
        }
        assert_eq!(lines[0][LOG_TYPE_DIMENSION], "waf");
    }

    #[test]
    fn each_rule_that_has_matched_is_counted_by_its_name() {
        let rules = BTreeMap::from([("health checks".to_owned(), 3), ("bots".to_owned(), 1)]);
        let report = Report { rules, ..Report::empty() };
        let lines = written(&report.rule_measurements("alb").collect::<Vec<_>>());
        let found: Vec<_> =
            lines.iter().map(|line| (line[RULE_DIMENSION].as_str(), &line[RULE_MATCHES])).collect();
        let (one, three) = (Value::from(1.0), Value::from(3.0));
        assert_eq!(found, [(Some("bots"), &one), (Some("health checks"), &three)]);
    }
}
