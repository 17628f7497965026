//! Flow logs of transit gateways, which AWS writes straight to S3.
//!
//! Their files have the names of VPC flow logs; the loader tells them apart by their fields.
//!
//! <https://docs.aws.amazon.com/vpc/latest/tgw/flow-logs-s3.html>

use contract::sources::{Source, TRANSIT_GATEWAY_FLOW_LOGS};
use resources::ec2::FlowLogHandle;
use resources::ec2::flow_log::ResourceType;
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Resource, Scope, Value};

use super::super::destination::Destination;
use super::super::given::{TransitGatewayAttachmentId, TransitGatewayId, naming};
use super::super::id::Id;
use super::super::source::{Form, LogSource};
use super::flow_log_fields::{TRANSIT_GATEWAY, log_format};
use super::flow_logs::{FileFormat, to_log_bucket};
use super::{nothing_given, once_writable, values};

/// The only interval that transit gateways know, in seconds.
const INTERVAL: i64 = 60;

/// Flow logs of transit gateways, with all of their fields. The account of the stack must
/// own them.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TransitGatewayFlowLogs {
    /// What tells it from others of its kind.
    pub id: Option<Id>,
    /// The transit gateways.
    pub transit_gateways: Vec<TransitGatewayId>,
    /// Attachments of other transit gateways.
    pub attachments: Vec<TransitGatewayAttachmentId>,
    /// The files' format; plain text if not given.
    pub format: FileFormat,
}

impl TransitGatewayFlowLogs {
    /// Flow logs of these transit gateways.
    pub fn of(transit_gateways: impl IntoIterator<Item = TransitGatewayId>) -> Self {
        Self { transit_gateways: transit_gateways.into_iter().collect(), ..Self::default() }
    }

    fn things(&self) -> Vec<(ResourceType, Value<String>)> {
        let gateways = values(&self.transit_gateways, TransitGatewayId::value);
        let attachments = values(&self.attachments, TransitGatewayAttachmentId::value);
        let gateways = gateways.into_iter().map(|id| (ResourceType::TransitGateway, id));
        let attachments =
            attachments.into_iter().map(|id| (ResourceType::TransitGatewayAttachment, id));
        gateways.chain(attachments).collect()
    }
}

impl LogSource for TransitGatewayFlowLogs {
    type Handle = Vec<FlowLogHandle>;

    const NAME: &'static str = "transit_gateway_flow_logs";
    const LOGS: &'static [&'static Source] = &[&TRANSIT_GATEWAY_FLOW_LOGS];
    const FORM: Form = Form::Resource;
    const EXAMPLE: &'static str = "transit_gateways: [tgw-0123456789abcdef0], \
                                   attachments: [tgw-attach-0123456789abcdef0], format: parquet";

    fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    fn refusal(&self, _: &Destination) -> Option<String> {
        if self.things().is_empty() {
            return nothing_given("transit gateway or attachment");
        }
        None
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> Self::Handle {
        let format = log_format(TRANSIT_GATEWAY.iter().copied());
        let mut handles = vec![];
        for (kind, thing) in self.things() {
            let properties = to_log_bucket(&thing, kind, self.format, destination)
                .log_format(&*format)
                .max_aggregation_interval(INTERVAL);
            let resource = Resource::new(naming(&thing), properties);
            handles.push(scope.add(once_writable(resource, destination)));
        }
        handles
    }
}
