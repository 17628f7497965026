//! Amazon RDS and Aurora for PostgreSQL, from the log groups that they publish to.

use contract::sources::RDS_POSTGRESQL;

use super::log_groups::source_of_log_groups;
use super::places::Places;

source_of_log_groups! {
    /// Logs of Amazon RDS and Aurora for PostgreSQL. In the database, publish the `postgresql`
    /// log to CloudWatch Logs.
    ///
    /// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.html>
    RdsPostgreSql, "rds_postgresql", RDS_POSTGRESQL,
    places: Places::EVERYWHERE,
    pattern: "",
    example: "log_groups: [/aws/rds/instance/shop/postgresql]",
}
