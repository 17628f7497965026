//! The event: CloudWatch's, of an alarm that has changed its state, by way of EventBridge.
//!
//! The rule of the stack lets the alarm of the storage through and no other. The function looks
//! all the same: whoever may invoke it could stop all loading.
//!
//! Events: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html>

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde_json::Value;

use crate::error::Error;

/// The longest value that an error repeats.
const LONGEST_SHOWN: usize = 120;

/// What an alarm knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Alarm,
    Ok,
    InsufficientData,
}

impl State {
    pub(crate) fn read(text: &str) -> Option<Self> {
        match text {
            "ALARM" => Some(Self::Alarm),
            "OK" => Some(Self::Ok),
            "INSUFFICIENT_DATA" => Some(Self::InsufficientData),
            _ => None,
        }
    }
}

/// The alarm's new state.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Change {
    pub(crate) state: State,
    /// CloudWatch's own words on why.
    pub(crate) reason: String,
    /// When it changed, where the event says so in a form that is known.
    pub(crate) at: Option<DateTime>,
}

impl Change {
    /// Reads an event of the alarm with this ARN.
    pub(crate) fn read(event: &Value, alarm_arn: &str) -> Result<Self, Error> {
        let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str);
        let wanted = |place, pointer, wanted: &str| match text(pointer) {
            Some(found) if found == wanted => Ok(()),
            found => Err(refused(place, found, format!("`{wanted}`"))),
        };
        wanted("source", "/source", "aws.cloudwatch")?;
        wanted("detail-type", "/detail-type", "CloudWatch Alarm State Change")?;
        wanted("resources[0]", "/resources/0", alarm_arn)?;
        let found = text("/detail/state/value");
        let state = found.and_then(State::read).ok_or_else(|| {
            let states = "`ALARM`, `OK` or `INSUFFICIENT_DATA`".to_owned();
            refused("detail.state.value", found, states)
        })?;
        let at = text("/detail/state/timestamp").and_then(moment);
        Ok(Self {
            state,
            reason: text("/detail/state/reason").unwrap_or_default().to_owned(),
            at: at.or_else(|| moment(text("/time")?)),
        })
    }
}

fn refused(place: &'static str, found: Option<&str>, wanted: String) -> Error {
    let found = found.map_or_else(
        || "missing, or no text".to_owned(),
        |found| format!("`{}`", found.chars().take(LONGEST_SHOWN).collect::<String>()),
    );
    Error::Event { place, found, wanted }
}

/// `2026-11-24T06:00:00.985+0000`, as the alarm's own timestamp is written, or with a `Z`.
pub(crate) fn moment(text: &str) -> Option<DateTime> {
    let utc = text.strip_suffix("+0000").map(|text| format!("{text}Z"));
    DateTime::from_str(utc.as_deref().unwrap_or(text), Format::DateTime).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ALARM: &str = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:aes-siem-FreeStorage";

    fn event() -> Value {
        json!({
            "source": "aws.cloudwatch",
            "detail-type": "CloudWatch Alarm State Change",
            "time": "2026-11-24T06:00:01Z",
            "resources": [ALARM],
            "detail": { "state": {
                "value": "ALARM",
                "reason": "Threshold Crossed",
                "timestamp": "2026-11-24T06:00:00.985+0000",
            } },
        })
    }

    #[test]
    fn an_event_says_what_the_alarm_knows_and_since_when() {
        let change = Change::read(&event(), ALARM).unwrap();
        assert_eq!((change.state, change.reason.as_str()), (State::Alarm, "Threshold Crossed"));
        assert_eq!(change.at, moment("2026-11-24T06:00:00.985Z"));
        let mut without = event();
        without["detail"]["state"] = json!({ "value": "OK" });
        let change = Change::read(&without, ALARM).unwrap();
        assert_eq!((change.state, change.at), (State::Ok, moment("2026-11-24T06:00:01Z")));
    }

    #[test]
    fn another_event_is_refused_with_its_place() {
        for (pointer, value, place) in [
            ("/source", json!("aws.events"), "source is `aws.events`; it must be `aws.cloudwatch`"),
            ("/source", json!(null), "source is missing, or no text"),
            ("/detail-type", json!("CloudWatch Alarm Configuration Change"), "detail-type is `"),
            ("/resources/0", json!("arn:other"), "resources[0] is `arn:other`"),
            ("/resources", json!("x"), "resources[0] is missing"),
            ("/detail/state/value", json!("FULL"), "detail.state.value is `FULL`"),
            ("/detail", json!([]), "detail.state.value is missing"),
        ] {
            let mut odd = event();
            *odd.pointer_mut(pointer).unwrap() = value;
            let words = Change::read(&odd, ALARM).unwrap_err().to_string();
            assert!(words.contains(place), "{pointer}: {words}");
        }
        for odd in [json!(null), json!([]), json!("x"), json!({ "Records": [] })] {
            assert!(Change::read(&odd, ALARM).is_err(), "{odd}");
        }
    }
}
