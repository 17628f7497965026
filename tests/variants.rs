//! The stacks whose templates are checked: one list, so that a variant is checked by all
//! checkers the moment it is listed.

use siem::sources::{ALL, SourceStack, Sources};
use siem::{
    Alarms, ControlTowerLogArchive, DomainKind, ExistingDomain, ImportedVpc, NewVpc, Organization,
    Siem, Vpc,
};
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
    Variant { name: "alarms-off", stack: || siem(Siem::default().alarms(Alarms::OFF)) },
    Variant { name: "existing-managed-domain", stack: || existing(DomainKind::ManagedCluster) },
    Variant { name: "existing-collection", stack: || existing(DomainKind::ServerlessSearch) },
    Variant { name: "new-vpc", stack: || siem(inside(Vpc::New(NewVpc::default()))) },
    Variant { name: "imported-vpc", stack: || siem(inside(imported_vpc())) },
    Variant { name: "asked-vpc", stack: || siem(inside(Vpc::Imported(ImportedVpc::default()))) },
    Variant { name: "organisation", stack: organisation },
    Variant { name: "every-option", stack: every_option },
    Variant { name: "control-tower-log-archive", stack: log_archive },
    Variant { name: "sources-beside-the-siem", stack: sources_beside_the_siem },
    Variant { name: "sources-elsewhere", stack: sources_elsewhere },
];

fn siem(siem: Siem) -> Stack {
    let mut stack = Stack::new("aes-siem");
    stack.add(siem);
    stack
}

fn existing(kind: DomainKind) -> Stack {
    let endpoint = "search-acme-abc.eu-central-1.es.amazonaws.com".parse().unwrap();
    siem(Siem::default().existing_domain(ExistingDomain::new(endpoint, "acme", kind)))
}

/// One of every source of logs, with the options of its example.
fn every_source() -> Sources {
    let text: String =
        ALL.iter().map(|entry| format!("{}: {{{}}}\n", entry.name, entry.example)).collect();
    serde_yaml::from_str(&text).unwrap()
}

fn sources_beside_the_siem() -> Stack {
    let mut with_sources = Siem::default();
    with_sources.sources = every_source();
    siem(with_sources)
}

fn sources_elsewhere() -> Stack {
    let mut stack = Stack::new("sources");
    let sources = SourceStack::new("sources".parse().unwrap(), every_source());
    stack.add(sources);
    stack
}

fn inside(vpc: Vpc) -> Siem {
    let mut siem = Siem::default();
    siem.vpc = Some(vpc);
    siem
}

fn imported_vpc() -> Vpc {
    Vpc::Imported(ImportedVpc {
        id: Some("vpc-0a1b2c3d4e5f60718".parse().unwrap()),
        subnet_ids: vec!["subnet-0a1b2c3d4e5f60718".parse().unwrap()],
        route_table_ids: vec!["rtb-0a1b2c3d4e5f60718".parse().unwrap()],
        cidrs: vec!["10.0.0.0/16".parse().unwrap(), "100.64.0.0/16".parse().unwrap()],
    })
}

fn organisation() -> Stack {
    let mut options = Siem::default();
    options.organization = Some(Organization {
        id: "o-a1b2c3d4e5".parse().unwrap(),
        management_account: Some("222233334444".parse().unwrap()),
        member_accounts: vec!["333344445555".parse().unwrap()],
    });
    siem(options)
}

/// The file with an example of each.
fn every_option() -> Stack {
    let example = include_str!("../constructs/siem/siem.example.yaml");
    let mut options: Siem = serde_yaml::from_str(example).unwrap();
    // Of the two ways to have a domain, the one with more options.
    options.existing_domain = ExistingDomain::default();
    siem(options)
}

fn log_archive() -> Stack {
    let mut stack = Stack::new("aes-siem-control-tower");
    stack.add(ControlTowerLogArchive::new("aes-siem-control-tower".parse().unwrap()));
    stack
}
