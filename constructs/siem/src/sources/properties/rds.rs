//! Amazon RDS and Aurora: logs that a database publishes to CloudWatch Logs.
//!
//! Some must be switched on in its parameter or option group first: audit logs with the
//! audit plugin, general and slow query logs with `general_log` and `slow_query_log`.
//!
//! <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html>

use contract::sources::{
    RDS_MYSQL_AUDIT, RDS_MYSQL_ERROR, RDS_MYSQL_GENERAL, RDS_MYSQL_SLOW_QUERY, RDS_POSTGRESQL,
    Source,
};
use serde_json::json;
use template::Value;

use super::Setting;
use super::command::{Command, name_or};

/// Engines whose logs the loader knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatabaseEngine {
    /// MySQL, MariaDB, Aurora MySQL.
    MySql,
    /// PostgreSQL, Aurora PostgreSQL.
    PostgreSql,
}

impl DatabaseEngine {
    fn logs(self) -> &'static [&'static str] {
        match self {
            Self::MySql => &["audit", "error", "general", "slowquery"],
            Self::PostgreSql => &["postgresql"],
        }
    }
}

/// Logs of a database, which [`RdsMySql`](crate::sources::RdsMySql) and
/// [`RdsPostgreSql`](crate::sources::RdsPostgreSql) send on.
///
/// ```
/// use resources::rds::DBCluster;
/// use siem::sources::{DatabaseEngine, RdsLogs};
///
/// let logs = RdsLogs::of_cluster(DatabaseEngine::MySql);
/// let shop = DBCluster::new().enable_cloudwatch_logs_exports(logs.property());
/// assert_eq!(logs.log_groups("shop")[0], "/aws/rds/cluster/shop/audit");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RdsLogs {
    engine: DatabaseEngine,
    of_cluster: bool,
    database: Option<String>,
}

impl RdsLogs {
    /// All logs of an instance of RDS.
    pub fn of_instance(engine: DatabaseEngine) -> Self {
        Self { engine, of_cluster: false, database: None }
    }

    /// All logs of a cluster: Aurora, or RDS in several zones.
    pub fn of_cluster(engine: DatabaseEngine) -> Self {
        Self { engine, of_cluster: true, database: None }
    }

    /// The identifier of the instance or cluster, for the command line.
    #[must_use]
    pub fn of(mut self, identifier: &str) -> Self {
        self.database = Some(identifier.to_owned());
        self
    }

    /// What becomes `EnableCloudwatchLogsExports`.
    pub fn property(&self) -> Value<Vec<String>> {
        self.engine.logs().iter().copied().collect()
    }

    /// The log groups that the database of this identifier publishes to, for the source that
    /// sends them on.
    pub fn log_groups(&self, identifier: &str) -> Vec<String> {
        let kind = if self.of_cluster { "cluster" } else { "instance" };
        let group = |log: &&str| format!("/aws/rds/{kind}/{identifier}/{log}");
        self.engine.logs().iter().map(group).collect()
    }
}

impl Setting for RdsLogs {
    const NAME: &'static str = "rds";
    const LOGS: &'static [&'static Source] = &[
        &RDS_MYSQL_AUDIT,
        &RDS_MYSQL_ERROR,
        &RDS_MYSQL_GENERAL,
        &RDS_MYSQL_SLOW_QUERY,
        &RDS_POSTGRESQL,
    ];

    fn example() -> Self {
        Self::of_instance(DatabaseEngine::MySql).of("shop")
    }

    fn cli(&self) -> String {
        let (operation, name) = match self.of_cluster {
            true => ("rds modify-db-cluster", "db-cluster-identifier"),
            false => ("rds modify-db-instance", "db-instance-identifier"),
        };
        let place = format!("<{name}>");
        Command::aws(operation)
            .option(name, name_or(self.database.as_deref(), &place))
            .json(
                "cloudwatch-logs-export-configuration",
                &json!({"EnableLogTypes": self.engine.logs()}),
            )
            .flag("apply-immediately")
            .line()
    }
}
