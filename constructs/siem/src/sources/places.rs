//! Regions and partitions, and which of them a source can be in.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use template::Value;

use crate::checked;

/// A region's name, such as `eu-central-1`.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
pub struct Region(#[schemars(regex(pattern = r"^[a-z]{2,4}(-[a-z]+)+-[0-9]+$"))] String);

/// Why a text is no region.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no region; wanted is one such as eu-central-1")]
pub struct InvalidRegion(String);

impl FromStr for Region {
    type Err = InvalidRegion;

    fn from_str(name: &str) -> Result<Self, InvalidRegion> {
        let parts: Vec<_> = name.split('-').collect();
        let sound = match parts.as_slice() {
            [area, middle @ .., number] => {
                let letters = |part: &&str| {
                    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase())
                };
                (2..=4).contains(&area.len())
                    && letters(area)
                    && !middle.is_empty()
                    && middle.iter().all(letters)
                    && !number.is_empty()
                    && number.bytes().all(|byte| byte.is_ascii_digit())
            }
            _ => false,
        };
        if sound { Ok(Self(name.to_owned())) } else { Err(InvalidRegion(name.to_owned())) }
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::text(source)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&Region> for Value<String> {
    fn from(region: &Region) -> Self {
        region.0.as_str().into()
    }
}

impl Region {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The partition that the region is in.
    pub fn partition(&self) -> Partition {
        match self.0.as_str() {
            name if name.starts_with("cn-") => Partition::China,
            name if name.starts_with("us-gov-") => Partition::UsGov,
            _ => Partition::Standard,
        }
    }
}

/// The groups of regions with accounts of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Partition {
    /// `aws`.
    Standard,
    /// `aws-cn`.
    China,
    /// `aws-us-gov`.
    UsGov,
}

impl Partition {
    /// As an ARN spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "aws",
            Self::China => "aws-cn",
            Self::UsGov => "aws-us-gov",
        }
    }
}

/// Where a source is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    partitions: &'static [Partition],
    regions: &'static [&'static str],
    why: &'static str,
}

impl Places {
    /// In every region.
    pub const EVERYWHERE: Self = Self {
        partitions: &[Partition::Standard, Partition::China, Partition::UsGov],
        regions: &[],
        why: "",
    };

    /// In every region of some partitions, for this reason.
    pub const fn partitions(partitions: &'static [Partition], why: &'static str) -> Self {
        Self { partitions, regions: &[], why }
    }

    /// In some regions, for this reason.
    pub const fn regions(regions: &'static [&'static str], why: &'static str) -> Self {
        Self { regions, why, ..Self::EVERYWHERE }
    }

    /// Why a source cannot be in a region, if so.
    pub(super) fn refusal(&self, region: &Region) -> Option<String> {
        let (wanted, possible) = if self.regions.is_empty() {
            let names: Vec<_> =
                self.partitions.iter().map(|partition| partition.as_str()).collect();
            let possible = self.partitions.contains(&region.partition());
            (format!("a region of the partition {}", names.join(" or ")), possible)
        } else {
            (self.regions.join(" or "), self.regions.contains(&region.as_str()))
        };
        let why = self.why;
        (!possible).then(|| {
            format!(
                "the stack's region `{region}` has no such logs, since {why}; wanted is \
                 {wanted}: leave the source out, or give it a stack of its own there"
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_has_a_partition() {
        let partition = |name: &str| name.parse::<Region>().map(|region| region.partition());
        assert_eq!(partition("eu-central-1"), Ok(Partition::Standard));
        assert_eq!(partition("cn-north-1"), Ok(Partition::China));
        assert_eq!(partition("us-gov-west-1"), Ok(Partition::UsGov));
        for wrong in ["", "eu", "EU-central-1", "eu-central", "eu--1", "1-2"] {
            assert!(partition(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_place_that_is_not_possible_says_why_and_where_it_is() {
        let china = "cn-north-1".parse().unwrap();
        assert_eq!(Places::EVERYWHERE.refusal(&china), None);
        let places = Places::regions(&["us-east-1"], "it is global");
        let text = places.refusal(&china).unwrap();
        assert!(text.contains("`cn-north-1`") && text.contains("it is global"), "{text}");
        assert!(text.contains("wanted is us-east-1"), "{text}");
        let places = Places::partitions(&[Partition::Standard], "AWS has it nowhere else");
        assert!(places.refusal(&china).unwrap().contains("the partition aws:"));
    }
}
