//! What a record was delivered in.
//!
//! - CloudWatch Logs sends JSON with a list of events, each of which is a record:
//!   <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html>
//! - EventBridge puts a record into `detail`:
//!   <https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html>
//! - FireLens puts a line that a container writes into `log`:
//!   <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html>

/// What a record was delivered in; every field is none where it is not said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The account that sent it.
    pub account: Option<String>,
    /// The region it was sent from.
    pub region: Option<String>,
    /// The id of the event that is the record. The same record sent twice is two events.
    pub event_id: Option<String>,
    /// When CloudWatch Logs received it, as it is written: milliseconds since 1970.
    pub cwl_timestamp: Option<String>,
    /// When EventBridge received it, as it is written: ISO 8601.
    pub cwe_timestamp: Option<String>,
    /// The log group in CloudWatch Logs.
    pub log_group: Option<String>,
    /// The log stream in CloudWatch Logs.
    pub log_stream: Option<String>,
    /// The container that wrote it.
    pub container: Option<Container>,
}

impl Envelope {
    /// None.
    pub const NONE: Self = Self {
        account: None,
        region: None,
        event_id: None,
        cwl_timestamp: None,
        cwe_timestamp: None,
        log_group: None,
        log_stream: None,
        container: None,
    };
}

/// The container that wrote a record, as FireLens says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Container {
    /// `container_id`.
    pub id: Option<String>,
    /// `container_name`.
    pub name: Option<String>,
    /// `source`: `stdout` or `stderr`.
    pub source: Option<String>,
    /// `ecs_cluster`.
    pub cluster: Option<String>,
    /// `ecs_task_arn`.
    pub task_arn: Option<String>,
    /// `ecs_task_definition`.
    pub task_definition: Option<String>,
    /// `ec2_instance_id`.
    pub instance_id: Option<String>,
}
