//! AWS Managed Microsoft AD: security events of domain controllers, to a log group.
//!
//! CloudFormation has nothing for it: there is only the command line, and the resource
//! policy that lets the directory write to the log group.
//!
//! <https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_enable_log_forwarding.html>

use contract::sources::{DIRECTORY_SERVICE, Source};
use library::iam::{PolicyDocument, Principal, Statement};
use resources::logs::ResourcePolicy;
use template::{Json, Value};

use super::Setting;
use super::command::{Command, name_or, spelled};

/// Security events, which [`ActiveDirectory`](crate::sources::ActiveDirectory) sends on.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectoryServiceLogs {
    log_group: Value<String>,
    directory: Option<String>,
}

impl DirectoryServiceLogs {
    /// To the log group of this name, such as `/aws/directoryservice/d-1234567890`.
    pub fn into_log_group(log_group: impl Into<Value<String>>) -> Self {
        Self { log_group: log_group.into(), directory: None }
    }

    /// The id of the directory, for the command line.
    #[must_use]
    pub fn of(mut self, directory: &str) -> Self {
        self.directory = Some(directory.to_owned());
        self
    }

    /// A resource policy that lets Directory Service write to the log group of this ARN,
    /// which ends in `:*`. An account has room for ten such policies in a region.
    pub fn resource_policy(&self, name: &str, log_group_arn: Value<String>) -> ResourcePolicy {
        let write = Statement::allow(&["logs:CreateLogStream", "logs:PutLogEvents"])
            .to(Principal::service("ds.amazonaws.com"))
            .on(log_group_arn);
        let document: Value<Json> = PolicyDocument::from(write).into();
        ResourcePolicy::new(document, name)
    }
}

impl Setting for DirectoryServiceLogs {
    const NAME: &'static str = "directory_service";
    const LOGS: &'static [&'static Source] = &[&DIRECTORY_SERVICE];

    fn example() -> Self {
        Self::into_log_group("/aws/directoryservice/d-1234567890").of("d-1234567890")
    }

    fn cli(&self) -> String {
        Command::aws("ds create-log-subscription")
            .option("directory-id", name_or(self.directory.as_deref(), "<directory-id>"))
            .option("log-group-name", &spelled(&self.log_group))
            .line()
    }
}
