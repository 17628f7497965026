//! The VPC of the domain: where functions are that talk to it, and what they reach.
//!
//! There are three ways to have one: the options make or name one, or `VpcEndpointId` is
//! given at deployment, and resource-validator finds out about the VPC of that endpoint.
//! Without any of them the template has none of this.

mod endpoints;
mod facts;
mod options;
mod range;

use contract::custom_resources::validated;
use library::ec2::SecurityGroup;
use library::lambda::VpcPlacement;
use resources::ec2::SecurityGroupHandle;
use template::{RawHandle, Scope, Value};

pub(crate) use endpoints::Traffic;
pub(crate) use facts::{Facts, vpc_endpoint_parameter};
pub use options::{ImportedVpc, NewVpc, RouteTableId, SubnetId, SubnetMask, Vpc, VpcId, ZoneCount};
pub use range::{AddressRange, InvalidAddressRange};

/// Anywhere: an endpoint for S3 is a route to public addresses. Without another route, it is
/// all that there is.
const ANYWHERE: &str = "0.0.0.0/0";

/// The VPC, with what the SIEM has in it.
pub(crate) struct Network {
    /// Where functions are that talk to the domain.
    pub(crate) placement: VpcPlacement,
    /// The endpoint of S3, or nothing where the stack makes none.
    pub(crate) s3_endpoint: Value<String>,
    facts: Facts,
}

/// Where a new domain goes.
pub(crate) struct DomainPlacement {
    pub(crate) subnets: Value<Vec<String>>,
    pub(crate) group: SecurityGroupHandle,
}

/// The facts of the VPC that the options have, if they have one.
pub(crate) fn facts(scope: &mut Scope<'_>, vpc: Option<&Vpc>) -> Option<Facts> {
    vpc.map(|vpc| Facts::of(&mut scope.child("Network"), vpc))
}

/// The facts of the VPC that resource-validator finds, where an endpoint is given.
pub(crate) fn found_facts(
    scope: &mut Scope<'_>,
    endpoint: &Value<String>,
    validated: &RawHandle,
) -> Facts {
    let condition = facts::endpoint_conditions(scope.stack(), endpoint);
    Facts {
        vpc: validated.attribute(validated::VPC_ID),
        subnets: validated.attribute(validated::SUBNETS).cast(),
        route_tables: validated.attribute(validated::ROUTE_TABLES).cast(),
        ranges: validated::RANGES.iter().map(|name| validated.attribute(name)).collect(),
        only_where: Some(condition),
        only_siem: false,
    }
}

/// Puts into a VPC what functions inside need.
pub(crate) fn build(scope: &mut Scope<'_>, facts: Facts, traffic: &Traffic) -> Network {
    let mut scope = scope.child("Network");
    let condition = facts.only_where.as_ref();
    // Descriptions are v2.10.4's: another one would replace the group.
    let inside = SecurityGroup::new(
        "Inside",
        "aes-siem/AesSiemVpcNoinboundSecurityGroup",
        facts.vpc.clone(),
    );
    let inside = scope.add(inside.https_to([ANYWHERE.into()]).only_where(condition).retained());
    let endpoints =
        SecurityGroup::new("Endpoints", "aes-siem/AesSiemVpcSecurityGroup2nd", facts.vpc.clone())
            .name("aes-siem-vpc-sg2");
    let endpoints = scope.add(endpoints.https_from(facts.ranges.clone()).only_where(condition));
    let s3_endpoint = endpoints::build(&mut scope, &facts, &endpoints, traffic);

    let placement = VpcPlacement::new(facts.subnets.clone(), inside.reference());
    let placement = match condition {
        Some(condition) => placement.only_where(condition),
        None => placement,
    };
    Network { placement, s3_endpoint, facts }
}

impl Network {
    /// What functions are told that are not in the VPC, and nothing for those that are.
    pub(crate) fn only_outside(&self, value: Value<String>) -> Value<String> {
        match &self.facts.only_where {
            Some(inside) => Value::if_else(inside, "", value),
            None => "".into(),
        }
    }

    /// Where a new domain goes: into the VPC that the options have. The VPC of an endpoint
    /// has its domain elsewhere.
    pub(crate) fn domain(&self, scope: &mut Scope<'_>) -> Option<DomainPlacement> {
        let Facts { vpc, subnets, ranges, only_where: None, .. } = &self.facts else {
            return None;
        };
        let group = SecurityGroup::new("Domain", "aes-siem/AesSiemVpcSecurityGroup", vpc.clone())
            .name("aes-siem-vpc-sg")
            .https_from(ranges.clone())
            .https_to(ranges.clone())
            .retained();
        let group = scope.child("Network").add(group);
        Some(DomainPlacement { subnets: subnets.clone(), group })
    }
}
