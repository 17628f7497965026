//! The SIEM's stack, in one test binary.

mod accounts;
mod customising;
mod everywhere;
mod log_bucket;
mod log_groups;
mod moved_over;
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
    let mut stack = Stack::new("aes-siem");
    stack.add(Siem::default());
    Template::of(stack)
}
