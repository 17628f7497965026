//! What the logs of all engines of Amazon RDS and Aurora have in common.
//!
//! Log groups and streams:
//! <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html>

use contract::log_spec::FieldType::{DateAsWritten, Float, Integer, Ip, Keyword, Long, Text};
use contract::log_spec::{Field, IndexSettings};
use ecs::Document;

pub(crate) const SETTINGS: IndexSettings =
    IndexSettings { refresh_interval_seconds: Some(30), shards: None, alias: None };

const CLUSTER: ecs::Field = ecs::Field { path: "rds.cluster_identifier", kind: Keyword };
pub(crate) const DATABASE: ecs::Field = ecs::Field { path: "rds.database_name", kind: Keyword };
const INSTANCE: ecs::Field = ecs::Field { path: "rds.instance_identifier", kind: Keyword };
pub(crate) const MESSAGE: ecs::Field = ecs::Field { path: "rds.message", kind: Text };
pub(crate) const QUERY: ecs::Field = ecs::Field { path: "rds.query", kind: Text };
pub(crate) const QUERY_TIME: ecs::Field = ecs::Field { path: "rds.query_time", kind: Float };

/// The fields of all engines.
pub(crate) const FIELDS: &[Field] = &[
    Field::new(CLUSTER.path, CLUSTER.kind),
    Field::new(DATABASE.path, DATABASE.kind),
    Field::new(INSTANCE.path, INSTANCE.kind),
    Field::new(MESSAGE.path, MESSAGE.kind),
    Field::new(QUERY.path, QUERY.kind),
    Field::new(QUERY_TIME.path, QUERY_TIME.kind),
    Field::new("mysql.command", Keyword),
    Field::new("mysql.connection_type", Keyword),
    Field::new("mysql.database", Keyword),
    Field::new("mysql.error_code", Keyword),
    Field::new("mysql.host", Keyword),
    Field::new("mysql.lock_time", Float),
    Field::new("mysql.log_level", Keyword),
    Field::new("mysql.message", Text),
    Field::new("mysql.object", Keyword),
    Field::new("mysql.operation", Keyword),
    Field::new("mysql.query", Text),
    Field::new("mysql.query_time", Float),
    Field::new("mysql.queryid", Keyword),
    Field::new("mysql.retcode", Keyword),
    Field::new("mysql.serverhost", Keyword),
    Field::new("mysql.source_ip", Ip),
    Field::new("mysql.thread_id", Long),
    Field::new("mysql.timestamp", DateAsWritten),
    Field::new("mysql.username", Keyword),
    Field::new("postgresql.database", Keyword),
    Field::new("postgresql.duration_ms", Float),
    Field::new("postgresql.log_level", Keyword),
    Field::new("postgresql.message", Text),
    Field::new("postgresql.pid", Integer),
    Field::new("postgresql.query_step", Keyword),
    Field::new("postgresql.session_time_seconds", Float),
    Field::new("postgresql.source_address", Keyword),
    Field::new("postgresql.source_port", Integer),
    Field::new("postgresql.sql_state", Keyword),
    Field::new("postgresql.timestamp", DateAsWritten),
    Field::new("postgresql.timestamp_text", Keyword),
    Field::new("postgresql.user", Keyword),
];

/// Sets the identifiers of cluster and instance, as far as the names of log group and log
/// stream say them: `/aws/rds/instance/database-1/error`, `/aws/rds/cluster/database-1/audit`.
pub(crate) fn set_identifiers(document: &mut Document<'_>) {
    let mut steps = document.text_at("@log_group").unwrap_or_default().split('/').skip(3);
    let (kind, name) = (steps.next().unwrap_or_default(), steps.next().unwrap_or_default());
    let name = name.to_owned();
    match kind {
        "instance" => document.set(INSTANCE, name),
        "cluster" => {
            let stream = document.text_at("@log_stream").unwrap_or_default();
            let instance = stream.split('.').next().unwrap_or_default().to_owned();
            document.set(CLUSTER, name);
            document.set(INSTANCE, instance);
        }
        _ => {}
    }
}

/// Says that a user logged in, or tried to.
pub(crate) fn set_login(document: &mut Document<'_>, action: &'static str, outcome: &'static str) {
    document.set(ecs::EVENT_CATEGORY, "authentication");
    document.set(ecs::EVENT_TYPE, "start");
    document.set(ecs::EVENT_ACTION, action);
    document.set(ecs::EVENT_OUTCOME, outcome);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identifiers(group: &str, stream: &str) -> (String, String) {
        let mut document = Document::new();
        document.insert("@log_group", group.to_owned());
        document.insert("@log_stream", stream.to_owned());
        set_identifiers(&mut document);
        let at = |path| document.text_at(path).unwrap_or("-").to_owned();
        (at(CLUSTER.path), at(INSTANCE.path))
    }

    #[test]
    fn cluster_and_instance_are_those_of_group_and_stream() {
        for (group, stream, cluster, instance) in [
            ("/aws/rds/instance/database-1/postgresql", "database-1.0", "-", "database-1"),
            (
                "/aws/rds/cluster/aurora-1/audit",
                "aurora-1-instance-1.audit.log.0",
                "aurora-1",
                "aurora-1-instance-1",
            ),
            ("/aws/rds/proxy/proxy-1", "x", "-", "-"),
            ("other", "x.y", "-", "-"),
            ("", "", "-", "-"),
        ] {
            assert_eq!(
                identifiers(group, stream),
                (cluster.to_owned(), instance.to_owned()),
                "{group}"
            );
        }
    }
}
