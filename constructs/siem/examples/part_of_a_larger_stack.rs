//! The SIEM as one part of a stack of one's own.
//!
//! A scope keeps its ids apart from those of the rest. It becomes a part of them, but for those
//! that v2.10.4 has: choose it before the first deployment. The rest of the stack uses the
//! handle that comes back.
//!
//! Prints the template: `cargo run -p siem --example part_of_a_larger_stack`

use library::ec2::IsolatedVpc;
use library::iam::{Principal, Role};
use siem::Siem;
use siem::sources::{Destination, LogSource, VpcFlowLogs};
use template::{Output, Stack, pseudo};

/// A network and a role of Acme's, and the SIEM.
pub fn stack() -> anyhow::Result<Stack> {
    let mut stack = Stack::new("acme");
    let siem = stack.scope("Security").add(Siem::default());

    // A network beside the SIEM, which has its flow logs.
    let network = stack.add(IsolatedVpc::new("Shop", "10.1.0.0/16").subnet("10.1.0.0/24"));
    let flow_logs = VpcFlowLogs::of_vpcs([network.id().into()]);
    stack.add(flow_logs.to(&Destination::of(&siem)));

    // A role with which people of this account read the logs as they came in.
    let auditor = stack.add(
        Role::assumed_by("Auditor", Principal::aws(pseudo::account_id()))
            .permit(siem.log_bucket.read())
            .permit(siem.key.decrypt()),
    );
    stack.output("AuditorRole", Output::new(auditor.arn()).description("Reads all logs"));
    Ok(stack)
}

fn main() -> anyhow::Result<()> {
    print!("{}", stack()?.synthesise()?.template.to_yaml());
    Ok(())
}
