//! Asking MaxMind: the checksum of an archive, and the archive.
//!
//! The form with the license key in the query is used, because the stack knows no
//! account id. MaxMind answers with a redirection to its storage.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Duration;

use kit::http::{Client, Response, url};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use tokio::time::sleep;
use tracing::warn;

use crate::Settings;
use crate::error::Error;
use crate::license::License;

const MAXMIND: &str = "https://download.maxmind.com";

const REDIRECTIONS: u32 = 5;

/// A checksum and a file name.
const LONGEST_CHECKSUM: u64 = 4 * 1024;

/// GeoLite2-City, the largest, has about 35 MB.
const LARGEST_ARCHIVE: u64 = 256 * 1024 * 1024;

/// MaxMind, asked with one license key.
#[derive(Debug)]
pub(crate) struct MaxMind<'a> {
    pub(crate) http: &'a Client,
    pub(crate) settings: &'a Settings,
    pub(crate) license: &'a License,
}

impl MaxMind<'_> {
    /// The SHA-256 of the newest archive, in lower-case hexadecimal.
    pub(crate) async fn checksum(&self, edition: &'static str) -> Result<String, Error> {
        let mut attempt = 1;
        loop {
            match self.checksum_once(edition).await {
                Err(error) => self.pause_after(attempt, error).await?,
                checksum => return checksum,
            }
            attempt += 1;
        }
    }

    /// The newest archive as a file, whose checksum is as announced, and that checksum.
    pub(crate) async fn archive(
        &self,
        edition: &'static str,
        announced: String,
    ) -> Result<(NamedTempFile, String), Error> {
        let mut announced = announced;
        let mut attempt = 1;
        loop {
            match self.archive_once(edition, &announced).await {
                Ok(archive) => return Ok((archive, announced)),
                Err(error) => self.pause_after(attempt, error).await?,
            }
            announced = self.checksum_once(edition).await.unwrap_or(announced);
            attempt += 1;
        }
    }

    async fn checksum_once(&self, edition: &'static str) -> Result<String, Error> {
        let response = self.get(edition, "tar.gz.sha256").await?;
        let failed = |source| Error::Http { edition, source };
        let text = response.collect(LONGEST_CHECKSUM).await.map_err(failed)?;
        parse_checksum(&text).ok_or_else(|| Error::Unusable {
            edition,
            reason: "the checksum is not 64 hexadecimal digits".to_owned(),
        })
    }

    async fn archive_once(
        &self,
        edition: &'static str,
        announced: &str,
    ) -> Result<NamedTempFile, Error> {
        let mut response = self.get(edition, "tar.gz").await?;
        let spool_failed = |source| Error::Spool { edition, source };
        let mut file = NamedTempFile::new_in(&self.settings.spool).map_err(spool_failed)?;
        let mut hash = Sha256::new();
        let mut length = 0_u64;
        while let Some(chunk) =
            response.chunk().await.map_err(|source| Error::Http { edition, source })?
        {
            length = length.saturating_add(chunk.len() as u64);
            if length > LARGEST_ARCHIVE {
                let reason = format!("the archive is larger than {LARGEST_ARCHIVE} bytes");
                return Err(Error::Unusable { edition, reason });
            }
            hash.update(&chunk);
            file.write_all(&chunk).map_err(spool_failed)?;
        }
        let found = hexadecimal(&hash.finalize());
        if found != announced {
            return Err(Error::Checksum { edition, found, announced: announced.to_owned() });
        }
        Ok(file)
    }

    async fn get(&self, edition: &'static str, suffix: &str) -> Result<Response, Error> {
        let failed = |source| Error::Http { edition, source };
        let key = self.license.expose();
        let uri = url(&format!(
            "{MAXMIND}/app/geoip_download?edition_id={edition}&license_key={key}&suffix={suffix}"
        ))
        .map_err(failed)?;
        let response = self.http.get(uri, REDIRECTIONS).await.map_err(failed)?;
        match response.status().as_u16() {
            200 => Ok(response),
            status @ (401 | 403) => Err(Error::LicenseRefused { edition, status }),
            429 => Err(Error::Throttled { edition }),
            status => Err(Error::Status { edition, place: response.place().to_owned(), status }),
        }
    }

    /// Waits before the next try, or gives the error back where there is none.
    async fn pause_after(&self, attempt: u32, error: Error) -> Result<(), Error> {
        match self.settings.patience.wait_after(attempt) {
            Some(wait) if error.is_transient() => {
                warn!(attempt, %error, wait = Duration::as_secs_f64(&wait), "trying again");
                sleep(wait).await;
                Ok(())
            }
            _ => Err(error),
        }
    }
}

/// `<64 hexadecimal digits>  GeoLite2-City_20261124.tar.gz`
fn parse_checksum(text: &[u8]) -> Option<String> {
    let first = std::str::from_utf8(text).ok()?.split_ascii_whitespace().next()?;
    let fits = first.len() == 64 && first.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| first.to_ascii_lowercase())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_is_read_with_or_without_its_file_name() {
        let digits = "0123456789abcdefABCDEF0123456789".repeat(2);
        for text in [format!("{digits}  GeoLite2-ASN_20261124.tar.gz\n"), digits.clone()] {
            assert_eq!(parse_checksum(text.as_bytes()), Some(digits.to_ascii_lowercase()));
        }
        for text in ["", "Invalid license key", &digits[1..], &format!("{digits}0")] {
            assert_eq!(parse_checksum(text.as_bytes()), None, "{text}");
        }
        assert_eq!(parse_checksum(&[0xff; 64]), None);
    }
}
