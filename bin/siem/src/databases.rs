//! The databases that `siem parse` is given as files.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use enrichment::{Asn, City, Enricher, Indicators};

use crate::Usage;
use crate::args::Parse;

/// Opens them. User agents are always taken apart, as in the function.
///
/// # Errors
///
/// A file cannot be read or is no such database.
pub(crate) fn open(args: &Parse) -> anyhow::Result<Enricher> {
    let mut enricher = Enricher { user_agents: Some(Arc::default()), ..Enricher::NONE };
    if let Some(folder) = &args.geoip {
        enricher.city = Some(read(&folder.join("GeoLite2-City.mmdb"), City::from_bytes)?);
        enricher.asn = Some(read(&folder.join("GeoLite2-ASN.mmdb"), Asn::from_bytes)?);
    }
    if let Some(file) = &args.ioc {
        enricher.indicators = Some(read(file, Indicators::from_bytes)?);
    }
    Ok(enricher)
}

fn read<T, E: fmt::Display>(
    path: &Path,
    open: impl Fn(Vec<u8>) -> Result<T, E>,
) -> anyhow::Result<Arc<T>> {
    let shown = path.display();
    let bytes = std::fs::read(path).with_context(|| format!("{shown} cannot be read"))?;
    let opened = open(bytes).map_err(|error| Usage(format!("{shown}: {error}")))?;
    Ok(Arc::new(opened))
}
