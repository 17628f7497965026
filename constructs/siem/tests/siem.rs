//! The SIEM's stack, in one test binary.

mod customising;
mod differences;
mod moved_over;
mod template_snapshot;
mod what_matters;
mod wrong_states;

use assertions::Template;
use siem::{Bundles, Siem};
use template::Stack;

/// The template with the functions whose programs are planned.
fn planned_template() -> Template {
    let mut stack = Stack::new("aes-siem");
    stack.add(Siem::default().with_bundles(Bundles::default().with_planned()));
    Template::of(stack)
}

/// The template with all defaults.
fn default_template() -> Template {
    let mut stack = Stack::new("aes-siem");
    stack.add(Siem::default());
    Template::of(stack)
}
