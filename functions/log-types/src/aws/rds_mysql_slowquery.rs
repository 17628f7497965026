//! Slow query logs of Amazon RDS and Aurora for MySQL and MariaDB.
//!
//! Where a document differs from that of v2.10.4, beside what [`mysql`](super::mysql) says:
//! - `rds.query` leaves out only what the server itself puts before a query, `use …;` and
//!   `SET timestamp=…;`; a query that sets or uses something was left out as well.
//! - MariaDB's records are read, which name thread and database in a line of their own.
//!
//! Log: <https://dev.mysql.com/doc/refman/8.0/en/slow-query-log.html>,
//! <https://mariadb.com/kb/en/slow-query-log-overview/>

use contract::log_spec::{EcsMapping, Format, Rename, StaticField};
use contract::sources;
use ecs::{Document, Value};

use super::mysql;
use crate::log_type::Definition;
use crate::notes::Notes;
use crate::prepare::part_of;
use crate::steps::{gather, rds};

/// Slow query logs of MySQL and MariaDB.
pub(crate) const RDS_MYSQL_SLOW_QUERY: Definition = mysql::definition(
    mysql::spec(
        "rds-mysql-slowquery",
        sources::RDS_MYSQL_SLOW_QUERY.pattern,
        Format::multiline("# Time:", PATTERN),
        STATIC,
    )
    .renames(RENAMES)
    .ecs(ECS),
    refine,
);

const PATTERN: &str = concat!(
    r"(?:# Time: (?P<mysql_timestamp>[^\n]+?)\s*\n)?",
    r"# User@Host: (?P<mysql_username>[^\[\n]*)[^\n]*\[(?P<mysql_source_ip>[^\]\n]*)\]",
    r"(?:[^\n]*?Id:\s+(?P<mysql_thread_id>[0-9]+))?[^\n]*\n",
    r"(?:# Thread_id: (?P<thread>[0-9]+)\s+Schema: (?P<mysql_database>\S*)[^\n]*\n)?",
    r"# Query_time: (?P<mysql_query_time>[0-9.]+)\s+Lock_time: (?P<mysql_lock_time>[0-9.]+)[^\n]*\n",
    r"(?:#[^\n]*\n)*(?P<mysql_query>(?s:.*))",
);

const RENAMES: &[Rename] = &[Rename::new("thread", "mysql_thread_id")];

const ECS: &[EcsMapping] = &[
    ecs::RELATED_IP.from_all(&["mysql_source_ip"]),
    ecs::RELATED_USER.from_all(&["mysql_username"]),
    rds::DATABASE.from("mysql_database"),
    rds::QUERY_TIME.from("mysql_query_time"),
    ecs::SOURCE_IP.from("mysql_source_ip"),
    ecs::USER_NAME.from("mysql_username"),
];

const STATIC: &[StaticField] =
    &[ecs::EVENT_CATEGORY.is_all(&["database"]), ecs::EVENT_MODULE.is("slowquery")];

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    rds::set_identifiers(document);
    if let Some(Value::Text(text)) = document.get("mysql_query").cloned() {
        let (database, query) = database_and_query(&text);
        if let Some(database) = database {
            document.set(rds::DATABASE, part_of(&text, database));
        }
        document.set(rds::QUERY, part_of(&text, query));
    }
    gather(document, "mysql");
}

/// What the server puts before a query tells the database; and the query.
fn database_and_query(text: &str) -> (Option<&str>, &str) {
    let (mut database, mut query) = (None, text);
    if let Some((line, rest)) = query.split_once('\n')
        && let Some(name) = line.strip_prefix("use ").and_then(|name| name.trim_end().strip_suffix(';'))
    {
        (database, query) = (Some(name), rest);
    }
    if let Some((line, rest)) = query.split_once('\n')
        && line.starts_with("SET timestamp=")
    {
        query = rest;
    }
    (database, query.trim_end().trim_end_matches(';'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_server_adds_is_no_part_of_a_query() {
        for (text, database, query) in [
            ("use shop;\nSET timestamp=1;\nselect\n 1;", Some("shop"), "select\n 1"),
            ("SET timestamp=1;\nset global x = 1;", None, "set global x = 1"),
            ("SET timestamp=1;\nuse other;", None, "use other"),
            ("select 1;", None, "select 1"),
            ("", None, ""),
        ] {
            assert_eq!(database_and_query(text), (database, query), "{text}");
        }
    }
}
