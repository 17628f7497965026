//! Logs of Amazon RDS and Aurora for PostgreSQL.
//!
//! A record begins with `log_line_prefix`, which RDS sets to `%t:%r:%u@%d:[%p]:`; with the
//! longer one that RDS offers too, line, SQLSTATE and more stand behind the process. What
//! the server says before it has read its settings has another beginning.
//!
//! Where a document differs from that of v2.10.4:
//! - Hours of a session count 3,600 seconds each, not 1,440.
//! - A file without an envelope of CloudWatch Logs is loaded; it failed as a whole.
//! - A query is kept to its end, not to that of its first line.
//! - The query of `duration: … statement: …` is in `rds.query`; only those of `parse`,
//!   `bind` and `execute` were.
//! - The longer prefix is read; its SQLSTATE is `postgresql.sql_state` and `error.code`.
//!
//! Records: <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.html>

use std::borrow::Cow;
use std::sync::LazyLock;

use contract::log_spec::{
    EcsMapping, Format, LogSpec, StaticField, Timestamp, TimestampFormat,
};
use contract::sources;
use ecs::{Document, Value};
use regex::Regex;

use crate::log_type::Definition;
use crate::notes::Notes;
use crate::prepare::part_of;
use crate::steps::{gather, rds};

/// PostgreSQL's log.
pub(crate) const RDS_POSTGRESQL: Definition = Definition::new(
    LogSpec::new(
        "rds-postgresql",
        "log-aws-rds-postgresql",
        sources::RDS_POSTGRESQL.pattern,
        Format::multiline(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", PATTERN),
        Timestamp::new("postgresql_timestamp", TimestampFormat::Iso8601),
    )
    .ecs(ECS)
    .static_fields(STATIC)
    .fields(rds::FIELDS)
    .index_settings(rds::SETTINGS),
)
.refined_by(refine);

const PATTERN: &str = concat!(
    r"(?P<postgresql_timestamp>[0-9-]+ [0-9:.]+) (?:UTC|GMT)",
    r"(?: |:(?:\[local\]|(?P<postgresql_source_address>[^ ()]+)\((?P<postgresql_source_port>[0-9]+)\))?",
    r":(?P<postgresql_user>[^ @]*)@(?P<postgresql_database>[^ :]*):)",
    r"\[(?P<postgresql_pid>[0-9]+)\](?::[0-9]+:(?P<postgresql_sql_state>[0-9A-Z]{5}):.*?)?[: ]",
    r"(?P<postgresql_log_level>[A-Z]+[0-9]?):\s+(?P<postgresql_message>(?s:.*))",
);

const ECS: &[EcsMapping] = &[
    ecs::LOG_LEVEL.from("postgresql_log_level"),
    ecs::PROCESS_PID.from("postgresql_pid"),
    ecs::RELATED_IP.from_all(&["postgresql_source_address"]),
    rds::DATABASE.from("postgresql_database"),
    rds::MESSAGE.from("postgresql_message"),
    ecs::SOURCE_ADDRESS.from("postgresql_source_address"),
    ecs::SOURCE_IP.from("postgresql_source_address"),
    ecs::SOURCE_PORT.from("postgresql_source_port"),
    ecs::USER_NAME.from("postgresql_user"),
];

const STATIC: &[StaticField] = &[ecs::EVENT_CATEGORY.is_all(&["database"])];

/// How long a query took, and which.
static DURATION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern = concat!(
        r"^duration:\s+(?P<milliseconds>[0-9]{1,15}(?:\.[0-9]{1,9})?)\s+ms",
        r"(?:\s+(?:statement|(?P<step>parse|bind|execute))[^:]*:\s+(?P<query>(?s:.*)))?",
    );
    Regex::new(pattern).ok()
});

/// How long a session took.
static SESSION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern = r"^disconnection: session time: ([0-9]{1,9}):([0-9]{2}):([0-9]{1,2}(?:\.[0-9]{1,9})?)";
    Regex::new(pattern).ok()
});

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    rds::set_identifiers(document);
    if let Some(Value::Text(message)) = document.get("postgresql_message").cloned() {
        match document.text_at("postgresql_log_level").unwrap_or_default() {
            "STATEMENT" => document.set(rds::QUERY, Value::Text(message)),
            "FATAL" if message.contains("authentication failed") => {
                rds::set_login(document, "failed", "failure");
            }
            "LOG" => set_event(document, &message),
            _ => {}
        }
    }
    // 00000 is no error.
    if let Some(state) = document.get("postgresql_sql_state").cloned()
        && state.as_text() != Some("00000")
    {
        document.set(ecs::ERROR_CODE, state);
    }
    // OpenSearch takes a date with a `T` only.
    if let Some(Value::Text(time)) = document.get_mut("postgresql_timestamp") {
        *time = Cow::Owned(time.replacen(' ', "T", 1));
    }
    gather(document, "postgresql");
}

/// What the server says it did.
#[expect(clippy::ptr_arg, reason = "a query is borrowed where the message is")]
fn set_event<'a>(document: &mut Document<'a>, message: &Cow<'a, str>) {
    if message.contains("connection authorized") {
        rds::set_login(document, "authorized", "success");
    } else if let Some(seconds) = session_time(message) {
        document.insert("postgresql_session_time_seconds", number(seconds));
    } else if let Some(query) = message.strip_prefix("statement:") {
        document.set(rds::QUERY, part_of(message, query.trim_start().trim_end_matches(';')));
        document.insert("postgresql_query_step", "execute");
    } else if let Some(found) = DURATION.as_ref().and_then(|duration| duration.captures(message)) {
        let milliseconds: f64 =
            found.name("milliseconds").and_then(|n| n.as_str().parse().ok()).unwrap_or_default();
        document.insert("postgresql_duration_ms", number(milliseconds));
        document.set(rds::QUERY_TIME, number(milliseconds / 1000.0));
        let step = found.name("step").map_or("execute", |step| step.as_str()).to_owned();
        document.insert("postgresql_query_step", step);
        if let Some(query) = found.name("query") {
            document.set(rds::QUERY, part_of(message, query.as_str()));
        }
    }
}

/// Seconds that a session took, of `h:mm:ss.fff`.
fn session_time(message: &str) -> Option<f64> {
    let found = SESSION.as_ref()?.captures(message)?;
    let part = |n: usize| found.get(n)?.as_str().parse::<f64>().ok();
    Some(part(1)?.mul_add(3600.0, part(2)? * 60.0) + part(3)?)
}

fn number(value: f64) -> Value<'static> {
    Value::Number(Cow::Owned(value.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(level: &'static str, message: &'static str) -> String {
        let mut document = Document::new();
        document.insert("postgresql_log_level", level);
        document.insert("postgresql_message", message);
        refine(&mut document, &mut Notes::default());
        document.remove("postgresql").and_then(|mut own| match &mut own {
            Value::Object(own) => {
                own.remove("log_level");
                own.remove("message");
                (!own.is_empty()).then(|| document.insert("postgresql", own.clone()))
            }
            _ => None,
        });
        let mut out = Vec::new();
        document.write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_hour_of_a_session_is_3600_seconds() {
        let seconds = |time: &str| session_time(&format!("disconnection: session time: {time} user=x"));
        assert_eq!(seconds("2:03:04.5"), Some(7384.5));
        assert_eq!(seconds("0:00:10.250"), Some(10.25));
        assert_eq!(seconds("x"), None);
    }

    #[test]
    fn the_patterns_are_regular_expressions() {
        assert!(DURATION.is_some() && SESSION.is_some());
    }

    #[test]
    fn a_statement_is_kept_to_its_end() {
        assert_eq!(
            event("LOG", "statement: SELECT 1,\n 2;"),
            r#"{"rds":{"query":"SELECT 1,\n 2"},"postgresql":{"query_step":"execute"}}"#
        );
    }

    #[test]
    fn a_statement_with_its_duration_is_a_query() {
        assert_eq!(
            event("LOG", "duration: 1500.5 ms  statement: SELECT a::text"),
            r#"{"rds":{"query_time":1.5005,"query":"SELECT a::text"},"postgresql":{"duration_ms":1500.5,"query_step":"execute"}}"#
        );
        assert_eq!(
            event("LOG", "duration: 0.25 ms  bind <unnamed>: SELECT 1"),
            r#"{"rds":{"query_time":0.00025,"query":"SELECT 1"},"postgresql":{"duration_ms":0.25,"query_step":"bind"}}"#
        );
    }

    #[test]
    fn a_login_that_fails_is_a_failure() {
        let failed = event("FATAL", "password authentication failed for user \"x\"");
        assert!(failed.contains(r#""action":"failed","outcome":"failure""#), "{failed}");
        assert_eq!(event("FATAL", "the database system is shutting down"), "{}");
    }
}
