//! Headings under which the console shows the template's parameters.

/// What must be known at the first deployment.
pub(crate) const DOMAIN: &str = "OpenSearch domain or collection";
/// What most people set.
pub(crate) const BASIC: &str = "Basic configuration";
/// Where domain and functions are reached from.
pub(crate) const NETWORK: &str = "Network (optional)";
/// What adds to the logs.
pub(crate) const ENRICHMENT: &str = "Log enrichment (optional)";
/// Logs in the log archive account of Control Tower.
pub(crate) const CONTROL_TOWER: &str = "Control Tower (optional)";
/// Logs in Security Lake.
pub(crate) const SECURITY_LAKE: &str = "Security Lake (optional)";
