//! Whether a text is an address, asked several times for each record.

use std::net::IpAddr;

/// Whether a text is an IPv4 or IPv6 address, as [`IpAddr`] reads them.
pub(crate) fn is_address(text: &str) -> bool {
    is_ipv4(text.as_bytes()) || text.parse::<IpAddr>().is_ok()
}

/// Whether a text is four numbers up to 255 without leading zeros. Most addresses are.
fn is_ipv4(text: &[u8]) -> bool {
    if !(7..=15).contains(&text.len()) {
        return false;
    }
    let (mut numbers, mut number, mut digits) = (1, 0_u16, 0);
    for &byte in text {
        match byte {
            b'0'..=b'9' if digits == 0 || number > 0 => {
                number = number * 10 + u16::from(byte - b'0');
                digits += 1;
                if number > 255 {
                    return false;
                }
            }
            b'.' if digits > 0 => (numbers, number, digits) = (numbers + 1, 0, 0),
            _ => return false,
        }
    }
    numbers == 4 && digits > 0
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn addresses_of_both_versions_are_addresses() {
        for text in ["192.0.2.1", "0.0.0.0", "255.255.255.255", "2001:db8::1", "::ffff:192.0.2.1"] {
            assert!(is_address(text), "{text}");
        }
        for text in
            ["", "host", "192.0.2", "192.0.2.256", "192.0.2.01", "1.2.3.4.5", "192.0.2.1:80"]
        {
            assert!(!is_address(text), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn an_ipv4_address_is_what_the_library_takes_for_one(
            text in "[0-9]{0,4}\\.[0-9]{0,4}\\.[0-9]{1,3}\\.[0-9]{1,3}[. ]?",
            number: u32,
        ) {
            proptest::prop_assert_eq!(is_ipv4(text.as_bytes()), text.parse::<Ipv4Addr>().is_ok());
            proptest::prop_assert!(is_ipv4(Ipv4Addr::from(number).to_string().as_bytes()));
        }
    }
}
