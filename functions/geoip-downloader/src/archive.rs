//! From an archive to a database that was checked.
//!
//! An archive is a gzip of a tar with one folder, `GeoLite2-City_20261124`, in which the
//! database lies beside its licence texts. It is unpacked from file to file; only
//! for the check is the database in memory, 65 MB or so, and never beside a second one.

use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use maxminddb::{Reader, WithinOptions};
use serde::de::IgnoredAny;
use tempfile::NamedTempFile;

use crate::error::Error;

/// GeoLite2-City has about 65 MB. The function's temporary folder holds 512 MB.
const LARGEST_DATABASE: u64 = 256 * 1024 * 1024;

/// Networks whose records are read to see that the database is whole.
const NETWORKS_READ: usize = 1_000;

/// Unpacks `edition`'s database from `archive` into a file in `spool`, and checks it.
/// Blocks.
pub(crate) fn unpack(
    archive: NamedTempFile,
    edition: &'static str,
    spool: &Path,
) -> Result<NamedTempFile, Error> {
    let spool_failed = |source| Error::Spool { edition, source };
    let mut database = NamedTempFile::new_in(spool).map_err(spool_failed)?;
    let mut packed = archive.reopen().map_err(spool_failed)?;
    packed.rewind().map_err(spool_failed)?;
    let unpacked = copy_database(packed, edition, database.as_file_mut());
    unpacked.map_err(|reason| Error::Unusable { edition, reason })?;
    drop(archive);
    check(database.path(), edition)?;
    Ok(database)
}

/// Finds the database in the archive and copies it. Errors are reasons.
fn copy_database(archive: File, edition: &str, into: &mut File) -> Result<(), String> {
    let unreadable = |error: io::Error| format!("the archive cannot be read: {error}");
    // Whatever lies before the database counts too: a small gzip can hold a lot of zeros.
    let bytes = MultiGzDecoder::new(io::BufReader::new(archive)).take(2 * LARGEST_DATABASE);
    let mut tar = tar::Archive::new(bytes);
    let name = format!("{edition}.mmdb");
    for entry in tar.entries().map_err(unreadable)? {
        let mut entry = entry.map_err(unreadable)?;
        let is_database = entry.header().entry_type().is_file()
            && entry.path().is_ok_and(|path| path.file_name().is_some_and(|found| *found == *name));
        if !is_database {
            continue;
        }
        if entry.size() > LARGEST_DATABASE {
            return Err(format!("{name} is larger than {LARGEST_DATABASE} bytes"));
        }
        let announced = entry.size();
        let copied = io::copy(&mut entry, into).map_err(unreadable)?;
        return if copied == announced {
            Ok(())
        } else {
            Err(format!("{name} ends after {copied} of {announced} bytes"))
        };
    }
    Err(format!("the archive holds no {name}"))
}

/// Opens the database as the loader would, and reads records.
fn check(path: &Path, edition: &'static str) -> Result<(), Error> {
    let bytes = fs::read(path).map_err(|source| Error::Spool { edition, source })?;
    look_into(&bytes, edition).map_err(|reason| Error::Unusable { edition, reason })
}

fn look_into(database: &[u8], edition: &str) -> Result<(), String> {
    let broken = |error: maxminddb::MaxMindDbError| format!("the database is broken: {error}");
    let reader = Reader::from_source(database).map_err(broken)?;
    let found = &reader.metadata().database_type;
    if found != edition {
        let found: String = found.chars().take(60).collect();
        return Err(format!("the database is a `{found}`"));
    }
    let mut read = 0;
    for network in reader.networks(WithinOptions::default()).map_err(broken)?.take(NETWORKS_READ) {
        network.map_err(broken)?.decode::<IgnoredAny>().map_err(broken)?;
        read += 1;
    }
    if read == 0 { Err("the database knows no network".to_owned()) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
