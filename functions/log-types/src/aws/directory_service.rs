//! AWS Directory Service: the security log of a managed Microsoft Active Directory's
//! domain controllers, through CloudWatch Logs.
//!
//! Fields and differences from v2.10.4: [`steps::windows`](crate::steps::windows).
//!
//! Events: <https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_enable_log_forwarding.html>

use contract::sources;

use crate::log_type::Definition;
use crate::steps::windows;

/// Directory Service.
pub(crate) const DIRECTORY_SERVICE: Definition = windows::definition(
    "directory-service",
    "log-aws-directory-service",
    sources::DIRECTORY_SERVICE.pattern,
    Some("log-win-aws-directory-service"),
);
