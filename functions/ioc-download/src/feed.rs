//! The sources that are one file.
//!
//! Tor: <https://metrics.torproject.org/collector.html>; Feodo Tracker:
//! <https://feodotracker.abuse.ch/blocklist/>; URLhaus: <https://urlhaus-api.abuse.ch/>;
//! ThreatFox: <https://threatfox.abuse.ch/api/>. Keys of abuse.ch go into a header, never into
//! a URL, which others would see.

use bytes::Bytes;
use contract::indicators::Provider;
use http::{HeaderValue, Request};
use kit::fetch::{Limits, Validators, fetch};
use tempfile::NamedTempFile;
use tokio::task::spawn_blocking;
use tokio::time::Instant;
use tracing::info;

use crate::IocDownload;
use crate::check::{Wrong, check};
use crate::error::Error;

/// As large as a list of one's own may be.
pub(crate) const LARGEST: u64 = 100 * 1024 * 1024;

const TOR: &str = "https://check.torproject.org/exit-addresses";
const FEODO: &str = "https://feodotracker.abuse.ch/downloads/ipblocklist.json";
const URLHAUS: &str = "https://urlhaus-api.abuse.ch/v1/urls/recent/";
const THREATFOX: &str = "https://threatfox-api.abuse.ch/api/v1/";
/// The longest time that ThreatFox gives.
const THREATFOX_QUESTION: &[u8] = br#"{"query":"get_iocs","days":7}"#;

impl IocDownload {
    /// Whether the file had to be replaced.
    pub(crate) async fn feed(&self, provider: Provider, until: Instant) -> Result<bool, Error> {
        let (Some(key), Some(request)) = (provider.key(), self.request(provider).await?) else {
            return Ok(false);
        };
        self.replace(provider, key, &request, until).await
    }

    async fn request(&self, provider: Provider) -> Result<Option<Request<Bytes>>, Error> {
        let address = match provider {
            Provider::Tor => TOR,
            Provider::AbuseCh => FEODO,
            Provider::Urlhaus => URLHAUS,
            Provider::Threatfox => THREATFOX,
            Provider::Custom | Provider::Otx => return Ok(None),
        };
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() = http::Uri::from_static(address);
        if matches!(provider, Provider::Urlhaus | Provider::Threatfox) {
            let key = self.key(provider, self.settings.abuse_ch_secret_arn.as_ref()).await?;
            request.headers_mut().insert("auth-key", key);
        }
        if provider == Provider::Threatfox {
            *request.method_mut() = http::Method::POST;
            *request.body_mut() = Bytes::from_static(THREATFOX_QUESTION);
            let json = HeaderValue::from_static("application/json");
            request.headers_mut().insert(http::header::CONTENT_TYPE, json);
        }
        Ok(Some(request))
    }

    /// Brings one file. Whether it had to be replaced.
    pub(crate) async fn replace(
        &self,
        provider: Provider,
        key: &str,
        request: &Request<Bytes>,
        until: Instant,
    ) -> Result<bool, Error> {
        let name = provider.name();
        let spool_failed = |source| Error::Spool { provider: name, source };
        let copy = self.store.look(key).await;
        let known = copy.map_or_else(Validators::default, |copy| copy.validators);
        let mut file = NamedTempFile::new_in(&self.settings.spool).map_err(spool_failed)?;
        let limits = Limits { largest: LARGEST, patience: self.settings.patience, until };
        let fetched = fetch(&self.http, request, &known, file.as_file_mut(), &limits).await;
        let fetched = fetched.map_err(|source| match source.status() {
            Some(status @ (401 | 403)) if is_keyed(provider) => {
                Error::KeyRefused { provider: name, said: format!("status {status}") }
            }
            _ => Error::Fetch { provider: name, source },
        })?;
        let Some(validators) = fetched else {
            self.store.renew(key, self.settings.renew_after).await;
            return Ok(false);
        };
        let (file, checked) = spawn_blocking(move || {
            let checked = check(provider, file.as_file());
            (file, checked)
        })
        .await
        // Cannot be: the task is not cancelled, and nothing in it panics.
        .map_err(|error| Error::Unusable { provider: name, reason: error.to_string() })?;
        checked.map_err(|wrong| match wrong {
            Wrong::Unusable(reason) => Error::Unusable { provider: name, reason },
            Wrong::KeyRefused(said) => Error::KeyRefused { provider: name, said },
        })?;
        self.store.put(key, file.path(), validators).await?;
        info!(provider = name, key, "copy replaced");
        Ok(true)
    }
}

fn is_keyed(provider: Provider) -> bool {
    matches!(provider, Provider::Urlhaus | Provider::Threatfox | Provider::Otx)
}
