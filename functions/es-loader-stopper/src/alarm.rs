//! What the alarm knows now, which may be newer than the event.
//!
//! Lambda repeats an event that failed, minutes later. If the storage has got room meanwhile,
//! the event of that has been handled already, and no other would set the loader going again. So
//! what is newer is acted on.
//!
//! API: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html>

use std::time::{Duration, SystemTime};

use aws_smithy_types::DateTime;
use kit::aws_json::{Client, Service};
use kit::xml::Element;
use tracing::{info, warn};

use crate::event::{Change, State, moment};

pub(crate) const CLOUDWATCH: Service = Service { name: "monitoring", target: "" };
const VERSION: &str = "2010-08-01";

/// EventBridge and Lambda bring an event for a day, and six hours more. Who sends an older one
/// means what it says.
const LATEST: Duration = Duration::from_secs(30 * 60 * 60);

/// The alarm.
#[derive(Debug)]
pub(crate) struct Alarm<'a> {
    pub(crate) client: &'a Client,
    pub(crate) arn: &'a str,
}

impl Alarm<'_> {
    /// The alarm's last change: `change`, or one that came after it. An alarm that cannot be
    /// asked has not changed: it is better to act on what was told than not at all.
    pub(crate) async fn last_change(&self, change: Change) -> Change {
        let Some(at) = change.at.filter(|at| is_late_at_most(*at)) else { return change };
        let name = self.arn.rsplit_once(":alarm:").map_or(self.arn, |(_, name)| name);
        let input = [("AlarmNames.member.1", name), ("AlarmTypes.member.1", "MetricAlarm")];
        let answer = match self.client.query("DescribeAlarms", VERSION, &input).await {
            Ok(answer) => answer,
            Err(error) => {
                warn!(%error, "the alarm cannot be asked; what the event says is believed");
                return change;
            }
        };
        let last = Element::read(&answer).ok().and_then(|answer| read(&answer, self.arn));
        match last {
            Some(last) if last.state != change.state && is_after(last.at, at) => {
                info!(state = ?last.state, "the alarm has changed again since the event");
                last
            }
            _ => change,
        }
    }
}

fn is_late_at_most(at: DateTime) -> bool {
    let age = SystemTime::try_from(at).ok().and_then(|at| at.elapsed().ok());
    age.unwrap_or_default() <= LATEST
}

fn is_after(moment: Option<DateTime>, other: DateTime) -> bool {
    moment.is_some_and(|moment| moment.as_secs_f64() > other.as_secs_f64())
}

/// The alarm's last change, as CloudWatch answers.
fn read(answer: &Element, arn: &str) -> Option<Change> {
    let mut alarms = answer.child("DescribeAlarmsResult")?.items("MetricAlarms");
    let alarm = alarms.find(|alarm| alarm.text_of("AlarmArn") == Some(arn))?;
    Some(Change {
        state: State::read(alarm.text_of("StateValue")?)?,
        reason: alarm.text_of("StateReason").unwrap_or_default().to_owned(),
        at: moment(alarm.text_of("StateUpdatedTimestamp")?),
    })
}
