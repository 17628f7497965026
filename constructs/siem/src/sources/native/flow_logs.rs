//! Flow logs of VPCs, subnets and network interfaces, which AWS writes straight to S3.
//!
//! - <https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3.html>
//! - CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-flowlog.html>

use contract::sources::{Source, VPC_FLOW_LOGS};
use resources::ec2::flow_log::{
    DestinationOptions, DestinationOptionsFileFormat, LogDestinationType, ResourceType, TrafficType,
};
use resources::ec2::{FlowLog, FlowLogHandle};
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Resource, Scope, Value};

use super::super::destination::Destination;
use super::super::given::{NetworkInterfaceId, SubnetId, VpcId, naming};
use super::super::id::Id;
use super::super::source::{Form, LogSource};
use super::flow_log_fields::{Field, log_format};
use super::{nothing_given, once_writable, values};

/// Flow logs of VPCs, subnets and network interfaces.
///
/// What is written about a VPC is written about all of its subnets and interfaces: name
/// those only where the VPC itself is not named, or their records come twice.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct VpcFlowLogs {
    /// What tells it from others of its kind.
    pub id: Option<Id>,
    /// The VPCs.
    pub vpcs: Vec<VpcId>,
    /// Subnets of other VPCs.
    pub subnets: Vec<SubnetId>,
    /// Network interfaces of other VPCs and subnets.
    pub network_interfaces: Vec<NetworkInterfaceId>,
    /// Which traffic; all if not given.
    pub traffic: Traffic,
    /// The fields of a record, in this order; those of versions 2 to 5 if not given. The
    /// fields of Amazon ECS, version 7, are filled only where the account that switches the
    /// logs on may list clusters, services and container instances.
    pub fields: Option<Vec<Field>>,
    /// The files' format; plain text if not given.
    pub format: FileFormat,
    /// How long a flow is counted before it becomes a record; ten minutes if not given.
    pub aggregation: Aggregation,
}

/// Which traffic flow logs tell of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Traffic {
    /// What was let through and what was not.
    #[default]
    All,
    /// What was let through.
    Accept,
    /// What was not.
    Reject,
}

/// The format of flow log files, which are compressed in either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileFormat {
    /// A line a record, fields between spaces.
    #[default]
    PlainText,
    /// Apache Parquet.
    Parquet,
}

/// How long a flow is counted before it becomes a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aggregation {
    /// 60 seconds: more records, sooner.
    OneMinute,
    /// 600 seconds.
    #[default]
    TenMinutes,
}

impl Aggregation {
    fn seconds(self) -> i64 {
        match self {
            Self::OneMinute => 60,
            Self::TenMinutes => 600,
        }
    }
}

impl VpcFlowLogs {
    /// Flow logs of these VPCs.
    pub fn of_vpcs(vpcs: impl IntoIterator<Item = VpcId>) -> Self {
        Self { vpcs: vpcs.into_iter().collect(), ..Self::default() }
    }

    fn things(&self) -> Vec<(ResourceType, Value<String>)> {
        let of = |kind: ResourceType, ids: Vec<Value<String>>| {
            ids.into_iter().map(move |id| (kind, id)).collect::<Vec<_>>()
        };
        let mut things = of(ResourceType::Vpc, values(&self.vpcs, VpcId::value));
        things.extend(of(ResourceType::Subnet, values(&self.subnets, SubnetId::value)));
        let interfaces = values(&self.network_interfaces, NetworkInterfaceId::value);
        things.extend(of(ResourceType::NetworkInterface, interfaces));
        things
    }
}

impl LogSource for VpcFlowLogs {
    type Handle = Vec<FlowLogHandle>;

    const NAME: &'static str = "vpc_flow_logs";
    const LOGS: &'static [&'static Source] = &[&VPC_FLOW_LOGS];
    const FORM: Form = Form::Resource;
    const EXAMPLE: &'static str = "vpcs: [vpc-0123456789abcdef0], \
                                   subnets: [subnet-0123456789abcdef0], \
                                   network_interfaces: [eni-0123456789abcdef0]";

    fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    fn refusal(&self, _: &Destination) -> Option<String> {
        if self.things().is_empty() {
            return nothing_given("VPC, subnet or network interface");
        }
        let none = self.fields.as_ref().is_some_and(Vec::is_empty);
        none.then(|| {
            "its list of `fields` is empty; wanted is at least one: name it, or leave `fields` out"
                .to_owned()
        })
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> Self::Handle {
        let traffic = match self.traffic {
            Traffic::All => TrafficType::All,
            Traffic::Accept => TrafficType::Accept,
            Traffic::Reject => TrafficType::Reject,
        };
        let things = self.things();
        let fields = self.fields.unwrap_or_else(Field::default_fields);
        let format = log_format(fields.iter().map(|field| field.as_str()));
        let mut handles = vec![];
        for (kind, thing) in things {
            let properties = to_log_bucket(&thing, kind, self.format, destination)
                .traffic_type(traffic)
                .log_format(&*format)
                .max_aggregation_interval(self.aggregation.seconds());
            let resource = Resource::new(naming(&thing), properties);
            handles.push(scope.add(once_writable(resource, destination)));
        }
        handles
    }
}

/// A flow log into the log bucket. The loader reads the account and the region from AWS's
/// own folders, which folders for Hive would rename.
pub(super) fn to_log_bucket(
    thing: &Value<String>,
    kind: ResourceType,
    format: FileFormat,
    destination: &Destination,
) -> FlowLog {
    let format = match format {
        FileFormat::PlainText => DestinationOptionsFileFormat::PlainText,
        FileFormat::Parquet => DestinationOptionsFileFormat::Parquet,
    };
    FlowLog::new(thing.clone(), kind)
        .log_destination_type(LogDestinationType::S3)
        .log_destination(destination.bucket_arn())
        .destination_options(DestinationOptions::new(format, false, false))
}
