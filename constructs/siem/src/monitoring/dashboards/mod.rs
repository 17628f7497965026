//! The two dashboards of CloudWatch: one for a domain, one for a collection.
//!
//! - `managed.rs`, `serverless.rs`: what the one and the other measures.
//! - `loader.rs`: what both have: the loader, its queues and its log.

mod loader;
mod managed;
mod serverless;

use library::cloudwatch::{AlarmHandle, Dashboard};
use template::Scope;

use super::Watched;
use crate::domain::Presence;

pub(super) fn build(scope: &mut Scope<'_>, watched: &Watched<'_>, alarms: &[AlarmHandle]) {
    let of_domain = || managed::describe(watched, alarms);
    let of_collection = || serverless::describe(watched, alarms);
    add(scope, watched.domain.managed(), of_domain);
    add(scope, watched.domain.serverless(), of_collection);
}

fn add(scope: &mut Scope<'_>, presence: Presence<'_>, describe: impl FnOnce() -> Dashboard) {
    match presence {
        Presence::Never => {}
        Presence::Always => {
            scope.add(describe());
        }
        Presence::Where(condition) => {
            scope.add(describe().only_where(condition));
        }
    }
}
