//! The alarm that the domain has no room. es-loader-stopper acts on it, and people are told.
//!
//! It is there for a collection too, as in v2.10.4, and then knows nothing: a collection
//! grows by itself.

use library::cloudwatch::{Alarm, AlarmHandle, Bound, MissingData, Period, Statistic};
use library::sns::TopicHandle;
use template::Scope;

use super::of_domain;
use crate::domain::Domain;

/// MB of all nodes together. OpenSearch blocks writing when a node has less than 20 GB or a
/// fifth of its storage free, whichever is less; so little is left only when that did not help.
const MEGABYTES: u32 = 200;

/// Minutes in a row, so that a merge that needs room for a while stops nothing.
const MINUTES: u32 = 30;

pub(crate) fn build(scope: &mut Scope<'_>, domain: &Domain, alerts: &TopicHandle) -> AlarmHandle {
    let free = of_domain("FreeStorageSpace", domain.name())
        .statistic(Statistic::Sum)
        .per(Period::minutes(1));
    scope.add(
        Alarm::new("FreeStorageAlarm", free, Bound::AtMost(MEGABYTES))
            .for_periods(MINUTES)
            .description(format!(
                "The domain has had {MEGABYTES} MB of free storage or less for {MINUTES} minutes. \
                 Loading stops until it has more: delete old indices or enlarge the storage"
            ))
            .missing_data(MissingData::Unknown)
            .tells(alerts),
    )
}
