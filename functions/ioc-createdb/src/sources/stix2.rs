//! Own lists as bundles of STIX 2.0 and 2.1.
//!
//! Indicators count, with the addresses and domains that their patterns compare something
//! with. Objects of other types are passed over; what is revoked, or valid no more, is left
//! out.
//!
//! STIX: <https://docs.oasis-open.org/cti/stix/v2.1/os/stix-v2.1-os.html>

mod pattern;

use std::time::{SystemTime, UNIX_EPOCH};

use enrichment::indicators::Indicator;
use enrichment::indicators::build::TooLarge;
use serde_json::Value;

use super::{elements, of_own};
use crate::collector::{Collector, Subject};
use crate::error::Error;
use crate::json::{Place, text};
use crate::store::Object;
use crate::time::{iso, seconds};
use pattern::{Compared, compared};

const SOURCE: &str = "custom_stix2";

pub(super) fn read(key: &str, object: &mut Object, collector: &mut Collector) -> Result<(), Error> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let now = i64::try_from(now).ok().and_then(seconds).unwrap_or_default();
    elements(key, object, Place::Member("objects"), collector, |element, collector| {
        if element.is_object() {
            add(element, &now, of_own(key), collector)
        } else {
            collector.tally(SOURCE).malformed += 1;
            Ok(())
        }
    })
}

fn add(
    element: &Value,
    now: &str,
    (provider, file): (&str, &str),
    collector: &mut Collector,
) -> Result<(), TooLarge> {
    // v2.10.4 looks at whatever has a pattern, and so do we.
    let Some(pattern) = text(element, "pattern") else {
        if text(element, "type") == Some("indicator") {
            collector.tally(SOURCE).malformed += 1;
        }
        return Ok(());
    };
    let is_revoked = element.get("revoked").and_then(Value::as_bool).unwrap_or_default();
    // Both are in UTC and of one form, so that their order is that of the texts.
    let is_over = time(element, "valid_until").is_some_and(|end| end.as_str() <= now);
    let is_stix = text(element, "pattern_type").is_none_or(|kind| kind == "stix");
    let values = if is_stix { compared(pattern) } else { vec![] };
    if values.is_empty() || is_revoked || is_over {
        collector.tally(SOURCE).left_out += 1;
        return Ok(());
    }
    let name =
        text(element, "name").map_or_else(|| file.to_owned(), |name| format!("{file}: {name}"));
    let modified = time(element, "modified").or_else(|| time(element, "published"));
    let first_seen = time(element, "first_seen").or_else(|| time(element, "valid_from"));
    let last_seen = time(element, "last_seen");
    let says = Indicator {
        provider,
        name: Some(&name),
        reference: reference(element),
        first_seen: first_seen.as_deref(),
        last_seen: last_seen.as_deref(),
        modified: modified.as_deref(),
        description: text(element, "description"),
    };
    for value in &values {
        let subject = match value {
            Compared::Address(text) => Subject::network(text),
            Compared::Domain(text) => Subject::domain(text),
        };
        match subject {
            Some(subject) => collector.add(SOURCE, subject, &says)?,
            None => collector.tally(SOURCE).malformed += 1,
        }
    }
    Ok(())
}

fn time(element: &Value, name: &str) -> Option<String> {
    text(element, name).and_then(iso)
}

/// The first of what it refers to that has an address.
fn reference(element: &Value) -> Option<&str> {
    let references = element.get("external_references")?.as_array()?;
    references.iter().find_map(|reference| text(reference, "url"))
}
