//! The state machine: plan, download four at a time, make the database.
//!
//! A download that fails in the end does not stop the others: the database is then made
//! from the file that came last.

use contract::indicators::{DOWNLOAD, DOWNLOADS, PROVIDER};
use library::events::StateMachineSchedule;
use library::logs::LogGroupHandle;
use library::stepfunctions::{Definition, Retry, State, StateMachine};
use template::Scope;

use super::functions::{Functions, LONG};
use super::options::Options;
use crate::names::named;

/// Its id in the stack.
pub(super) const STATE_MACHINE: &str = "IocStateMachine";

/// Downloads at a time. The providers limit how often they are asked.
const AT_A_TIME: u32 = 4;

/// A run that takes longer is ended: the next one makes it good.
const LONGEST_RUN_SECONDS: u32 = 3_600;

pub(super) fn build(
    scope: &mut Scope<'_>,
    functions: &Functions,
    log_group: &LogGroupHandle,
    options: &Options,
) {
    let machine = scope.add(
        StateMachine::new(STATE_MACHINE, definition(functions))
            .name(named("ioc-state-machine"))
            .logs_to(log_group.arn()),
    );
    scope.add(
        StateMachineSchedule::new("IocSchedule", options.interval.clone(), &machine)
            .enabled_where(&options.enabled),
    );
}

fn definition(functions: &Functions) -> Definition {
    let download = State::invoke("IocDownload", &functions.download)
        // A second less than the function has, so that this is what ends it.
        .timeout_seconds(LONG.as_seconds() - 1)
        .retry(Retry::LAMBDA)
        .catch(&["States.Timeout", "States.TaskFailed"], State::pass("KeepLastDownload"));
    let createdb = State::invoke("IocCreatedb", &functions.createdb).retry(Retry::LAMBDA);
    let downloads =
        State::map("DownloadAll", &format!("$.{DOWNLOADS}"), DOWNLOAD, AT_A_TIME, download);
    let choice = State::choose_by_absence(
        "AnythingToDownload",
        &format!("$.{DOWNLOADS}[0].{PROVIDER}"),
        State::pass("NothingToDownload"),
        downloads.then(createdb),
    );
    let plan = State::invoke("IocPlan", &functions.plan).retry(Retry::LAMBDA).then(choice);
    Definition::starting_at(plan, LONGEST_RUN_SECONDS)
}
