//! Amazon RDS and Aurora for MySQL and MariaDB, from the log groups that they publish to.
//!
//! A database has a log group for each kind of log. v2.10.4 could add a log group to a
//! stream that another stack had made; here a source takes any number of log groups.

use contract::sources::{
    RDS_MYSQL_AUDIT, RDS_MYSQL_ERROR, RDS_MYSQL_GENERAL, RDS_MYSQL_SLOW_QUERY,
};

use super::log_groups::source_of_several_logs;

source_of_several_logs! {
    /// Logs of Amazon RDS and Aurora for MySQL and MariaDB. In the database, publish them to
    /// CloudWatch Logs.
    ///
    /// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.MySQLDB.PublishtoCloudWatchLogs.html>
    RdsMySql, "rds_mysql",
    logs: {
        /// Audit logs, such as `/aws/rds/cluster/shop/audit`.
        audit: "Audit", RDS_MYSQL_AUDIT;
        /// Error logs, such as `/aws/rds/cluster/shop/error`.
        error: "Error", RDS_MYSQL_ERROR;
        /// General logs, such as `/aws/rds/cluster/shop/general`.
        general: "General", RDS_MYSQL_GENERAL;
        /// Slow query logs, such as `/aws/rds/cluster/shop/slowquery`.
        slow_query: "SlowQuery", RDS_MYSQL_SLOW_QUERY;
    },
    example: "audit: {log_groups: [/aws/rds/cluster/shop/audit]}, \
              error: {log_groups: [/aws/rds/cluster/shop/error]}, \
              general: {log_groups: [/aws/rds/cluster/shop/general]}, \
              slow_query: {log_groups: [/aws/rds/cluster/shop/slowquery]}",
}
