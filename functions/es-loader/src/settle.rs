//! Gives every record that was read and not loaded its outcome.
//!
//! | what happened | where the records go | who acts |
//! | --- | --- | --- |
//! | OpenSearch rejects a record, or it is no record | dead-letter queue | a person, who re-drives it |
//! | the object is damaged from some record on | dead-letter queue, from there on | the same |
//! | the object is gone, or archived | dead-letter queue, all of it | the same |
//! | no log type is known for the key | dead-letter queue, all of it | the same, once there is a type |
//! | time runs short | split queue | a later invocation |
//! | time ran short too often | dead-letter queue | a person |
//! | OpenSearch or S3 fails, or refuses the function | given back | the sender of the event |
//!
//! What an object that is given back would set aside is given back too: it is found
//! again when the event comes again, and so is reported once.

use crate::delivery::{Delivered, Figures, Stop};
use crate::error::LoadError;
use crate::object::ObjectRef;
use crate::parse::End;
use crate::queues::Queues;
use crate::ranges::Ranges;
use crate::reason::Reason;
use crate::set_aside::SetAside;
use crate::source::SourceError;
use crate::tally::Tally;
use tracing::error;

/// Settles one object.
#[derive(Debug, Clone, Copy)]
pub struct Settle<'a> {
    /// Who is told.
    pub queues: &'a Queues,
    /// How often an object may be handed on.
    pub hops: u32,
    /// The object's type.
    pub log_type: &'a str,
    /// The object.
    pub object: &'a ObjectRef,
    /// Lambda's id of the invocation.
    pub request_id: &'a str,
}

/// What the dead-letter queue took.
#[derive(Debug)]
pub struct Told {
    /// Records that it was told of.
    pub set_aside: u64,
    /// Records that it could not be told of, and why.
    pub failed: Option<(u64, LoadError)>,
}

impl Told {
    /// Counts it, and gives the failure.
    pub fn count(self, tally: &mut Tally) -> Result<(), LoadError> {
        tally.set_aside += self.set_aside;
        let Some((lost, error)) = self.failed else {
            return Ok(());
        };
        tally.given_back += lost;
        Err(error)
    }
}

impl Settle<'_> {
    /// Settles an object whose parser has ended.
    pub async fn end(
        &self,
        mut delivered: Delivered,
        end: End,
    ) -> (Tally, Figures, Result<(), LoadError>) {
        let unread = self.object.records.starting_at(delivered.last.saturating_add(1));
        let from = self.object.from.map(|from| (from.number, from.offset));
        delivered.checkpoints.extend(from);
        let mut rest = Ranges::default();
        let mut stop = delivered.stop.take();
        match end {
            End::Complete => {}
            End::Stopped => rest = unread,
            End::Unread(_) if stop.is_some() => rest = unread,
            End::Unread(error) => stop = Some(Stop::Failed(failure(error))),
            End::Damaged { from, reason } => {
                let lost = self.object.records.starting_at(from);
                if !lost.is_empty() {
                    delivered.tally.read += 1;
                    delivered.aside.stretch(&lost, 1, reason, None);
                }
            }
        }
        if matches!(stop, Some(Stop::Time)) {
            stop = self.hand_on(&mut delivered, &rest).await.err().map(Stop::Failed);
        }
        let outcome = if let Some(Stop::Failed(error)) = stop {
            delivered.tally.given_back += delivered.left_count + delivered.aside.count();
            Err(error)
        } else {
            self.tell(&mut delivered.aside).await.count(&mut delivered.tally)
        };
        (delivered.tally, delivered.figures, outcome)
    }

    /// Settles an object that is not there. A retry would not find it either.
    pub async fn gone(&self, gone: &SourceError) -> (Tally, Result<(), LoadError>) {
        let reason = Reason { code: 404, ..Reason::own("object_gone", gone.to_string()) };
        self.whole(reason).await
    }

    /// Settles an object of no known type. `why` says what can be said of its key.
    pub async fn unrecognised(&self, why: &str) -> (Tally, Result<(), LoadError>) {
        let reason = Reason { code: 415, ..Reason::own("unknown_log_type", why) };
        self.whole(reason).await
    }

    /// Sets aside all that is asked for, without having read it: it counts as one record.
    async fn whole(&self, reason: Reason) -> (Tally, Result<(), LoadError>) {
        let mut tally = Tally { read: 1, ..Tally::default() };
        let mut aside = SetAside::default();
        aside.stretch(&self.object.records, 1, reason, None);
        let outcome = self.tell(&mut aside).await.count(&mut tally);
        (tally, outcome)
    }

    /// Tells the dead-letter queue what was set aside so far.
    pub async fn tell(&self, aside: &mut SetAside) -> Told {
        let mut set_aside = 0;
        let mut groups = aside.take().into_iter();
        while let Some((reason, group)) = groups.next() {
            let told = self
                .queues
                .set_aside(self.object, self.log_type, &reason, &group, self.request_id)
                .await;
            if let Err(error) = told {
                let lost = group.count + groups.map(|(_, group)| group.count).sum::<u64>();
                return Told { set_aside, failed: Some((lost, error.into())) };
            }
            set_aside += group.count;
            let ObjectRef { bucket, key, .. } = self.object;
            let (log_type, count) = (self.log_type, group.count);
            error!(bucket, key, log_type, count, %reason, "records set aside");
        }
        Told { set_aside, failed: None }
    }

    /// With the time used up: what is left goes to the split queue, or is set aside if it
    /// has been there too often. Where OpenSearch took nothing at all the object fails
    /// instead, and whoever sent its event decides when to send it again.
    async fn hand_on(&self, delivered: &mut Delivered, rest: &Ranges) -> Result<(), LoadError> {
        let mut records = delivered.left.clone();
        records.extend(rest);
        if records.is_empty() {
            return Ok(());
        }
        let Delivered { tally, figures, .. } = delivered;
        if figures.requests == 0 && figures.refused_requests > 0 {
            let tries = u32::try_from(figures.refused_requests).unwrap_or(u32::MAX);
            return Err(LoadError::Unavailable { tries, why: "until time ran short".to_owned() });
        }
        let hop = self.object.hop;
        if hop >= self.hops {
            let unread = u64::from(!rest.is_empty());
            tally.read += unread;
            let count = std::mem::take(&mut delivered.left_count) + unread;
            let reason = Reason::own("too_many_hops", format!("handed on {hop} times"));
            delivered.aside.stretch(&records, count, reason, None);
            return Ok(());
        }
        self.queues.hand_on(self.object, &records, &delivered.checkpoints).await?;
        tally.handed_on += std::mem::take(&mut delivered.left_count);
        Ok(())
    }
}

/// What a read error was at first.
fn failure(error: std::io::Error) -> LoadError {
    let words = error.to_string();
    if error.kind() == std::io::ErrorKind::StorageFull {
        return LoadError::DiskFull(words);
    }
    match error.downcast::<SourceError>() {
        Ok(source) => LoadError::Source(source),
        Err(_) => LoadError::Defect(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_no_mistake_of_this_program() {
        let full = std::io::Error::new(std::io::ErrorKind::StorageFull, "taken by others");
        assert_eq!(failure(full), LoadError::DiskFull("taken by others".to_owned()));
        let other = std::io::Error::other("x");
        assert_eq!(failure(other), LoadError::Defect("x".to_owned()));
    }
}
