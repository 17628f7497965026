//! Amazon OpenSearch Service: audit logs of a domain, to a log group.
//!
//! A resource policy of CloudWatch Logs must let `es.amazonaws.com` write to it, and audit
//! logs must be switched on in OpenSearch Dashboards too.
//!
//! <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/audit-logs.html>

use std::collections::BTreeMap;

use contract::sources::{OPENSEARCH_AUDIT, Source};
use resources::opensearchservice::domain::LogPublishingOption;
use serde_json::json;
use template::Value;

use super::Setting;
use super::command::{Command, name_or, spelled};

const AUDIT_LOGS: &str = "AUDIT_LOGS";

/// Audit logs of a domain, which [`OpenSearchAudit`](crate::sources::OpenSearchAudit) sends
/// on.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenSearchAuditLogs {
    log_group_arn: Value<String>,
    domain: Option<String>,
}

impl OpenSearchAuditLogs {
    /// To the log group of this ARN.
    pub fn into_log_group(log_group_arn: impl Into<Value<String>>) -> Self {
        Self { log_group_arn: log_group_arn.into(), domain: None }
    }

    /// The name of the domain, for the command line.
    #[must_use]
    pub fn of(mut self, domain: &str) -> Self {
        self.domain = Some(domain.to_owned());
        self
    }

    /// What becomes part of `LogPublishingOptions`.
    pub fn property(&self) -> Value<BTreeMap<String, LogPublishingOption>> {
        let option = LogPublishingOption::new()
            .cloud_watch_logs_log_group_arn(self.log_group_arn.clone())
            .enabled(true);
        [(AUDIT_LOGS, option)].into_iter().collect()
    }
}

impl Setting for OpenSearchAuditLogs {
    const NAME: &'static str = "opensearch";
    const LOGS: &'static [&'static Source] = &[&OPENSEARCH_AUDIT];

    fn example() -> Self {
        let group = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/OpenSearchService/domains/shop/audit-logs";
        Self::into_log_group(group).of("shop")
    }

    fn cli(&self) -> String {
        let group =
            json!({"CloudWatchLogsLogGroupArn": spelled(&self.log_group_arn), "Enabled": true});
        Command::aws("opensearch update-domain-config")
            .option("domain-name", name_or(self.domain.as_deref(), "<domain>"))
            .json("log-publishing-options", &json!({AUDIT_LOGS: group}))
            .line()
    }
}
