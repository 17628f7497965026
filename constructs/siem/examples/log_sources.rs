//! Logs switched on: some where the SIEM is, and one in another region.
//!
//! A source gets its logs to the log bucket under the prefix that the loader recognises. Those
//! of `Siem::sources` are in the SIEM's stack. Elsewhere, a source is added to a stack that is
//! deployed there, and told where the log bucket is. For another account, say `in_account` too,
//! and name it in the SIEM's `accounts`, so that it may write.
//!
//! Prints both templates: `cargo run -p siem --example log_sources`

use siem::Siem;
use siem::sources::{CloudTrail, Destination, GuardDuty, LogSource, SecurityHub, VpcFlowLogs};
use template::Stack;

/// The SIEM, and what logs its own account and region.
pub fn stack() -> anyhow::Result<Stack> {
    let mut siem = Siem::default();
    siem.sources.cloudtrail = CloudTrail::default().into();
    siem.sources.guardduty = GuardDuty::default().into();
    siem.sources.vpc_flow_logs = VpcFlowLogs::of_vpcs(["vpc-0a1b2c3d4e5f60718".parse()?]).into();

    let mut stack = Stack::new("aes-siem");
    stack.add(siem);
    Ok(stack)
}

/// What another region has. It asks for the log bucket's name when it is deployed.
pub fn stack_of_another_region() -> anyhow::Result<Stack> {
    let mut stack = Stack::new("aes-siem-sources-tokyo");
    let log_bucket = Destination::asked(&mut stack)
        .in_region("eu-central-1".parse()?)
        .from_region("ap-northeast-1".parse()?);
    stack.add(SecurityHub::default().to(&log_bucket));
    Ok(stack)
}

fn main() -> anyhow::Result<()> {
    for stack in [stack()?, stack_of_another_region()?] {
        print!("---\n{}", stack.synthesise()?.template.to_yaml());
    }
    Ok(())
}
