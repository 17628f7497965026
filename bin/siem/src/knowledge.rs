//! What documents are made with, read from files: the databases, log types and rules that the
//! function finds in the geo bucket.
//!
//! The function goes on without a database that is broken, and with the log types from before
//! where a file of them is wrong. Whoever tries something out wants to hear of it: here both
//! end the program. A wrong rule is told of and left out, as the function does.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::Context;
use contract::log_types::VERSION;
use enrichment::{Asn, City, Enricher, Indicators, TrustedProxies};
use es_loader::settings;
use log_types::{Exclusions, LogType, LogTypes, Recognition, Timestamp};
use serde_json::{Value, json};

use crate::Usage;
use crate::args::Making;

const CITY: &str = "GeoLite2-City.mmdb";
const ASN: &str = "GeoLite2-ASN.mmdb";

/// What documents are made with.
#[derive(Debug)]
pub(crate) struct Knowledge {
    /// All log types.
    pub log_types: LogTypes,
    /// The one that counts whatever a key says.
    pub forced: Option<Arc<LogType>>,
    /// Which records are left out.
    pub exclusions: Exclusions,
    /// What is looked up.
    pub enricher: Enricher,
    /// When things are said to be loaded.
    pub ingested: Timestamp,
    /// What is not as it was meant, and ends nothing.
    pub notes: Vec<String>,
}

impl Knowledge {
    /// Reads all files.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or is not what it is said to be.
    pub(crate) fn open(making: &Making) -> anyhow::Result<Self> {
        let mut notes = vec![];
        let log_types = match &making.log_types {
            Some(file) => log_types(file)?,
            None => LogTypes::built_in(),
        };
        let forced = making.log_type.as_deref().map(|name| named(&log_types, name)).transpose()?;
        let mut exclusions = Exclusions::default();
        if let Some(file) = &making.exclude {
            let wrong = exclusions.add_csv(&bytes(file)?);
            let file = file.display();
            notes.extend(wrong.iter().map(|rule| format!("{file}: {rule}; the rule is left out")));
        }
        let enricher = enricher(making, &mut notes)?;
        let ingested = making.ingested.map_or_else(
            || Timestamp::from(SystemTime::now()),
            |time| Timestamp::from_unix_micros(time.as_microsecond()),
        );
        Ok(Self { log_types, forced, exclusions, enricher, ingested, notes })
    }

    /// The log type of a key.
    pub(crate) fn recognise(&self, key: &str) -> Recognition {
        match &self.forced {
            Some(log_type) => Recognition::Type(Arc::clone(log_type)),
            None => self.log_types.recognise(key),
        }
    }

    /// Says the notes.
    pub(crate) fn say(&self) {
        for note in &self.notes {
            anstream::eprintln!("note: {note}");
        }
    }
}

fn named(log_types: &LogTypes, name: &str) -> Result<Arc<LogType>, Usage> {
    log_types.get(name).cloned().ok_or_else(|| {
        let known = log_types.names().join(", ");
        Usage(format!("log type `{name}` is not known; the log types are {known}"))
    })
}

/// The file in the geo bucket, or any file with `log_types:`. YAML takes JSON too.
fn log_types(file: &Path) -> anyhow::Result<LogTypes> {
    let shown = file.display();
    let wrong = |why: &dyn fmt::Display| Usage(format!("{shown}: {why}"));
    let value: Value = serde_yaml::from_slice(&bytes(file)?).map_err(|error| wrong(&error))?;
    let wanted = value.get("log_types").ok_or_else(|| {
        wrong(&"it has no `log_types`; give a siem.yaml that has, or the file in the geo bucket")
    })?;
    // The number is that of the stack's file; a siem.yaml has none.
    let version = value.get("version").cloned().unwrap_or_else(|| json!(VERSION));
    let file = json!({ "version": version, "log_types": wanted });
    Ok(settings::types(Some(file.to_string().as_bytes())).map_err(|error| wrong(&error))?)
}

fn enricher(making: &Making, notes: &mut Vec<String>) -> anyhow::Result<Enricher> {
    // User agents are always taken apart, as in the function.
    let mut enricher = Enricher { user_agents: Some(Arc::default()), ..Enricher::NONE };
    if let Some(folder) = &making.geoip {
        enricher.city = in_folder(folder, CITY, City::from_bytes)?;
        enricher.asn = in_folder(folder, ASN, Asn::from_bytes)?;
        let shown = folder.display();
        let missing = match (&enricher.city, &enricher.asn) {
            (None, None) => {
                let why = format!("--geoip {shown}: there is neither {CITY} nor {ASN}");
                return Err(Usage(why).into());
            }
            (None, _) => Some((CITY, "places")),
            (_, None) => Some((ASN, "AS numbers")),
            _ => None,
        };
        notes.extend(missing.map(|(file, what)| {
            format!("{shown} has no {file}; documents are made without {what}")
        }));
    }
    if let Some(file) = &making.ioc {
        enricher.indicators = Some(opened(file, bytes(file)?, Indicators::from_bytes)?);
    }
    if let Some(file) = &making.proxies {
        let text = |bytes| String::from_utf8(bytes).map_err(|error| error.to_string());
        let list =
            |bytes| TrustedProxies::from_text(&text(bytes)?).map_err(|error| error.to_string());
        enricher.proxies = Some(opened(file, bytes(file)?, list)?);
    }
    Ok(enricher)
}

/// A database, if there is such a file.
fn in_folder<T, E: fmt::Display>(
    folder: &Path,
    name: &str,
    open: impl Fn(Vec<u8>) -> Result<T, E>,
) -> anyhow::Result<Option<Arc<T>>> {
    let path = folder.join(name);
    match std::fs::read(&path) {
        Ok(bytes) => opened(&path, bytes, open).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
    }
}

fn opened<T, E: fmt::Display>(
    path: &Path,
    bytes: Vec<u8>,
    open: impl Fn(Vec<u8>) -> Result<T, E>,
) -> anyhow::Result<Arc<T>> {
    let opened = open(bytes).map_err(|why| Usage(format!("{}: {why}", path.display())))?;
    Ok(Arc::new(opened))
}

/// A file that an option names; one that is not there is a mistake of the command line.
fn bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| {
        let words = format!("{} cannot be read: {error}", path.display());
        match error.kind() {
            io::ErrorKind::NotFound => Usage(words).into(),
            _ => anyhow::Error::new(error).context(words),
        }
    })
}
