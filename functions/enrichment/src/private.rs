//! Addresses that are nobody's on the internet.

use std::net::{IpAddr, Ipv6Addr};

/// Whether no indicator can be about an address: it is used within networks, in
/// documents or by protocols. The list is that of v2.10.4 (Python 3.11's `is_private`).
///
/// Registries: <https://www.iana.org/assignments/iana-ipv4-special-registry>,
/// <https://www.iana.org/assignments/iana-ipv6-special-registry>
pub(crate) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => matches!(
            address.octets(),
            [0 | 10 | 127 | 240..=255, ..]
                | [169, 254, ..]
                | [172, 16..=31, ..]
                | [192, 168, ..]
                | [192, 0, 2, _]
                | [192, 0, 0, 0..=7 | 170 | 171]
                | [198, 18 | 19, ..]
                | [198, 51, 100, _]
                | [203, 0, 113, _]
        ),
        IpAddr::V6(address) => match address.segments() {
            [0x100, 0, 0, 0, ..]
            | [0x2001, 0..=0x1ff | 0xdb8, ..]
            | [0xfc00..=0xfdff | 0xfe80..=0xfebf, ..] => true,
            _ => address == Ipv6Addr::LOCALHOST || address == Ipv6Addr::UNSPECIFIED,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn private(addresses: &[&str]) -> Vec<bool> {
        addresses.iter().map(|address| is_private(address.parse().unwrap())).collect()
    }

    #[test]
    fn addresses_within_networks_and_documents_are_private() {
        let addresses = [
            "10.1.2.3",
            "172.31.255.255",
            "192.168.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "192.0.2.1",
            "192.0.0.171",
            "255.255.255.255",
            "::1",
            "fd00::1",
            "fe80::1",
            "2001:db8::1",
            "2001:1ff::1",
        ];
        assert_eq!(private(&addresses), vec![true; addresses.len()]);
    }

    #[test]
    fn all_others_are_not() {
        let addresses =
            ["100.64.0.1", "172.32.0.0", "192.0.0.8", "9.255.255.255", "64:ff9b::1", "2001:200::"];
        assert_eq!(private(&addresses), vec![false; addresses.len()]);
    }
}
