//! A file for each kind of list.
//!
//! What a document says of an indicator ends as v2.10.4 has it: provider, name, reference,
//! times, description. Its type follows from what it is about.

mod abuse_ch;
mod otx;
mod stix2;
mod tor;
mod txt;

use std::io::BufRead;

use contract::geo_bucket::{IOC_STIX2_PREFIX, IOC_TXT_PREFIX};
use contract::indicators::{OTX_PREFIX, Provider, pulse_key};
use enrichment::indicators::build::TooLarge;
use futures_util::{StreamExt, stream};
use serde_json::Value;
use tracing::{debug, warn};

use crate::IocCreatedb;
use crate::answers::Answers;
use crate::collector::Collector;
use crate::error::Error;
use crate::json::{self, Place};
use crate::store::{Found, Object};

/// Objects that are asked for at once.
const AT_ONCE: usize = 8;

/// The newest of more own lists of a kind are taken, as in v2.10.4.
const MOST_LISTS: usize = 5_000;

/// Reads an object and adds what it holds.
type Reader = fn(&str, &mut Object, &mut Collector) -> Result<(), Error>;

impl IocCreatedb {
    /// Adds all that there is of a provider.
    pub(crate) async fn collect(
        &self,
        provider: Provider,
        answers: &Answers,
        collector: &mut Collector,
    ) -> Result<(), Error> {
        let read: Reader = match provider {
            Provider::Custom => return self.own_lists(collector).await,
            Provider::Otx => {
                let keys = self.pulses(answers).await?;
                return self.read_all(keys, otx::read, collector).await;
            }
            Provider::Tor => tor::read,
            Provider::AbuseCh => abuse_ch::feodo,
            Provider::Urlhaus => abuse_ch::urlhaus,
            Provider::Threatfox => abuse_ch::threatfox,
        };
        let keys = provider.key().map(str::to_owned).into_iter().collect();
        self.read_all(keys, read, collector).await
    }

    async fn own_lists(&self, collector: &mut Collector) -> Result<(), Error> {
        for (prefix, read) in
            [(IOC_TXT_PREFIX, txt::read as Reader), (IOC_STIX2_PREFIX, stix2::read as Reader)]
        {
            let mut lists = self.store.list(prefix).await?;
            if let Some(left_out) = lists.len().checked_sub(MOST_LISTS).filter(|more| *more > 0) {
                warn!(prefix, left_out, MOST_LISTS, "the oldest lists are left out");
                collector.report.unusable_objects += left_out as u64;
                lists.truncate(MOST_LISTS);
            }
            let keys = lists.into_iter().map(|list| list.key).collect();
            self.read_all(keys, read, collector).await?;
        }
        Ok(())
    }

    /// Keys of the pulses, the newest pulse first: what it says counts.
    async fn pulses(&self, answers: &Answers) -> Result<Vec<String>, Error> {
        let mut ids = answers.pulses.clone();
        if answers.more_pulses {
            let there = self.store.list(OTX_PREFIX).await?.into_iter();
            ids.extend(there.filter_map(|one| {
                let id = one.key.strip_prefix(OTX_PREFIX)?.strip_suffix(".json")?;
                Some(std::cmp::Reverse(id.to_owned()))
            }));
        }
        Ok(ids.into_iter().map(|id| pulse_key(&id.0)).collect())
    }

    async fn read_all(
        &self,
        keys: Vec<String>,
        read: Reader,
        collector: &mut Collector,
    ) -> Result<(), Error> {
        let mut objects = stream::iter(keys)
            .map(|key| async move {
                let found = self.store.get(&key).await;
                (key, found)
            })
            .buffered(AT_ONCE);
        while let Some((key, found)) = objects.next().await {
            match found? {
                Found::Object(mut object) => {
                    read(&key, &mut object, collector)?;
                    debug!(key, "read");
                }
                Found::Missing => unusable(collector, &key, "it is not there"),
                Found::TooLarge(length) => {
                    unusable(
                        collector,
                        &key,
                        &format!("it has {length} bytes, more than is taken"),
                    );
                }
            }
        }
        Ok(())
    }
}

/// Counts an object that gives nothing, or not all that it should.
fn unusable(collector: &mut Collector, key: &str, why: &str) {
    warn!(key, why, "an object with indicators cannot be used, or not to its end");
    collector.report.unusable_objects += 1;
}

/// Gives each element of a list in JSON to `each`.
fn elements(
    key: &str,
    object: &mut Object,
    place: Place,
    collector: &mut Collector,
    each: impl Fn(&Value, &mut Collector) -> Result<(), TooLarge>,
) -> Result<(), Error> {
    let reader = object.reader().map_err(|source| Error::Spool { source })?;
    let read = json::for_each(reader, place, &mut |element| each(&element, collector));
    if let Err(error) = read.map_err(Error::Full)? {
        unusable(collector, key, &error.to_string());
    }
    Ok(())
}

/// Longer lines are no lines of a list.
const LONGEST_LINE: u64 = 64 * 1024;

/// Gives each line to `each`, with its number from 1; `None` is one that is no text.
fn lines(
    object: &mut Object,
    mut each: impl FnMut(u64, Option<&str>) -> Result<(), TooLarge>,
) -> Result<(), Error> {
    let spool_failed = |source| Error::Spool { source };
    let mut reader = object.reader().map_err(spool_failed)?;
    let mut line = vec![];
    for number in 1.. {
        line.clear();
        let limited = &mut std::io::Read::take(&mut reader, LONGEST_LINE);
        if limited.read_until(b'\n', &mut line).map_err(spool_failed)? == 0 {
            break;
        }
        if line.len() as u64 == LONGEST_LINE {
            reader.skip_until(b'\n').map_err(spool_failed)?;
            line.clear();
            line.push(0xff); // no text
        }
        let text = std::str::from_utf8(&line)
            .ok()
            .map(|text| text.trim_matches(['\u{feff}', '\r', '\n', ' ', '\t']));
        each(number, text).map_err(Error::Full)?;
    }
    Ok(())
}

/// Tells once of an object what of it is malformed.
fn tell(key: &str, malformed: u64, first: Option<u64>) {
    if malformed > 0 {
        warn!(key, malformed, first, "lines or elements that are no indicators are left out");
    }
}

/// Provider and name of an own list: `IOC/TXT/<provider>/<name>`.
fn of_own(key: &str) -> (&str, &str) {
    let name = key.rsplit('/').next().unwrap_or_default();
    match key.split('/').nth(2) {
        Some(folder) if folder != name => (folder, name),
        _ => ("custom", name),
    }
}

#[cfg(test)]
mod tests;
