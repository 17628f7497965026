//! Amazon Security Lake: events in OCSF, in Parquet.
//!
//! Rows of Parquet are JSON by the time they are read; see [`ocsf`](super::ocsf).

use contract::sources;

use super::ocsf;
use crate::log_type::Definition;

/// Amazon Security Lake.
pub(crate) const SECURITY_LAKE: Definition =
    ocsf::definition("securitylake", sources::SECURITY_LAKE.pattern);
