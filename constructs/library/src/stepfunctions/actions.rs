//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html>

use crate::iam::Actions;

/// Start the state machine.
pub(super) const START: Actions = &["states:StartExecution"];

/// Write the state machine's log. CloudWatch Logs knows no narrower resource for these.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html>
pub(super) const DELIVER_LOGS: Actions = &[
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
];
