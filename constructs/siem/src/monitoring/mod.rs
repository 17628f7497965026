//! What watches the SIEM itself.
//!
//! - `free_storage.rs`: the domain has no room any more.
//! - `alarms.rs`: logs are not loaded, or something does not run.
//! - `dashboards/`: all of it on one page.

mod alarms;
mod dashboards;
mod free_storage;

pub use alarms::{AlarmOption, Alarms, PeriodMinutes, Threshold};
use library::cloudwatch::{AlarmHandle, Metric};
use library::lambda::FunctionHandle;
use library::sns::TopicHandle;
use template::{Scope, Value, pseudo};

pub(crate) use free_storage::build as free_storage;

use crate::domain::Domain;
use crate::queues::Queues;

/// What is watched, and who is told.
pub(crate) struct Watched<'a> {
    pub(crate) domain: &'a Domain,
    pub(crate) loader: &'a FunctionHandle,
    pub(crate) queues: &'a Queues,
    pub(crate) alerts: &'a TopicHandle,
    pub(crate) free_storage: &'a AlarmHandle,
}

/// Builds alarms and dashboards. Last, since there is an alarm for every function.
pub(crate) fn build(scope: &mut Scope<'_>, alarms: &Alarms, watched: &Watched<'_>) {
    let alarms = alarms.build(scope, watched);
    dashboards::build(scope, watched, &alarms);
}

/// A metric of the domain.
///
/// <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-cloudwatchmetrics.html>
fn of_domain(name: &'static str, domain: Value<String>) -> Metric {
    Metric::new("AWS/ES", name).about("ClientId", pseudo::account_id()).about("DomainName", domain)
}
