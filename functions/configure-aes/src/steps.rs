//! What is done, in order.
//!
//! Each step finishes whatever an earlier run has left of it, and changes nothing where all
//! is as it should be. So a run that fails anywhere is finished by the next.

use std::future::Future;
use std::pin::Pin;

use tracing::info;

use crate::error::Error;
use crate::work::Work;

type Running<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// A step.
pub(crate) struct Step {
    /// Its name in the log and in the reason of a failure.
    pub(crate) name: &'static str,
    run: for<'a> fn(&'a Work<'_>) -> Running<'a>,
}

macro_rules! steps {
    ($($name:literal: $run:path),* $(,)?) => {
        &[$(Step { name: $name, run: |work| Box::pin($run(work)) }),*]
    };
}

/// All steps. Later ones need what earlier ones have made.
pub(crate) const STEPS: &[Step] = steps![
    "administrator's role mappings": crate::security::administrator,
    "roles": crate::security::roles,
    "role mappings": crate::security::mappings,
    "cluster settings": crate::cluster_settings::put,
    "templates": crate::templates::put,
    "index state policies": crate::policies::put,
    "snapshot repository": crate::snapshots::repository,
    "snapshot schedule": crate::snapshots::schedule,
    "notification channel": crate::alerting::channel,
    "monitors": crate::alerting::monitors,
    "dashboards": crate::dashboards::put,
];

/// Goes through all steps.
pub(crate) async fn run(work: &Work<'_>) -> Result<(), Error> {
    for step in STEPS {
        info!(step = step.name, "begun");
        (step.run)(work).await?;
    }
    Ok(())
}
