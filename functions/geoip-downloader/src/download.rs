//! One run over all databases, and what a run came to.

use std::fmt;

use kit::errors::Stable;
use kit::metrics::{Measurement, Metrics};
use tokio::task::spawn_blocking;
use tracing::{error, info};

use crate::archive::unpack;
use crate::error::{Blame, Error};
use crate::license::License;
use crate::maxmind::MaxMind;
use crate::proxies::Proxies;
use crate::{EDITIONS, GeoipDownloader};

/// How a run ended.
#[derive(Debug, Default)]
#[must_use]
pub struct Report {
    /// Whether there is a license key.
    pub licensed: bool,
    /// Databases that were replaced.
    pub updated: Vec<&'static str>,
    /// Databases that were current.
    pub unchanged: Vec<&'static str>,
    /// The list of trusted proxies.
    pub proxies: Proxies,
    /// Why the other databases are not current, at most one each, and why parts of the list are
    /// not.
    pub failures: Vec<Error>,
}

impl Report {
    pub(crate) fn failed(error: Error) -> Self {
        Self { licensed: true, failures: vec![error], ..Self::default() }
    }

    /// The report, where nothing failed.
    ///
    /// # Errors
    ///
    /// The failure, or all of them.
    pub fn into_result(mut self) -> Result<Self, Error> {
        match self.failures.len() {
            0 => Ok(self),
            1 => Err(self.failures.remove(0)),
            _ => Err(Error::Several(self.failures)),
        }
    }

    /// The report with that of the list.
    pub(crate) fn with(mut self, mut proxies: Proxies) -> Self {
        self.failures.append(&mut proxies.failures);
        Self { proxies, ..self }
    }

    /// Writes the run's metrics and log lines. Without a license key there is no database to
    /// count.
    pub(crate) fn count(&self, metrics: &Metrics) {
        for failure in &self.failures {
            error!(error_type = failure.error_type(), reason = %failure, "not current");
        }
        let of_proxies = self.failures.iter().filter(|failure| failure.is_about_proxies()).count();
        let mut measurement = Measurement::new()
            .dimension("service", "geoip-downloader")
            .count("TrustedProxyNetworks", self.proxies.networks as u64)
            .count("TrustedProxyFailures", of_proxies as u64);
        if self.licensed {
            measurement = measurement
                .count("GeoipDatabasesUpdated", self.updated.len() as u64)
                .count("GeoipDatabasesUnchanged", self.unchanged.len() as u64)
                .count("GeoipDownloadFailures", (self.failures.len() - of_proxies) as u64)
                .count("GeoipLicenseRefused", u64::from(self.is_license_refused()));
        }
        if let Some(first) = self.failures.first() {
            measurement = measurement.property("error_type", first.error_type());
        }
        metrics.write(&measurement);
        info!(status = %self, "geoip databases");
    }

    fn is_license_refused(&self) -> bool {
        self.failures.iter().any(|failure| failure.blame() == Blame::License)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { updated, unchanged, failures, proxies, .. } = self;
        let (of_proxies, of_databases): (Vec<_>, Vec<_>) =
            failures.iter().partition(|failure| failure.is_about_proxies());
        if self.licensed {
            let (updated, unchanged, failed) = (updated.len(), unchanged.len(), of_databases.len());
            write!(f, "databases: {updated} updated, {unchanged} unchanged, {failed} failed")?;
        } else {
            f.write_str("no MaxMind license key is set, so no database is downloaded")?;
        }
        let state = if proxies.is_new { "updated" } else { "unchanged" };
        write!(f, "; trusted proxies: {} networks, {state}", proxies.networks)?;
        match of_proxies.len() {
            0 => Ok(()),
            failed => write!(f, ", {failed} failed"),
        }
    }
}

impl GeoipDownloader {
    /// Brings every database up to date. One that fails does not keep the next from
    /// being tried, unless it would fail for the same reason.
    pub(crate) async fn download(&self) -> Report {
        let license = match self.license().await {
            Ok(Some(license)) => license,
            Ok(None) => return Report::default(),
            Err(error) => return Report::failed(error),
        };
        let maxmind = MaxMind { http: &self.http, settings: &self.settings, license: &license };
        let mut report = Report { licensed: true, ..Report::default() };
        for edition in EDITIONS {
            match self.bring(&maxmind, edition).await {
                Ok(true) => report.updated.push(edition),
                Ok(false) => report.unchanged.push(edition),
                Err(error) => {
                    let same_for_all = error.blame() != Blame::Elsewhere
                        || matches!(error, Error::Throttled { .. });
                    report.failures.push(error);
                    if same_for_all {
                        break;
                    }
                }
            }
        }
        report
    }

    /// The key, where there is a secret and it holds one.
    pub(crate) async fn license(&self) -> Result<Option<License>, Error> {
        match &self.settings.license_secret_arn {
            None => Ok(None),
            Some(arn) => License::read(&self.aws, arn).await,
        }
    }

    /// Whether the database had to be replaced.
    async fn bring(&self, maxmind: &MaxMind<'_>, edition: &'static str) -> Result<bool, Error> {
        let announced = maxmind.checksum(edition).await?;
        if self.store.archive_of(edition).await.as_ref() == Some(&announced) {
            return Ok(false);
        }
        let (archive, checksum) = maxmind.archive(edition, announced).await?;
        let spool = self.settings.spool.clone();
        let database = spawn_blocking(move || unpack(archive, edition, &spool)).await.map_err(
            // Cannot be: the task is not cancelled, and nothing in it panics.
            |error| Error::Unusable { edition, reason: error.to_string() },
        )??;
        self.store.put(edition, database.path(), checksum).await?;
        info!(edition, "database replaced");
        Ok(true)
    }
}
