//! Error logs of Amazon RDS and Aurora for MySQL and MariaDB.
//!
//! Where a document differs from that of v2.10.4, beside what [`mysql`](super::mysql) says:
//! - A refused login is found also behind the code and the part of the server that MySQL
//!   8.0 writes; the code is `error.code`.
//! - The address of a refused login is in `related.ip`, its user in `related.user`.
//! - A record that begins with a time of six digits is one of its own.
//!
//! Log: <https://dev.mysql.com/doc/refman/8.0/en/error-log-format.html>

use std::net::IpAddr;
use std::sync::LazyLock;

use contract::log_spec::{EcsMapping, Extract, Extraction, Format, StaticField};
use contract::sources;
use ecs::{Document, Value};
use regex::Regex;

use super::mysql;
use crate::log_type::Definition;
use crate::notes::Notes;
use crate::prepare::part_of;
use crate::steps::{gather, rds};

/// Error logs of MySQL and MariaDB.
pub(crate) const RDS_MYSQL_ERROR: Definition = mysql::definition(
    mysql::spec(
        "rds-mysql-error",
        sources::RDS_MYSQL_ERROR.pattern,
        Format::multiline(mysql::FIRST_LINE, PATTERN),
        STATIC,
    )
    .extracts(EXTRACTS)
    .ecs(ECS),
    refine,
);

const PATTERN: &str = concat!(
    r"(?P<mysql_timestamp>[0-9-]+[ T]+[0-9:.]+Z?)\s+",
    r"(?:(?P<mysql_thread_id>[0-9]+)\s+\[(?P<mysql_log_level>[0-9A-Za-z]+)\]\s)?",
    r"(?P<mysql_message>(?s:.*))",
);

const EXTRACTS: &[Extract] = &[Extract::new(
    "mysql_message",
    Extraction::pattern(r"^\[(?P<mysql_error_code>MY-[0-9]+)\]"),
)];

const ECS: &[EcsMapping] = &[
    ecs::ERROR_CODE.from("mysql_error_code"),
    ecs::LOG_LEVEL.from("mysql_log_level"),
    rds::MESSAGE.from("mysql_message"),
];

const STATIC: &[StaticField] =
    &[ecs::EVENT_CATEGORY.is_all(&["database"]), ecs::EVENT_MODULE.is("error")];

/// A refused login.
static REFUSED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern = concat!(
        r"^(?:\[[^\]]*\] )*(?:Access denied for user '(?P<user>[^']*)'@'(?P<host>[^']*)'",
        r"|Unknown database '(?P<database>[^']*)')",
    );
    Regex::new(pattern).ok()
});

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    rds::set_identifiers(document);
    if let Some(Value::Text(message)) = document.get("mysql_message").cloned()
        && let Some(found) = REFUSED.as_ref().and_then(|refused| refused.captures(&message))
    {
        rds::set_login(document, "failed", "failure");
        let part = |name| found.name(name).map(|part| part_of(&message, part.as_str()));
        if let Some(user) = part("user") {
            document.insert("mysql_username", user.clone());
            document.set(ecs::RELATED_USER, Value::List(vec![user.clone()]));
            document.set(ecs::USER_NAME, user);
        }
        if let Some(host) = part("host") {
            if host.as_text().is_some_and(|host| host.parse::<IpAddr>().is_ok()) {
                document.set(ecs::RELATED_IP, Value::List(vec![host.clone()]));
                document.set(ecs::SOURCE_IP, host.clone());
            }
            document.insert("mysql_host", host.clone());
            document.set(ecs::SOURCE_ADDRESS, host);
        }
        if let Some(database) = part("database") {
            document.insert("mysql_database", database.clone());
            document.set(rds::DATABASE, database);
        }
    }
    gather(document, "mysql");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host_of(message: &'static str) -> Option<String> {
        let mut document = Document::new();
        document.insert("mysql_message", message);
        refine(&mut document, &mut Notes::default());
        document.text_at("source.address").map(str::to_owned)
    }

    #[test]
    fn a_refused_login_is_found_behind_a_code() {
        let old = "Access denied for user 'bob'@'192.0.2.7' (using password: YES)";
        let new = "[MY-010926] [Server] Access denied for user 'bob'@'192.0.2.7' (using password: YES)";
        assert_eq!(host_of(old).as_deref(), Some("192.0.2.7"));
        assert_eq!(host_of(new).as_deref(), Some("192.0.2.7"));
        assert_eq!(host_of("said: Access denied for user 'bob'@'192.0.2.7'"), None);
    }
}
