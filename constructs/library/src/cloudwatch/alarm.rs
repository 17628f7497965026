//! Alarms.
//!
//! CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html>

use resources::cloudwatch;
use resources::cloudwatch::alarm::{ComparisonOperator, TreatMissingData};
use template::{Arn, ConditionHandle, Construct, Handle, LogicalId, Resource, Scope, Value};

use super::metric::{Metric, Period};
use crate::iam::Permission;
use crate::sns::TopicHandle;

/// The period of an alarm whose metric names none.
const PERIOD: Period = Period::minutes(5);

/// An alarm looks back at most this long.
const LONGEST_LOOK_BACK: u32 = 1_440;

/// When a metric is out of bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// At this value or above.
    AtLeast(u32),
    /// At this value or below.
    AtMost(u32),
}

/// What a period without any value means.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingData {
    /// All is well: for what is counted only when it happens.
    Good,
    /// The alarm stays as it is: for what a service stops measuring at rest.
    NoChange,
    /// Nobody knows, and the console says so.
    Unknown,
}

/// Describes an alarm.
#[derive(Debug, Clone)]
#[must_use = "an Alarm is only described; add it to a stack"]
pub struct Alarm {
    id: String,
    metric: Metric,
    bound: Bound,
    periods: u32,
    description: Option<String>,
    missing_data: MissingData,
    tells: Vec<Value<String>>,
    condition: Option<ConditionHandle>,
}

impl Alarm {
    /// An alarm as soon as the metric is out of bounds for one period.
    pub fn new(id: impl Into<String>, metric: Metric, bound: Bound) -> Self {
        Self {
            id: id.into(),
            metric,
            bound,
            periods: 1,
            description: None,
            missing_data: MissingData::Unknown,
            tells: vec![],
            condition: None,
        }
    }

    /// What has happened, and what to do about it: the message holds it. Up to 1,024
    /// characters.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Waits until the metric is out of bounds for so many periods in a row.
    ///
    /// # Panics
    ///
    /// With 0, or if they are more than a day together.
    pub fn for_periods(mut self, periods: u32) -> Self {
        let minutes = self.period().as_minutes() * periods;
        assert!(
            periods >= 1 && minutes <= LONGEST_LOOK_BACK,
            "{}: an alarm looks back at 1 period or more, and at most a day",
            self.id
        );
        self.periods = periods;
        self
    }

    /// What a period without any value means.
    pub fn missing_data(mut self, meaning: MissingData) -> Self {
        self.missing_data = meaning;
        self
    }

    /// Publishes to a topic. Its policy, and that of its key, must let CloudWatch do so.
    pub fn tells(mut self, topic: &TopicHandle) -> Self {
        self.tells.push(topic.arn().into());
        self
    }

    /// Makes the alarm only where a condition of the stack holds.
    pub fn only_where(mut self, condition: &ConditionHandle) -> Self {
        self.condition = Some(condition.clone());
        self
    }

    fn period(&self) -> Period {
        self.metric.period.unwrap_or(PERIOD)
    }

    fn properties(&self) -> cloudwatch::Alarm {
        let metric = &self.metric;
        let (operator, threshold) = match self.bound {
            Bound::AtLeast(value) => (ComparisonOperator::GreaterThanOrEqualToThreshold, value),
            Bound::AtMost(value) => (ComparisonOperator::LessThanOrEqualToThreshold, value),
        };
        let missing = match self.missing_data {
            MissingData::Good => TreatMissingData::NotBreaching,
            MissingData::NoChange => TreatMissingData::Ignore,
            MissingData::Unknown => TreatMissingData::Missing,
        };
        let mut properties = cloudwatch::Alarm::new()
            .namespace(metric.namespace)
            .metric_name(metric.name)
            .dimensions(metric.alarm_dimensions())
            .statistic(metric.statistic.for_alarm())
            .period(self.period().as_seconds())
            .evaluation_periods(self.periods)
            .comparison_operator(operator)
            .threshold(f64::from(threshold))
            .treat_missing_data(missing);
        if let Some(description) = &self.description {
            properties = properties.alarm_description(description.as_str());
        }
        if !self.tells.is_empty() {
            properties = properties.alarm_actions(self.tells.clone());
        }
        properties
    }
}

/// An alarm that is in a stack.
#[derive(Debug, Clone)]
pub struct AlarmHandle(cloudwatch::AlarmHandle);

impl Construct for Alarm {
    type Handle = AlarmHandle;

    fn build(self, scope: &mut Scope<'_>) -> AlarmHandle {
        let mut resource = Resource::new(&self.id, self.properties());
        if let Some(condition) = &self.condition {
            resource = resource.condition(condition);
        }
        AlarmHandle(scope.add(resource))
    }
}

impl AlarmHandle {
    /// The alarm's ARN.
    pub fn arn(&self) -> Value<Arn<cloudwatch::Alarm>> {
        self.0.arn()
    }

    /// Ask for its state.
    pub fn describe(&self) -> Permission {
        Permission::new(&["cloudwatch:DescribeAlarms"], [self.arn()])
    }

    /// The alarm's name.
    pub fn name(&self) -> Value<String> {
        self.0.reference().into()
    }
}

impl Handle for AlarmHandle {
    fn logical_id(&self) -> &LogicalId {
        self.0.logical_id()
    }
}
