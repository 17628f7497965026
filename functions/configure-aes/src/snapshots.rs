//! Snapshots into the snapshot bucket: the repository, and when they are taken.
//!
//! <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-snapshots.html>

mod policy;
mod repository;

use crate::error::Error;
use crate::work::Work;

/// The repository of v2.10.4.
const REPOSITORY: &str = "siem-snapshot";

/// Registers the repository.
pub(crate) async fn repository(work: &Work<'_>) -> Result<(), Error> {
    let object = repository::object(work.settings);
    work.settle(&repository::Repository, &[object]).await.map(drop)
}

/// Puts the schedule, or removes it where the options have none.
pub(crate) async fn schedule(work: &Work<'_>) -> Result<(), Error> {
    let objects = work.options.snapshots.as_ref().map(policy::object).transpose()?;
    let objects: Vec<_> = objects.into_iter().collect();
    if objects.is_empty() && work.target.lacks(policy::NEEDS).is_some() {
        return Ok(());
    }
    let Some(settled) = work.settle(&policy::Policy, &objects).await? else { return Ok(()) };
    work.remove_obsolete(&policy::Policy, &settled).await
}
