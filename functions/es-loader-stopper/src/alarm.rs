//! What the alarm knows now, which may be newer than the event.
//!
//! Lambda repeats an event that failed, minutes later. If the storage has got room meanwhile,
//! the event of that has been handled already, and no other would set the loader going again.
//!
//! API: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html>

use aws_smithy_types::DateTime;
use kit::aws_json::{Client, Service};
use kit::xml::Element;
use tracing::warn;

use crate::event::{Change, State, moment};

pub(crate) const CLOUDWATCH: Service = Service { name: "monitoring", target: "" };
const VERSION: &str = "2010-08-01";

/// The alarm.
#[derive(Debug)]
pub(crate) struct Alarm<'a> {
    pub(crate) client: &'a Client,
    pub(crate) arn: &'a str,
}

impl Alarm<'_> {
    /// Whether the alarm has changed its state again since `change`. An alarm that cannot be
    /// asked has not: it is better to act on what was told than not at all.
    pub(crate) async fn has_changed_since(&self, change: &Change) -> bool {
        let Some(at) = change.at else { return false };
        let name = self.arn.rsplit_once(":alarm:").map_or(self.arn, |(_, name)| name);
        let input = [("AlarmNames.member.1", name), ("AlarmTypes.member.1", "MetricAlarm")];
        let answer = match self.client.query("DescribeAlarms", VERSION, &input).await {
            Ok(answer) => answer,
            Err(error) => {
                warn!(%error, "the alarm cannot be asked; what the event says is believed");
                return false;
            }
        };
        let now = Element::read(&answer).ok().and_then(|answer| state(&answer, self.arn));
        now.is_some_and(|(state, since)| {
            state != change.state && since.as_secs_f64() > at.as_secs_f64()
        })
    }
}

/// The alarm's state, and since when.
fn state(answer: &Element, arn: &str) -> Option<(State, DateTime)> {
    let mut alarms = answer.child("DescribeAlarmsResult")?.items("MetricAlarms");
    let alarm = alarms.find(|alarm| alarm.text_of("AlarmArn") == Some(arn))?;
    let state = State::read(alarm.text_of("StateValue")?)?;
    Some((state, moment(alarm.text_of("StateUpdatedTimestamp")?)?))
}
