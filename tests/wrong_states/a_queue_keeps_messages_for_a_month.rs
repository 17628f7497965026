//! SQS keeps messages for two weeks at most.

use library::sqs::Retention;

const MONTH: Retention = Retention::days(30);

fn main() {
    let _ = MONTH;
}
