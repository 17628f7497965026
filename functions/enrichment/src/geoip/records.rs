//! What records of GeoLite2 say, and the fields that it becomes.
//!
//! The fields are those of v2.10.4: names in English, no region, no accuracy.

use std::borrow::Cow;
use std::fmt;

use ecs::{Document, Value};
use maxminddb::LookupResult;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use super::Record;

/// Where an address is. Any of it may be unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    city_name: Option<Box<str>>,
    country_iso_code: Option<Box<str>>,
    country_name: Option<Box<str>>,
    /// Degrees, as digits.
    longitude: Option<Box<str>>,
    latitude: Option<Box<str>>,
}

impl Record for Place {
    const TYPE: &'static str = "City";

    fn read(found: &LookupResult<'_, Vec<u8>>) -> Option<Self> {
        let CityRecord { city, country, location } = found.decode().ok()??;
        Some(Self {
            city_name: city.names.en.map(Box::from),
            country_iso_code: country.iso_code.map(Box::from),
            country_name: country.names.en.map(Box::from),
            longitude: location.longitude.map(|digits| digits.0),
            latitude: location.latitude.map(|digits| digits.0),
        })
    }

    fn document(&self) -> Document<'_> {
        let mut geo = Document::with_capacity(4);
        push_text(&mut geo, "city_name", self.city_name.as_deref());
        push_text(&mut geo, "country_iso_code", self.country_iso_code.as_deref());
        push_text(&mut geo, "country_name", self.country_name.as_deref());
        if let (Some(longitude), Some(latitude)) = (&self.longitude, &self.latitude) {
            let mut location = Document::with_capacity(2);
            location.push("lon", Value::Number(Cow::Borrowed(longitude)));
            location.push("lat", Value::Number(Cow::Borrowed(latitude)));
            geo.push("location", location);
        }
        geo
    }
}

/// The autonomous system that an address belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    /// As digits.
    number: Option<Box<str>>,
    organization: Option<Box<str>>,
}

impl Record for System {
    const TYPE: &'static str = "ASN";

    fn read(found: &LookupResult<'_, Vec<u8>>) -> Option<Self> {
        let record: AsnRecord<'_> = found.decode().ok()??;
        Some(Self {
            number: record.autonomous_system_number.map(|digits| digits.0),
            organization: record.autonomous_system_organization.map(Box::from),
        })
    }

    fn document(&self) -> Document<'_> {
        let mut system = Document::with_capacity(2);
        if let Some(number) = &self.number {
            system.push("number", Value::Number(Cow::Borrowed(number)));
        }
        if let Some(name) = &self.organization {
            let mut organization = Document::with_capacity(1);
            organization.push("name", name.as_ref());
            system.push("organization", organization);
        }
        system
    }
}

fn push_text<'a>(document: &mut Document<'a>, name: &'static str, text: Option<&'a str>) {
    if let Some(text) = text {
        document.push(name, text);
    }
}

#[derive(Deserialize)]
struct CityRecord<'a> {
    #[serde(borrow, default)]
    city: Named<'a>,
    #[serde(borrow, default)]
    country: Country<'a>,
    #[serde(default)]
    location: Location,
}

#[derive(Default, Deserialize)]
struct Named<'a> {
    #[serde(borrow, default)]
    names: Names<'a>,
}

#[derive(Default, Deserialize)]
struct Country<'a> {
    #[serde(borrow, default)]
    iso_code: Option<&'a str>,
    #[serde(borrow, default)]
    names: Names<'a>,
}

#[derive(Default, Deserialize)]
struct Names<'a> {
    #[serde(borrow, default)]
    en: Option<&'a str>,
}

#[derive(Default, Deserialize)]
struct Location {
    #[serde(default)]
    latitude: Option<Digits>,
    #[serde(default)]
    longitude: Option<Digits>,
}

#[derive(Deserialize)]
struct AsnRecord<'a> {
    #[serde(default)]
    autonomous_system_number: Option<Digits>,
    #[serde(borrow, default)]
    autonomous_system_organization: Option<&'a str>,
}

/// A number as its digits. GeoLite2 has each in one of the format's seven types of
/// numbers; databases that others make have them in other ones.
struct Digits(Box<str>);

impl<'de> Deserialize<'de> for Digits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyNumber;
        impl Visitor<'_> for AnyNumber {
            type Value = Digits;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_u64<E>(self, number: u64) -> Result<Digits, E> {
                Ok(Digits(number.to_string().into()))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Digits, E> {
                Ok(Digits(number.to_string().into()))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Digits, E> {
                if !number.is_finite() {
                    return Err(E::custom("a number that is none"));
                }
                // The shortest digits that give the same number, `10.0` and not `10`.
                Ok(Digits(format!("{number:?}").into()))
            }
        }
        deserializer.deserialize_any(AnyNumber)
    }
}
