//! Loads one object: recognises it, runs reader, parser and delivery beside each other,
//! and tells the queues of what could not be loaded.
//!
//! ```text
//! S3 ─ task ─▶ channel ─▶ thread: decompress, split, normalise ─▶ channel ─▶ delivery ─▶ OpenSearch
//! ```
//!
//! Both channels are bounded, so that memory does not grow with the object.

use crate::access::Access;
use crate::batches::Batches;
use crate::bulk::documents::Action;
use crate::bulk::gate::Gate;
use crate::bulk::request::Client;
use crate::config::Config;
use crate::databases::Databases;
use crate::delivery::{Deadline, Delivery};
use crate::object::ObjectRef;
use crate::own::Own;
use crate::parse::{End, Job, parse};
use crate::queues::Queues;
use crate::report::{self, Report};
use crate::settings::{self, Settings};
use crate::settle::Settle;
use crate::source::{self, Opened, SourceError, StreamReader};
use enrichment::Enricher;
use kit::aws::Aws;
use kit::metrics::Metrics;
use log_types::{Aids, LogType, LogTypes, Origin, Recognition};
use std::sync::Arc;
use std::time::{Instant, SystemTime};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tracing::{debug, error, warn};

/// One invocation of the function.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// Lambda's id of it.
    pub request_id: String,
    /// When to stop.
    pub deadline: Deadline,
}

/// What is known beside an object when it is loaded.
#[derive(Debug)]
struct Knowledge {
    settings: Arc<Settings>,
    enricher: Arc<Enricher>,
}

/// Loads objects into one OpenSearch.
#[derive(Debug)]
pub struct Loader {
    config: Config,
    access: Access,
    queues: Queues,
    client: Arc<Client>,
    gate: Arc<Gate>,
    databases: Databases,
    settings: settings::Source,
    metrics: Arc<Metrics>,
}

impl Loader {
    /// A loader with clients of its own, which are kept from one invocation to the next.
    pub fn new(aws: &Aws, config: Config, metrics: Metrics) -> Self {
        let sqs = aws_sdk_sqs::Client::new(aws.config());
        let queues = Queues::new(sqs, &config.split_queue_url, &config.dead_letter_queue_url);
        let credentials = aws.config().credentials_provider();
        let http = kit::http::Client::default();
        let client = Arc::new(Client::new(http, config.endpoint.clone(), credentials));
        let access = Access::new(aws, config.roles.clone());
        let gate = Arc::new(Gate::new(config.limits.concurrency));
        let metrics = Arc::new(metrics);
        let (bucket, every) = (&config.geo_bucket, config.limits.databases_every);
        let databases = Databases::new(aws.s3(), bucket, Arc::clone(&metrics), every);
        let settings = settings::Source::new(aws, bucket, config.limits.settings_every);
        Self { config, access, queues, client, gate, databases, settings, metrics }
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Begins to fetch databases and settings, which the first object would wait for.
    pub async fn prepare(&self) {
        tokio::join!(self.databases.current(), self.settings.current());
    }

    /// Loads an object, or the part of it that is asked for. An object that no log type
    /// recognises is a metric and set aside, and no failure: its event would come again to
    /// no avail, and its message loads it once there is a type for it.
    pub async fn load(&self, object: &ObjectRef, invocation: &Invocation) -> Report {
        let ObjectRef { bucket, key, .. } = object;
        let started = Instant::now();
        let (settings, opened) = self.settings_and_object(object).await;
        let log_type = match recognise(&settings.log_types, object) {
            Recognition::Type(log_type) => log_type,
            Recognition::Ignored(why) => {
                debug!(bucket, key, %why, "nothing to load under this key");
                return Report::empty();
            }
            Recognition::Unknown(why) => {
                warn!(bucket, key, %why, "no log type recognises the key, the object is not loaded");
                let why = why.to_string();
                self.metrics.write(&report::unrecognised(bucket, key, &why));
                let settle = self.settle(report::UNKNOWN, object, invocation);
                let (tally, outcome) = settle.unrecognised(&why).await;
                return Report { tally, outcome, ..Report::empty() };
            }
        };
        let opened = async {
            match opened {
                Some(opened) => opened,
                None => self.open(object).await,
            }
        };
        let (opened, enricher) = tokio::join!(opened, self.databases.current());
        let knowledge = Knowledge { settings, enricher };
        let mut report = match opened {
            Ok(opened) => self.load_as(&log_type, object, opened, knowledge, invocation).await,
            Err(gone @ SourceError::Gone { .. }) => {
                let settle = self.settle(log_type.name(), object, invocation);
                let (tally, outcome) = settle.gone(&gone).await;
                Report { tally, outcome, ..Report::empty() }
            }
            Err(error) => Report { outcome: Err(error.into()), ..Report::empty() },
        };
        report.took = started.elapsed();
        self.tell(&report, &log_type, object);
        report
    }

    /// The settings, and beside the first reading of them, which takes a while, the object
    /// opened on the chance that there is a type for it.
    async fn settings_and_object(
        &self,
        object: &ObjectRef,
    ) -> (Arc<Settings>, Option<Result<Opened, SourceError>>) {
        if self.settings.are_here() {
            return (self.settings.current().await, None);
        }
        let (settings, opened, _) =
            tokio::join!(self.settings.current(), self.open(object), self.databases.current());
        (settings, Some(opened))
    }

    async fn open(&self, object: &ObjectRef) -> Result<Opened, SourceError> {
        source::open(self.access.to(&object.bucket).await, object).await
    }

    fn tell(&self, report: &Report, log_type: &LogType, object: &ObjectRef) {
        let ObjectRef { bucket, key, .. } = object;
        let name = log_type.name();
        self.metrics.write(&report.measurement(name, bucket, key));
        for measurement in report.rule_measurements(name) {
            self.metrics.write(&measurement);
        }
        if let Err(unbalanced) = report.tally.check() {
            error!(bucket, key, error_type = "UnbalancedTally", %unbalanced, "counts do not add up");
        }
        match &report.outcome {
            Ok(()) => debug!(bucket, key, log_type = name, tally = %report.tally, "object done"),
            Err(error) => {
                warn!(bucket, key, log_type = name, tally = %report.tally, %error, "object failed");
            }
        }
    }

    async fn load_as(
        &self,
        log_type: &Arc<LogType>,
        object: &ObjectRef,
        opened: Opened,
        knowledge: Knowledge,
        invocation: &Invocation,
    ) -> Report {
        let limits = &self.config.limits;
        let object = ObjectRef {
            key: opened.key.clone(),
            other_key: None,
            size: opened.size,
            from: opened.from,
            e_tag: opened.e_tag().map(str::to_owned),
            ..object.clone()
        };
        let size = opened.bytes_to_read();
        let (pump, reader) = opened.split(limits.read_ahead);
        let pump = tokio::spawn(pump);
        let (sender, mut batches) = mpsc::channel(1);
        let sink =
            Batches::new(sender, self.config.action, limits.batch_bytes, limits.batch_documents);
        let own = self.access.own(log_type.name()).await;
        let parser = start_parser(log_type, &object, knowledge, own, reader, sink, limits.formats);
        let mut delivery = Delivery::new(
            &self.client,
            &self.gate,
            limits.patience,
            invocation.deadline,
            self.config.action == Action::Index,
        );
        let settle = self.settle(log_type.name(), &object, invocation);
        while delivery.go_on(&mut batches).await {
            let told = settle.tell(delivery.aside()).await;
            if let Err(error) = told.count(delivery.tally()) {
                delivery.fail(error);
            }
        }
        let mut delivered = delivery.finish(batches).await;
        let rules = std::mem::take(&mut delivered.rules);
        pump.abort();
        let end = parser.await.unwrap_or_else(|error| End::Unread(std::io::Error::other(error)));
        let (tally, mut figures, outcome) = settle.end(delivered, end).await;
        if outcome.is_err() && self.config.action == Action::CreateWithoutId {
            // The event comes again, and nothing tells these documents from their doubles.
            figures.perhaps_doubled += tally.loaded;
        }
        Report { tally, figures, rules, outcome, size, ..Report::empty() }
    }

    fn settle<'a>(
        &'a self,
        log_type: &'a str,
        object: &'a ObjectRef,
        invocation: &'a Invocation,
    ) -> Settle<'a> {
        Settle {
            queues: &self.queues,
            hops: self.config.limits.hops,
            log_type,
            object,
            request_id: &invocation.request_id,
        }
    }
}

/// By the key, or its other reading.
fn recognise(log_types: &LogTypes, object: &ObjectRef) -> Recognition {
    match (log_types.recognise(&object.key), &object.other_key) {
        (Recognition::Unknown(why), Some(other)) => match log_types.recognise(other) {
            Recognition::Unknown(_) => Recognition::Unknown(why),
            found => found,
        },
        (found, _) => found,
    }
}

fn start_parser(
    log_type: &Arc<LogType>,
    object: &ObjectRef,
    knowledge: Knowledge,
    own: Own,
    reader: StreamReader,
    mut sink: Batches,
    limits: formats::Limits,
) -> JoinHandle<End> {
    let origin = Origin::new(&object.bucket, &object.key, SystemTime::now().into());
    let (records, from) = (object.records.clone(), object.from);
    let log_type = Arc::clone(log_type);
    tokio::task::spawn_blocking(move || {
        let job = Job {
            log_type: &log_type,
            aids: Aids {
                origin: &origin,
                enricher: &knowledge.enricher,
                rules: knowledge.settings.exclusions.of(log_type.name()),
            },
            own: &own,
            from,
            records: &records,
            limits,
        };
        let end = parse(reader, &job, &mut sink);
        if sink.finish().is_break() { End::Stopped } else { end }
    })
}
