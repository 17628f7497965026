//! Logs of other accounts: those of an organisation, and one that is no member of it.
//!
//! The log bucket's policy and the key's let these accounts write, and nobody else.
//!
//! Prints the template: `cargo run -p siem --example extra_accounts`

use siem::{Organization, Siem};
use template::Stack;

/// The SIEM with senders besides its own account.
pub fn stack() -> anyhow::Result<Stack> {
    let mut siem = Siem::default();
    siem.organization = Some(Organization {
        id: "o-a1b2c3d4e5".parse()?,
        management_account: Some("222233334444".parse()?),
        // Services may write for every member. Those that replicate buckets are named.
        member_accounts: vec!["333344445555".parse()?],
    });
    siem.accounts = vec!["444455556666".parse()?];

    let mut stack = Stack::new("aes-siem");
    stack.add(siem);
    Ok(stack)
}

fn main() -> anyhow::Result<()> {
    print!("{}", stack()?.synthesise()?.template.to_yaml());
    Ok(())
}
