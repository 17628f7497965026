//! `ExecCustomResourceValidator`: facts of the VPC, and the log bucket's policy as it is.

use std::collections::BTreeSet;

use contract::custom_resources::{BUCKET_POLICY_PREFIX, Validation, validated};
use kit::aws_json::Client;
use kit::custom_resource::{Call, CustomResource, Previous, Success};

use crate::ResourceValidator;
use crate::ec2::{EC2, Ec2, RouteTable, Subnet};
use crate::endpoint::{self, Target};
use crate::error::Error;
use crate::{policy, ranges};

/// Names must resolve, or functions inside find neither domain nor endpoints.
const DNS: [&str; 2] = ["enableDnsSupport", "enableDnsHostnames"];

/// What is found out of the VPC of an endpoint; nothing without one.
#[derive(Debug, Default, PartialEq, Eq)]
struct Facts {
    vpc: String,
    subnets: Vec<String>,
    route_tables: Vec<String>,
    ranges: [String; 4],
}

/// The resource.
#[derive(Debug)]
pub(crate) struct Validator<'a>(pub(crate) &'a ResourceValidator);

impl Validator<'_> {
    async fn validate(
        &self,
        properties: &Validation<String>,
        call: &Call<'_>,
    ) -> Result<Success, Error> {
        let target = Target::read(&properties.deployment_target)?;
        check_update(&properties.bucket_policy_update)?;
        let ec2 = Client::new(&self.0.aws, EC2, &self.0.region).patience(self.0.patience);
        let ec2 = Ec2 { client: &ec2 };
        let id = properties.vpc_endpoint_id.trim();
        let facts =
            if id.is_empty() { Facts::default() } else { self.facts(&ec2, target, id).await? };
        if let Some(vpc) = properties.vpc_id.as_deref().filter(|vpc| !vpc.is_empty()) {
            check_vpc(&ec2, vpc, properties.subnet_ids.as_deref().unwrap_or_default()).await?;
        }
        let key = self.save_policy(call).await?;
        Ok(facts.success().attribute(validated::BUCKET_POLICY_KEY, key))
    }

    async fn facts(&self, ec2: &Ec2<'_>, target: Target, id: &str) -> Result<Facts, Error> {
        let (aws, region) = (&self.0.aws, &self.0.region);
        let placed = endpoint::placed(aws, region, self.0.patience, target, id).await?;
        let vpc = placed.vpc;
        check_names(ec2, &vpc).await?;
        let subnets = with_endpoints(ec2, region, &placed.subnets).await?;
        let tables = ec2.route_tables(&vpc).await?;
        let of_subnets = subnets.iter().filter_map(|subnet| table_of(&tables, subnet));
        let of_subnets: BTreeSet<_> = of_subnets.map(|table| table.id.clone()).collect();
        let route_tables = of_subnets.into_iter().collect();
        let found = ec2.ranges(&vpc).await?;
        let ranges = ranges::four(found.iter().map(String::as_str)).ok_or_else(|| Error::Network {
            vpc: vpc.clone(),
            problem: format!(
                "its ranges of addresses ({}) do not fit into the four rules that the template has; \
                 name the VPC in the stack's options, which take any number of ranges",
                found.join(", ")
            ),
        })?;
        Ok(Facts { vpc, subnets, route_tables, ranges })
    }

    /// Keeps the log bucket's policy in the snapshot bucket. Gives the key.
    async fn save_policy(&self, call: &Call<'_>) -> Result<String, Error> {
        let environment = &self.0.environment;
        let Some(policy) = policy::read(&self.0.s3, &environment.log_bucket).await? else {
            return Ok(String::new());
        };
        // The same for the same request, whenever it arrives.
        let key = format!(
            "{BUCKET_POLICY_PREFIX}{}-{}.json",
            environment.log_bucket, call.request.request_id
        );
        policy::keep(&self.0.s3, &environment.snapshot_bucket, &key, policy).await?;
        Ok(key)
    }
}

/// The subnets in which the stack's own endpoints can be: where all services have them.
async fn with_endpoints(ec2: &Ec2<'_>, region: &str, ids: &[String]) -> Result<Vec<String>, Error> {
    let in_china = if region.starts_with("cn-") { "cn." } else { "" };
    let services = [("sqs", in_china), ("sts", in_china), ("ssm", ""), ("s3", "")];
    let services = services.map(|(name, begin)| format!("{begin}com.amazonaws.{region}.{name}"));
    let zones = ec2.zones_of(&services).await?;
    let subnets = ec2.subnets(ids).await?;
    let within: Vec<_> = subnets
        .into_iter()
        .filter(|subnet| zones.contains(&subnet.zone))
        .map(|subnet| subnet.id)
        .collect();
    if within.is_empty() {
        return Err(Error::Zones {
            subnets: ids.join(", "),
            services: services.join(", "),
            zones: zones.into_iter().collect::<Vec<_>>().join(", "),
        });
    }
    Ok(within)
}

/// A subnet without a route table of its own has that of the VPC.
fn table_of<'a>(tables: &'a [RouteTable], subnet: &str) -> Option<&'a RouteTable> {
    let own = tables.iter().find(|table| table.subnets.contains(subnet));
    own.or_else(|| tables.iter().find(|table| table.is_main))
}

async fn check_names(ec2: &Ec2<'_>, vpc: &str) -> Result<(), Error> {
    for attribute in DNS {
        if !ec2.has(vpc, attribute).await? {
            let problem = format!(
                "names do not resolve in it: its attribute {attribute} is off; turn it on \
                 (aws ec2 modify-vpc-attribute --vpc-id {vpc} --{} '{{\"Value\":true}}')",
                if attribute == "enableDnsSupport" {
                    "enable-dns-support"
                } else {
                    "enable-dns-hostnames"
                }
            );
            return Err(Error::Network { vpc: vpc.to_owned(), problem });
        }
    }
    Ok(())
}

/// The VPC that the options have.
async fn check_vpc(ec2: &Ec2<'_>, vpc: &str, ids: &[String]) -> Result<(), Error> {
    check_names(ec2, vpc).await?;
    if ids.is_empty() {
        return Ok(());
    }
    let refused = |problem: String| Error::Network { vpc: vpc.to_owned(), problem };
    let subnets = ec2.subnets(ids).await?;
    let elsewhere = subnets.iter().find(|subnet| subnet.vpc != vpc);
    if let Some(Subnet { id, vpc: other, .. }) = elsewhere {
        return Err(refused(format!("subnet `{id}` is in `{other}`; name subnets of one VPC")));
    }
    let tables = ec2.route_tables(vpc).await?;
    for subnet in &subnets {
        if let Some(table) = table_of(&tables, &subnet.id).filter(|table| table.is_public) {
            return Err(refused(format!(
                "subnet `{}` has a route to the internet (route table `{}` leads to an internet \
                 gateway), over which functions inside cannot go, and the domain must not be \
                 reached; name a subnet without one",
                subnet.id, table.id
            )));
        }
    }
    Ok(())
}

fn check_update(text: &str) -> Result<(), Error> {
    // v2.10.4's templates have these two as well.
    if ["keep", "update_and_override"].contains(&text) {
        return Ok(());
    }
    let wanted = "keep or update_and_override";
    Err(Error::Property { place: "BucketPolicyUpdate", found: text.to_owned(), wanted })
}

impl Facts {
    fn success(self) -> Success {
        let success = Success::new()
            .attribute(validated::VPC_ID, self.vpc)
            .list(validated::SUBNETS, self.subnets)
            .list(validated::ROUTE_TABLES, self.route_tables);
        let ranges = validated::RANGES.iter().zip(self.ranges);
        ranges.fold(success, |success, (name, range)| success.attribute(name, range))
    }
}

impl CustomResource for Validator<'_> {
    type Properties = Validation<String>;
    type Error = Error;

    const ATTRIBUTES: &'static [&'static str] = &[
        validated::VPC_ID,
        validated::SUBNETS,
        validated::ROUTE_TABLES,
        validated::RANGES[0],
        validated::RANGES[1],
        validated::RANGES[2],
        validated::RANGES[3],
        validated::BUCKET_POLICY_KEY,
    ];

    async fn create(
        &self,
        properties: Validation<String>,
        call: &Call<'_>,
    ) -> Result<Success, Error> {
        self.0.patiently(call, || self.validate(&properties, call)).await
    }

    async fn update(
        &self,
        properties: Validation<String>,
        _: Previous<Validation<String>>,
        call: &Call<'_>,
    ) -> Result<Success, Error> {
        self.0.patiently(call, || self.validate(&properties, call)).await
    }

    /// What was kept is kept.
    async fn delete(&self, _: Validation<String>, _: &Call<'_>) -> Result<(), Error> {
        Ok(())
    }
}
