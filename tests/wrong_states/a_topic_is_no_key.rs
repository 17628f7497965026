//! Encrypting with the wrong thing: both are ARNs, and only one is a key's.

use library::sns::Topic;
use siem::Siem;
use template::Stack;

fn main() {
    let mut stack = Stack::new("acme");
    let siem = stack.add(Siem::default());
    stack.add(Topic::new("News").encrypted_with(&siem.alerts));
}
