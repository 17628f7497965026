//! AlienVault OTX: the pulses that somebody subscribes to.
//!
//! API: <https://otx.alienvault.com/api>

use std::collections::BTreeSet;

use bytes::Bytes;
use contract::indicators::{Download, Provider};
use http::{HeaderValue, Request};
use kit::fetch::{self, Limits, Validators, fetch};
use kit::http::url;
use kit::secret;
use serde::Deserialize;
use serde_json::Value;
use tokio::time::Instant;
use tracing::warn;

use crate::IocPlan;
use crate::error::Error;

const HOST: &str = "https://otx.alienvault.com/";
const FIRST_PAGE: &str = "https://otx.alienvault.com/api/v1/pulses/subscribed_pulse_ids";

/// Pulses in one download, as in v2.10.4.
const IN_ONE: usize = 200;

/// The newest of more pulses are taken, as in v2.10.4: a plan with all of them would be more
/// than Step Functions hands on.
const MOST: usize = 5_000;

/// A page of ids has some kilobytes.
const LARGEST_PAGE: u64 = 4 * 1024 * 1024;

/// An answer with more pages than this leads in a circle.
const MOST_PAGES: usize = 10_000;

#[derive(Deserialize)]
struct Page {
    results: Vec<Value>,
    #[serde(default)]
    next: Option<String>,
}

impl IocPlan {
    /// A download for each few pulses; and one that says what failed, where something did.
    pub(crate) async fn pulses(&self, planned: u64, until: Instant) -> Vec<Download> {
        let Some(arn) = &self.settings.otx_secret_arn else { return vec![] };
        let (ids, failure) = match secret::key(&self.aws, arn).await {
            Ok(None) => return vec![],
            Ok(Some(key)) => self.ids(&key, until).await,
            Err(error) => (BTreeSet::new(), Some(Error::Key(error))),
        };
        if let Some(left_out) = ids.len().checked_sub(MOST).filter(|more| *more > 0) {
            warn!(left_out, MOST, "more pulses than are taken: the oldest are left out");
        }
        // Ids begin with the time when the pulse was made.
        let newest: Vec<String> = ids.into_iter().rev().take(MOST).collect();
        let mut downloads: Vec<Download> = newest
            .chunks(IN_ONE)
            .map(|ids| Download { ids: ids.to_vec(), ..Download::of(Provider::Otx, planned) })
            .collect();
        downloads.extend(failure.map(|error| self.unplanned(Provider::Otx, planned, &error)));
        downloads
    }

    /// The ids of all pages, or of those up to the one that did not come.
    async fn ids(&self, key: &HeaderValue, until: Instant) -> (BTreeSet<String>, Option<Error>) {
        let mut ids = BTreeSet::new();
        let mut next = Some(FIRST_PAGE.to_owned());
        let mut malformed = 0_u64;
        let mut failure = None;
        for number in 1.. {
            let Some(address) = next.take() else { break };
            match self.page(number, &address, key, until).await {
                Ok(page) => {
                    let before = ids.len();
                    let (good, bad): (Vec<_>, Vec<_>) =
                        page.results.iter().partition(|id| is_id(id));
                    malformed += bad.len() as u64;
                    ids.extend(good.into_iter().filter_map(Value::as_str).map(str::to_owned));
                    let is_circle = number > MOST_PAGES
                        || (page.next.is_some()
                            && ids.len() == before
                            && bad.is_empty()
                            && !page.results.is_empty());
                    if is_circle {
                        let reason = "it brings nothing new and says that there is more".to_owned();
                        failure = Some(Error::Unreadable { page: number, reason });
                        break;
                    }
                    next = page.next.filter(|next| !next.is_empty());
                }
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
        }
        if malformed > 0 {
            warn!(malformed, "ids of pulses that are none are left out");
        }
        (ids, failure)
    }

    async fn page(
        &self,
        number: usize,
        address: &str,
        key: &HeaderValue,
        until: Instant,
    ) -> Result<Page, Error> {
        let unreadable = |reason: String| Error::Unreadable { page: number, reason };
        // The key goes nowhere else, whatever a page says.
        if !address.starts_with(HOST) {
            return Err(unreadable("its successor is elsewhere".to_owned()));
        }
        let failed = |source| Error::Fetch { page: number, source };
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() = url(address).map_err(|error| failed(fetch::Error::Http(error)))?;
        request.headers_mut().insert("x-otx-api-key", key.clone());
        let limits = Limits { largest: LARGEST_PAGE, patience: self.settings.patience, until };
        let mut body = vec![];
        fetch(&self.http, &request, &Validators::default(), &mut body, &limits).await.map_err(
            |error| match error.status() {
                Some(status @ (401 | 403)) => Error::KeyRefused { status },
                _ => failed(error),
            },
        )?;
        serde_json::from_slice(&body).map_err(|error| unreadable(error.to_string()))
    }
}

/// Ids become part of URLs and keys.
fn is_id(id: &Value) -> bool {
    id.as_str().is_some_and(|id| {
        (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}
