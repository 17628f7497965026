//! Settings of the cluster.
//!
//! One that is set is somebody's decision and stays. Those of v2.10.4 have the same values
//! under names that newer versions know too.

use serde_json::{Value, json};
use tracing::info;

use crate::error::Error;
use crate::object::{Ask, Needs};
use crate::report::Report;
use crate::work::{Work, is_unknown};

const WHAT: &str = "cluster settings";
const PATH: &str = "/_cluster/settings";

/// A setting, the name that it had before OpenSearch, and its value.
const SETTINGS: [(&str, &str, &str); 2] = [
    ("plugins.alerting.alert_history_max_age", "opendistro.alerting.alert_history_max_age", "30d"),
    (
        "plugins.alerting.alert_history_retention_period",
        "opendistro.alerting.alert_history_retention_period",
        "120d",
    ),
];

/// Sets what nobody has set.
pub(crate) async fn put(work: &Work<'_>) -> Result<(), Error> {
    if !work.has(WHAT, Needs::DOMAIN) {
        return Ok(());
    }
    let ask = Ask::get(format!("{PATH}?flat_settings=true"));
    let answer = work.demand(&ask, "the settings of the cluster").await?;
    let is_set = |name: &str| {
        ["persistent", "transient"]
            .iter()
            .any(|scope| answer.body.get(scope).is_some_and(|set| set.get(name).is_some()))
    };
    for (name, before, value) in SETTINGS {
        if is_set(name) || is_set(before) {
            work.report(Report::unchanged);
        } else {
            set(work, name, value).await?;
        }
    }
    Ok(())
}

async fn set(work: &Work<'_>, name: &str, value: &str) -> Result<(), Error> {
    let ask = Ask::put(PATH, json!({"persistent": {name: Value::from(value)}}));
    let answer = work.ask(&ask).await?;
    if answer.is_success() {
        info!(name, value, "set");
        work.report(Report::written);
        return Ok(());
    }
    let is_of_no_plugin = answer.status == 400 && answer.words().contains("not recognized");
    if is_of_no_plugin || is_unknown(&answer) {
        let what = format!("cluster setting {name}");
        work.report(|report| report.left_out(&what, "the domain does not know it"));
        return Ok(());
    }
    Err(Error::refused(&ask, &format!("the setting `{name}` as `{value}`"), &answer))
}
