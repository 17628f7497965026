//! Loads one file or object.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use es_loader::batches::Batches;
use es_loader::bulk::documents::Action;
use es_loader::bulk::gate::Gate;
use es_loader::bulk::request::Client;
use es_loader::config::Limits;
use es_loader::delivery::{Deadline, Delivered, Delivery, Stop};
use es_loader::own::Own;
use es_loader::parse::{End as Parsed, Job, parse};
use es_loader::ranges::Ranges;
use es_loader::reason::Reason;
use es_loader::set_aside::{Group, SetAside};
use es_loader::source::{self, SourceError};
use es_loader::tally::Tally;
use log_types::{Aids, LogType, Origin};
use tokio::sync::mpsc;

use super::source::{From, Item};
use crate::input;
use crate::knowledge::Knowledge;

/// Nothing here ends by itself as an invocation does.
const NEVER: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// What is needed for each.
#[derive(Debug)]
pub(super) struct Loading {
    pub client: Arc<Client>,
    pub gate: Arc<Gate>,
    pub action: Action,
    pub limits: Limits,
    pub knowledge: Arc<Knowledge>,
}

/// What became of one file.
#[derive(Debug)]
pub(super) struct Put {
    pub item: Item,
    /// None where no log type is known, or where there is nothing to load.
    pub log_type: Option<String>,
    pub tally: Tally,
    pub aside: Vec<(Reason, Group)>,
    /// The key is one of those that hold no logs.
    pub is_ignored: bool,
    /// Why not all of it was loaded.
    pub failed: Option<anyhow::Error>,
}

impl Put {
    /// Nothing to load.
    pub(super) fn ignored(item: Item) -> Self {
        Self::new(item, None, Tally::default(), vec![], true)
    }

    /// Set aside as a whole, as the function does with objects of no known type.
    pub(super) fn unknown(item: Item, why: &str) -> Self {
        Self::whole(item, None, Reason { code: 415, ..Reason::own("unknown_log_type", why) })
    }

    fn whole(item: Item, log_type: Option<String>, reason: Reason) -> Self {
        let tally = Tally { read: 1, set_aside: 1, ..Tally::default() };
        let group = Group { records: Ranges::all(), count: 1, samples: vec![] };
        Self::new(item, log_type, tally, vec![(reason, group)], false)
    }

    fn new(
        item: Item,
        log_type: Option<String>,
        tally: Tally,
        aside: Vec<(Reason, Group)>,
        is_ignored: bool,
    ) -> Self {
        Self { item, log_type, tally, aside, is_ignored, failed: None }
    }
}

impl Loading {
    /// Loads one.
    ///
    /// # Errors
    ///
    /// A file of this machine cannot be opened.
    pub(super) async fn load(&self, log_type: &Arc<LogType>, item: Item) -> anyhow::Result<Put> {
        let name = log_type.name().to_owned();
        let (reader, pump): (Box<dyn Read + Send>, _) = match &item.from {
            From::File(path) => (open(path)?, None),
            From::Object(client) => match source::open(client, &item.object()).await {
                Ok(opened) => {
                    let (pump, reader) = opened.split(self.limits.read_ahead);
                    (Box::new(reader), Some(tokio::spawn(pump)))
                }
                Err(gone @ SourceError::Gone { .. }) => {
                    let reason =
                        Reason { code: 404, ..Reason::own("object_gone", gone.to_string()) };
                    return Ok(Put::whole(item, Some(name), reason));
                }
                Err(error) => return Err(error.into()),
            },
        };
        let limits = &self.limits;
        let (sender, mut batches) = mpsc::channel(1);
        let sink = Batches::new(sender, self.action, limits.batch_bytes, limits.batch_documents);
        let parser = self.start_parser(log_type, &item, reader, sink);
        let deadline = Deadline::within(NEVER, limits.margin);
        let (client, gate) = (&self.client, &self.gate);
        let mut delivery =
            Delivery::new(client, gate, limits.patience, deadline, self.action == Action::Index);
        let mut aside = vec![];
        while delivery.go_on(&mut batches).await {
            let count = delivery.aside().count();
            aside.extend(delivery.aside().take());
            delivery.tally().set_aside += count;
        }
        let delivered = delivery.finish(batches).await;
        let parsed =
            parser.await.unwrap_or_else(|error| Parsed::Unread(std::io::Error::other(error)));
        if let Some(pump) = pump {
            pump.abort();
        }
        let mut put = Put::new(item, Some(name), Tally::default(), aside, false);
        put.settle(delivered, parsed);
        Ok(put)
    }

    fn start_parser(
        &self,
        log_type: &Arc<LogType>,
        item: &Item,
        reader: Box<dyn Read + Send>,
        mut sink: Batches,
    ) -> tokio::task::JoinHandle<Parsed> {
        let knowledge = Arc::clone(&self.knowledge);
        let origin = Origin::new(&item.bucket, &item.key, knowledge.ingested);
        let (log_type, limits) = (Arc::clone(log_type), self.limits.formats);
        tokio::task::spawn_blocking(move || {
            let job = Job {
                log_type: &log_type,
                aids: Aids {
                    origin: &origin,
                    enricher: &knowledge.enricher,
                    rules: knowledge.exclusions.of(log_type.name()),
                },
                own: &Own::NONE,
                from: None,
                records: &Ranges::all(),
                limits,
            };
            let end = parse(reader, &job, &mut sink);
            if sink.finish().is_break() { Parsed::Stopped } else { end }
        })
    }
}

impl Put {
    /// Gives every record its outcome, as the function's `settle` does without its queues.
    fn settle(&mut self, mut delivered: Delivered, parsed: Parsed) {
        match parsed {
            Parsed::Complete | Parsed::Stopped => {}
            Parsed::Unread(error) => {
                self.failed =
                    Some(anyhow::Error::new(error).context("it cannot be read to its end"));
            }
            Parsed::Damaged { from, reason } => {
                delivered.tally.read += 1;
                delivered.aside.stretch(&Ranges::from_first(from), 1, reason, None);
            }
        }
        // What stopped the delivery is the cause, and the reader's end only follows from it.
        match delivered.stop.take() {
            Some(Stop::Failed(error)) => self.failed = Some(error.into()),
            Some(Stop::Time) => self.failed = Some(anyhow::anyhow!("it took more than a year")),
            None => {}
        }
        delivered.tally.given_back += delivered.left_count;
        self.tell(&mut delivered.tally, &mut delivered.aside);
        self.tally = delivered.tally;
    }

    fn tell(&mut self, tally: &mut Tally, aside: &mut SetAside) {
        tally.set_aside += aside.count();
        self.aside.extend(aside.take());
    }
}

fn open(path: &Path) -> anyhow::Result<Box<dyn Read + Send>> {
    input::open(Some(path)).with_context(|| "a file cannot be opened")
}
