//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html>

use crate::iam::Actions;

/// Send messages to all subscribers.
pub(super) const PUBLISH: Actions = &["sns:Publish"];
