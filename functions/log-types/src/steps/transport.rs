//! The names of transport protocols.

/// The name of a protocol by its number, as `network.transport` has it; none for one that
/// is hardly seen in networks of AWS.
///
/// Numbers: <https://www.iana.org/assignments/protocol-numbers/protocol-numbers.xhtml>
pub(crate) fn transport(number: &str) -> Option<&'static str> {
    let name = match number {
        "1" => "icmp",
        "2" => "igmp",
        "4" => "ipv4",
        "6" => "tcp",
        "8" => "egp",
        "17" => "udp",
        "33" => "dccp",
        "41" => "ipv6",
        "42" => "sdrp",
        "47" => "gre",
        "50" => "esp",
        "51" => "ah",
        "58" => "ipv6-icmp",
        "89" => "ospf",
        "103" => "pim",
        "112" => "vrrp",
        "132" => "sctp",
        _ => return None,
    };
    Some(name)
}
