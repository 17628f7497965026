//! AWS Client VPN: connections, from the log group that the endpoint writes to.

use contract::sources::CLIENT_VPN;

use super::log_groups::source_of_log_groups;
use super::places::Places;

source_of_log_groups! {
    /// Connections of AWS Client VPN.
    ///
    /// <https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/connection-logs.html>
    ClientVpn, "client_vpn", CLIENT_VPN,
    places: Places::EVERYWHERE,
    pattern: "",
    example: "log_groups: [/aws/clientvpn]",
}
