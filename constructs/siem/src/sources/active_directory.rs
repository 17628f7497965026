//! AWS Managed Microsoft AD: security events of its domain controllers, from the log group
//! that the directory forwards them to.

use contract::sources::DIRECTORY_SERVICE;

use super::log_groups::source_of_log_groups;
use super::places::Places;

source_of_log_groups! {
    /// Security events of AWS Managed Microsoft AD. In the directory, switch on log
    /// forwarding to a log group.
    ///
    /// <https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_enable_log_forwarding.html>
    ActiveDirectory, "active_directory", DIRECTORY_SERVICE,
    places: Places::EVERYWHERE,
    pattern: "",
    example: "log_groups: [/aws/directoryservice/d-1234567890]",
}
