//! A list of texts that a constant can hold as plain literals.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A list of texts; in a file, a list of strings.
#[derive(Debug, Clone)]
pub struct Texts(Inner);

#[derive(Debug, Clone)]
enum Inner {
    One(&'static str),
    Built(&'static [&'static str]),
    Read(Vec<String>),
}

impl Texts {
    /// No text.
    pub const NONE: Self = Self::of(&[]);

    /// A list that is part of the program.
    pub const fn of(texts: &'static [&'static str]) -> Self {
        Self(Inner::Built(texts))
    }

    /// A list of one that is part of the program.
    pub const fn one(text: &'static str) -> Self {
        Self(Inner::One(text))
    }

    /// The texts in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let (built, read) = match &self.0 {
            Inner::One(text) => (std::slice::from_ref(text), &[][..]),
            Inner::Built(texts) => (*texts, &[][..]),
            Inner::Read(texts) => (&[][..], texts.as_slice()),
        };
        built.iter().copied().chain(read.iter().map(String::as_str))
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

impl Default for Texts {
    fn default() -> Self {
        Self::NONE
    }
}

impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Texts {}

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(|texts| Self(Inner::Read(texts)))
    }
}

impl JsonSchema for Texts {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Vec::<String>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<String>::json_schema(generator)
    }
}
