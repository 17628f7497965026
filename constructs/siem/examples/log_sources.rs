//! Logs switched on: some in the SIEM's own account, and one in another account and region.
//!
//! A source gets its logs to the log bucket under the prefix that the loader recognises. Those
//! of `Siem::sources` are in the SIEM's stack. Elsewhere, a source is added to a stack that is
//! deployed there, and told where the log bucket is.
//!
//! Prints both templates: `cargo run -p siem --example log_sources`

use library::s3::BucketName;
use siem::Siem;
use siem::sources::{CloudTrail, Destination, GuardDuty, LogSource, SecurityHub, VpcFlowLogs};
use template::Stack;

const LOG_BUCKET: &str = "acme-security-logs";

/// The SIEM, and what logs its own account.
pub fn stack() -> anyhow::Result<Stack> {
    let mut siem = Siem::default();
    siem.names.log_bucket = Some(LOG_BUCKET.parse()?);
    siem.sources.cloudtrail = CloudTrail::default().into();
    siem.sources.guardduty = GuardDuty::default().into();
    siem.sources.vpc_flow_logs = VpcFlowLogs::of_vpcs(["vpc-0a1b2c3d4e5f60718".parse()?]).into();
    // The account of the other stack may write.
    siem.accounts = vec!["222233334444".parse()?];

    let mut stack = Stack::new("aes-siem");
    stack.add(siem);
    Ok(stack)
}

/// What another account and region deploys.
pub fn stack_of_another_account() -> anyhow::Result<Stack> {
    let log_bucket: BucketName = LOG_BUCKET.parse()?;
    let siem = Destination::elsewhere(log_bucket)
        .in_account("111122223333".parse()?)
        .in_region("eu-central-1".parse()?)
        .from_region("ap-northeast-1".parse()?);

    let mut stack = Stack::new("aes-siem-sources");
    stack.add(SecurityHub::default().to(&siem));
    Ok(stack)
}

fn main() -> anyhow::Result<()> {
    for stack in [stack()?, stack_of_another_account()?] {
        print!("---\n{}", stack.synthesise()?.template.to_yaml());
    }
    Ok(())
}
