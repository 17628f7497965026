//! Amazon FSx for Windows File Server: audit of accesses to files and shares, which FSx
//! sends through Firehose.
//!
//! Fields and differences from v2.10.4: [`steps::windows`](crate::steps::windows).
//!
//! Events: <https://docs.aws.amazon.com/fsx/latest/WindowsGuide/file-access-auditing.html>

use contract::sources;

use crate::log_type::Definition;
use crate::steps::windows;

/// FSx for Windows File Server.
pub(crate) const FSX_WIN: Definition =
    windows::definition("fsx-win", "log-aws-fsx-win", sources::FSX_WINDOWS.pattern, Some("log-win-aws-fsx-win"));
