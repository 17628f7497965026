//! Metrics.
//!
//! Terms: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html>

use resources::cloudwatch::alarm::{Dimension, Statistic as AlarmStatistic};
use template::Value;

/// How the values of a period become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statistic {
    /// Their mean.
    Average,
    /// All together.
    Sum,
    /// The least.
    Minimum,
    /// The largest.
    Maximum,
}

impl Statistic {
    /// As dashboards spell it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Average => "Average",
            Self::Sum => "Sum",
            Self::Minimum => "Minimum",
            Self::Maximum => "Maximum",
        }
    }

    pub(super) fn for_alarm(self) -> AlarmStatistic {
        match self {
            Self::Average => AlarmStatistic::Average,
            Self::Sum => AlarmStatistic::Sum,
            Self::Minimum => AlarmStatistic::Minimum,
            Self::Maximum => AlarmStatistic::Maximum,
        }
    }
}

/// The time over which values become one: 1 minute to 1 day, in whole minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period(u32);

impl Period {
    /// This many minutes.
    ///
    /// # Panics
    ///
    /// With 0 or above 1,440, at build time in a constant.
    pub const fn minutes(minutes: u32) -> Self {
        assert!(minutes >= 1 && minutes <= 1_440, "a period is 1 to 1440 minutes");
        Self(minutes)
    }

    pub(super) const fn as_seconds(self) -> u32 {
        self.0 * 60
    }

    pub(super) const fn as_minutes(self) -> u32 {
        self.0
    }
}

/// What a service measures, about one of its resources.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a Metric is only named; give it to an alarm or a dashboard"]
pub struct Metric {
    pub(super) namespace: &'static str,
    pub(super) name: &'static str,
    pub(super) dimensions: Vec<(&'static str, Value<String>)>,
    pub(super) statistic: Statistic,
    pub(super) period: Option<Period>,
}

impl Metric {
    /// A metric of a namespace, such as `AWS/SQS`; its mean, until another statistic is
    /// chosen.
    pub fn new(namespace: &'static str, name: &'static str) -> Self {
        Self { namespace, name, dimensions: vec![], statistic: Statistic::Average, period: None }
    }

    /// What the metric is about. It needs all dimensions under which it is kept: with one
    /// fewer it is another metric, or none.
    pub fn about(mut self, dimension: &'static str, value: impl Into<Value<String>>) -> Self {
        self.dimensions.push((dimension, value.into()));
        self
    }

    /// How the values of a period become one.
    pub fn statistic(mut self, statistic: Statistic) -> Self {
        self.statistic = statistic;
        self
    }

    /// The time over which values become one. Without it a graph chooses, and an alarm
    /// takes five minutes.
    pub fn per(mut self, period: Period) -> Self {
        self.period = Some(period);
        self
    }

    pub(super) fn alarm_dimensions(&self) -> Vec<Dimension> {
        let dimensions = self.dimensions.iter();
        dimensions.map(|(name, value)| Dimension::new(*name, value)).collect()
    }
}
