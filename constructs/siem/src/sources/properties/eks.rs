//! Amazon EKS: audit logs of a cluster's control plane.
//!
//! <https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html>

use contract::sources::{EKS_AUDIT, Source};
use resources::eks::cluster::{ClusterLogging, Logging, LoggingTypeConfig, LoggingTypeConfigType};
use serde_json::json;

use super::Setting;
use super::command::{Command, name_or};

/// Audit logs of a cluster, which [`EksAudit`](crate::sources::EksAudit) sends on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EksLogs {
    cluster: Option<String>,
}

impl EksLogs {
    /// Audit logs.
    pub fn new() -> Self {
        Self::default()
    }

    /// The name of the cluster, for the command line.
    #[must_use]
    pub fn of(mut self, cluster: &str) -> Self {
        self.cluster = Some(cluster.to_owned());
        self
    }

    /// What becomes `Logging`.
    pub fn property(&self) -> Logging {
        let audit = LoggingTypeConfig::new().r#type(LoggingTypeConfigType::Audit);
        Logging::new().cluster_logging(ClusterLogging::new().enabled_types([audit]))
    }

    /// The log group of the cluster of this name, for the source that sends it on.
    pub fn log_group(&self, cluster: &str) -> String {
        format!("/aws/eks/{cluster}/cluster")
    }
}

impl Setting for EksLogs {
    const NAME: &'static str = "eks";
    const LOGS: &'static [&'static Source] = &[&EKS_AUDIT];

    fn example() -> Self {
        Self::new().of("prod")
    }

    fn cli(&self) -> String {
        let logging = json!({"clusterLogging": [{"types": ["audit"], "enabled": true}]});
        Command::aws("eks update-cluster-config")
            .option("name", name_or(self.cluster.as_deref(), "<cluster>"))
            .json("logging", &logging)
            .line()
    }
}
