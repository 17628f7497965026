//! AWS CloudHSM: audit logs, which a cluster writes to a log group by itself.
//!
//! There is nothing to switch on; the line asks for the log groups that are there.
//!
//! <https://docs.aws.amazon.com/cloudhsm/latest/userguide/get-hsm-audit-logs-using-cloudwatch.html>

use contract::sources::{CLOUDHSM, Source};

use super::Setting;
use super::command::{Command, name_or};

/// Where a cluster's log groups are.
const LOG_GROUPS: &str = "/aws/cloudhsm/";

/// Audit logs of a cluster, which [`CloudHsm`](crate::sources::CloudHsm) sends on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CloudHsmLogs {
    cluster: Option<String>,
}

impl CloudHsmLogs {
    /// Audit logs.
    pub fn new() -> Self {
        Self::default()
    }

    /// The id of the cluster.
    #[must_use]
    pub fn of(mut self, cluster: &str) -> Self {
        self.cluster = Some(cluster.to_owned());
        self
    }

    /// The log group of the cluster of this id, for the source that sends it on.
    pub fn log_group(&self, cluster: &str) -> String {
        format!("{LOG_GROUPS}{cluster}")
    }
}

impl Setting for CloudHsmLogs {
    const NAME: &'static str = "cloudhsm";
    const LOGS: &'static [&'static Source] = &[&CLOUDHSM];

    fn example() -> Self {
        Self::new().of("cluster-likphkxygsn")
    }

    fn cli(&self) -> String {
        let group = self.log_group(name_or(self.cluster.as_deref(), ""));
        Command::aws("logs describe-log-groups").option("log-group-name-prefix", &group).line()
    }
}
