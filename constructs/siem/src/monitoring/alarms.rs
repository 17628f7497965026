//! Alarms that logs are not loaded, or that something does not run. Each is an option.

use contract::metrics::{LOG_TYPE_DIMENSION, NAMESPACE, UNKNOWN_LOG_TYPE, UNRECOGNISED_OBJECTS};
use library::cloudwatch::{Alarm, AlarmHandle, Bound, Metric, MissingData, Period, Statistic};
use library::lambda::errors_of;
use library::sns::TopicHandle;
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Handle, Placed, Scope};

use super::Watched;
use crate::{InvalidOption, checked};

/// Alarms, which go to the topic `aes-siem-alert`. All are on unless they are switched off.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Alarms {
    /// Loads that failed wait in the dead-letter queue. Threshold: messages, 1 if not given.
    /// Period: 5 minutes if not given.
    pub dead_letters: AlarmOption,
    /// Parts of large objects wait too long. Threshold: age of the oldest in seconds, 3,600
    /// if not given. Period: 5 minutes if not given.
    pub split_queue_age: AlarmOption,
    /// The function that loads logs fails. Threshold: failed invocations, 5 if not given.
    /// Period: 15 minutes if not given.
    pub loader_errors: AlarmOption,
    /// The function that loads logs is held back by a limit. Threshold: invocations refused,
    /// 100 if not given. Period: 15 minutes if not given.
    pub loader_throttles: AlarmOption,
    /// Objects come that no log type recognises, and are not loaded. Threshold: objects, 1
    /// if not given. Period: 60 minutes if not given.
    pub unrecognised_objects: AlarmOption,
    /// One of the other functions fails. Threshold: failed invocations of one function, 1 if
    /// not given. Period: 60 minutes if not given.
    pub function_errors: AlarmOption,
}

/// Whether there is an alarm, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AlarmOption {
    /// Whether there is one at all; `true` if not given.
    pub enabled: bool,
    /// At which value, or above.
    #[serde(deserialize_with = "checked::optional_number")]
    #[schemars(with = "Option<u32>", range(min = 1))]
    pub threshold: Option<Threshold>,
    /// Over how many minutes the value is taken.
    #[serde(deserialize_with = "checked::optional_number")]
    #[schemars(with = "Option<u32>", range(min = 1, max = 1440))]
    pub period_minutes: Option<PeriodMinutes>,
}

impl Default for AlarmOption {
    fn default() -> Self {
        Self { enabled: true, threshold: None, period_minutes: None }
    }
}

impl AlarmOption {
    /// No alarm.
    pub const OFF: Self = Self { enabled: false, threshold: None, period_minutes: None };
}

impl Alarms {
    /// None of them.
    pub const OFF: Self = Self {
        dead_letters: AlarmOption::OFF,
        split_queue_age: AlarmOption::OFF,
        loader_errors: AlarmOption::OFF,
        loader_throttles: AlarmOption::OFF,
        unrecognised_objects: AlarmOption::OFF,
        function_errors: AlarmOption::OFF,
    };
}

/// A value at which there is an alarm: 1 or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold(u32);

impl TryFrom<u32> for Threshold {
    type Error = InvalidOption;

    fn try_from(value: u32) -> Result<Self, InvalidOption> {
        match value {
            0 => Err(InvalidOption::new(
                "a threshold of `0`, which is always reached; wanted is 1 or more, or \
                 `enabled: false` for no alarm",
            )),
            _ => Ok(Self(value)),
        }
    }
}

/// The time over which a value is taken: 1 to 1,440 minutes, that is a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodMinutes(Period);

impl TryFrom<u32> for PeriodMinutes {
    type Error = InvalidOption;

    fn try_from(minutes: u32) -> Result<Self, InvalidOption> {
        match minutes {
            1..=1_440 => Ok(Self(Period::minutes(minutes))),
            _ => Err(InvalidOption::new(format!(
                "a period of `{minutes}` minutes; an alarm looks back 1 to 1440 minutes"
            ))),
        }
    }
}

/// What an alarm is about, and when there is one if nothing else is asked for.
struct Spec {
    id: String,
    metric: Metric,
    threshold: u32,
    period: Period,
    missing_data: MissingData,
    description: String,
}

impl Alarms {
    /// The alarms that are in every stack: those of functions under a condition are not
    /// among them.
    pub(super) fn build(&self, scope: &mut Scope<'_>, watched: &Watched<'_>) -> Vec<AlarmHandle> {
        let specs = [
            (self.dead_letters, dead_letters(watched)),
            (self.split_queue_age, split_queue_age(watched)),
            (self.loader_errors, loader_errors(watched)),
            (self.loader_throttles, loader_throttles(watched)),
            (self.unrecognised_objects, unrecognised_objects()),
        ];
        let functions = scope.all_of("AWS::Lambda::Function");
        let mut inside = scope.child("Alarms");
        let mut built = vec![];
        for (option, spec) in specs {
            built.extend(option.describe(spec, watched.alerts).map(|alarm| inside.add(alarm)));
        }
        let loader = watched.loader.logical_id();
        for function in functions.iter().filter(|one| one.handle.logical_id() != loader) {
            let alarm = self.function_errors.describe(function_errors(function), watched.alerts);
            match (alarm, &function.condition) {
                (None, _) => {}
                (Some(alarm), None) => built.push(inside.add(alarm)),
                (Some(alarm), Some(condition)) => {
                    inside.add(alarm.only_where(condition));
                }
            }
        }
        built
    }
}

impl AlarmOption {
    fn describe(self, spec: Spec, alerts: &TopicHandle) -> Option<Alarm> {
        let period = self.period_minutes.map_or(spec.period, |PeriodMinutes(period)| period);
        let threshold = self.threshold.map_or(spec.threshold, |Threshold(value)| value);
        self.enabled.then(|| {
            Alarm::new(spec.id, spec.metric.per(period), Bound::AtLeast(threshold))
                .description(spec.description)
                .missing_data(spec.missing_data)
                .tells(alerts)
        })
    }
}

/// SQS stops measuring a queue hours after it was last used, though messages may be in it:
/// that must not look like an empty one.
fn dead_letters(watched: &Watched<'_>) -> Spec {
    Spec {
        id: "DeadLetters".into(),
        metric: watched.dead_letters.messages_visible(),
        threshold: 1,
        period: Period::minutes(5),
        missing_data: MissingData::NoChange,
        description: "Logs could not be loaded and wait in the queue aes-siem-dlq, for two weeks. \
                      Look into es-loader's log for the reason, mend it, and re-drive the queue"
            .into(),
    }
}

/// A part that fails is hidden for ten minutes and tried again up to twenty times, so that
/// an hour means more than a few failures.
fn split_queue_age(watched: &Watched<'_>) -> Spec {
    Spec {
        id: "SplitQueueAge".into(),
        metric: watched.split_queue.age_of_oldest_message(),
        threshold: 3_600,
        period: Period::minutes(5),
        missing_data: MissingData::Good,
        description: "Parts of large objects wait too long to be loaded. See whether es-loader \
                      fails or is throttled, and whether OpenSearch keeps up"
            .into(),
    }
}

/// An event that fails is tried three times, and then is in the dead-letter queue, which has
/// an alarm of its own: this one is about more than one event.
fn loader_errors(watched: &Watched<'_>) -> Spec {
    Spec {
        id: "LoaderErrors".into(),
        metric: watched.loader.errors(),
        threshold: 5,
        period: Period::minutes(15),
        missing_data: MissingData::Good,
        description: "es-loader fails again and again. Look into its log for error_type; nothing \
                      is lost, events are tried again and then go to the queue aes-siem-dlq"
            .into(),
    }
}

/// Lambda tries what it refused again for hours; a burst is no reason to be told.
fn loader_throttles(watched: &Watched<'_>) -> Spec {
    Spec {
        id: "LoaderThrottles".into(),
        metric: watched.loader.throttles(),
        threshold: 100,
        period: Period::minutes(15),
        missing_data: MissingData::Good,
        description: "Lambda cannot run es-loader as often as logs arrive, which delays them. \
                      Raise ReservedConcurrency or the account's limit, unless loading was \
                      stopped because the domain has no room"
            .into(),
    }
}

fn unrecognised_objects() -> Spec {
    Spec {
        id: "UnrecognisedObjects".into(),
        metric: Metric::new(NAMESPACE, UNRECOGNISED_OBJECTS)
            .about(LOG_TYPE_DIMENSION, UNKNOWN_LOG_TYPE)
            .statistic(Statistic::Sum),
        threshold: 1,
        period: Period::minutes(60),
        missing_data: MissingData::Good,
        description:
            "Objects in the log bucket have keys that no log type recognises, and are not \
                      loaded. es-loader's log names them; see whether a source writes under the \
                      wrong prefix"
                .into(),
    }
}

fn function_errors(function: &Placed) -> Spec {
    let name = function.path.replace('/', "");
    Spec {
        metric: errors_of(function.handle.reference()),
        threshold: 1,
        period: Period::minutes(60),
        missing_data: MissingData::Good,
        description: format!(
            "The function {name} of the SIEM failed. Its log says why, under error_type"
        ),
        id: format!("{name}Errors"),
    }
}
