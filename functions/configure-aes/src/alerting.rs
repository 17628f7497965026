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

use std::time::Duration;

use kit::patience::Patience;
use serde_json::Value;
use tokio::time::sleep;
use tracing::info;

use crate::error::Error;
use crate::object::settle::marked;
use crate::object::{Kind, Object};
use crate::report::Report;
use crate::work::Work;
use channel::Channel;
use monitor::{Monitors, is_to_be_switched};

/// How long it takes until a channel that was put is listed: the plugin's index is refreshed
/// each second.
const LISTED: Patience = Patience {
    attempts: 8,
    first_wait: Duration::from_millis(250),
    longest_wait: Duration::from_secs(1),
};

/// Puts the channel, and waits until it is listed: a run that follows at once would not find
/// it, and make it again.
pub(crate) async fn channel(work: &Work<'_>) -> Result<(), Error> {
    let object = channel::object(&work.settings.environment);
    let mut attempt = 1;
    loop {
        let outcome = work.settle(&Channel, std::slice::from_ref(&object)).await;
        let is_there = match outcome {
            Ok(None) => return Ok(()),
            Ok(Some(settled)) if settled.before.get(channel::NAME).is_some() => {
                return work.remove_obsolete(&Channel, &settled).await;
            }
            // A run before this has just put it.
            Err(Error::Refused { status: 409, .. }) => false,
            Ok(Some(_)) => is_listed(work).await?,
            Err(error) => return Err(error),
        };
        match LISTED.wait_after(attempt).filter(|_| !is_there) {
            None => return Ok(()),
            Some(wait) => sleep(wait).await,
        }
        attempt += 1;
    }
}

async fn is_listed(work: &Work<'_>) -> Result<bool, Error> {
    let channels = work.inventory(&Channel).await?;
    Ok(channels.is_none_or(|channels| channels.get(channel::NAME).is_some()))
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
    work.remove_obsolete(&Monitors, &settled).await?;
    switch(work, objects.iter().filter(|object| !settled.kept.contains(&object.name)), on).await
}

/// Switches the monitors that nobody else has switched.
async fn switch(
    work: &Work<'_>,
    objects: impl Iterator<Item = &Object>,
    on: bool,
) -> Result<(), Error> {
    let Some(found) = work.inventory(&Monitors).await? else { return Ok(()) };
    for object in objects {
        let entry = found.get(&object.name).filter(|entry| is_to_be_switched(entry, on));
        if let Some(entry) = entry {
            let ask = Monitors.put(&object.name, marked(&Monitors, &object.body), Some(entry));
            work.demand(&ask, &format!("the monitor `{}` switched", object.name)).await?;
            info!(name = object.name, on, "switched");
            work.report(Report::written);
        }
    }
    Ok(())
}

/// The id of the channel in effect: ours, or a user's of the same name.
async fn channel_id(work: &Work<'_>) -> Result<Option<String>, Error> {
    if work.target.lacks(channel::NEEDS).is_some() {
        return Ok(None);
    }
    let Some(channels) = work.inventory(&Channel).await? else { return Ok(None) };
    let id = channels.get(channel::NAME).map_or(channel::NAME, |entry| entry.id.as_str());
    Ok(Some(id.to_owned()))
}

/// A body with something switched off.
fn switched_off(mut body: Value, pointer: &str) -> Value {
    if let Some(switch) = body.pointer_mut(pointer) {
        *switch = Value::Bool(false);
    }
    body
}
