//! AlienVault OTX: a file for each pulse.
//!
//! What has come since the plan was made is not asked for again, and of the others those
//! without a copy come first, then those with the oldest. So a download that is cut and begun
//! again goes on where it was, and one that never has the time for all still gets through all.
//!
//! API: <https://otx.alienvault.com/api>

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use contract::indicators::{Download, OTX_PREFIX, Provider, pulse_key};
use futures_util::StreamExt;
use futures_util::stream;
use http::{HeaderValue, Request};
use kit::fetch;
use kit::http::url;
use tokio::time::{Instant, timeout_at};
use tracing::warn;

use crate::error::Error;
use crate::{Counts, IocDownload};

const PULSES: &str = "https://otx.alienvault.com/api/v1/pulses/";

/// Pulses at a time. The state machine runs four downloads beside each other.
const AT_A_TIME: usize = 4;

/// Where so many fail one after the other, the source is down: the rest would only use up the
/// time that the other sources need.
const GIVE_UP_AFTER: usize = 5;

/// What became of a pulse.
enum Pulse {
    Updated,
    Unchanged,
    Gone,
}

impl IocDownload {
    pub(crate) async fn pulses(
        &self,
        download: &Download,
        until: Instant,
    ) -> (Counts, Option<Error>) {
        let arn = self.settings.otx_secret_arn.as_ref();
        let (key, copies) = match self.key(Provider::Otx, arn).await {
            Ok(key) => (key, self.store.list(OTX_PREFIX).await),
            Err(error) => {
                self.renew(&download.ids, until).await;
                return (Counts::default(), Some(error));
            }
        };
        let copies = match copies {
            Ok(copies) => copies,
            Err(error) => return (Counts::default(), Some(error)),
        };
        let planned = UNIX_EPOCH + Duration::from_secs(download.planned);
        let written = |id: &str| copies.get(&pulse_key(id)).copied();
        let (current, mut wanted): (Vec<_>, Vec<_>) =
            download.ids.iter().map(|id| (written(id), id.as_str())).partition(|(written, _)| {
                // Of the plan's own second nobody knows whether it was before or after.
                written.is_some_and(|time| time > planned)
            });
        wanted.sort_by_key(|(written, _)| written.unwrap_or(SystemTime::UNIX_EPOCH));
        let mut run = Run {
            counts: Counts { unchanged: current.len() as u64, ..Counts::default() },
            left: wanted.iter().map(|(_, id)| (*id).to_owned()).collect(),
            ..Run::default()
        };
        self.run(&mut run, &key, until).await;
        let (counts, left) = (run.counts, run.left.len());
        if left > 0 {
            self.renew(&run.left, until).await;
        }
        let planned = download.ids.len();
        let failure = match run.first {
            Some(first) => Some(Error::Pulses { failed: left, planned, first: Box::new(first) }),
            None if left > 0 => Some(Error::OutOfTime { missing: left, planned }),
            None => None,
        };
        (counts, failure)
    }

    async fn run(&self, run: &mut Run, key: &HeaderValue, until: Instant) {
        let ids = run.left.clone();
        let mut results = stream::iter(ids)
            .map(|id| async move {
                let result = self.pulse(&id, key, until).await;
                (id, result)
            })
            .buffer_unordered(AT_A_TIME);
        let mut in_a_row = 0;
        while let Ok(Some((id, result))) = timeout_at(until, results.next()).await {
            match result {
                Ok(pulse) => {
                    in_a_row = 0;
                    run.left.retain(|left| *left != id);
                    match pulse {
                        Pulse::Updated => run.counts.updated += 1,
                        Pulse::Unchanged => run.counts.unchanged += 1,
                        Pulse::Gone => run.counts.gone += 1,
                    }
                }
                Err(error) => {
                    in_a_row += 1;
                    warn!(id, reason = %error, "pulse not current");
                    let end = error.is_same_for_all() || in_a_row >= GIVE_UP_AFTER;
                    run.first.get_or_insert(error);
                    if end {
                        break;
                    }
                }
            }
        }
    }

    async fn pulse(&self, id: &str, key: &HeaderValue, until: Instant) -> Result<Pulse, Error> {
        let provider = Provider::Otx.name();
        let failed = |source| Error::Fetch { provider, source };
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() =
            url(&format!("{PULSES}{id}")).map_err(|error| failed(fetch::Error::Http(error)))?;
        request.headers_mut().insert("x-otx-api-key", key.clone());
        match self.replace(Provider::Otx, &pulse_key(id), &request, until).await {
            Ok(true) => Ok(Pulse::Updated),
            Ok(false) => Ok(Pulse::Unchanged),
            Err(Error::Fetch { source, .. }) if matches!(source.status(), Some(404 | 410)) => {
                Ok(Pulse::Gone)
            }
            Err(error) => Err(error),
        }
    }

    /// Renews the copies of these pulses, as far as there is time.
    async fn renew(&self, ids: &[String], until: Instant) {
        let after = self.settings.renew_after;
        let renewals = stream::iter(ids.to_vec())
            .map(|id| async move { self.store.renew(&pulse_key(&id), after).await })
            .buffer_unordered(AT_A_TIME)
            .for_each(|()| async {});
        // The little that was kept back is enough for most of them.
        let _ = timeout_at(until + crate::TO_ANSWER / 2, renewals).await;
    }

    /// Renews all that there is of a source.
    pub(crate) async fn renew_all(&self, provider: Provider, until: Instant) {
        if let Some(key) = provider.key() {
            self.store.renew(key, self.settings.renew_after).await;
        }
        if provider == Provider::Otx {
            let keys = self.store.list(OTX_PREFIX).await.unwrap_or_default().into_keys();
            let ids = keys.filter_map(|key| {
                Some(key.strip_prefix(OTX_PREFIX)?.strip_suffix(".json")?.to_owned())
            });
            self.renew(&ids.collect::<Vec<_>>(), until).await;
        }
    }
}

/// How far a download is.
#[derive(Default)]
struct Run {
    counts: Counts,
    /// What is not current yet.
    left: Vec<String>,
    /// The first failure.
    first: Option<Error>,
}

/// Ids become part of URLs and keys.
pub(crate) fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
