//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html>

use crate::iam::Actions;

/// Put messages in.
pub(super) const SEND: Actions = &["sqs:SendMessage"];
/// Take messages out: what Lambda needs to poll a queue.
pub(super) const CONSUME: Actions = &[
    "sqs:ReceiveMessage",
    "sqs:ChangeMessageVisibility",
    "sqs:GetQueueUrl",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
];
/// Everything. For denials.
pub(super) const ALL: Actions = &["sqs:*"];
