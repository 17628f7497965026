//! A closed set of values is an enumeration.

use resources::events::Rule;

fn main() {
    let _ = Rule::new().state("ENABELD");
}
