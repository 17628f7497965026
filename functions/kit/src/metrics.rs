//! CloudWatch metrics as log lines.
//!
//! A line in the embedded metric format costs no API call and cannot be throttled;
//! CloudWatch Logs makes the metrics out of it. Each line is written whole, with one
//! call, since the logs go to the same stream.
//!
//! A value that CloudWatch would refuse takes the whole line with it, in silence.
//! So dimension values are never empty here, and a value that is no finite number is
//! left out.
//!
//! Format: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

pub use contract::metrics::NAMESPACE;

/// Stands for a dimension without a value.
const NO_VALUE: &str = "none";

/// CloudWatch takes dimension values up to this length.
const LONGEST_DIMENSION_VALUE: usize = 1024;

/// What a metric counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    /// Bytes.
    Bytes,
    /// Milliseconds.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Parts of a hundred.
    Percent,
    /// Anything else.
    None,
}

impl Unit {
    const fn name(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Bytes => "Bytes",
            Self::Milliseconds => "Milliseconds",
            Self::Seconds => "Seconds",
            Self::Percent => "Percent",
            Self::None => "None",
        }
    }
}

/// Metrics that share their dimensions: one line.
#[derive(Debug, Clone, Default)]
#[must_use = "a Measurement is only described; write it with Metrics::write"]
pub struct Measurement {
    dimensions: Vec<(&'static str, String)>,
    sets: Vec<Vec<&'static str>>,
    metrics: Vec<(&'static str, Unit, f64)>,
    properties: Map<String, Value>,
}

impl Measurement {
    /// Nothing measured yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A dimension, by which CloudWatch keeps the metrics apart. An empty value becomes
    /// `none`, a very long one is cut to 1,024 characters.
    pub fn dimension(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let value: String = value.into();
        let value = if value.trim().is_empty() {
            NO_VALUE.to_owned()
        } else {
            value.chars().take(LONGEST_DIMENSION_VALUE).collect()
        };
        self.dimensions.push((name, value));
        self
    }

    /// Names of dimensions under which the metrics are kept together. May be given
    /// several times; without it all dimensions make one set. An empty one is the sum
    /// over everything.
    pub fn dimension_set(mut self, names: &[&'static str]) -> Self {
        self.sets.push(names.to_vec());
        self
    }

    /// A metric and its value. CloudWatch takes at most 100 in a line.
    pub fn metric(mut self, name: &'static str, unit: Unit, value: f64) -> Self {
        if value.is_finite() {
            self.metrics.push((name, unit, value));
        }
        self
    }

    /// [`metric`](Self::metric) for a number of things.
    #[expect(clippy::cast_precision_loss, reason = "CloudWatch keeps 64-bit floats")]
    pub fn count(self, name: &'static str, value: u64) -> Self {
        self.metric(name, Unit::Count, value as f64)
    }

    /// Something to search the log line for, which is no dimension: a key, an id.
    pub fn property(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.properties.insert(name.to_owned(), value.into());
        self
    }

    fn line(&self, now: SystemTime) -> Vec<u8> {
        let sets = if self.sets.is_empty() {
            vec![self.dimensions.iter().map(|(name, _)| *name).collect()]
        } else {
            self.sets.clone()
        };
        let metrics: Vec<Value> = self
            .metrics
            .iter()
            .map(|(name, unit, _)| json!({ "Name": name, "Unit": unit.name() }))
            .collect();
        let directive = json!([{ "Namespace": NAMESPACE, "Dimensions": sets, "Metrics": metrics }]);
        let mut line = self.properties.clone();
        for (name, value) in &self.dimensions {
            line.insert((*name).to_owned(), json!(value));
        }
        for (name, _, value) in &self.metrics {
            line.insert((*name).to_owned(), json!(value));
        }
        let milliseconds = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        line.insert(
            "_aws".to_owned(),
            json!({ "Timestamp": u64::try_from(milliseconds).unwrap_or(u64::MAX), "CloudWatchMetrics": directive }),
        );
        let mut bytes = Value::Object(line).to_string().into_bytes();
        bytes.push(b'\n');
        bytes
    }
}

/// Where measurements are written.
pub struct Metrics {
    writer: Mutex<Box<dyn Write + Send>>,
}

impl Metrics {
    /// To standard output, as Lambda wants them.
    pub fn to_stdout() -> Self {
        Self::to_writer(io::stdout())
    }

    /// To anything else.
    pub fn to_writer(writer: impl Write + Send + 'static) -> Self {
        Self { writer: Mutex::new(Box::new(writer)) }
    }

    /// Writes one line. A measurement without a metric writes nothing.
    ///
    /// A metric that cannot be written is logged and otherwise ignored: work that is
    /// done must not be undone because its count is lost.
    pub fn write(&self, measurement: &Measurement) {
        if measurement.metrics.is_empty() {
            return;
        }
        let line = measurement.line(SystemTime::now());
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = writer.write_all(&line).and_then(|()| writer.flush()) {
            tracing::warn!(%error, "metrics not written");
        }
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(measurement: &Measurement) -> Value {
        let line =
            measurement.line(UNIX_EPOCH + std::time::Duration::from_millis(1_700_000_000_123));
        assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1, "one line");
        serde_json::from_slice(&line).unwrap()
    }

    #[test]
    fn a_line_names_its_metrics_and_holds_their_values() {
        let line = parsed(
            &Measurement::new()
                .dimension("logtype", "waf")
                .count("OutputLogCount", 3)
                .metric("TotalDuration", Unit::Milliseconds, 1.5)
                .property("s3_key", "AWSLogs/a\nb"),
        );
        assert_eq!(
            line,
            json!({
                "_aws": { "Timestamp": 1_700_000_000_123_u64, "CloudWatchMetrics": [{
                    "Namespace": "SIEM",
                    "Dimensions": [["logtype"]],
                    "Metrics": [
                        { "Name": "OutputLogCount", "Unit": "Count" },
                        { "Name": "TotalDuration", "Unit": "Milliseconds" },
                    ],
                }]},
                "logtype": "waf",
                "OutputLogCount": 3.0,
                "TotalDuration": 1.5,
                "s3_key": "AWSLogs/a\nb",
            })
        );
    }

    #[test]
    fn metrics_can_be_kept_under_several_sets_of_dimensions() {
        let line = parsed(
            &Measurement::new()
                .dimension("service", "es-loader")
                .dimension("logtype", "waf")
                .dimension_set(&[])
                .dimension_set(&["logtype"])
                .count("n", 1),
        );
        assert_eq!(
            line.pointer("/_aws/CloudWatchMetrics/0/Dimensions"),
            Some(&json!([[], ["logtype"]]))
        );
    }

    #[test]
    fn what_cloudwatch_would_refuse_is_not_written() {
        let line = parsed(&Measurement::new().dimension("logtype", " ").count("good", 1).metric(
            "bad",
            Unit::None,
            f64::NAN,
        ));
        assert_eq!(line.get("logtype"), Some(&json!("none")));
        assert_eq!(line.get("bad"), None);
    }

    #[test]
    fn a_measurement_without_a_metric_writes_nothing() {
        let (reader, writer) = io::pipe().unwrap();
        let metrics = Metrics::to_writer(writer);
        metrics.write(&Measurement::new().dimension("a", "b"));
        metrics.write(&Measurement::new().count("n", 1));
        drop(metrics);
        let written = io::read_to_string(reader).unwrap();
        assert_eq!(written.lines().count(), 1, "{written}");
    }
}
