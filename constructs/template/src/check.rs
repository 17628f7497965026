//! What must hold for a whole template. Every check adds to one list of problems.

mod cycles;
mod limits;
mod references;

use crate::problem::Problem;
use crate::template::Template;

/// Adds all that is wrong with the template.
pub(crate) fn check(template: &Template, problems: &mut Vec<Problem>) {
    references::check(template, problems);
    cycles::check(template, problems);
    limits::check(template, problems);
}
