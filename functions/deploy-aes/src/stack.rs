//! What the stack is doing: CloudFormation's requests do not say.

use kit::aws_json::element;

use crate::api::{Api, failed};
use crate::error::Error;

/// A Create that fails, and what an update has made, are removed in these; in all others a
/// Delete is of something that was in use. An Update in them goes back.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html>
const ROLLS_BACK: [&str; 3] = [
    "ROLLBACK_IN_PROGRESS",
    "UPDATE_ROLLBACK_IN_PROGRESS",
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
];

impl Api {
    /// Whether the stack goes back to what it was.
    pub(crate) async fn rolls_back(&self, stack_id: &str) -> Result<bool, Error> {
        let input = [("StackName", stack_id)];
        let called = self.stacks.query("DescribeStacks", "2010-05-15", &input).await;
        let answer = called.map_err(|source| failed(stack_id, "asking for its state", source))?;
        let status = element(&answer, "StackStatus").ok_or(Error::Unreadable {
            name: stack_id.to_owned(),
            operation: "DescribeStacks",
            field: "StackStatus",
        })?;
        Ok(ROLLS_BACK.contains(&status))
    }
}
