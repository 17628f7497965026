//! Ranges of IPv4 addresses.

use std::borrow::Cow;
use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use crate::checked;

/// A range of IPv4 addresses, such as `10.0.0.0/16`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressRange {
    first: u32,
    mask: u32,
}

/// Why a text is no range of addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAddressRange {
    /// Something else altogether.
    #[error("`{0}` is no range of IPv4 addresses; wanted is one such as 10.0.0.0/16")]
    Form(String),
    /// An address within the range in place of its first.
    #[error("`{given}` does not begin at its first address; wanted is {wanted}")]
    NotFirst {
        /// What was given.
        given: String,
        /// The same with the first address.
        wanted: AddressRange,
    },
}

impl AddressRange {
    const fn new(first: u32, mask: u32) -> Self {
        Self { first, mask }
    }

    /// A private range that AWS uses in its examples.
    pub(super) const DEFAULT: Self = Self::new(0x0A00_0000, 16);

    /// How many bits all addresses of the range share.
    pub(super) const fn mask(self) -> u32 {
        self.mask
    }

    /// As many ranges of this size as are wanted, from the first address on, or the number
    /// of those that have room.
    pub(super) fn split(self, mask: u32, wanted: u32) -> Result<Vec<Self>, u64> {
        let room = match mask.checked_sub(self.mask) {
            Some(bits) => 1_u64 << bits,
            None => 0,
        };
        if u64::from(wanted) > room {
            return Err(room);
        }
        Ok((0..wanted).map(|index| Self::new(self.first + (index << (32 - mask)), mask)).collect())
    }
}

impl FromStr for AddressRange {
    type Err = InvalidAddressRange;

    fn from_str(text: &str) -> Result<Self, InvalidAddressRange> {
        let form = || InvalidAddressRange::Form(text.to_owned());
        let (address, mask) = text.split_once('/').ok_or_else(form)?;
        let address = u32::from(address.parse::<Ipv4Addr>().map_err(|_| form())?);
        let mask: u32 =
            mask.parse().ok().filter(|mask| (1..=32).contains(mask)).ok_or_else(form)?;
        let range = Self::new(address & (u32::MAX << (32 - mask)), mask);
        if range.first == address {
            Ok(range)
        } else {
            Err(InvalidAddressRange::NotFirst { given: text.to_owned(), wanted: range })
        }
    }
}

impl fmt::Display for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Ipv4Addr::from(self.first), self.mask)
    }
}

impl<'de> Deserialize<'de> for AddressRange {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::text(source)
    }
}

impl JsonSchema for AddressRange {
    fn schema_name() -> Cow<'static, str> {
        "AddressRange".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A range of IPv4 addresses, such as `10.0.0.0/16`.",
            "pattern": "^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> AddressRange {
        text.parse().unwrap()
    }

    #[test]
    fn a_range_is_split_from_its_first_address_on() {
        let parts = range("10.0.0.0/16").split(24, 3).unwrap();
        let texts: Vec<_> = parts.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]);
    }

    #[test]
    fn a_range_that_is_too_small_says_for_how_many_it_has_room() {
        assert_eq!(range("192.0.2.0/24").split(25, 3), Err(2));
        assert_eq!(range("192.0.2.0/24").split(20, 1), Err(0));
    }

    #[test]
    fn an_address_within_the_range_is_refused_with_the_first() {
        let error = "10.0.0.1/16".parse::<AddressRange>().unwrap_err().to_string();
        assert!(error.contains("`10.0.0.1/16`") && error.ends_with("10.0.0.0/16"), "{error}");
    }

    #[test]
    fn something_else_is_refused() {
        for text in ["10.0.0.0", "10.0.0.0/33", "10.0.0/16", "2001:db8::/32", ""] {
            assert!(text.parse::<AddressRange>().is_err(), "{text}");
        }
        assert_eq!(range("203.0.113.7/32").to_string(), "203.0.113.7/32");
    }
}
