//! Flow logs of VPCs and transit gateways through Firehose.
//!
//! For flow logs that must pass a stream on their way; written to S3 directly they cost less.
//! Firehose gets each record as JSON with one text, in the format of version 2 unless the
//! resource's owner chooses another.
//!
//! <https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-firehose.html>

use std::str::FromStr;

use contract::sources::{Source, VPC_FLOW_LOGS_FIREHOSE};
use library::firehose::DeliveryStreamHandle;
use resources::ec2;
use resources::ec2::flow_log::{LogDestinationType, ResourceType, TrafficType};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use template::{Resource, Scope};

use super::destination::Destination;
use super::id::{Id, camel_case};
use super::source::{Form, LogSource};
use super::stream::{Buffering, FOR_LOG_DELIVERY, Filling, StreamName, stream};
use crate::checked;

/// What a flow log watches: a VPC, a subnet, a network interface, a transit gateway or an
/// attachment to one, by its id.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
pub struct Watched(
    #[schemars(regex(pattern = "^(vpc|subnet|eni|tgw|tgw-attach)-[0-9a-f]{8,17}$"))] String,
);

/// Why a text is nothing that a flow log watches.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` has no flow logs; wanted is an id such as vpc-0a1b2c3d4e5f67890, or one that begins \
     with subnet-, eni-, tgw- or tgw-attach-"
)]
pub struct InvalidWatched(String);

impl Watched {
    fn kind(id: &str) -> Option<ResourceType> {
        let (kind, number) = id.rsplit_once('-')?;
        let sound = (8..=17).contains(&number.len())
            && number.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let kind = match kind {
            "vpc" => ResourceType::Vpc,
            "subnet" => ResourceType::Subnet,
            "eni" => ResourceType::NetworkInterface,
            "tgw" => ResourceType::TransitGateway,
            "tgw-attach" => ResourceType::TransitGatewayAttachment,
            _ => return None,
        };
        sound.then_some(kind)
    }
}

impl FromStr for Watched {
    type Err = InvalidWatched;

    fn from_str(id: &str) -> Result<Self, InvalidWatched> {
        match Self::kind(id) {
            Some(_) => Ok(Self(id.to_owned())),
            None => Err(InvalidWatched(id.to_owned())),
        }
    }
}

impl<'de> Deserialize<'de> for Watched {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::text(source)
    }
}

/// Flow logs through Firehose.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct VpcFlowLogsFirehose {
    /// What tells it from others of its kind.
    pub id: Option<Id>,
    /// What is watched.
    pub resources: Vec<Watched>,
    /// The stream's name; `aes-siem-vpcflowlogs-firehose`, with the id, if not given.
    pub stream_name: Option<StreamName>,
    /// How much the stream collects before it writes an object.
    pub buffering: Buffering,
}

impl LogSource for VpcFlowLogsFirehose {
    type Handle = DeliveryStreamHandle;

    const NAME: &'static str = "vpc_flow_logs_firehose";
    const LOGS: &'static [&'static Source] = &[&VPC_FLOW_LOGS_FIREHOSE];
    const FORM: Form = Form::Resource;
    const EXAMPLE: &'static str = "resources: [vpc-0a1b2c3d4e5f67890, tgw-0a1b2c3d4e5f67890]";

    fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    fn refusal(&self, _: &Destination) -> Option<String> {
        if self.resources.is_empty() {
            let wanted = "it watches nothing; wanted are ids of VPCs, subnets, network interfaces \
                          or transit gateways: give them as `resources`, or leave the source out";
            return Some(wanted.to_owned());
        }
        self.stream_name.as_ref().and_then(|name| name.refusal(&VPC_FLOW_LOGS_FIREHOSE))
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> Self::Handle {
        let log = &VPC_FLOW_LOGS_FIREHOSE;
        let name = self.stream_name.unwrap_or_else(|| StreamName::of(log, self.id.as_ref()));
        let (tag, value) = FOR_LOG_DELIVERY;
        let stream = stream("Stream", log, &name, &Filling::default(), self.buffering, destination)
            .tag(tag, value);
        let stream = scope.add(stream);
        for Watched(watched) in self.resources {
            let Some(kind) = Watched::kind(&watched) else { continue };
            let id = camel_case(&watched);
            let mut flow_log = ec2::FlowLog::new(watched, kind)
                .log_destination(stream.arn())
                .log_destination_type(LogDestinationType::KinesisDataFirehose);
            // A transit gateway accepts and rejects nothing.
            let of_transit_gateway =
                [ResourceType::TransitGateway, ResourceType::TransitGatewayAttachment];
            flow_log = if of_transit_gateway.contains(&kind) {
                flow_log.max_aggregation_interval(TRANSIT_GATEWAY_INTERVAL)
            } else {
                flow_log.traffic_type(TrafficType::All)
            };
            scope.add(Resource::new(id, flow_log));
        }
        stream
    }
}

/// Seconds that a record of a transit gateway covers: it has no other.
const TRANSIT_GATEWAY_INTERVAL: u32 = 60;
