//! Networks such as `192.0.2.0/24` and `2001:db8::/32`, and single addresses.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// All addresses that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// A text that is no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no network; write it as `192.0.2.0/24`, `2001:db8::/32`, or as a single address")]
pub struct WrongNetwork(String);

impl Network {
    /// One address.
    pub const fn single(address: IpAddr) -> Self {
        let prefix = match address {
            IpAddr::V4(_) => 32,
            IpAddr::V6(_) => 128,
        };
        Self { address, prefix }
    }

    /// Its lowest and highest address, both of the same version.
    pub fn range(self) -> (IpAddr, IpAddr) {
        match self.address {
            IpAddr::V4(address) => {
                let rest = u32::MAX.checked_shr(self.prefix.into()).unwrap_or(0);
                let first = u32::from(address) & !rest;
                (Ipv4Addr::from(first).into(), Ipv4Addr::from(first | rest).into())
            }
            IpAddr::V6(address) => {
                let rest = u128::MAX.checked_shr(self.prefix.into()).unwrap_or(0);
                let first = u128::from(address) & !rest;
                (Ipv6Addr::from(first).into(), Ipv6Addr::from(first | rest).into())
            }
        }
    }
}

impl FromStr for Network {
    type Err = WrongNetwork;

    /// Bits behind the prefix are ignored: `192.0.2.1/24` is `192.0.2.0/24`.
    fn from_str(text: &str) -> Result<Self, WrongNetwork> {
        let wrong = || WrongNetwork(text.to_owned());
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let single = Self::single(address.parse().map_err(|_| wrong())?);
        let Some(prefix) = prefix else { return Ok(single) };
        let digits = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_digit());
        let prefix = prefix.parse().ok().filter(|_| digits).ok_or_else(wrong)?;
        if prefix > single.prefix {
            return Err(wrong());
        }
        let (address, _) = Self { prefix, ..single }.range();
        Ok(Self { address, prefix })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::single(self.address) {
            self.address.fmt(f)
        } else {
            write!(f, "{}/{}", self.address, self.prefix)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        text.parse().unwrap()
    }

    #[test]
    fn bits_behind_the_prefix_are_ignored() {
        assert_eq!(network("192.0.2.77/24"), network("192.0.2.0/24"));
        assert_eq!(network("2001:db8::1/32").to_string(), "2001:db8::/32");
    }

    #[test]
    fn a_network_ends_where_the_next_begins() {
        let ends = |text: &str| network(text).range().1.to_string();
        assert_eq!(ends("192.0.2.0/24"), "192.0.2.255");
        assert_eq!(ends("0.0.0.0/0"), "255.255.255.255");
        assert_eq!(ends("192.0.2.1"), "192.0.2.1");
        assert_eq!(ends("2001:db8::/127"), "2001:db8::1");
        assert_eq!(ends("::/0"), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    }

    #[test]
    fn what_is_no_network_is_refused_by_name() {
        for text in ["", "/", "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/+8", "192.0.2", "::/129"] {
            let error = text.parse::<Network>().unwrap_err();
            assert!(error.to_string().contains(&format!("`{text}`")), "{error}");
        }
    }
}
