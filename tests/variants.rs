//! The stacks whose templates are checked: one list, so that a variant is checked by all
//! checkers the moment it is listed.

use siem::{Alarms, Bundles, DomainKind, ExistingDomain, Siem};
use template::Stack;

/// A stack with options of its own.
pub(crate) struct Variant {
    /// Names its files; no two are the same.
    pub(crate) name: &'static str,
    /// The stack, not yet synthesised.
    pub(crate) stack: fn() -> Stack,
}

/// Every variant. The first is the one that people get without options.
pub(crate) const VARIANTS: &[Variant] = &[
    Variant { name: "default", stack: || siem(Siem::default()) },
    Variant { name: "planned", stack: || siem(planned(Siem::default())) },
    Variant { name: "alarms-off", stack: || siem(planned(Siem::default().alarms(Alarms::OFF))) },
    Variant { name: "existing-managed-domain", stack: || existing(DomainKind::ManagedCluster) },
    Variant { name: "existing-collection", stack: || existing(DomainKind::ServerlessSearch) },
];

fn siem(siem: Siem) -> Stack {
    let mut stack = Stack::new("aes-siem");
    stack.add(siem);
    stack
}

/// With the functions that are planned.
fn planned(siem: Siem) -> Siem {
    siem.with_bundles(Bundles::default().with_planned())
}

fn existing(kind: DomainKind) -> Stack {
    let endpoint = "search-acme-abc.eu-central-1.es.amazonaws.com".parse().unwrap();
    siem(Siem::default().existing_domain(ExistingDomain::new(endpoint, "acme", kind)))
}
