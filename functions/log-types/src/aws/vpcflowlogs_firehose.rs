//! Flow logs of VPCs and of transit gateways through Firehose: one JSON object around each
//! record, `{"message": "2 111122223333 eni-…"}`, or the record alone.
//!
//! What v2.10.4 cannot read at all. Documents, `@log_type` and `event.module` are those of
//! [`vpcflowlogs`](super::vpcflowlogs), so that a flow is found the same way however it came.
//!
//! A record does not say which fields it has: it is of the default format, that of VPCs or
//! that of transit gateways. With another format, use a prefix that holds `vpcflowlogs`
//! and let Firehose write a header, or deliver to S3.
//!
//! Delivery: <https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-firehose.html>

use contract::log_spec::Columns;
use contract::sources;
use ecs::Document;

use super::vpcflowlogs;
use crate::log_type::Definition;
use crate::notes::Notes;

/// Flow logs through Firehose.
pub(crate) const VPC_FLOW_LOGS_FIREHOSE: Definition = Definition::new(vpcflowlogs::spec(
    "vpcflowlogs-firehose",
    sources::VPC_FLOW_LOGS_FIREHOSE.pattern,
    Columns::new(vpcflowlogs::DEFAULT_FORMAT),
))
.refined_by(refine);

fn refine(document: &mut Document<'_>, notes: &mut Notes) {
    document.insert("@log_type", "vpcflowlogs");
    document.set(ecs::EVENT_MODULE, "vpcflowlogs");
    vpcflowlogs::refine(document, notes);
}
