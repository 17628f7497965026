//! Audit logs of Amazon RDS and Aurora for MySQL and MariaDB.
//!
//! A line has nine commas, but a query, which stands in quotes, may have more.
//!
//! Where a document differs from that of v2.10.4, beside what [`mysql`](super::mysql) says:
//! - A return code of 0 is a success; every event was a failure.
//! - `rds.query` has only its quotes taken off, is empty for a table, and keeps letters
//!   beyond ASCII; a table's name lost its ends, and such letters were garbled.
//! - The type of the connection, which RDS writes behind the return code, is
//!   `mysql.connection_type`; it was taken for the return code.
//!
//! Aurora: <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Auditing.html>,
//! MariaDB's plugin: <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.MySQL.Options.AuditPlugin.html>

use std::borrow::Cow;

use contract::log_spec::{EcsMapping, Format, StaticField};
use contract::sources;
use ecs::{Document, Value};

use super::mysql;
use crate::log_type::Definition;
use crate::notes::Notes;
use crate::prepare::part_of;
use crate::steps::{gather, rds};

/// Audit logs of MySQL and MariaDB.
pub(crate) const RDS_MYSQL_AUDIT: Definition = mysql::definition(
    mysql::spec("rds-mysql-audit", sources::RDS_MYSQL_AUDIT.pattern, Format::text(PATTERN), STATIC)
        .ecs(ECS),
    refine,
);

const PATTERN: &str = concat!(
    r"(?P<mysql_timestamp>[0-9: ]+),(?P<mysql_serverhost>[^,]*),(?P<mysql_username>[^,]*),",
    r"(?P<mysql_host>[^,]*),(?P<mysql_thread_id>[0-9]*),(?P<mysql_queryid>[0-9]*),",
    r"(?P<mysql_operation>[^,]*),(?P<mysql_database>[^,]*),(?P<mysql_object>'.*'|[^,]*),",
    r"(?P<mysql_retcode>-?[0-9]*)(?:,(?P<mysql_connection_type>[^,']*))?\s*$",
);

const ECS: &[EcsMapping] = &[
    ecs::RELATED_IP.from_all(&["mysql_host"]),
    ecs::RELATED_USER.from_all(&["mysql_username"]),
    rds::DATABASE.from("mysql_database"),
    ecs::SOURCE_ADDRESS.from("mysql_host"),
    ecs::SOURCE_IP.from("mysql_host"),
    ecs::USER_NAME.from("mysql_username"),
];

const STATIC: &[StaticField] =
    &[ecs::EVENT_CATEGORY.is_all(&["database"]), ecs::EVENT_MODULE.is("audit")];

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    rds::set_identifiers(document);
    let outcome = outcome(document.text_at("mysql_retcode"));
    match document.text_at("mysql_operation").unwrap_or_default() {
        "CONNECT" => rds::set_login(document, "authorized", outcome),
        "FAILED_CONNECT" => rds::set_login(document, "failed", outcome),
        "DISCONNECT" => {
            rds::set_login(document, "disconnected", outcome);
            document.set(ecs::EVENT_TYPE, "end");
        }
        "" => {}
        _ => document.set(ecs::EVENT_OUTCOME, outcome),
    }
    if let Some(Value::Text(object)) = document.get("mysql_object").cloned()
        && let Some(query) = object.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''))
    {
        let query = match without_escapes(query) {
            Cow::Borrowed(query) => part_of(&object, query),
            Cow::Owned(query) => Value::from(query),
        };
        document.set(rds::QUERY, query);
    }
    gather(document, "mysql");
}

fn outcome(code: Option<&str>) -> &'static str {
    match code.map(str::parse) {
        Some(Ok(0_i64)) => "success",
        Some(Ok(_)) => "failure",
        _ => "unknown",
    }
}

/// A query as it was sent.
fn without_escapes(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            plain.push(letter);
            continue;
        }
        match letters.next() {
            Some('n') => plain.push('\n'),
            Some('r') => plain.push('\r'),
            Some('t') => plain.push('\t'),
            Some(quoted @ ('\\' | '\'' | '"')) => plain.push(quoted),
            other => {
                plain.push('\\');
                plain.extend(other);
            }
        }
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_code_of_0_is_a_success_and_no_other() {
        assert_eq!(outcome(Some("0")), "success");
        assert_eq!(outcome(Some("1045")), "failure");
        assert_eq!(outcome(Some("-1")), "failure");
        assert_eq!(outcome(None), "unknown");
    }

    #[test]
    fn a_query_is_as_it_was_sent() {
        assert_eq!(without_escapes(r"select \'é\\\'\n\z \"), "select 'é\\'\n\\z \\");
        assert_eq!(without_escapes("select 1"), "select 1");
    }
}
