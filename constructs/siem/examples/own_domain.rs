//! An OpenSearch domain that is there already, and that the stack leaves as it is.
//!
//! The template asks for nothing of the domain then. What it allows remains the domain's own
//! matter: its access policy and, where it has them, its roles must let es-loader write.
//!
//! Prints the template: `cargo run -p siem --example own_domain`

use siem::{DomainKind, ExistingDomain, Siem};
use template::Stack;

/// The SIEM in front of a domain of Acme's.
pub fn stack() -> anyhow::Result<Stack> {
    let endpoint = "search-acme-abcdefghij.eu-central-1.es.amazonaws.com".parse()?;
    let domain = ExistingDomain::new(endpoint, "acme", DomainKind::ManagedCluster);

    let mut stack = Stack::new("aes-siem");
    stack.add(Siem::default().existing_domain(domain));
    Ok(stack)
}

fn main() -> anyhow::Result<()> {
    print!("{}", stack()?.synthesise()?.template.to_yaml());
    Ok(())
}
