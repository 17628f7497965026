//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html>

use crate::iam::Actions;

/// Write lines into streams of one's own. The group is there already, and is not made.
pub(super) const WRITE: Actions = &["logs:CreateLogStream", "logs:PutLogEvents"];
