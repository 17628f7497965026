//! Options that are checked while they are read, so that a mistake is reported at its own
//! place in the file and not at that of the section around it.

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, Visitor};

/// Why a number or text is not one that its option takes: the value found and the value
/// wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidOption(String);

impl InvalidOption {
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

/// Text with a grammar; nothing, or `null`, means that it is not given.
pub(crate) fn optional_text<'de, D, T>(source: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    source.deserialize_option(Optional(PhantomData))
}

/// Text with a grammar.
pub(crate) fn text<'de, D, T>(source: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    source.deserialize_str(Text(PhantomData))
}

/// What is written in a file as it would be in JSON: `{text: …}` for a variant with data,
/// where YAML alone wants a tag. A mistake is reported with its path.
pub(crate) fn as_json<'de, D, T>(source: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let value = serde_json::Value::deserialize(source)?;
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        D::Error::custom(format!("`{path}`: {}", error.into_inner()))
    })
}

/// A list of texts with a grammar, each of which is reported at its own place.
pub(crate) fn texts<'de, D, T>(source: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    let items = Vec::<Item<T>>::deserialize(source)?;
    Ok(items.into_iter().map(|item| item.0).collect())
}

struct Item<T>(T);

impl<'de, T: FromStr<Err: Display>> Deserialize<'de> for Item<T> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        text(source).map(Self)
    }
}

struct Optional<T>(PhantomData<T>);

impl<'de, T: FromStr<Err: Display>> Visitor<'de> for Optional<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, or nothing")
    }

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, source: D) -> Result<Option<T>, D::Error> {
        source.deserialize_str(Text(PhantomData)).map(Some)
    }
}

struct Text<T>(PhantomData<T>);

impl<T: FromStr<Err: Display>> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

/// A number with bounds.
pub(crate) fn number<'de, D, T>(source: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<u32, Error: Display>,
{
    source.deserialize_u32(Number(PhantomData))
}

/// A number with bounds; nothing, or `null`, means that it is not given.
pub(crate) fn optional_number<'de, D, T>(source: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<u32, Error: Display>,
{
    source.deserialize_option(OptionalNumber(PhantomData))
}

struct OptionalNumber<T>(PhantomData<T>);

impl<'de, T: TryFrom<u32, Error: Display>> Visitor<'de> for OptionalNumber<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number, or nothing")
    }

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, source: D) -> Result<Option<T>, D::Error> {
        number(source).map(Some)
    }
}

struct Number<T>(PhantomData<T>);

impl<T: TryFrom<u32, Error: Display>> Visitor<'_> for Number<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        // More than the largest is out of any bounds; its own message says which.
        let number = u32::try_from(number).map_err(|_| {
            let wanted = T::try_from(u32::MAX).err().map(|error| error.to_string());
            let wanted = wanted.as_deref().and_then(|text| text.split_once("; "));
            match wanted {
                Some((_, wanted)) => E::custom(format!("`{number}` is out of bounds; {wanted}")),
                None => E::custom(format!("`{number}` is too large; {} is the most", u32::MAX)),
            }
        })?;
        T::try_from(number).map_err(E::custom)
    }
}

/// Declares a whole number with bounds, and what it is for one who gives another.
macro_rules! bounded {
    ($(#[$doc:meta])* $name:ident: $least:literal..=$most:literal, $wanted:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, schemars::JsonSchema)]
        pub struct $name(#[schemars(range(min = $least, max = $most))] u32);

        impl $name {
            /// This number.
            ///
            /// # Panics
            ///
            /// Outside the bounds, at build time in a constant.
            pub const fn new(number: u32) -> Self {
                assert!(number >= $least && number <= $most, $wanted);
                Self(number)
            }

            pub(crate) const fn get(self) -> u32 {
                self.0
            }
        }

        impl TryFrom<u32> for $name {
            type Error = $crate::InvalidOption;

            fn try_from(number: u32) -> Result<Self, $crate::InvalidOption> {
                match number {
                    $least..=$most => Ok(Self(number)),
                    _ => {
                        let why = format!("`{number}` is out of bounds; {}", $wanted);
                        Err($crate::InvalidOption::new(why))
                    }
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                $crate::checked::number(source)
            }
        }
    };
}

/// Declares text with a grammar: whether a text is valid, and what is wanted.
macro_rules! grammar {
    ($(#[$doc:meta])* $name:ident: $is_valid:expr, $pattern:literal, $wanted:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, schemars::JsonSchema)]
        pub struct $name(#[schemars(regex(pattern = $pattern))] String);

        impl $name {
            pub(crate) fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::InvalidOption;

            fn from_str(text: &str) -> Result<Self, $crate::InvalidOption> {
                let is_valid: fn(&str) -> bool = $is_valid;
                if is_valid(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err($crate::InvalidOption::new(format!("`{text}`; wanted is {}", $wanted)))
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                $crate::checked::text(source)
            }
        }
    };
}

pub(crate) use {bounded, grammar};
