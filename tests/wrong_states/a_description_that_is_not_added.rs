//! A description does nothing until it is added.

#![deny(unused_must_use)]

use library::sqs::Queue;

fn main() {
    Queue::new("Forgotten");
}
