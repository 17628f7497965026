//! The functions that talk to the domain, in a VPC that is there already.
//!
//! What is left out here, the template asks for when it is deployed. To have the stack make a
//! VPC, give `Vpc::New(NewVpc::default())`.
//!
//! Prints the template: `cargo run -p siem --example own_vpc`

use siem::{ImportedVpc, Siem, Vpc};
use template::Stack;

/// The SIEM with its functions in a VPC.
pub fn stack() -> anyhow::Result<Stack> {
    let mut siem = Siem::default();
    siem.vpc = Some(Vpc::Imported(ImportedVpc {
        id: Some("vpc-0a1b2c3d4e5f60718".parse()?),
        subnet_ids: vec!["subnet-0a1b2c3d4e5f60718".parse()?, "subnet-1b2c3d4e5f60718a9".parse()?],
        route_table_ids: vec!["rtb-0a1b2c3d4e5f60718".parse()?],
        cidrs: vec!["10.0.0.0/16".parse()?],
    }));

    let mut stack = Stack::new("aes-siem");
    stack.add(siem);
    Ok(stack)
}

fn main() -> anyhow::Result<()> {
    print!("{}", stack()?.synthesise()?.template.to_yaml());
    Ok(())
}
