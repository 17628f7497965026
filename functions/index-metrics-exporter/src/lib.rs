//! Schedule: figures of indices and shards to the log bucket.
//!
//! One object a run, a line for each index and each shard ([`record`]), which es-loader loads
//! as `index-metrics`. Of a domain it asks for the tiers hot, warm and cold, closed indices
//! among them; of a collection for what there is: its indices and their documents. It only
//! asks (GET), whatever the API.
//!
//! What is there is always written. A part that cannot be had makes the invocation fail after
//! that, so that it is counted. Lambda runs a failed invocation again, which brings all figures
//! anew; the stack turns that off.
//!
//! Needed IAM actions:
//! - `es:ESHttpGet` on the domain, or `aoss:APIAccessAll` on the collection. Within a domain with
//!   fine-grained access control, a role with `cluster_monitor`, `indices_monitor` on all
//!   indices, and `cluster:admin/cold/*` where it has cold storage.
//! - `s3:PutObject` on `AWSLogs/<account>/OpenSearch/metrics/*` of the log bucket.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic
    )
)]

mod domain;
mod error;
mod figures;
mod indices;
mod record;
mod shards;

use std::time::{Duration, SystemTime};

use contract::environment;
use contract::index_metrics::FOLDER;
use contract::sources::{INDEX_METRICS, Prefix};
use kit::aws::Aws;
use kit::errors::Failed;
use kit::export::{self, Moment, Records};
use kit::function_arn::Place;
use kit::open_search::Endpoint;
use kit::patience::Patience;
use lambda_runtime::LambdaEvent;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;
use tracing::{error, info};

use domain::Domain;
pub use error::Error;
use figures::{Docs, STATS, Stats};
use indices::{Indices, Tier, number};
use record::Common;
use shards::{SHARDS, Shard};

/// Where objects go, by which the loader recognises the log.
const PREFIX: Prefix = match INDEX_METRICS.prefix {
    Some(prefix) => prefix,
    None => panic!("the source has no prefix"), // does not compile
};

/// The name of an object, before its date.
const NAME: &str = "aos_index_metrics";

/// Kept back from an invocation to write what is there.
const TO_WRITE: Duration = Duration::from_secs(20);

const HOUR: u64 = 60 * 60 * 1000;

/// How often one path is asked for: within some ten seconds.
const PATIENCE: Patience = Patience {
    attempts: 4,
    first_wait: Duration::from_secs(1),
    longest_wait: Duration::from_secs(5),
};

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Settings {
    endpoint: Endpoint,
    is_collection: bool,
    environment: environment::IndexMetricsExporter<String, Option<String>>,
    /// In milliseconds.
    period: u64,
    patience: Patience,
}

impl Settings {
    /// The settings in use, from the function's environment. A custom endpoint is in the
    /// function's own region.
    ///
    /// # Errors
    ///
    /// [`Error::Endpoint`], [`Error::Variable`].
    pub fn new(
        environment: environment::IndexMetricsExporter<String, Option<String>>,
        own_region: Option<&str>,
    ) -> Result<Self, Error> {
        let variable =
            |name, found: &str, wanted| Error::Variable { name, found: found.to_owned(), wanted };
        let is_collection = match environment.collection_type.as_deref() {
            None => false,
            Some("SEARCH" | "TIMESERIES") => true,
            Some(other) => {
                let wanted = "`SEARCH` or `TIMESERIES`, or empty for a domain";
                return Err(variable("AOSS_TYPE", other, wanted));
            }
        };
        let hours = environment.period_hours.trim().parse::<u32>().ok().filter(|hours| *hours > 0);
        let hours = hours.ok_or_else(|| {
            variable("PERIOD_HOUR", &environment.period_hours, "a number of hours, 1 or more")
        })?;
        if !environment.key_prefix.ends_with(FOLDER) {
            let wanted =
                "a folder by which the loader knows the log: it ends in OpenSearch/metrics/";
            return Err(variable("LOG_KEY_PREFIX", &environment.key_prefix, wanted));
        }
        let endpoint = Endpoint::new(&environment.endpoint, is_collection, own_region);
        Ok(Self {
            endpoint: endpoint.map_err(Error::Endpoint)?,
            is_collection,
            environment,
            period: u64::from(hours) * HOUR,
            patience: PATIENCE,
        })
    }

    /// Asks otherwise often, for tests.
    #[must_use]
    pub fn patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }
}

/// The function.
#[derive(Debug)]
pub struct IndexMetricsExporter {
    settings: Settings,
    aws: Aws,
    http: kit::http::Client,
}

/// What a run has got.
struct Run {
    common: Common,
    records: Records,
    indices: u64,
    shards: u64,
    /// What could not be had, and why.
    failures: Vec<(&'static str, Error)>,
}

impl Run {
    /// The part, unless it failed, which is noted.
    fn had<T>(&mut self, part: &'static str, result: Result<T, Error>) -> Option<T> {
        result.map_err(|error| self.failures.push((part, error))).ok()
    }
}

/// The answer of `/`.
#[derive(Debug, Deserialize)]
struct Root {
    cluster_uuid: String,
    /// AWS writes the account before the domain's name: `111122223333:aes-siem`.
    cluster_name: String,
}

/// A row of a collection's list of indices.
#[derive(Debug, Deserialize)]
struct CollectionRow {
    index: String,
    uuid: Option<String>,
    #[serde(rename = "docs.count")]
    count: Option<String>,
    #[serde(rename = "docs.deleted")]
    deleted: Option<String>,
}

impl IndexMetricsExporter {
    /// Works on the APIs of `aws`.
    pub fn new(settings: Settings, aws: &Aws) -> Self {
        Self { settings, aws: aws.clone(), http: kit::http::Client::default() }
    }

    /// Exports all figures, whatever the event.
    ///
    /// # Errors
    ///
    /// Whatever kept a figure from being exported, after the others were.
    pub async fn handle(&self, event: LambdaEvent<Value>) -> Result<Value, Failed> {
        let place = Place::of(&event.context)?;
        let left = event.context.deadline().duration_since(SystemTime::now()).unwrap_or_default();
        let domain = Domain {
            http: &self.http,
            endpoint: &self.settings.endpoint,
            credentials: self.aws.config().credentials_provider(),
            patience: self.settings.patience,
            end: Instant::now() + left.saturating_sub(TO_WRITE),
        };
        let now = SystemTime::now();
        let mut run = self.start(now);
        if self.settings.is_collection {
            self.export_collection(&domain, &mut run).await?;
        } else {
            export_domain(&domain, &mut run).await?;
        }
        let key = export::key(PREFIX, &place.account, &place.region, NAME, now);
        // The role may write below the prefix of the environment, and nowhere else.
        let rest = key.split_once(FOLDER).map_or(key.as_str(), |(_, rest)| rest);
        self.finish(run, &format!("{}{rest}", self.settings.environment.key_prefix)).await
    }

    fn start(&self, now: SystemTime) -> Run {
        let name = &self.settings.environment.name;
        Run {
            common: Common {
                timestamp: format!("{}Z", Moment::from(now).isoformat()),
                cluster_id: None,
                cluster_name: name.clone(),
                period: self.settings.period,
            },
            records: Records::default(),
            indices: 0,
            shards: 0,
            failures: vec![],
        }
    }

    async fn export_collection(&self, domain: &Domain<'_>, run: &mut Run) -> Result<(), Error> {
        // The host's first label is the collection's id.
        let host = self.settings.endpoint.url.rsplit('/').next().unwrap_or_default();
        run.common.cluster_id = host.split(['.', ':']).next().map(str::to_owned);
        let rows: Vec<CollectionRow> = domain.get("/_cat/indices?format=json").await?;
        for row in rows {
            let figure = |text: Option<&str>| i64::try_from(number(text)?).ok();
            let docs = Docs {
                count: figure(row.count.as_deref()),
                deleted: figure(row.deleted.as_deref()),
            };
            let record = run.common.index_of_collection(&row.index, row.uuid.as_deref(), docs);
            run.records.push(&record)?;
            run.indices += 1;
        }
        Ok(())
    }

    async fn finish(&self, run: Run, key: &str) -> Result<Value, Failed> {
        let bucket = &self.settings.environment.log_bucket;
        let Run { records, indices, shards, failures, .. } = run;
        // A domain has indices of its own from its first minute, a new collection none.
        let to = (records.count() > 0).then(|| format!("s3://{bucket}/{key}"));
        if to.is_some() {
            records.put(&self.aws.s3(), bucket, key).await.map_err(Error::from)?;
        }
        info!(indices, shards, to, "figures are exported");
        let missing: Vec<_> = failures.iter().map(|(part, _)| *part).collect();
        let missing = missing.join(", ");
        for (part, error) in failures.iter().skip(1) {
            error!(part, reason = %error, "not exported");
        }
        match failures.into_iter().next() {
            None => Ok(json!({ "to": to, "indices": indices, "shards": shards })),
            Some((_, first)) => Err(Error::Incomplete { missing, first: Box::new(first) }.into()),
        }
    }
}

async fn export_domain(domain: &Domain<'_>, run: &mut Run) -> Result<(), Error> {
    let root = domain.get::<Root>("/").await;
    if let Some(Root { cluster_uuid, cluster_name }) = run.had("the cluster's id", root) {
        run.common.cluster_id = Some(cluster_uuid);
        let name = cluster_name.split_once(':').map_or(cluster_name.as_str(), |(_, name)| name);
        name.clone_into(&mut run.common.cluster_name);
    }
    let mut indices = indices::of_tier(domain, Tier::Hot).await?;
    let warm = indices::of_tier(domain, Tier::Warm).await;
    indices.extend(run.had("warm indices", warm).unwrap_or_default());
    let cold = run.had("cold indices", indices::cold(domain).await).unwrap_or_default();
    for (name, index) in cold {
        // One on its way between the tiers is where it still answers.
        indices.entry(name).or_insert(index);
    }
    let stats = stats(domain).await;
    let mut stats = run.had("figures of open indices", stats).unwrap_or_default();
    for (name, index) in &indices {
        let is_open = index.status.as_deref() == Some("open");
        let figures = stats.indices.remove(name);
        // An open one without figures was made or deleted between two answers.
        if is_open && figures.is_none() {
            continue;
        }
        run.records.push(&run.common.index(name, index, figures.unwrap_or_default()))?;
        run.indices += 1;
    }
    let shards = domain.get::<Vec<Shard>>(SHARDS).await;
    export_shards(run, shards, &indices)
}

fn export_shards(
    run: &mut Run,
    shards: Result<Vec<Shard>, Error>,
    indices: &Indices,
) -> Result<(), Error> {
    for shard in run.had("shards", shards).unwrap_or_default() {
        run.records.push(&run.common.shard(&shard, indices.get(&shard.index)))?;
        run.shards += 1;
    }
    Ok(())
}

/// The figures of open indices, hidden ones too where that is allowed.
async fn stats(domain: &Domain<'_>) -> Result<Stats, Error> {
    match domain.get(&format!("{STATS}&expand_wildcards=open%2Chidden")).await {
        Err(Error::Denied { .. }) => domain.get(STATS).await,
        stats => stats,
    }
}
