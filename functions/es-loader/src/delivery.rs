//! Brings the batches of one object into OpenSearch.
//!
//! One task owns all that is counted: it starts a request when the [`Gate`], which it
//! shares with the deliveries of other objects, lets it, and hears of each when it ends.
//! What is on its way, or waits to be tried again, keeps its permit, so that memory stays
//! bounded and a slow cluster slows the parser down.

use crate::batches::Batch;
use crate::bulk::documents::Documents;
use crate::bulk::gate::{Gate, Permit};
use crate::bulk::request::{Client, Reply};
use crate::bulk::retry::Sorted;
use crate::error::LoadError;
use crate::ranges::Ranges;
use crate::reason::Reason;
use crate::set_aside::SetAside;
use crate::tally::Tally;
use kit::patience::Patience;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::Receiver;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep_until, timeout_at};

/// When to stop.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    /// From here on nothing new is begun.
    pub stop: Instant,
    /// From here on nothing is waited for.
    pub cut: Instant,
}

impl Deadline {
    /// For an invocation with `remaining` time, of which `margin`, but at most a half,
    /// is kept for the end.
    pub fn within(remaining: Duration, margin: Duration) -> Self {
        let margin = margin.min(remaining / 2);
        let end = Instant::now() + remaining;
        Self { stop: end - margin, cut: end - margin / 2 }
    }
}

/// What came of it, up to what the queues have to be told.
#[derive(Debug, Default)]
pub struct Delivered {
    /// Counts; what is still in `aside` and `left` is in none but `read`.
    pub tally: Tally,
    /// Records to be reported as set aside.
    pub aside: SetAside,
    /// Records of batches that were taken on and could not be loaded.
    pub left: Ranges,
    /// How many those are.
    pub left_count: u64,
    /// The last record of all batches taken on; 0 if there was none.
    pub last: u64,
    /// Places at which the object can be read from, by the number of the record there: one
    /// a batch.
    pub checkpoints: BTreeMap<u64, u64>,
    /// Why it ended before all batches were loaded.
    pub stop: Option<Stop>,
    /// Figures for the metrics.
    pub figures: Figures,
    /// How often each rule has matched.
    pub rules: BTreeMap<String, u64>,
}

/// Why an object was not loaded to its end.
#[derive(Debug)]
pub enum Stop {
    /// Time ran short.
    Time,
    /// The batches have an end, but one that only a failure explains.
    Failed(LoadError),
}

/// What the metrics tell beside the tally.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Bytes of all bodies, before compression; what is sent twice counts once.
    pub bytes: u64,
    /// Milliseconds that OpenSearch says it took.
    pub open_search_took: u64,
    /// Requests that were answered in full or in part.
    pub requests: u64,
    /// Requests refused as a whole.
    pub refused_requests: u64,
    /// Documents sent again.
    pub sent_again: u64,
    /// Documents sent again without an id, after a request that may have stored them.
    pub perhaps_doubled: u64,
    /// Documents that hold only a part of their record.
    pub in_part: u64,
    /// Records that a rule only counts.
    pub counted: u64,
}

/// Documents on their way, or waiting for their next try.
#[derive(Debug)]
struct Attempt {
    documents: Arc<Documents>,
    /// Tries in a row that brought nothing forward.
    failures: u32,
    permit: Permit,
}

/// The delivery of one object.
#[derive(Debug)]
pub struct Delivery {
    client: Arc<Client>,
    patience: Patience,
    deadline: Deadline,
    has_ids: bool,
    gate: Arc<Gate>,
    /// Documents that wait for a permit, and their failures: the next batch, or halves of
    /// batches in which a document to blame is looked for.
    waiting: Vec<(Arc<Documents>, u32)>,
    tries: JoinSet<(u64, Reply)>,
    attempts: HashMap<u64, Attempt>,
    next_attempt: u64,
    done: Delivered,
}

impl Delivery {
    /// Ready to begin. `has_ids` says whether documents sent twice overwrite each other.
    pub fn new(
        client: &Arc<Client>,
        gate: &Arc<Gate>,
        patience: Patience,
        deadline: Deadline,
        has_ids: bool,
    ) -> Self {
        Self {
            client: Arc::clone(client),
            patience,
            deadline,
            has_ids,
            gate: Arc::clone(gate),
            waiting: vec![],
            tries: JoinSet::new(),
            attempts: HashMap::new(),
            next_attempt: 0,
            done: Delivered::default(),
        }
    }

    /// Goes on until all batches are loaded, something stops it, or so many scattered
    /// records were set aside that they should be reported first; `true` asks for that
    /// and for another call.
    pub async fn go_on(&mut self, batches: &mut Receiver<Batch>) -> bool {
        let mut more = true;
        while (more || !self.tries.is_empty() || !self.waiting.is_empty())
            && self.done.stop.is_none()
        {
            if self.done.aside.is_large() {
                return true;
            }
            tokio::select! {
                () = sleep_until(self.deadline.stop) => self.done.stop = Some(Stop::Time),
                Some(ended) = self.tries.join_next() => self.ended(ended),
                permit = self.gate.enter(), if !self.waiting.is_empty() => {
                    if let Some((documents, failures)) = self.waiting.pop() {
                        self.start(permit, documents, failures, Duration::ZERO);
                    }
                }
                batch = batches.recv(), if more && self.waiting.is_empty() => match batch {
                    Some(batch) => self.begin(batch),
                    None => more = false,
                },
            }
        }
        false
    }

    /// What was set aside so far.
    pub fn aside(&mut self) -> &mut SetAside {
        &mut self.done.aside
    }

    /// The counts so far, to be added to when something was reported.
    pub fn tally(&mut self) -> &mut Tally {
        &mut self.done.tally
    }

    /// Stops for a failure, if nothing has stopped it yet.
    pub fn fail(&mut self, error: LoadError) {
        if !matches!(self.done.stop, Some(Stop::Failed(_))) {
            self.done.stop = Some(Stop::Failed(error));
        }
    }

    /// Takes over what waits in the channel, waits for answers as long as there is time,
    /// and gives up the rest.
    pub async fn finish(mut self, mut batches: Receiver<Batch>) -> Delivered {
        batches.close();
        while let Some(batch) = batches.recv().await {
            self.take_on(&batch);
            self.leave(&batch.documents);
        }
        if matches!(self.done.stop, Some(Stop::Time)) {
            while let Ok(Some(ended)) = timeout_at(self.deadline.cut, self.tries.join_next()).await
            {
                self.ended(ended);
            }
        }
        self.tries.shutdown().await;
        for attempt in std::mem::take(&mut self.attempts).into_values() {
            if !self.has_ids {
                // Cut off on its way: it may be stored, and comes again.
                self.done.figures.perhaps_doubled += attempt.documents.count();
            }
            self.leave(&attempt.documents);
        }
        for (documents, _) in std::mem::take(&mut self.waiting) {
            self.leave(&documents);
        }
        self.done
    }

    fn take_on(&mut self, batch: &Batch) {
        self.done.tally.read += batch.read;
        self.done.tally.excluded += batch.excluded;
        self.done.last = self.done.last.max(batch.last);
        self.done.figures.in_part += batch.in_part;
        self.done.figures.counted += batch.counted;
        for (rule, count) in &batch.rules {
            *self.done.rules.entry(rule.clone()).or_default() += count;
        }
        self.done.checkpoints.extend(batch.from.map(|from| (from.number, from.offset)));
        for (record, reason, place) in &batch.bad {
            self.done.aside.record(*record, reason.clone(), Some(place.clone()));
        }
    }

    fn begin(&mut self, batch: Batch) {
        self.take_on(&batch);
        let bytes = u64::try_from(batch.documents.bytes()).unwrap_or(u64::MAX);
        self.done.figures.bytes = self.done.figures.bytes.saturating_add(bytes);
        if !batch.documents.is_empty() {
            self.waiting.push((Arc::new(batch.documents), 0));
        }
    }

    fn start(&mut self, permit: Permit, documents: Arc<Documents>, failures: u32, wait: Duration) {
        let id = self.next_attempt;
        self.next_attempt += 1;
        let client = Arc::clone(&self.client);
        let sent = Arc::clone(&documents);
        self.attempts.insert(id, Attempt { documents, failures, permit });
        self.tries.spawn(async move {
            if !wait.is_zero() {
                tokio::time::sleep(wait).await;
            }
            (id, client.send(&sent).await)
        });
    }

    fn leave(&mut self, documents: &Documents) {
        self.done.left.extend(&documents.ranges());
        self.done.left_count += documents.count();
    }

    fn ended(&mut self, ended: Result<(u64, Reply), JoinError>) {
        let (id, reply) = match ended {
            Ok(ended) => ended,
            // Its attempt stays in the table, and so is left over in the end.
            Err(error) => return self.fail(LoadError::Defect(error.to_string())),
        };
        let Some(Attempt { documents, failures, permit }) = self.attempts.remove(&id) else {
            return;
        };
        match reply {
            Reply::Answered(answer, took) => {
                self.done.figures.requests += 1;
                self.done.figures.open_search_took += answer.took;
                let sorted = Sorted::new(&documents, answer.verdicts);
                self.answered(permit, sorted, failures, took);
            }
            Reply::Refused { why, perhaps_stored } => {
                self.gate.was_refused();
                self.done.figures.refused_requests += 1;
                if perhaps_stored && !self.has_ids {
                    self.done.figures.perhaps_doubled += documents.count();
                }
                self.again(permit, documents, failures + 1, &why);
            }
            Reply::TooLarge => self.halve(&documents, failures, too_large),
            Reply::Rejected(reason) => self.halve(&documents, failures, || reason),
            Reply::Forbidden(why) => {
                self.leave(&documents);
                self.fail(LoadError::Forbidden(why));
            }
            Reply::Unexpected(why) => {
                self.leave(&documents);
                self.fail(LoadError::Unexpected(why));
            }
        }
    }

    fn answered(&mut self, permit: Permit, sorted: Sorted, failures: u32, took: Duration) {
        let is_progress = sorted.is_progress();
        self.done.tally.loaded += sorted.loaded;
        self.done.tally.already_there += sorted.already_there;
        for (record, reason, place) in sorted.rejected {
            self.done.aside.record(record, reason, Some(place));
        }
        if let Some(reason) = sorted.forbidden {
            self.leave(&sorted.refused);
            self.fail(LoadError::Forbidden(reason.to_string()));
        } else if sorted.refused.is_empty() {
            self.gate.went_well(took);
        } else {
            self.gate.was_refused();
            let failures = if is_progress { 1 } else { failures + 1 };
            self.again(permit, Arc::new(sorted.refused), failures, "refused item by item");
        }
    }

    /// Tries documents again after a while, unless time or patience is at its end.
    fn again(&mut self, permit: Permit, documents: Arc<Documents>, failures: u32, why: &str) {
        if self.done.stop.is_some() {
            return self.leave(&documents);
        }
        let Some(wait) = self.patience.wait_after(failures) else {
            self.leave(&documents);
            return self.fail(LoadError::Unavailable { tries: failures, why: why.to_owned() });
        };
        tracing::debug!(documents = documents.len(), failures, ?wait, why, "trying again");
        self.done.figures.sent_again += documents.count();
        self.start(permit, documents, failures, wait);
    }

    /// Finds the document that is to blame by halving.
    fn halve(&mut self, documents: &Documents, failures: u32, reason: impl FnOnce() -> Reason) {
        if self.done.stop.is_some() {
            return self.leave(documents);
        }
        match documents.halves() {
            Some((first, second)) => {
                self.waiting.push((Arc::new(second), failures));
                self.waiting.push((Arc::new(first), failures));
            }
            None => {
                let reason = reason();
                for record in documents.records() {
                    self.done.aside.record(record, reason.clone(), None);
                }
            }
        }
    }
}

fn too_large() -> Reason {
    Reason { code: 413, ..Reason::own("too_large", "alone larger than a request may be") }
}
