//! Events in OCSF as JSON, from whatever writes them; see [`ocsf`](super::ocsf).

use contract::sources;

use super::ocsf;
use crate::log_type::Definition;

/// OCSF as JSON.
pub(crate) const OCSF_JSON: Definition =
    ocsf::definition("ocsf-json", sources::OCSF_JSON.pattern);
