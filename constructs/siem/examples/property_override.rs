//! Properties set past the options, on resources of the SIEM.
//!
//! For what no option covers. A path names parts with dots, and items of a list with numbers
//! from 0. The resource's metadata names each property that was set so.
//!
//! Prints the template: `cargo run -p siem --example property_override`

use siem::Siem;
use template::Stack;

/// Failed loads are kept for four days, not fourteen.
const FOUR_DAYS_IN_SECONDS: i64 = 4 * 24 * 60 * 60;

/// The SIEM with two properties that no option has.
pub fn stack() -> anyhow::Result<Stack> {
    let mut stack = Stack::new("aes-siem");
    let siem = stack.add(Siem::default());

    stack.override_property(&siem.dlq, "MessageRetentionPeriod", FOUR_DAYS_IN_SECONDS);
    let acceleration = "AccelerateConfiguration.AccelerationStatus";
    stack.override_property(&siem.log_bucket, acceleration, "Enabled");
    Ok(stack)
}

fn main() -> anyhow::Result<()> {
    print!("{}", stack()?.synthesise()?.template.to_yaml());
    Ok(())
}
