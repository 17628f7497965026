//! One more alarm, on what a queue of the SIEM measures, which tells the SIEM's own topic.
//!
//! `add` gives a handle: its fields are what else in the stack can be built on. Those alarms
//! that the SIEM has already are in `Siem::alarms`, each with its threshold.
//!
//! Prints the template: `cargo run -p siem --example extra_alarm`

use library::cloudwatch::{Alarm, Bound, MissingData, Period};
use siem::Siem;
use template::Stack;

/// The SIEM, and an alarm beside it.
pub fn stack() -> anyhow::Result<Stack> {
    let mut stack = Stack::new("aes-siem");
    let siem = stack.add(Siem::default());

    let waiting = siem.split_queue.messages_visible().per(Period::minutes(15));
    stack.add(
        Alarm::new("Backlog", waiting, Bound::AtLeast(1_000))
            .description("Parts of large logs pile up: 1000 at a time, twice in half an hour")
            .for_periods(2)
            .missing_data(MissingData::Good)
            .tells(&siem.alerts),
    );
    Ok(stack)
}

fn main() -> anyhow::Result<()> {
    print!("{}", stack()?.synthesise()?.template.to_yaml());
    Ok(())
}
