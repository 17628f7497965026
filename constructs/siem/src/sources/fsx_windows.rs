//! Amazon FSx for Windows File Server: who opened which file.
//!
//! The file system names the stream that it writes to; the stream's name begins as FSx
//! demands.

use contract::sources::{FSX_WINDOWS, Source};
use library::firehose::DeliveryStreamHandle;
use resources::fsx::file_system::AuditLogConfiguration;
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Scope, Value, pseudo, text};

use super::destination::Destination;
use super::id::Id;
use super::source::{Form, LogSource};
use super::stream::{Buffering, Filling, StreamName, stream};

/// Audit events of Amazon FSx for Windows File Server.
///
/// Makes the stream; the file system is the user's own. In code,
/// [`audit_logs`](Self::audit_logs) is what its `AuditLogConfiguration` becomes.
///
/// <https://docs.aws.amazon.com/fsx/latest/WindowsGuide/file-access-auditing.html>
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FsxWindows {
    /// What tells it from others of its kind.
    pub id: Option<Id>,
    /// The stream's name, which begins with `aws-fsx-`; `aws-fsx-siem`, with the id, if not
    /// given.
    pub stream_name: Option<StreamName>,
    /// How much the stream collects before it writes an object.
    pub buffering: Buffering,
}

/// What a file system audits: successes and failures.
const LEVEL: &str = "SUCCESS_AND_FAILURE";

impl FsxWindows {
    /// The property of a file system that audits files and shares to this stream.
    pub fn audit_logs(stream: &DeliveryStreamHandle) -> AuditLogConfiguration {
        AuditLogConfiguration::new(LEVEL, LEVEL).audit_log_destination(stream.arn())
    }

    fn name(&self) -> StreamName {
        self.stream_name.clone().unwrap_or_else(|| StreamName::of(&FSX_WINDOWS, self.id.as_ref()))
    }
}

impl LogSource for FsxWindows {
    type Handle = DeliveryStreamHandle;

    const NAME: &'static str = "fsx_windows";
    const LOGS: &'static [&'static Source] = &[&FSX_WINDOWS];
    const FORM: Form = Form::Property;
    const EXAMPLE: &'static str = "";

    fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    fn refusal(&self, _: &Destination) -> Option<String> {
        self.stream_name.as_ref().and_then(|name| name.refusal(&FSX_WINDOWS))
    }

    fn command_line(&self, _: &Destination) -> Option<Value<String>> {
        let audit = format!(
            "{{\"AuditLogConfiguration\":{{\"FileAccessAuditLogLevel\":\"{LEVEL}\",\
             \"FileShareAccessAuditLogLevel\":\"{LEVEL}\",\"AuditLogDestination\":\""
        );
        Some(text!(
            "aws fsx update-file-system --file-system-id \"$FILE_SYSTEM\" --windows-configuration '",
            audit,
            "arn:",
            pseudo::partition(),
            ":firehose:",
            pseudo::region(),
            ":",
            pseudo::account_id(),
            ":deliverystream/",
            self.name().as_str(),
            "\"}}'"
        ))
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> Self::Handle {
        let name = self.name();
        let filling = Filling::default();
        scope.add(stream("Stream", &FSX_WINDOWS, &name, &filling, self.buffering, destination))
    }
}
