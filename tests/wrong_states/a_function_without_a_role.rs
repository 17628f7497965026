//! A required property belongs to the constructor.

use resources::lambda::Function;
use resources::lambda::function::Code;

fn main() {
    let _ = Function::new(Code::new());
}
