//! AWS CloudHSM: audit logs, from the log group that a cluster writes to by itself.

use contract::sources::CLOUDHSM;

use super::log_groups::source_of_log_groups;
use super::places::Places;

source_of_log_groups! {
    /// Audit logs of AWS CloudHSM clusters.
    ///
    /// <https://docs.aws.amazon.com/cloudhsm/latest/userguide/get-hsm-audit-logs-using-cloudwatch.html>
    CloudHsm, "cloudhsm", CLOUDHSM,
    places: Places::EVERYWHERE,
    pattern: "",
    example: "log_groups: [/aws/cloudhsm/cluster-likphkxygsn]",
}
