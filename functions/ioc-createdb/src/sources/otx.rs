//! A pulse of AlienVault OTX: what somebody has published, with its indicators.
//!
//! Its name and words are said of each of the indicators. A pulse is read twice, since these
//! may stand behind its indicators.
//!
//! API: <https://otx.alienvault.com/api>

use enrichment::indicators::Indicator;
use serde::Deserialize;
use serde_json::Value;

use super::{elements, unusable};
use crate::collector::{Collector, Subject};
use crate::error::Error;
use crate::json::{Place, text};
use crate::store::Object;
use crate::time::iso;

const SOURCE: &str = "otx";
const PROVIDER: &str = "AlienVault_OTX";

/// What is said of a whole pulse; all else is passed over.
#[derive(Deserialize)]
struct Pulse {
    #[serde(default)]
    name: Value,
    #[serde(default)]
    description: Value,
    #[serde(default)]
    modified: Value,
}

pub(super) fn read(key: &str, object: &mut Object, collector: &mut Collector) -> Result<(), Error> {
    let reader = object.reader().map_err(|source| Error::Spool { source })?;
    let pulse: Pulse = match serde_json::from_reader(reader) {
        Ok(pulse) => pulse,
        Err(error) => {
            unusable(collector, key, &error.to_string());
            return Ok(());
        }
    };
    let modified = pulse.modified.as_str().and_then(iso);
    let filled = |value: &'_ Value| {
        value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let (name, description) = (filled(&pulse.name), filled(&pulse.description));
    elements(key, object, Place::Member("indicators"), collector, |element, collector| {
        let (Some(kind), Some(value)) = (text(element, "type"), text(element, "indicator")) else {
            collector.tally(SOURCE).malformed += 1;
            return Ok(());
        };
        let (subject, place) = match kind {
            "IPv4" | "IPv6" | "CIDR" => (Subject::network(value), "ip"),
            "domain" | "hostname" => (Subject::domain(value), kind),
            _ => {
                collector.tally(SOURCE).left_out += 1;
                return Ok(());
            }
        };
        let Some(subject) = subject else {
            collector.tally(SOURCE).malformed += 1;
            return Ok(());
        };
        let reference = format!("https://otx.alienvault.com/indicator/{place}/{value}");
        let more = [description.as_deref(), text(element, "title"), text(element, "description")];
        let words: Vec<&str> = more.into_iter().flatten().collect();
        let words = words.join(". ");
        let says = Indicator {
            provider: PROVIDER,
            name: name.as_deref(),
            reference: Some(&reference),
            modified: modified.as_deref(),
            description: (!words.is_empty()).then_some(words.as_str()),
            ..Indicator::default()
        };
        collector.add(SOURCE, subject, &says)
    })
}
