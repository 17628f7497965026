//! A bucket's notification document, and our entries in it. No I/O.

use std::fmt;

use aws_sdk_s3::types::{
    LambdaFunctionConfiguration, NotificationConfiguration, QueueConfiguration, TopicConfiguration,
};

use crate::configuration::Configuration;
use crate::entry::Entry;
use crate::error::{Error, Overlap};
use crate::owner::Owner;
use crate::wanted::Wanted;

/// The document with our entries in place of those that were there; `None` where that is
/// what it says already.
///
/// Ours are those whose id says so, and those that tell one of our targets of an object of
/// which a wanted or a `former` entry tells it too: S3 would not take both. The entry of
/// v2.10.4, whose id S3 made up, is one of them. One that tells our target of other objects is
/// somebody else's.
pub(crate) fn replace(
    current: &NotificationConfiguration,
    wanted: &Wanted,
    owner: &Owner,
    former: &[Entry],
) -> Result<Option<NotificationConfiguration>, Error> {
    let is_ours = |id: &str, entry: &Entry| {
        let mut claims = wanted.entries.iter().chain(former);
        owner.has(id) || claims.any(|claim| claim.claims(entry))
    };
    let numbered: Vec<_> = wanted
        .entries
        .iter()
        .enumerate()
        .map(|(index, entry)| (owner.id(index), entry.clone()))
        .collect();
    let parts = Parts::of(current, is_ours, &numbered)?;
    check_overlaps(wanted, &parts.foreign())?;
    Ok(parts.next(current))
}

/// The document without our entries, which are those of this owner, and those that tell one
/// of our targets of what `former` say, except another owner's; `None` where there are none.
pub(crate) fn remove(
    current: &NotificationConfiguration,
    owner: &Owner,
    former: &[Entry],
) -> Result<Option<NotificationConfiguration>, Error> {
    let is_ours = |id: &str, entry: &Entry| {
        let claimed = || former.iter().any(|claim| claim.claims(entry));
        owner.has(id) || (!owner.differs_in(id) && claimed())
    };
    Ok(Parts::of(current, is_ours, &[])?.next(current))
}

/// A document, by kinds of entries.
struct Parts {
    functions: Part<LambdaFunctionConfiguration>,
    queues: Part<QueueConfiguration>,
    topics: Part<TopicConfiguration>,
}

impl Parts {
    fn of(
        current: &NotificationConfiguration,
        is_ours: impl Fn(&str, &Entry) -> bool,
        wanted: &[(String, Entry)],
    ) -> Result<Self, Error> {
        Ok(Self {
            functions: Part::of(current.lambda_function_configurations(), &is_ours, wanted)?,
            queues: Part::of(current.queue_configurations(), &is_ours, wanted)?,
            topics: Part::of(current.topic_configurations(), &is_ours, wanted)?,
        })
    }

    fn foreign(&self) -> Vec<Foreign> {
        let mut all = foreign_of(&self.topics.others);
        all.extend(foreign_of(&self.queues.others));
        all.extend(foreign_of(&self.functions.others));
        all
    }

    /// The document, unless it is what there is already.
    fn next(self, current: &NotificationConfiguration) -> Option<NotificationConfiguration> {
        let Self { functions, queues, topics } = self;
        if functions.is_as_wanted && queues.is_as_wanted && topics.is_as_wanted {
            return None;
        }
        let next = NotificationConfiguration::builder()
            .set_lambda_function_configurations(functions.document())
            .set_queue_configurations(queues.document())
            .set_topic_configurations(topics.document())
            .set_event_bridge_configuration(current.event_bridge_configuration.clone());
        Some(next.build())
    }
}

/// The entries of one kind.
struct Part<C> {
    /// Somebody else's, as they were read.
    others: Vec<C>,
    ours: Vec<C>,
    /// Whether ours are what is in the document already.
    is_as_wanted: bool,
}

impl<C: Configuration> Part<C> {
    fn of(
        current: &[C],
        is_ours: impl Fn(&str, &Entry) -> bool,
        wanted: &[(String, Entry)],
    ) -> Result<Self, Error> {
        let (found, others): (Vec<C>, Vec<C>) =
            current.iter().cloned().partition(|entry| is_ours(entry.id(), &entry.entry()));
        let found = found.iter().map(|entry| (entry.id().to_owned(), entry.entry())).collect();
        let wanted: Vec<_> =
            wanted.iter().filter(|(_, entry)| entry.kind == C::KIND).cloned().collect();
        let ours = wanted.iter().map(|(id, entry)| {
            C::make(id.clone(), entry).map_err(|error| Error::Property {
                place: "NotificationConfiguration".to_owned(),
                found: error.to_string(),
                wanted: "a target and its events",
            })
        });
        let ours = ours.collect::<Result<_, _>>()?;
        Ok(Self { others, ours, is_as_wanted: same(found, wanted) })
    }

    fn document(self) -> Option<Vec<C>> {
        let entries = [self.others, self.ours].concat();
        (!entries.is_empty()).then_some(entries)
    }
}

/// S3 may return entries and their events in another order.
fn same(found: Vec<(String, Entry)>, wanted: Vec<(String, Entry)>) -> bool {
    let sorted = |mut entries: Vec<(String, Entry)>| {
        entries.iter_mut().for_each(|(_, entry)| entry.events.sort());
        entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        entries
    };
    sorted(found) == sorted(wanted)
}

/// Somebody else's entry.
#[derive(Debug, Clone)]
pub(crate) struct Foreign {
    id: String,
    entry: Entry,
}

/// For lists in messages.
impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` to {}", self.id, self.entry.target)
    }
}

/// All entries that tell none of these targets.
pub(crate) fn foreign(document: &NotificationConfiguration, targets: &[&str]) -> Vec<Foreign> {
    let mut all = foreign_of(document.topic_configurations());
    all.extend(foreign_of(document.queue_configurations()));
    all.extend(foreign_of(document.lambda_function_configurations()));
    all.retain(|foreign| !targets.contains(&foreign.entry.target.as_str()));
    all
}

fn foreign_of<C: Configuration>(entries: &[C]) -> Vec<Foreign> {
    entries.iter().map(|c| Foreign { id: c.id().to_owned(), entry: c.entry() }).collect()
}

fn check_overlaps(wanted: &Wanted, others: &[Foreign]) -> Result<(), Error> {
    for (ours, other) in
        wanted.entries.iter().flat_map(|ours| others.iter().map(move |o| (ours, o)))
    {
        let theirs = &other.entry;
        if let (Some(event), Some(ours_event)) = (theirs.overlap(ours), ours.overlap(theirs)) {
            return Err(Error::Overlap(Box::new(Overlap {
                bucket: wanted.bucket.clone(),
                id: other.id.clone(),
                target: theirs.target.clone(),
                event: event.to_owned(),
                prefix: theirs.filter.prefix.clone(),
                suffix: theirs.filter.suffix.clone(),
                ours: ours_event.to_owned(),
                our_target: ours.target.clone(),
            })));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
