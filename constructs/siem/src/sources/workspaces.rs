//! Amazon WorkSpaces: who connected to which, from EventBridge, and the list of them, which a
//! function asks for.

use contract::environment;
use contract::sources::{Source, WORKSPACES_EVENT, WORKSPACES_INVENTORY};
use library::events::EventsToStream;
use library::firehose::DeliveryStreamHandle;
use library::iam::Permission;
use library::lambda::FunctionHandle;
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Scope, Value};

use super::destination::Destination;
use super::exporter::{EveryMinutes, Exporter};
use super::id::Id;
use super::source::{Form, LogSource};
use super::stream::{Buffering, Filling, StreamName, stream};
use crate::bundles::FunctionCode;

/// Connections to Amazon WorkSpaces, and the inventory of them.
///
/// - <https://docs.aws.amazon.com/workspaces/latest/adminguide/cloudwatch-events.html>
/// - <https://docs.aws.amazon.com/workspaces/latest/api/API_DescribeWorkspaces.html>
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WorkSpaces {
    /// What tells it from others of its kind.
    pub id: Option<Id>,
    /// How often it asks for the inventory, in minutes.
    pub every_minutes: EveryMinutes,
    /// The name of the stream for connections; `aes-siem-workspaces-event`, with the id, if
    /// not given.
    pub stream_name: Option<StreamName>,
    /// How much the stream collects before it writes an object.
    pub buffering: Buffering,
}

/// What the function asks. These actions are allowed for everything: what it wants are all
/// WorkSpaces, those too that are made later.
///
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonworkspaces.html>
const ASK: &[&str] =
    &["workspaces:DescribeWorkspaces", "workspaces:DescribeWorkspacesConnectionStatus"];

/// WorkSpaces' logs that are in a stack.
#[derive(Debug, Clone)]
pub struct WorkSpacesHandle {
    /// The stream for connections.
    pub events: DeliveryStreamHandle,
    /// The function that asks for the inventory.
    pub inventory: FunctionHandle,
}

impl LogSource for WorkSpaces {
    type Handle = WorkSpacesHandle;

    const NAME: &'static str = "workspaces";
    const LOGS: &'static [&'static Source] = &[&WORKSPACES_EVENT, &WORKSPACES_INVENTORY];
    const FORM: Form = Form::Resource;
    const EXAMPLE: &'static str = "";

    fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    fn refusal(&self, _: &Destination) -> Option<String> {
        self.stream_name.as_ref().and_then(|name| name.refusal(&WORKSPACES_EVENT))
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> Self::Handle {
        let environment = environment::WorkspacesExporter {
            destination_arn: destination.bucket_arn().into(),
            log_level: Value::<String>::from("info"),
        };
        let exporter = Exporter {
            code: FunctionCode::WorkspacesExporter,
            name: "workspaces-exporter",
            id: self.id.as_ref(),
            log: &WORKSPACES_INVENTORY,
            ask: Permission::new(ASK, ["*"]),
            every: self.every_minutes,
            environment: environment.into_variables().into_iter().collect(),
        };
        let inventory = exporter.build(scope, destination);

        let log = &WORKSPACES_EVENT;
        let name = self.stream_name.unwrap_or_else(|| StreamName::of(log, self.id.as_ref()));
        let filling = Filling::default();
        let events = stream("Stream", log, &name, &filling, self.buffering, destination);
        let events = scope.add(events);
        let access = &["WorkSpaces Access"];
        scope.add(EventsToStream::new("Rule", "aws.workspaces", access, &events));
        WorkSpacesHandle { events, inventory }
    }
}
