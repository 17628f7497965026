//! General logs of Amazon RDS and Aurora for MySQL and MariaDB.
//!
//! Where a document differs from that of v2.10.4, beside what [`mysql`](super::mysql) says:
//! - `mysql.command` may have several words, `Init DB`; all but the first stood before the
//!   query.
//! - A record that begins with a time of six digits is one of its own.
//!
//! Log: <https://dev.mysql.com/doc/refman/8.0/en/query-log.html>

use contract::log_spec::{EcsMapping, Format, StaticField};
use contract::sources;
use ecs::Document;

use super::mysql;
use crate::log_type::Definition;
use crate::notes::Notes;
use crate::steps::{gather, rds};

/// General logs of MySQL and MariaDB.
pub(crate) const RDS_MYSQL_GENERAL: Definition = mysql::definition(
    mysql::spec(
        "rds-mysql-general",
        sources::RDS_MYSQL_GENERAL.pattern,
        Format::multiline(mysql::FIRST_LINE, PATTERN),
        STATIC,
    )
    .ecs(ECS),
    refine,
);

const PATTERN: &str = concat!(
    r"(?P<mysql_timestamp>[0-9][0-9:.TZ+-]*(?: +[0-9]+:[0-9:.]+)?)\s+(?P<mysql_thread_id>[0-9]+)\s+",
    r"(?P<mysql_command>[A-Za-z_]+(?: [A-Za-z_]+)*)(?:\t(?P<mysql_query>(?s:.*))|\s*$)",
);

const ECS: &[EcsMapping] = &[rds::QUERY.from("mysql_query")];

const STATIC: &[StaticField] =
    &[ecs::EVENT_CATEGORY.is_all(&["database"]), ecs::EVENT_MODULE.is("general")];

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    rds::set_identifiers(document);
    gather(document, "mysql");
}
