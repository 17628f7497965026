//! The SIEM's stack, in one test binary.

mod accounts;
mod alarms;
mod customising;
mod dashboards;
mod differences;
mod domain;
mod everywhere;
mod examples;
mod indicators;
mod log_bucket;
mod log_groups;
mod moved_over;
mod network;
mod options;
mod permissions;
mod regions;
mod schema;
mod sources;
mod template_snapshot;
mod what_matters;
mod wrong_states;

use assertions::Template;
use siem::{Bundles, Siem};
use template::Stack;

/// The template with all defaults.
fn default_template() -> Template {
    let mut stack = Stack::new("aes-siem");
    stack.add(Siem::default());
    Template::of(stack)
}

/// The template with all defaults, and with the functions that are planned.
fn whole_template() -> Template {
    whole_template_of(Siem::default())
}

/// The template with the functions that are planned.
fn whole_template_of(siem: Siem) -> Template {
    let mut stack = Stack::new("aes-siem");
    stack.add(siem.with_bundles(Bundles::default().with_planned()));
    Template::of(stack)
}
