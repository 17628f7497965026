//! Logs of databases, streams and search domains.
//!
//! Database engines and kinds of log are told apart by words in the prefix.

use super::{Prefix, Source};

/// Amazon RDS and Aurora, PostgreSQL, from CloudWatch Logs through Firehose.
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.html>
pub const RDS_POSTGRESQL: Source = Source {
    log_type: "rds-postgresql",
    name: "Amazon RDS for PostgreSQL",
    marks: &["Postgre", "postgre"],
    pattern: "[Pp]ostgre",
    prefix: Some(Prefix::new(
        "AWSLogs/{account}/RDS/PostgreSQL/postgresql/{region}/{yyyy/MM/dd/HH}/",
    )),
    stream: None,
    examples: &[firehose!(
        "AWSLogs/111122223333/RDS/PostgreSQL/postgresql/us-east-1/",
        "siem-rds-postgresql-to-s3"
    )],
};

/// Amazon RDS and Aurora, MySQL and MariaDB: audit logs, from CloudWatch Logs through Firehose.
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.MySQL.LogFileSize.html>
pub const RDS_MYSQL_AUDIT: Source = Source {
    log_type: "rds-mysql-audit",
    name: "Amazon RDS for MySQL and MariaDB audit logs",
    marks: &["MySQL/audit"],
    pattern: "(MySQL|mysql|MariaDB|mariadb).*(audit)",
    prefix: Some(Prefix::new("AWSLogs/{account}/RDS/MySQL/audit/{region}/{yyyy/MM/dd/HH}/")),
    stream: None,
    examples: &[
        firehose!("AWSLogs/111122223333/RDS/MySQL/audit/us-east-1/", "siem-rds-mysql-audit-to-s3"),
        firehose!("AWSLogs/111122223333/RDS/MariaDB/us-east-1/audit/", "siem-database"),
    ],
};

/// Amazon RDS and Aurora, MySQL and MariaDB: general logs, from CloudWatch Logs through Firehose.
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.MySQL.LogFileSize.html>
pub const RDS_MYSQL_GENERAL: Source = Source {
    log_type: "rds-mysql-general",
    name: "Amazon RDS for MySQL and MariaDB general logs",
    marks: &["MySQL/general"],
    pattern: "(MySQL|mysql|MariaDB|mariadb).*(general)",
    prefix: Some(Prefix::new("AWSLogs/{account}/RDS/MySQL/general/{region}/{yyyy/MM/dd/HH}/")),
    stream: None,
    examples: &[
        firehose!(
            "AWSLogs/111122223333/RDS/MySQL/general/us-east-1/",
            "siem-rds-mysql-general-to-s3"
        ),
        firehose!("AWSLogs/111122223333/RDS/MariaDB/us-east-1/general/", "siem-database"),
    ],
};

/// Amazon RDS and Aurora, MySQL and MariaDB: error logs, from CloudWatch Logs through Firehose.
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.MySQL.LogFileSize.html>
pub const RDS_MYSQL_ERROR: Source = Source {
    log_type: "rds-mysql-error",
    name: "Amazon RDS for MySQL and MariaDB error logs",
    marks: &["MySQL/error"],
    pattern: "(MySQL|mysql|MariaDB|mariadb).*(error)",
    prefix: Some(Prefix::new("AWSLogs/{account}/RDS/MySQL/error/{region}/{yyyy/MM/dd/HH}/")),
    stream: None,
    examples: &[
        firehose!("AWSLogs/111122223333/RDS/MySQL/error/us-east-1/", "siem-rds-mysql-error-to-s3"),
        firehose!("AWSLogs/111122223333/RDS/MariaDB/us-east-1/error/", "siem-database"),
    ],
};

/// Amazon RDS and Aurora, MySQL and MariaDB: slow query logs, from CloudWatch Logs through
/// Firehose.
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.MySQL.LogFileSize.html>
pub const RDS_MYSQL_SLOW_QUERY: Source = Source {
    log_type: "rds-mysql-slowquery",
    name: "Amazon RDS for MySQL and MariaDB slow query logs",
    marks: &["MySQL/slowquery"],
    pattern: "(MySQL|mysql|MariaDB|mariadb).*(slowquery)",
    prefix: Some(Prefix::new("AWSLogs/{account}/RDS/MySQL/slowquery/{region}/{yyyy/MM/dd/HH}/")),
    stream: None,
    examples: &[
        firehose!(
            "AWSLogs/111122223333/RDS/MySQL/slowquery/us-east-1/",
            "siem-rds-mysql-slowquery-to-s3"
        ),
        firehose!("AWSLogs/111122223333/RDS/MariaDB/us-east-1/slowquery/", "siem-database"),
    ],
};

/// Amazon ElastiCache for Redis and Valkey: slow logs as JSON, through Firehose.
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html>
pub const ELASTICACHE_REDIS_SLOW_LOG: Source = Source {
    log_type: "elasticache-redis-slowlog",
    name: "Amazon ElastiCache for Redis slow logs",
    marks: &["Redis/slowlog"],
    pattern: "(redis|Redis).*(slow|SLOW)",
    prefix: Some(Prefix::new(
        "AWSLogs/{account}/ElastiCache/Redis/slowlog/{region}/{yyyy/MM/dd/HH}/",
    )),
    stream: None,
    examples: &[
        firehose!("AWSLogs/111122223333/ElastiCache/Redis/slowlog/us-east-1/", "siem-cache-to-s3"),
        firehose!("AWSLogs/111122223333/redis/us-east-1/", "siem-redis-slowlog"),
    ],
};

/// Amazon MSK broker logs, which MSK writes to S3 itself.
///
/// <https://docs.aws.amazon.com/msk/latest/developerguide/msk-logging.html>
pub const MSK: Source = Source {
    log_type: "msk",
    name: "Amazon MSK broker logs",
    marks: &["/KafkaBrokerLogs/"],
    pattern: "KafkaBrokerLogs",
    prefix: None,
    stream: None,
    examples: &[
        "AWSLogs/111122223333/KafkaBrokerLogs/us-east-1/siem-5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10-5/2026-11-24-06/\
         Broker-1_06-05_5b17f696.log.gz",
    ],
};

/// Amazon OpenSearch Service audit logs, from CloudWatch Logs through Firehose.
///
/// <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/audit-logs.html>
pub const OPENSEARCH_AUDIT: Source = Source {
    log_type: "opensearch-audit",
    name: "Amazon OpenSearch Service audit logs",
    marks: &["OpenSearch/Audit"],
    pattern: "(OpenSearch|opensearch).*(Audit|audit)",
    prefix: Some(Prefix::new("AWSLogs/{account}/OpenSearch/Audit/{region}/{yyyy/MM/dd/HH}/")),
    stream: None,
    examples: &[
        firehose!("AWSLogs/111122223333/OpenSearch/Audit/us-east-1/", "siem-domain-to-s3"),
        firehose!("AWSLogs/111122223333/opensearch/us-east-1/", "siem-audit"),
    ],
};
