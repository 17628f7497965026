//! What tells two sources of a kind apart.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::checked;

/// A word that tells a source from others of its kind: 1 to 20 lower-case letters, digits
/// and `-`, beginning with a letter. It stands in names and logical ids, so that changing
/// it replaces the source's resources.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
pub struct Id(#[schemars(regex(pattern = r"^[a-z][a-z0-9-]{0,19}$"))] String);

/// Why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "id `{0}` of a source has 1 to 20 lower-case letters, digits and `-`, and begins with a letter"
)]
pub struct InvalidId(String);

impl FromStr for Id {
    type Err = InvalidId;

    fn from_str(id: &str) -> Result<Self, InvalidId> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let sound = id.len() <= 20
            && id.starts_with(|c: char| c.is_ascii_lowercase())
            && id.bytes().all(allowed);
        if sound { Ok(Self(id.to_owned())) } else { Err(InvalidId(id.to_owned())) }
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::text(source)
    }
}

impl Id {
    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The scope of a source: `rds_mysql` with the id `tokyo` is `RdsMysqlTokyo`.
pub(super) fn scope(name: &str, id: Option<&Id>) -> String {
    format!("{}{}", camel_case(name), id.map(|id| camel_case(id.as_str())).unwrap_or_default())
}

/// The letters and digits of a text, each word with a capital: an id for what has a name.
pub(super) fn camel_case(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words
        .filter_map(|word| {
            let first = word.chars().next()?;
            Some(first.to_ascii_uppercase().to_string() + word.get(1..).unwrap_or_default())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_letters_and_digits() {
        let id: Id = "tokyo-2".parse().unwrap();
        assert_eq!(scope("rds_mysql", Some(&id)), "RdsMysqlTokyo2");
        assert_eq!(scope("rds_mysql", None), "RdsMysql");
        assert_eq!(camel_case("/aws/rds/cluster/x1/audit"), "AwsRdsClusterX1Audit");
    }

    #[test]
    fn an_id_that_cannot_stand_in_a_name_is_refused() {
        for wrong in ["", "Tokyo", "1st", "a_b", &"a".repeat(21)] {
            assert!(wrong.parse::<Id>().is_err(), "{wrong}");
        }
    }
}
