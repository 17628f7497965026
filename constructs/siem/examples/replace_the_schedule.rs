//! GeoIP databases fetched at other times than every twelve hours.
//!
//! MaxMind publishes on Tuesdays and Fridays: a download in the night after each is enough, and
//! leaves the daily limit of a licence key to others that use it.
//!
//! Prints the template: `cargo run -p siem --example replace_the_schedule`

use library::events::Cron;
use siem::Siem;
use template::Stack;

/// The SIEM with another schedule.
pub fn stack() -> anyhow::Result<Stack> {
    let mut stack = Stack::new("aes-siem");
    let siem = stack.add(Siem::default());

    // 03:00 of each Wednesday and Saturday, in UTC. `Rate::hours(24)` would do as well.
    let after_each_release: Cron = "0 3 ? * WED,SAT *".parse()?;
    siem.geoip_schedule.reschedule(&mut stack, after_each_release);
    Ok(stack)
}

fn main() -> anyhow::Result<()> {
    print!("{}", stack()?.synthesise()?.template.to_yaml());
    Ok(())
}
