//! What EC2 says of VPCs.
//!
//! API: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Operations.html>

use std::collections::BTreeSet;

use kit::aws_json::{self, Client, Service};
use kit::xml::Element;

use crate::error::Error;

pub(crate) const EC2: Service = Service { name: "ec2", target: "" };
const VERSION: &str = "2016-11-15";

/// EC2 in this region.
#[derive(Debug)]
pub(crate) struct Ec2<'a> {
    pub(crate) client: &'a Client,
}

/// A subnet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subnet {
    pub(crate) id: String,
    pub(crate) vpc: String,
    pub(crate) zone: String,
}

/// A route table of a VPC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RouteTable {
    pub(crate) id: String,
    /// Whether it is that of subnets without one of their own.
    pub(crate) is_main: bool,
    pub(crate) subnets: BTreeSet<String>,
    /// Whether it leads to an internet gateway.
    pub(crate) is_public: bool,
}

impl Ec2<'_> {
    /// Subnets by their ids, in the order of these.
    pub(crate) async fn subnets(&self, ids: &[String]) -> Result<Vec<Subnet>, Error> {
        const OPERATION: &str = "DescribeSubnets";
        let names: Vec<_> = (1..=ids.len()).map(|n| format!("SubnetId.{n}")).collect();
        let input: Vec<_> = names.iter().map(String::as_str).zip(texts(ids)).collect();
        let answer = self.call(OPERATION, &input, "ec2:DescribeSubnets on *").await?;
        let missing = |wanted| Error::Answer { operation: OPERATION, wanted };
        let mut subnets = answer
            .items("subnetSet")
            .map(|item| {
                Ok(Subnet {
                    id: text(item, "subnetId").ok_or(missing("subnetId"))?,
                    vpc: text(item, "vpcId").ok_or(missing("vpcId"))?,
                    zone: text(item, "availabilityZone").ok_or(missing("availabilityZone"))?,
                })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        subnets.sort_by_key(|subnet| ids.iter().position(|id| *id == subnet.id));
        Ok(subnets)
    }

    /// The availability zones in which all of these services have endpoints.
    pub(crate) async fn zones_of(&self, services: &[String]) -> Result<BTreeSet<String>, Error> {
        let names: Vec<_> = (1..=services.len()).map(|n| format!("ServiceName.{n}")).collect();
        let input: Vec<_> = names.iter().map(String::as_str).zip(texts(services)).collect();
        let permission = "ec2:DescribeVpcEndpointServices on *";
        let answer = self.call("DescribeVpcEndpointServices", &input, permission).await?;
        let mut all: Option<BTreeSet<String>> = None;
        for detail in answer.items("serviceDetailSet") {
            let zones = detail.items("availabilityZoneSet");
            let zones: BTreeSet<_> = zones.map(|zone| zone.text().to_owned()).collect();
            all = Some(match all {
                Some(all) => &all & &zones,
                None => zones,
            });
        }
        Ok(all.unwrap_or_default())
    }

    /// The route tables of a VPC.
    pub(crate) async fn route_tables(&self, vpc: &str) -> Result<Vec<RouteTable>, Error> {
        let input = [("Filter.1.Name", "vpc-id"), ("Filter.1.Value.1", vpc)];
        let permission = "ec2:DescribeRouteTables on *";
        let answer = self.call("DescribeRouteTables", &input, permission).await?;
        let wanted = Error::Answer { operation: "DescribeRouteTables", wanted: "routeTableId" };
        let tables: Option<_> = answer.items("routeTableSet").map(route_table).collect();
        tables.ok_or(wanted)
    }

    /// The ranges of a VPC's IPv4 addresses.
    pub(crate) async fn ranges(&self, vpc: &str) -> Result<Vec<String>, Error> {
        let answer =
            self.call("DescribeVpcs", &[("VpcId.1", vpc)], "ec2:DescribeVpcs on *").await?;
        let vpc = answer.items("vpcSet").next();
        let vpc = vpc.ok_or(Error::Answer { operation: "DescribeVpcs", wanted: "vpcSet" })?;
        let associations = vpc.items("cidrBlockAssociationSet").filter(|association| {
            let state =
                association.child("cidrBlockState").and_then(|state| state.text_of("state"));
            state.is_none_or(|state| state == "associated")
        });
        let ranges: Vec<_> =
            associations.filter_map(|association| text(association, "cidrBlock")).collect();
        Ok(if ranges.is_empty() { text(vpc, "cidrBlock").into_iter().collect() } else { ranges })
    }

    /// Whether an attribute of a VPC, such as `enableDnsSupport`, is on.
    pub(crate) async fn has(&self, vpc: &str, attribute: &str) -> Result<bool, Error> {
        let input = [("VpcId", vpc), ("Attribute", attribute)];
        let permission = "ec2:DescribeVpcAttribute on *";
        let answer = self.call("DescribeVpcAttribute", &input, permission).await?;
        let value = answer.child(attribute).and_then(|attribute| attribute.text_of("value"));
        Ok(value == Some("true"))
    }

    async fn call(
        &self,
        operation: &'static str,
        input: &[(&str, &str)],
        permission: &'static str,
    ) -> Result<Element, Error> {
        let answer = self.client.query(operation, VERSION, input).await;
        let answer = answer
            .map_err(|error| not_found(&error).unwrap_or_else(|| Error::of(permission)(error)))?;
        Element::read(&answer).map_err(|_| Error::Answer { operation, wanted: "XML" })
    }
}

/// What the stack's options name and is not there.
fn not_found(error: &aws_json::Error) -> Option<Error> {
    let code = error.code()?;
    let place = match code {
        "InvalidVpcID.NotFound" | "InvalidVpcID.Malformed" => "VpcId",
        "InvalidSubnetID.NotFound" | "InvalidSubnetID.Malformed" => "SubnetIds",
        _ => return None,
    };
    let wanted = "what is in this account and region; look into the stack's options and parameters";
    Some(Error::Property { place, found: error.to_string(), wanted })
}

fn texts(texts: &[String]) -> impl Iterator<Item = &str> {
    texts.iter().map(String::as_str)
}

fn text(element: &Element, name: &str) -> Option<String> {
    element.text_of(name).map(str::to_owned)
}

fn route_table(item: &Element) -> Option<RouteTable> {
    let associations = || item.items("associationSet");
    let is_public = item
        .items("routeSet")
        .any(|route| route.text_of("gatewayId").is_some_and(|gateway| gateway.starts_with("igw-")));
    Some(RouteTable {
        id: text(item, "routeTableId")?,
        is_main: associations().any(|association| association.text_of("main") == Some("true")),
        subnets: associations().filter_map(|association| text(association, "subnetId")).collect(),
        is_public,
    })
}
