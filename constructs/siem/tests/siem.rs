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
use siem::Siem;
use template::Stack;

/// The template with all defaults.
fn default_template() -> Template {
    template_of(Siem::default())
}

/// The template with these options.
fn template_of(siem: Siem) -> Template {
    let mut stack = Stack::new("aes-siem");
    stack.add(siem);
    Template::of(stack)
}
