//! Buckets and key under names of one's own.
//!
//! Choose names before the first deployment: with another name, a bucket of a deployed stack is
//! replaced, and the logs stay behind in the old one.
//!
//! Prints the template: `cargo run -p siem --example rename_buckets`

use siem::Siem;
use template::Stack;

/// The SIEM with names of Acme's.
pub fn stack() -> anyhow::Result<Stack> {
    let mut siem = Siem::default();
    siem.names.log_bucket = Some("acme-security-logs".parse()?);
    siem.names.snapshot_bucket = Some("acme-security-snapshots".parse()?);
    siem.names.geo_bucket = Some("acme-security-geo".parse()?);
    siem.names.key_alias = Some("alias/acme-security".parse()?);

    let mut stack = Stack::new("aes-siem");
    stack.add(siem);
    Ok(stack)
}

fn main() -> anyhow::Result<()> {
    print!("{}", stack()?.synthesise()?.template.to_yaml());
    Ok(())
}
