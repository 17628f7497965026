//! Amazon WorkSpaces: who logs in from where, as EventBridge delivers it.
//!
//! Where a document differs from that of v2.10.4, beside what is new in it:
//! - `host.id` and `related.hosts` are set; they were looked for under the name that the
//!   field no longer had.
//! - `event.action` is set.
//!
//! Events: <https://docs.aws.amazon.com/workspaces/latest/adminguide/cloudwatch-events.html>

use contract::log_spec::{
    EcsMapping, Enrichment, Field, FieldType, Format, IndexSettings, LogSpec, Rename, StaticField,
    Timestamp, TimestampFormat,
};
use contract::sources;

use crate::log_type::Definition;

/// Amazon WorkSpaces events.
pub(crate) const WORKSPACES_EVENT: Definition = Definition::new(
    LogSpec::new(
        "workspaces-event",
        "log-aws-workspaces",
        sources::WORKSPACES_EVENT.pattern,
        Format::JSON,
        Timestamp::new("loginTime", TimestampFormat::Iso8601),
    )
    .renames(RENAMES)
    .ecs(ECS)
    .static_fields(STATIC)
    .enrichment(Enrichment::NOTHING.geo(&["source"]).indicator_ips(&["source.ip"]))
    .fields(FIELDS)
    .index_settings(IndexSettings { refresh_interval_seconds: None, shards: Some(1), alias: None }),
);

/// As the inventory writes it, which lies in the same indices.
const RENAMES: &[Rename] = &[Rename::new("workspaceId", "WorkspaceId")];

const ECS: &[EcsMapping] = &[
    ecs::EVENT_ACTION.from("actionType"),
    ecs::HOST_ID.from("WorkspaceId"),
    ecs::RELATED_HOSTS.from_all(&["WorkspaceId"]),
    ecs::RELATED_IP.from_all(&["clientIpAddress"]),
    ecs::SOURCE_IP.from("clientIpAddress"),
];

const STATIC: &[StaticField] = &[
    ecs::EVENT_KIND.is("event"),
    ecs::EVENT_CATEGORY.is_all(&["authentication", "host"]),
    ecs::EVENT_TYPE.is_all(&["info"]),
    // Logins that fail are no events.
    ecs::EVENT_OUTCOME.is("success"),
];

const FIELDS: &[Field] = &[
    Field::new("clientIpAddress", FieldType::Ip),
    Field::new("loginTime", FieldType::Date),
];
