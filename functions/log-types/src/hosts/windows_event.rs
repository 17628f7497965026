//! Windows event logs of EC2 instances, which the CloudWatch agent sends as XML.
//!
//! Fields and differences from v2.10.4: [`steps::windows`](crate::steps::windows).

use contract::sources;

use crate::log_type::Definition;
use crate::steps::windows;

/// Windows event logs.
pub(crate) const WINDOWS_EVENT: Definition =
    windows::definition("windows-event", "log-win-event", sources::WINDOWS_EVENT.pattern, None);
