//! Amazon WorkSpaces: the list of them with their connections, which a function asks for.
//!
//! It stands in an event in the form of EventBridge's, whose time is that of all of them.
//!
//! Fields: <https://docs.aws.amazon.com/workspaces/latest/api/API_Workspace.html>

use contract::log_spec::{
    EcsMapping, Field, FieldType, Format, IndexSettings, LogSpec, StaticField, Timestamp,
    TimestampFormat,
};
use contract::sources;

use crate::log_type::Definition;

/// Amazon WorkSpaces inventory.
pub(crate) const WORKSPACES_INVENTORY: Definition = Definition::new(
    LogSpec::new(
        "workspaces-inventory",
        "log-aws-workspaces",
        sources::WORKSPACES_INVENTORY.pattern,
        Format::json_records("Workspaces"),
        Timestamp::new(Timestamp::CWE, TimestampFormat::Iso8601),
    )
    .ecs(ECS)
    .static_fields(STATIC)
    .fields(FIELDS)
    .index_settings(IndexSettings { refresh_interval_seconds: None, shards: Some(1), alias: None }),
);

const ECS: &[EcsMapping] = &[
    ecs::HOST_HOSTNAME.from("ComputerName"),
    ecs::HOST_ID.from("WorkspaceId"),
    ecs::HOST_IP.from_all(&["IpAddress"]),
    ecs::HOST_NAME.from("ComputerName"),
    ecs::RELATED_HOSTS.from_all(&["ComputerName", "WorkspaceId"]),
    ecs::RELATED_IP.from_all(&["IpAddress"]),
    ecs::RELATED_USER.from_all(&["UserName"]),
    ecs::USER_ID.from("UserName"),
    ecs::USER_NAME.from("UserName"),
];

const STATIC: &[StaticField] = &[
    ecs::EVENT_KIND.is("state"),
    ecs::EVENT_CATEGORY.is_all(&["host"]),
    ecs::EVENT_TYPE.is_all(&["info"]),
];

const FIELDS: &[Field] = &[
    Field::new("BundleId", FieldType::Keyword),
    Field::new("ComputerName", FieldType::Keyword),
    Field::new("ConnectionState", FieldType::Keyword),
    Field::new("ConnectionStateCheckTimestamp", FieldType::Date),
    Field::new("DirectoryId", FieldType::Keyword),
    Field::new("IpAddress", FieldType::Keyword),
    Field::new("LastKnownUserConnectionTimestamp", FieldType::Date),
    Field::new("StandbyWorkspacesProperties.RecoverySnapshotTime", FieldType::Keyword),
    Field::new("StandbyWorkspacesProperties.StandbyWorkspaceId", FieldType::Keyword),
    Field::new("State", FieldType::Keyword),
    Field::new("SubnetId", FieldType::Keyword),
    Field::new("UserName", FieldType::Keyword),
    Field::new("WorkspaceId", FieldType::Keyword),
    Field::new("WorkspaceProperties.ComputeTypeName", FieldType::Keyword),
    Field::new("WorkspaceProperties.RootVolumeSizeGib", FieldType::Long),
    Field::new("WorkspaceProperties.RunningMode", FieldType::Keyword),
    Field::new("WorkspaceProperties.RunningModeAutoStopTimeoutInMinutes", FieldType::Long),
    Field::new("WorkspaceProperties.UserVolumeSizeGib", FieldType::Long),
    Field::new("actionType", FieldType::Keyword),
    Field::new("clientPlatform", FieldType::Keyword),
    Field::new("directoryId", FieldType::Keyword),
    Field::new("workspacesClientProductName", FieldType::Keyword),
];
