//! What there is to know of a VPC, whoever made it.

use library::ec2::IsolatedVpc;
use template::{Condition, ConditionHandle, Parameter, Problem, Scope, Stack, Value};

use super::options::{ImportedVpc, NewVpc, RouteTableId, SubnetId, Vpc};
use super::range::AddressRange;
use crate::parameters;

/// A VPC.
pub(crate) struct Facts {
    pub(crate) vpc: Value<String>,
    pub(crate) subnets: Value<Vec<String>>,
    pub(super) route_tables: Value<Vec<String>>,
    pub(super) ranges: Vec<Value<String>>,
    /// Where it is known only at deployment whether there is one.
    pub(super) only_where: Option<ConditionHandle>,
    /// Whether nothing but the SIEM is in it.
    pub(super) only_siem: bool,
}

impl Facts {
    /// The VPC of the options.
    pub(super) fn of(scope: &mut Scope<'_>, vpc: &Vpc) -> Self {
        match vpc {
            Vpc::New(vpc) => vpc.build(scope),
            Vpc::Imported(vpc) => {
                vpc.problems().into_iter().for_each(|problem| scope.stack().problem(problem));
                vpc.describe(scope.stack())
            }
        }
    }
}

impl NewVpc {
    fn build(&self, scope: &mut Scope<'_>) -> Facts {
        if !(16..=28).contains(&self.cidr.mask()) {
            scope.stack().problem(Problem::Impossible {
                place: "vpc.new.cidr".to_owned(),
                why: format!("`{}`; a VPC takes 16 to 28 after the `/`", self.cidr),
            });
        }
        let subnets = self.subnets().unwrap_or_else(|problem| {
            scope.stack().problem(problem);
            vec![]
        });
        let vpc = IsolatedVpc::new("Vpc", self.cidr.to_string());
        let vpc = subnets.iter().fold(vpc, |vpc, range| vpc.subnet(range.to_string()));
        let vpc = scope.add(vpc);
        Facts {
            vpc: vpc.id().into(),
            subnets: vpc.subnets(),
            route_tables: vpc.route_tables(),
            ranges: vec![self.cidr.to_string().into()],
            only_where: None,
            only_siem: true,
        }
    }

    fn subnets(&self) -> Result<Vec<AddressRange>, Problem> {
        let (mask, zones) = (self.subnet_mask.get(), self.zones.get());
        self.cidr.split(mask, zones).map_err(|room| Problem::Impossible {
            place: "vpc.new.subnet_mask".to_owned(),
            why: format!(
                "`{mask}`, with room for {room} subnets in {}; wanted are {zones}: give a larger \
                 `subnet_mask`, a larger `cidr` or fewer `zones`",
                self.cidr
            ),
        })
    }
}

impl ImportedVpc {
    fn describe(&self, stack: &mut Stack) -> Facts {
        let vpc = match &self.id {
            Some(id) => id.as_str().into(),
            None => stack.parameter(vpc_parameter()).into(),
        };
        let subnets = if self.subnet_ids.is_empty() {
            stack.parameter(subnets_parameter()).cast()
        } else {
            self.subnet_ids.iter().map(SubnetId::as_str).collect()
        };
        let route_tables = if self.route_table_ids.is_empty() {
            stack.parameter(route_tables_parameter())
        } else {
            self.route_table_ids.iter().map(RouteTableId::as_str).collect()
        };
        let ranges = if self.cidrs.is_empty() {
            vec![stack.parameter(range_parameter())]
        } else {
            self.cidrs.iter().map(|range| range.to_string().into()).collect()
        };
        Facts { vpc, subnets, route_tables, ranges, only_where: None, only_siem: false }
    }
}

fn vpc_parameter() -> Parameter<library::ec2::VpcId> {
    Parameter::new("VpcId")
        .description("VPC of the domain and of the functions that talk to it")
        .group(parameters::NETWORK)
}

fn subnets_parameter() -> Parameter<Vec<library::ec2::SubnetId>> {
    Parameter::new("SubnetIds")
        .description("Subnets of the VPC, one a zone, without a route to the internet")
        .group(parameters::NETWORK)
}

fn route_tables_parameter() -> Parameter<Vec<String>> {
    Parameter::new("RouteTableIds")
        .description("Route tables of the subnets, with commas between them")
        .group(parameters::NETWORK)
}

fn range_parameter() -> Parameter<String> {
    Parameter::new("VpcCidrBlock")
        .description("Addresses of the VPC, such as 10.0.0.0/16; the options take more than one")
        .allowed_pattern("^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$")
        .constraint_description("a range of IPv4 addresses such as 10.0.0.0/16")
        .group(parameters::NETWORK)
}

/// The parameter with the endpoint of a domain or collection in a VPC.
pub(crate) fn vpc_endpoint_parameter() -> Parameter<String> {
    Parameter::new("VpcEndpointId")
        .description(
            "(Optional) OpenSearch's own endpoint of the domain or collection in a VPC, made \
             before the deployment. Functions that talk to it are then in that VPC too",
        )
        .default_value("")
        .allowed_pattern("(^vpce-[0-9a-z]*|aos-[0-9a-z]*|)")
        .group(parameters::NETWORK)
}

/// Whether that parameter was given, and whether there is a VPC therefore.
pub(super) fn endpoint_conditions(stack: &mut Stack, endpoint: &Value<String>) -> ConditionHandle {
    let has_endpoint = stack.condition("hasVpce", Condition::given(endpoint));
    stack.condition("IsInVpc", Condition::from(&has_endpoint))
}
