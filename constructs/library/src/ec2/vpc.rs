//! VPCs whose subnets have no way out.
//!
//! CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html>

use resources::ec2;
use resources::ec2::vpc::Tag;
use template::{Construct, Resource, Scope, Value};

/// Describes a VPC with a subnet, and a route table of its own, in each of some zones. There
/// is no route but those that endpoints add.
///
/// It outlives its stack, since whatever else is in it does; a failed creation leaves none.
#[derive(Debug, Clone)]
#[must_use = "an IsolatedVpc is only described; add it to a stack"]
pub struct IsolatedVpc {
    id: String,
    range: String,
    subnets: Vec<String>,
}

impl IsolatedVpc {
    /// A VPC with this address range, such as `10.0.0.0/16`.
    pub fn new(id: impl Into<String>, range: impl Into<String>) -> Self {
        Self { id: id.into(), range: range.into(), subnets: vec![] }
    }

    /// One more subnet, with this address range, in the next zone.
    pub fn subnet(mut self, range: impl Into<String>) -> Self {
        self.subnets.push(range.into());
        self
    }
}

/// A VPC that is in a stack.
#[derive(Debug, Clone)]
pub struct IsolatedVpcHandle {
    vpc: ec2::VPCHandle,
    subnets: Vec<ec2::SubnetHandle>,
    route_tables: Vec<ec2::RouteTableHandle>,
}

impl Construct for IsolatedVpc {
    type Handle = IsolatedVpcHandle;

    fn build(self, scope: &mut Scope<'_>) -> IsolatedVpcHandle {
        // Names of interface endpoints need both.
        let properties = ec2::VPC::new()
            .cidr_block(self.range)
            .enable_dns_hostnames(true)
            .enable_dns_support(true)
            .tags([Tag::new("Name", &*self.id)]);
        let vpc = scope.add(Resource::new(&self.id, properties).retain_data());
        let mut inside = scope.child(&self.id);
        let (mut subnets, mut route_tables) = (vec![], vec![]);
        for (zone, range) in self.subnets.into_iter().enumerate() {
            let mut place = inside.child(&format!("Subnet{}", zone + 1));
            let (subnet, table) = add_subnet(&mut place, &vpc, zone, range);
            subnets.push(subnet);
            route_tables.push(table);
        }
        IsolatedVpcHandle { vpc, subnets, route_tables }
    }
}

fn add_subnet(
    scope: &mut Scope<'_>,
    vpc: &ec2::VPCHandle,
    zone: usize,
    range: String,
) -> (ec2::SubnetHandle, ec2::RouteTableHandle) {
    let properties = ec2::Subnet::new(vpc.reference())
        .availability_zone(Value::availability_zones().select(zone))
        .cidr_block(range)
        .map_public_ip_on_launch(false);
    let subnet = scope.add(Resource::new("Subnet", properties).retain_data());
    // They stay with their subnets, which would have the VPC's main table otherwise, without
    // the endpoints' routes.
    let table = ec2::RouteTable::new(vpc.reference());
    let table = scope.add(Resource::new("RouteTable", table).retain_data());
    let association = ec2::SubnetRouteTableAssociation::new(table.reference(), subnet.reference());
    scope.add(Resource::new("RouteTableAssociation", association).retain_data());
    (subnet, table)
}

impl IsolatedVpcHandle {
    /// The VPC's id.
    pub fn id(&self) -> Value<ec2::VpcId> {
        self.vpc.reference()
    }

    /// The ids of its subnets, in the zones' order.
    pub fn subnets(&self) -> Value<Vec<String>> {
        self.subnets.iter().map(ec2::SubnetHandle::reference).collect()
    }

    /// The ids of their route tables.
    pub fn route_tables(&self) -> Value<Vec<String>> {
        self.route_tables.iter().map(ec2::RouteTableHandle::reference).collect()
    }
}
