//! Where proxies are named.
//!
//! Whoever is on the list can name any address as a client's. So where a published network
//! holds more than any that is in use, all that came with it is refused.
//!
//! AWS: <https://docs.aws.amazon.com/vpc/latest/userguide/aws-ip-syntax.html>; Cloudflare:
//! <https://www.cloudflare.com/ips/>

use std::net::IpAddr;

use enrichment::Network;
use serde::Deserialize;
use tracing::warn;

/// The networks that the stack names.
pub(super) const OWN: &str = "own";

/// Somebody who publishes networks.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) name: &'static str,
    pub(super) address: &'static str,
    /// Reads what is published; errors are reasons.
    pub(super) read: fn(&[u8]) -> Result<Vec<Network>, String>,
}

pub(super) const SOURCES: [Source; 3] = [
    Source { name: "aws", address: "https://ip-ranges.amazonaws.com/ip-ranges.json", read: amazon },
    Source {
        name: "cloudflare-v4",
        address: "https://www.cloudflare.com/ips-v4",
        read: cloudflare,
    },
    Source {
        name: "cloudflare-v6",
        address: "https://www.cloudflare.com/ips-v6",
        read: cloudflare,
    },
];

/// Those of AWS whose addresses stand before somebody's servers.
const SERVICES: [&str; 2] = ["CLOUDFRONT", "GLOBALACCELERATOR"];

/// Addresses of the largest network that is believed: a /8 and a /16.
const WIDEST_V4: u32 = 1 << 24;
const WIDEST_V6: u128 = 1 << 112;

/// The stack's own list, with blanks or commas between networks, and what of it is none.
pub(super) fn own(text: &str) -> (Vec<Network>, Vec<String>) {
    let mut networks = vec![];
    let mut wrong = vec![];
    for entry in text.split(|c: char| c == ',' || c.is_whitespace()).filter(|e| !e.is_empty()) {
        match entry.parse() {
            Ok(network) => networks.push(network),
            Err(_) => wrong.push(entry.chars().take(60).collect()),
        }
    }
    (networks, wrong)
}

#[derive(Deserialize)]
struct Ranges {
    prefixes: Vec<Prefix>,
    ipv6_prefixes: Vec<Prefix>,
}

#[derive(Deserialize)]
struct Prefix {
    #[serde(alias = "ip_prefix", alias = "ipv6_prefix")]
    network: Option<String>,
    service: Option<String>,
}

fn amazon(body: &[u8]) -> Result<Vec<Network>, String> {
    let ranges: Ranges = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let of_proxies = ranges.prefixes.iter().chain(&ranges.ipv6_prefixes).filter(|prefix| {
        prefix.service.as_deref().is_some_and(|service| SERVICES.contains(&service))
    });
    checked(of_proxies.map(|prefix| prefix.network.as_deref().unwrap_or_default()))
}

fn cloudflare(body: &[u8]) -> Result<Vec<Network>, String> {
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    checked(text.lines().map(str::trim).filter(|line| !line.is_empty()))
}

/// The networks, in order and each once. A line that is none costs none of the others; a page
/// of something else has none at all.
fn checked<'a>(lines: impl Iterator<Item = &'a str>) -> Result<Vec<Network>, String> {
    let mut networks: Vec<Network> = vec![];
    let mut malformed = 0_u64;
    for line in lines {
        match line.parse() {
            Ok(network) if is_wide(network) => {
                return Err(format!("{network} holds more addresses than any proxy has"));
            }
            Ok(network) => networks.push(network),
            Err(_) => malformed += 1,
        }
    }
    if networks.is_empty() {
        return Err("it names no network".to_owned());
    }
    if malformed > 0 {
        warn!(malformed, "lines that are no networks are left out");
    }
    networks.sort_unstable();
    networks.dedup();
    Ok(networks)
}

fn is_wide(network: Network) -> bool {
    match network.range() {
        (IpAddr::V4(first), IpAddr::V4(last)) => u32::from(last) - u32::from(first) >= WIDEST_V4,
        (IpAddr::V6(first), IpAddr::V6(last)) => u128::from(last) - u128::from(first) >= WIDEST_V6,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(networks: &[Network]) -> Vec<String> {
        networks.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn of_awss_ranges_those_of_proxies_count() {
        let ranges = br#"{"syncToken": "1", "createDate": "2026-11-24-00-00-00", "prefixes": [
            {"ip_prefix": "198.51.100.0/24", "region": "GLOBAL", "service": "CLOUDFRONT"},
            {"ip_prefix": "198.51.100.0/24", "region": "GLOBAL", "service": "GLOBALACCELERATOR"},
            {"ip_prefix": "203.0.113.0/24", "service": "EC2"},
            {"ip_prefix": "203.0.113.0/24", "service": "CLOUDFRONT_ORIGIN_FACING"},
            {"ip_prefix": "nonsense", "service": "CLOUDFRONT"}, {}
        ], "ipv6_prefixes": [{"ipv6_prefix": "2001:db8::/32", "service": "GLOBALACCELERATOR"}]}"#;
        assert_eq!(texts(&amazon(ranges).unwrap()), ["198.51.100.0/24", "2001:db8::/32"]);
    }

    #[test]
    fn cloudflares_lists_are_lines() {
        let list = b"198.51.100.0/24\r\n\nnonsense\n192.0.2.0/24";
        assert_eq!(texts(&cloudflare(list).unwrap()), ["192.0.2.0/24", "198.51.100.0/24"]);
    }

    #[test]
    fn what_is_something_else_is_refused() {
        for body in [&b""[..], b"<html>", b"{}", b"[]", b"{\"prefixes\": []}", b"\xff\xfe"] {
            assert!(cloudflare(body).is_err() && amazon(body).is_err(), "{body:?}");
        }
        let none = br#"{"prefixes": [], "ipv6_prefixes": []}"#;
        assert_eq!(amazon(none).unwrap_err(), "it names no network");
    }

    #[test]
    fn a_network_of_half_the_internet_is_refused_with_all_that_came_with_it() {
        for wide in ["0.0.0.0/0", "198.0.0.0/7", "::/0", "2000::/15"] {
            let list = format!("198.51.100.0/24\n{wide}\n");
            assert!(cloudflare(list.as_bytes()).unwrap_err().contains("more addresses"), "{wide}");
        }
        assert!(cloudflare(b"198.0.0.0/8\n2001::/16\n").is_ok());
    }

    #[test]
    fn own_networks_stand_between_blanks_or_commas() {
        let (networks, wrong) = own(" 10.0.0.0/8,192.0.2.7\n2001:db8::/32 , 10.0.0.0/33 :");
        assert_eq!(texts(&networks), ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"]);
        assert_eq!(wrong, ["10.0.0.0/33", ":"]);
        assert_eq!(own(""), (vec![], vec![]));
    }
}
