//! The list of trusted proxies: networks whose `X-Forwarded-For` the loader believes.
//!
//! It is made of the networks that the stack names, and of those that CloudFront, Global
//! Accelerator and Cloudflare publish, as in v2.10.4. Of a source that fails, what it said last
//! stays: the list says of each network where it is from (`list.rs`). It is replaced only
//! where it is another, and never by one that leaves out what could not be looked at.

mod list;
mod sources;

use bytes::Bytes;
use contract::geo_bucket::TRUSTED_PROXIES;
use http::{Request, Uri};
use kit::errors::Stable;
use kit::fetch::{Limits, fetch};
use tokio::time::{Instant, timeout_at};
use tracing::{info, warn};

use crate::GeoipDownloader;
use crate::error::Error;
use list::{List, Section};
use sources::{OWN, SOURCES, Source};

/// AWS's ranges, the largest, have two and a half megabytes.
const LARGEST: u64 = 16 * 1024 * 1024;

/// What became of the list.
#[derive(Debug, Default)]
pub struct Proxies {
    /// Networks in it.
    pub networks: usize,
    /// Whether it was replaced.
    pub is_new: bool,
    /// Why parts of it are not current, or it was not written.
    pub failures: Vec<Error>,
}

impl GeoipDownloader {
    /// Brings the list up to date.
    pub(crate) async fn proxies(&self, end: Instant) -> Proxies {
        let mut made = Proxies::default();
        match timeout_at(end, self.make_list(end, &mut made)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => made.failures.push(error),
            Err(_) => made.failures.push(Error::Read {
                bucket: self.settings.geo_bucket.clone(),
                key: TRUSTED_PROXIES.to_owned(),
                said: "not done when the function's time ran out".to_owned(),
            }),
        }
        made
    }

    async fn make_list(&self, end: Instant, made: &mut Proxies) -> Result<(), Error> {
        let before = self.store.list().await?;
        let known = List::read(before.as_deref().unwrap_or_default());
        let own = self.settings.trusted_proxies.as_deref().unwrap_or_default();
        let (networks, wrong) = sources::own(own);
        if !wrong.is_empty() {
            made.failures.push(Error::OwnProxies { wrong });
        }
        let mut list = List::default();
        list.sections.push(Section { name: OWN.to_owned(), networks, ..Section::default() });
        let limits = Limits { largest: LARGEST, patience: self.settings.patience, until: end };
        for source in &SOURCES {
            let last = known.section(source.name);
            match self.published(source, last, &limits).await {
                Ok(section) => list.sections.push(section),
                Err(error) => {
                    let (source, error_type) = (source.name, error.error_type());
                    warn!(source, error_type, reason = %error, "what it said last stays");
                    made.failures.push(error);
                    list.sections.extend(last.cloned());
                }
            }
        }
        made.networks = list.networks();
        let text = list.write();
        if before.as_deref() != Some(text.as_str()) {
            if let Some(by_hand) = before.filter(|_| known.sections.is_empty()) {
                warn!("a list that was written by hand is put aside and replaced");
                self.store.keep_list(by_hand).await?;
            }
            self.store.put_list(text).await?;
            made.is_new = true;
            info!(networks = made.networks, "list of trusted proxies replaced");
        }
        Ok(())
    }

    /// What a source says now; the last again, where it has not changed.
    async fn published(
        &self,
        source: &Source,
        last: Option<&Section>,
        limits: &Limits,
    ) -> Result<Section, Error> {
        let name = source.name;
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() = Uri::from_static(source.address);
        let known = last.map(|section| section.validators.clone()).unwrap_or_default();
        let mut body = vec![];
        let fetched = fetch(&self.http, &request, &known, &mut body, limits).await;
        let fetched = fetched.map_err(|source| Error::ProxySource { name, source })?;
        let unusable = |reason| Error::ProxiesUnusable { name, reason };
        let Some(validators) = fetched else {
            let nothing = "it says that nothing has changed, and nothing is known of it";
            return last.cloned().ok_or_else(|| unusable(nothing.to_owned()));
        };
        let networks = (source.read)(&body).map_err(unusable)?;
        Ok(Section { name: name.to_owned(), validators, networks })
    }
}
