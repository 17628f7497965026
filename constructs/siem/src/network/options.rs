//! Options: the VPC of domain and functions.

use std::fmt;

use schemars::JsonSchema;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use template::Problem;

use super::range::AddressRange;
use crate::checked::{bounded, grammar};

/// The VPC in which the domain is, and the functions that talk to it.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Vpc {
    /// One that the stack makes, and that outlives it.
    New(NewVpc),
    /// One that is there.
    Imported(ImportedVpc),
}

/// A VPC that the stack makes: subnets without a way out, each in a zone of its own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NewVpc {
    /// Its addresses; `10.0.0.0/16` if not given. AWS takes 16 to 28 after the `/`.
    pub cidr: AddressRange,
    /// What comes after the `/` in the addresses of a subnet: 16 to 28; 24 if not given.
    pub subnet_mask: SubnetMask,
    /// In how many zones it has a subnet: 1 to 3; 3 if not given. Some regions give an
    /// account two.
    pub zones: ZoneCount,
}

bounded! {
    /// What comes after the `/` in the addresses of a subnet.
    SubnetMask: 16..=28, "a subnet's mask is 16 to 28"
}

bounded! {
    /// A number of availability zones.
    ZoneCount: 1..=3, "a domain and its subnets are in 1 to 3 availability zones"
}

impl Default for NewVpc {
    fn default() -> Self {
        Self {
            cidr: AddressRange::DEFAULT,
            subnet_mask: SubnetMask::new(24),
            zones: ZoneCount::new(3),
        }
    }
}

/// A VPC that is there. What is not given here, the template asks for when it is deployed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ImportedVpc {
    /// Its id. Names must resolve in it (`enableDnsSupport`, `enableDnsHostnames`).
    pub id: Option<VpcId>,
    /// Its subnets to be used, up to 16. None may have a route to the internet.
    #[schemars(length(max = 16))]
    pub subnet_ids: Vec<SubnetId>,
    /// The route tables of those subnets: the endpoint of S3 adds its route to them.
    pub route_table_ids: Vec<RouteTableId>,
    /// Its addresses: from there, HTTPS to the domain and to endpoints is let in.
    pub cidrs: Vec<AddressRange>,
}

impl ImportedVpc {
    /// What the service would refuse at deployment.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let subnets = self.subnet_ids.iter().map(SubnetId::as_str).collect::<Vec<_>>();
        let tables = self.route_table_ids.iter().map(RouteTableId::as_str).collect::<Vec<_>>();
        let mut found = vec![];
        for (option, ids) in [("subnet_ids", subnets), ("route_table_ids", tables)] {
            let again = ids.iter().enumerate().find(|(index, id)| ids[..*index].contains(id));
            if let Some((_, id)) = again {
                let why = format!("`{id}` is there twice; wanted is each once: leave out one");
                found.push(Problem::Impossible { place: format!("vpc.imported.{option}"), why });
            }
        }
        if self.subnet_ids.len() > MOST_SUBNETS {
            let why = format!(
                "{} subnets; a function takes {MOST_SUBNETS}: leave some out",
                self.subnet_ids.len()
            );
            found.push(Problem::Impossible { place: "vpc.imported.subnet_ids".to_owned(), why });
        }
        found
    }
}

/// <https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html>
const MOST_SUBNETS: usize = 16;

/// Whether a text is an id of EC2: a kind, and 8 or 17 hexadecimal digits.
fn is_id(kind: &str, text: &str) -> bool {
    let digits = text.strip_prefix(kind).unwrap_or_default();
    let hexadecimal = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    matches!(digits.len(), 8 | 17) && digits.chars().all(hexadecimal)
}

grammar! {
    /// The id of a VPC.
    VpcId: |text| is_id("vpc-", text), "^vpc-([0-9a-f]{8}|[0-9a-f]{17})$",
    "the id of a VPC, such as vpc-0a1b2c3d4e5f60718"
}

grammar! {
    /// The id of a subnet.
    SubnetId: |text| is_id("subnet-", text), "^subnet-([0-9a-f]{8}|[0-9a-f]{17})$",
    "the id of a subnet, such as subnet-0a1b2c3d4e5f60718"
}

grammar! {
    /// The id of a route table.
    RouteTableId: |text| is_id("rtb-", text), "^rtb-([0-9a-f]{8}|[0-9a-f]{17})$",
    "the id of a route table, such as rtb-0a1b2c3d4e5f60718"
}

/// A map with one entry, `new` or `imported`. YAML would want a tag (`!new`) otherwise.
impl<'de> Deserialize<'de> for Vpc {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_map(OneOfTwo)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    New,
    Imported,
}

struct OneOfTwo;

impl<'de> Visitor<'de> for OneOfTwo {
    type Value = Vpc;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map with one entry, `new` or `imported`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vpc, A::Error> {
        // `new:` with nothing after it means all defaults.
        let vpc = match map.next_key()? {
            Some(Kind::New) => Vpc::New(map.next_value::<Option<_>>()?.unwrap_or_default()),
            Some(Kind::Imported) => {
                Vpc::Imported(map.next_value::<Option<_>>()?.unwrap_or_default())
            }
            None => return Err(A::Error::invalid_length(0, &self)),
        };
        match map.next_key::<Kind>()? {
            None => Ok(vpc),
            Some(_) => Err(A::Error::custom(
                "`new` and `imported` together; a SIEM has one VPC: leave out one of them",
            )),
        }
    }
}
