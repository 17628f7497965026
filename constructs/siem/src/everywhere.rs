//! What is set on every resource of a type: tags, and the limit of every role.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use template::Scope;

use crate::accounts::PolicyArn;

/// Tags of AWS: up to 50, names of 1 to 128 and values of up to 256 characters.
///
/// <https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html>
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
pub struct Tags(#[schemars(extend("maxProperties" = MOST))] BTreeMap<String, String>);

/// A resource takes 50 tags.
const MOST: usize = 50;

/// Why tags cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTags {
    /// One is not as AWS wants it.
    #[error(
        "tag `{name}: {value}`; a tag has a name of 1 to 128 and a value of up to 256 letters, \
         digits, spaces and `_.:/=+-@`, and its name does not begin with `aws:`"
    )]
    Tag {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// More than a resource takes.
    #[error("{0} tags; a resource takes {MOST}: leave some out")]
    TooMany(usize),
}

impl Tags {
    /// These tags.
    ///
    /// # Errors
    ///
    /// Where AWS would refuse one, or their number.
    pub fn new<N: Into<String>, V: Into<String>>(
        tags: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, InvalidTags> {
        let tags: BTreeMap<String, String> =
            tags.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        if tags.len() > MOST {
            return Err(InvalidTags::TooMany(tags.len()));
        }
        match tags.iter().find(|(name, value)| !is_valid(name, value)) {
            Some((name, value)) => {
                Err(InvalidTags::Tag { name: name.clone(), value: value.clone() })
            }
            None => Ok(Self(tags)),
        }
    }

    /// Tags everything in the scope so far that takes tags.
    pub(crate) fn set(&self, scope: &mut Scope<'_>) {
        for (name, value) in &self.0 {
            scope.tag(name, value);
        }
    }
}

fn is_valid(name: &str, value: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || c == ' ' || "_.:/=+-@".contains(c);
    let (name_length, value_length) = (name.chars().count(), value.chars().count());
    (1..=128).contains(&name_length)
        && value_length <= 256
        && !name.to_ascii_lowercase().starts_with("aws:")
        && name.chars().chain(value.chars()).all(allowed)
}

impl<'de> Deserialize<'de> for Tags {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_map(Entries)
    }
}

/// Reads tag by tag, so that a mistake is reported at its own place in the file.
struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Tags;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tags, A::Error> {
        let mut tags = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            let value = map.next_value_seed(ValueOf(&name))?;
            if tags.contains_key(&name) {
                let twice = format!("tag `{name}` is given twice: leave out one of the two");
                return Err(A::Error::custom(twice));
            }
            tags.insert(name, value);
        }
        Tags::new(tags).map_err(A::Error::custom)
    }

    fn visit_unit<E: Error>(self) -> Result<Tags, E> {
        Ok(Tags::default())
    }
}

/// The value of the tag of this name.
struct ValueOf<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for ValueOf<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<String, D::Error> {
        source.deserialize_str(self)
    }
}

impl Visitor<'_> for ValueOf<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<String, E> {
        Tags::new([(self.0, value)]).map_err(E::custom)?;
        Ok(value.to_owned())
    }
}

/// Sets the permissions boundary of every role in the scope so far.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>
pub(crate) fn limit_roles(scope: &mut Scope<'_>, boundary: &PolicyArn) {
    scope.amend_every("AWS::IAM::Role", |properties| {
        properties.set("PermissionsBoundary", boundary.as_str());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_that_aws_keeps_for_itself_is_refused() {
        let error = Tags::new([("aws:x", "y")]).unwrap_err().to_string();
        assert!(error.starts_with("tag `aws:x: y`"), "{error}");
        assert!(Tags::new([("cost centre", "a/b=1")]).is_ok());
        assert!(Tags::new([("", "y")]).is_err());
    }

    #[test]
    fn more_tags_than_a_resource_takes_are_refused() {
        let many = (0..51).map(|n| (format!("t{n}"), "x"));
        assert_eq!(Tags::new(many), Err(InvalidTags::TooMany(51)));
    }
}
