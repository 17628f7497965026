//! The whole template, so that a review sees everything that moves.
//!
//! Functions are not built here: their files have names in place of hashes.

use siem::{
    Alarms, ControlTowerLogArchive, DomainKind, ExistingDomain, NewVpc, Organization, Siem, Vpc,
};
use template::{Construct, Stack};
use test_support::snapshots;

use super::network::imported_vpc;

fn yaml(siem: Siem) -> String {
    yaml_of("aes-siem", siem)
}

fn yaml_of(name: &str, construct: impl Construct) -> String {
    let mut stack = Stack::new(name);
    let _ = stack.add(construct);
    match stack.synthesise() {
        Ok(synthesised) => synthesised.template.to_yaml(),
        Err(problems) => panic!("{problems}"),
    }
}

#[test]
fn with_all_defaults() {
    let _bound = snapshots::bind();
    insta::assert_snapshot!("template@default", yaml(Siem::default()));
}

#[test]
fn with_a_domain_of_ones_own() {
    let _bound = snapshots::bind();
    let domain = ExistingDomain::new(
        "search-acme-abcdefghij.eu-central-1.es.amazonaws.com".parse().unwrap(),
        "acme",
        DomainKind::ManagedCluster,
    );
    let siem = Siem::default().existing_domain(domain);
    insta::assert_snapshot!("template@existing-domain", yaml(siem));
}

/// What the alarms add is the difference to the default.
#[test]
fn without_alarms() {
    let _bound = snapshots::bind();
    let siem = Siem::default().alarms(Alarms::OFF);
    insta::assert_snapshot!("template@alarms-off", yaml(siem));
}

#[test]
fn with_a_collection() {
    let _bound = snapshots::bind();
    let mut siem = Siem::default();
    siem.existing_domain.kind = Some(DomainKind::ServerlessTimeSeries);
    insta::assert_snapshot!("template@serverless", yaml(siem));
}

#[test]
fn with_a_vpc_that_it_makes() {
    let _bound = snapshots::bind();
    let mut siem = Siem::default();
    siem.vpc = Some(Vpc::New(NewVpc::default()));
    insta::assert_snapshot!("template@new-vpc", yaml(siem));
}

#[test]
fn with_a_vpc_that_is_there() {
    let _bound = snapshots::bind();
    insta::assert_snapshot!("template@imported-vpc", yaml(imported_vpc()));
}

/// What an organisation adds is the difference to the default.
#[test]
fn with_an_organisation() {
    let _bound = snapshots::bind();
    let mut siem = Siem::default();
    siem.organization = Some(Organization {
        id: "o-a1b2c3d4e5".parse().unwrap(),
        management_account: Some("222233334444".parse().unwrap()),
        member_accounts: vec!["333344445555".parse().unwrap()],
    });
    insta::assert_snapshot!("template@organisation", yaml(siem));
}

#[test]
fn of_the_log_archive_of_control_tower() {
    let _bound = snapshots::bind();
    let mut archive = ControlTowerLogArchive::new("aes-siem-control-tower".parse().unwrap());
    archive.buckets = vec!["acme-trail".parse().unwrap()];
    let template = yaml_of("aes-siem-control-tower", archive);
    insta::assert_snapshot!("template@control-tower-log-archive", template);
}

#[test]
fn two_syntheses_give_the_same_bytes() {
    assert_eq!(yaml(Siem::default()), yaml(Siem::default()));
}
