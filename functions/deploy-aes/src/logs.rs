//! Logs of the domain itself, in CloudWatch Logs.
//!
//! Names are v2.10.4's. The service writes to a group only where a resource policy of
//! CloudWatch Logs lets it, and refuses to publish otherwise; an account has ten of these in a
//! region.
//!
//! <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/createdomain-configure-slow-logs.html>

use contract::custom_resources::DomainLogs;
use kit::function_arn::Place;
use serde_json::{Map, Value, json};

use crate::api::{Api, failed};
use crate::error::Error;

pub(crate) const POLICY: &str = "OpenSearchService-aes-siem-logs";

/// For how many days v2.10.4 keeps the log of a new domain.
const ERROR_DAYS: u32 = 14;

/// One log, to be published and kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Log {
    pub(crate) kind: &'static str,
    group: &'static str,
    pub(crate) days: u32,
}

impl Log {
    pub(crate) fn group(self, name: &str) -> String {
        format!("{}{}", groups(name), self.group)
    }

    fn group_arn(self, place: &Place, name: &str) -> String {
        let Place { partition, region, account } = place;
        format!("arn:{partition}:logs:{region}:{account}:log-group:{}", self.group(name))
    }

    /// Whether an ARN is that of its group, whatever stands after it.
    pub(crate) fn is_in(self, arn: &str, name: &str) -> bool {
        arn.trim_end_matches(":*").ends_with(&format!(":log-group:{}", self.group(name)))
    }
}

/// What the groups of a domain begin with.
pub(crate) fn groups(name: &str) -> String {
    format!("/aws/OpenSearchService/domains/{name}/")
}

/// The logs that have a number of days.
pub(crate) fn said(logs: Option<&DomainLogs>) -> Vec<Log> {
    let Some(logs) = logs else {
        return vec![];
    };
    [
        ("AUDIT_LOGS", "audit-logs", logs.audit_days),
        ("SEARCH_SLOW_LOGS", "search-slow-logs", logs.slow_days),
        ("INDEX_SLOW_LOGS", "index-slow-logs", logs.slow_days),
        ("ES_APPLICATION_LOGS", "application-logs", logs.error_days),
    ]
    .into_iter()
    .filter_map(|(kind, group, days)| days.map(|days| Log { kind, group, days }))
    .collect()
}

/// The logs of a new domain: errors in any case.
pub(crate) fn of_new(logs: Option<&DomainLogs>) -> Vec<Log> {
    let mut logs = logs.cloned().unwrap_or_default();
    logs.error_days.get_or_insert(ERROR_DAYS);
    said(Some(&logs))
}

/// `LogPublishingOptions` of these logs.
pub(crate) fn options(logs: &[Log], place: &Place, name: &str) -> Value {
    let options: Map<_, _> = logs
        .iter()
        .map(|log| {
            let arn = log.group_arn(place, name);
            (log.kind.to_owned(), json!({ "CloudWatchLogsLogGroupArn": arn, "Enabled": true }))
        })
        .collect();
    options.into()
}

impl Api {
    /// Makes the groups, sets for how long they keep, and lets the service write.
    pub(crate) async fn prepare_logs(
        &self,
        logs: &[Log],
        place: &Place,
        name: &str,
    ) -> Result<(), Error> {
        if logs.is_empty() {
            return Ok(());
        }
        let input = json!({
            "policyName": POLICY,
            "policyDocument": policy(place, name).to_string(),
        });
        let called = self.logs.call("PutResourcePolicy", &input).await;
        called.map_err(|source| failed(name, "letting it write its logs", source))?;
        for log in logs {
            let group = log.group(name);
            match self.logs.call("CreateLogGroup", &json!({ "logGroupName": group })).await {
                Err(error) if error.code() == Some("ResourceAlreadyExistsException") => {}
                called => {
                    called.map_err(|source| failed(name, "making its log group", source))?;
                }
            }
            let input = json!({ "logGroupName": group, "retentionInDays": log.days });
            let called = self.logs.call("PutRetentionPolicy", &input).await;
            called.map_err(|source| failed(name, "keeping its log", source))?;
        }
        Ok(())
    }
}

fn policy(place: &Place, name: &str) -> Value {
    let Place { partition, region, account } = place;
    let groups = format!("arn:{partition}:logs:{region}:{account}:log-group:{}*", groups(name));
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": ["es.amazonaws.com", "opensearchservice.amazonaws.com"] },
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": [groups, format!("{groups}:*")],
            "Condition": {
                "StringEquals": { "aws:SourceAccount": account },
                "ArnLike": {
                    "aws:SourceArn": crate::access_policy::domain_arn(place, name),
                },
            },
        }],
    })
}
