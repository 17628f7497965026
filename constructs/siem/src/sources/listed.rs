//! One source of a kind, or a list of them.

use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;

/// Sources of a kind. In a file: one, with its options; a list of them; or the bare key,
/// which means one with all defaults.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed<T>(Vec<T>);

/// None.
impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self(vec![])
    }
}

impl<T> From<Vec<T>> for Listed<T> {
    fn from(sources: Vec<T>) -> Self {
        Self(sources)
    }
}

impl<T> From<T> for Listed<T> {
    fn from(source: T) -> Self {
        Self(vec![source])
    }
}

impl<T> IntoIterator for Listed<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T> Listed<T> {
    /// The sources.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Listed<T> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_any(OneOrMany(PhantomData)).map(Self)
    }
}

/// Not serde's `untagged`, which forgets where in the file a mistake is.
struct OneOrMany<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMany<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the options of a source, or a list of sources")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Vec<T>, E> {
        let nothing = std::iter::empty::<(&str, &str)>();
        T::deserialize(MapDeserializer::new(nothing)).map(|source| vec![source])
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|source| vec![source])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Vec<T>, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(list))
    }
}

impl<T: JsonSchema> JsonSchema for Listed<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("ListedOf{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let source = generator.subschema_for::<T>();
        json_schema!({"anyOf": [source, {"type": "array", "items": source}, {"type": "null"}]})
    }
}
