//! The client behind trusted proxies, as `X-Forwarded-For` tells it.
//!
//! Each proxy puts the address that it was called from at the end of the chain. So the
//! chain is believed from its end on, as long as who wrote it is trusted; the first
//! address that is no trusted proxy is the client, and what stands before it is its own
//! claim.
//!
//! The list is a text with a network on each line, so that one can write it by hand;
//! v2.10.4 has an sqlite database instead, under another key.

use std::net::IpAddr;

use crate::network::{Network, WrongNetwork};

/// Networks whose `X-Forwarded-For` is believed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies {
    /// Lowest and highest addresses, apart from each other and in order.
    v4: Vec<(u32, u32)>,
    v6: Vec<(u128, u128)>,
}

impl TrustedProxies {
    /// Reads a list: a network on each line; blank lines, and what follows a `#`, do not
    /// count.
    ///
    /// # Errors
    ///
    /// The first line that is no network.
    pub fn from_text(text: &str) -> Result<Self, WrongNetwork> {
        text.lines()
            .map(|line| line.split('#').next().unwrap_or_default().trim())
            .filter(|line| !line.is_empty())
            .map(str::parse)
            .collect()
    }

    /// Writes a list that [`from_text`](Self::from_text) reads, below a comment.
    pub fn to_text(comment: &str, networks: &[Network]) -> String {
        let comment = comment.lines().map(|line| format!("# {line}\n"));
        comment.chain(networks.iter().map(|network| format!("{network}\n"))).collect()
    }

    /// Whether it trusts nobody.
    pub fn is_empty(&self) -> bool {
        self.v4.is_empty() && self.v6.is_empty()
    }

    /// Whether an address is a trusted proxy's.
    pub fn trusts(&self, address: IpAddr) -> bool {
        match address.to_canonical() {
            IpAddr::V4(address) => holds(&self.v4, address.into()),
            IpAddr::V6(address) => holds(&self.v6, address.into()),
        }
    }

    /// The client that speaks through `peer`, if it is another: only if `peer` is a
    /// trusted proxy, and the chain names somebody who is none.
    ///
    /// `chain` is in the order of the header. An element that is no address (`unknown`,
    /// a name) ends the search: who stands before it, nobody vouches for.
    pub fn client<'t>(
        &self,
        peer: IpAddr,
        chain: impl DoubleEndedIterator<Item = &'t str>,
    ) -> Option<IpAddr> {
        if !self.trusts(peer) {
            return None;
        }
        for element in chain.rev().flat_map(|part| part.rsplit(',')) {
            let element = element.trim();
            if matches!(element, "" | "-") {
                continue;
            }
            let address = address_of(element)?;
            if !self.trusts(address) {
                return Some(address);
            }
        }
        None
    }
}

impl FromIterator<Network> for TrustedProxies {
    fn from_iter<I: IntoIterator<Item = Network>>(networks: I) -> Self {
        let mut all = Self::default();
        for network in networks {
            match network.range() {
                (IpAddr::V4(first), IpAddr::V4(last)) => all.v4.push((first.into(), last.into())),
                (IpAddr::V6(first), IpAddr::V6(last)) => all.v6.push((first.into(), last.into())),
                _ => {}
            }
        }
        join(&mut all.v4);
        join(&mut all.v6);
        all
    }
}

/// Makes ranges that overlap one.
fn join<T: Ord + Copy>(ranges: &mut Vec<(T, T)>) {
    ranges.sort_unstable();
    ranges.dedup_by(|(first, last), (_, last_before)| {
        let overlap = *first <= *last_before;
        if overlap {
            *last_before = (*last_before).max(*last);
        }
        overlap
    });
}

fn holds<T: Ord + Copy>(ranges: &[(T, T)], address: T) -> bool {
    let behind = ranges.partition_point(|(first, _)| *first <= address);
    let range = behind.checked_sub(1).and_then(|at| ranges.get(at));
    range.is_some_and(|(_, last)| address <= *last)
}

/// Reads an address, with or without a port: `192.0.2.1:80`, `[2001:db8::1]:443`.
fn address_of(element: &str) -> Option<IpAddr> {
    if let Some(bracketed) = element.strip_prefix('[') {
        let (address, rest) = bracketed.split_once(']')?;
        let is_port = rest.is_empty() || rest.strip_prefix(':').is_some_and(is_number);
        return address.parse().ok().filter(|_| is_port);
    }
    element.parse().ok().or_else(|| {
        let (address, port) = element.split_once(':')?;
        let address: std::net::Ipv4Addr = address.parse().ok()?;
        is_number(port).then_some(address.into())
    })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "\
# ours
10.0.0.0/8
192.0.2.0/25 # the load balancers
192.0.2.64/26

2001:db8:1::/48
";

    fn client(peer: &str, chain: &[&str]) -> Option<String> {
        let proxies = TrustedProxies::from_text(LIST).unwrap();
        let client = proxies.client(peer.parse().unwrap(), chain.iter().copied());
        client.map(|address| address.to_string())
    }

    #[test]
    fn the_client_is_the_last_of_the_chain_that_is_no_trusted_proxy() {
        let proxy = "10.0.0.1";
        for (chain, expected) in [
            ("198.51.100.1", Some("198.51.100.1")),
            ("203.0.113.9, 198.51.100.1", Some("198.51.100.1")),
            ("203.0.113.9,198.51.100.1,192.0.2.70", Some("198.51.100.1")),
            ("198.51.100.1, 192.0.2.128", Some("192.0.2.128")),
            ("198.51.100.1:55000", Some("198.51.100.1")),
            ("[2001:db8:2::1]:443", Some("2001:db8:2::1")),
            ("[2001:db8:2::1]", Some("2001:db8:2::1")),
            ("2001:db8:2::1, 2001:db8:1::5", Some("2001:db8:2::1")),
            ("198.51.100.1, ::ffff:10.0.0.7", Some("198.51.100.1")),
            (" 198.51.100.1 ,, - ", Some("198.51.100.1")),
            ("198.51.100.1, unknown", None),
            ("unknown, 198.51.100.1", Some("198.51.100.1")),
            ("198.51.100.1:port", None),
            ("[2001:db8:2::1]443", None),
            ("10.0.0.2, 192.0.2.1", None),
            ("", None),
        ] {
            assert_eq!(client(proxy, &[chain]).as_deref(), expected, "{chain}");
        }
    }

    #[test]
    fn a_chain_may_be_a_list_of_headers() {
        let chain = ["203.0.113.9", "198.51.100.1, 10.0.0.3", "10.0.0.2"];
        assert_eq!(client("2001:db8:1::1", &chain).as_deref(), Some("198.51.100.1"));
    }

    #[test]
    fn who_is_no_trusted_proxy_is_the_client_whatever_it_says() {
        assert_eq!(client("203.0.113.1", &["198.51.100.1"]), None);
    }

    #[test]
    fn without_a_list_nobody_is_trusted() {
        let nobody = TrustedProxies::from_text("# nobody\n").unwrap();
        assert!(nobody.is_empty());
        assert!(!nobody.trusts("127.0.0.1".parse().unwrap()));
    }

    #[test]
    fn a_list_that_was_written_can_be_read() {
        let networks: Vec<Network> =
            ["192.0.2.0/24", "2001:db8::1"].iter().map(|text| text.parse().unwrap()).collect();
        let text = TrustedProxies::to_text("made by\ngeoip-downloader", &networks);
        assert_eq!(text, "# made by\n# geoip-downloader\n192.0.2.0/24\n2001:db8::1\n");
        assert_eq!(TrustedProxies::from_text(&text), Ok(networks.into_iter().collect()));
    }

    #[test]
    fn a_line_that_is_no_network_is_named() {
        let error = TrustedProxies::from_text("192.0.2.0/24\nproxy.example.com").unwrap_err();
        assert!(error.to_string().contains("`proxy.example.com`"), "{error}");
    }
}
