//! Alerts: the channel to the stack's topic, and the monitors that speak through it.
//!
//! | monitor | fires |
//! | --- | --- |
//! | `aes-siem-root-login` | somebody signs in to the console as root, or tries |
//! | `aes-siem-console-login-without-mfa` | a user signs in to the console without a second factor |
//! | `aes-siem-guardduty-high` | a finding of GuardDuty has a severity from 7 to below 9 |
//! | `aes-siem-guardduty-critical` | a finding of GuardDuty has a severity of 9 or more |
//! | `aes-siem-waf-block-spike` | WAF blocks far more requests than in the hours before |
//! | `aes-siem-cloudtrail-stopped` | a trail is stopped, deleted or told to leave events out |
//! | `aes-siem-no-logs` | nothing has come for a day from a source that sent something in the week before |
//!
//! They are there in any case, and switched off unless the options switch them on, so that
//! an update of a stack sends nobody mails that nobody asked for. Where a user has switched
//! one on or off, it stays so.
//!
//! Logs come late, by minutes or, when something is loaded again, by days. So a monitor looks
//! at what was loaded since it last ran ([`INGESTED`](conditions::INGESTED)), not at what
//! happened since.

mod channel;
mod conditions;
mod message;
mod monitor;
mod normal;
mod set;

use serde_json::Value;

use crate::error::Error;
use crate::object::Object;
use crate::work::Work;
use channel::Channel;
use monitor::Monitors;

/// Puts the channel.
pub(crate) async fn channel(work: &Work<'_>) -> Result<(), Error> {
    let object = channel::object(&work.settings.environment);
    work.settle(&Channel, &[object]).await.map(drop)
}

/// Puts the monitors.
pub(crate) async fn monitors(work: &Work<'_>) -> Result<(), Error> {
    let channel = channel_id(work).await?;
    if channel.is_none() {
        work.report(|report| {
            report.left_out("actions of monitors", "there is no channel for notifications");
        });
    }
    let on = work.options.monitors.unwrap_or_default();
    let objects: Vec<Object> =
        set::ALL.iter().map(|monitor| monitor.object(channel.as_deref(), on)).collect();
    let Some(settled) = work.settle(&Monitors, &objects).await? else { return Ok(()) };
    work.remove_obsolete(&Monitors, &settled).await
}

/// The id of the channel in effect: ours, or a user's of the same name.
async fn channel_id(work: &Work<'_>) -> Result<Option<String>, Error> {
    if work.target.lacks(channel::NEEDS).is_some() {
        return Ok(None);
    }
    let Some(channels) = work.inventory(&Channel).await? else { return Ok(None) };
    Ok(channels.get(channel::NAME).map(|entry| entry.id.clone()))
}

/// Switches something off in a body.
fn switched_off(mut body: Value, pointer: &str) -> Value {
    if let Some(switch) = body.pointer_mut(pointer) {
        *switch = Value::Bool(false);
    }
    body
}
