//! Logs of AWS's management services.

use super::{Prefix, Source};

/// AWS CloudTrail: events and insights, of an account or an organisation. Digests, under
/// `CloudTrail-Digest/`, hold no events.
///
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-find-log-files.html>
pub const CLOUDTRAIL: Source = Source {
    log_type: "cloudtrail",
    name: "AWS CloudTrail",
    marks: &["CloudTrail/", "CloudTrail-Insight/"],
    pattern: "CloudTrail/|CloudTrail-Insight/",
    prefix: None,
    stream: None,
    examples: &[
        "AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/24/\
         111122223333_CloudTrail_us-east-1_20261124T0605Z_Mu0KsOhtH1ar15ZZ.json.gz",
        "AWSLogs/o-exampleorgid/111122223333/CloudTrail/us-east-1/2026/11/24/\
         111122223333_CloudTrail_us-east-1_20261124T0605Z_Mu0KsOhtH1ar15ZZ.json.gz",
        "AWSLogs/111122223333/CloudTrail-Insight/us-east-1/2026/11/24/\
         111122223333_CloudTrail-Insight_us-east-1_20261124T0605Z_Mu0KsOhtH1ar15ZZ.json.gz",
    ],
};

/// AWS Config: what changed in resources.
///
/// <https://docs.aws.amazon.com/config/latest/developerguide/example-configuration-history-notification.html>
pub const CONFIG_HISTORY: Source = Source {
    log_type: "config-history",
    name: "AWS Config history",
    marks: &["_ConfigHistory_"],
    pattern: "_ConfigHistory_",
    prefix: None,
    stream: None,
    examples: &["AWSLogs/111122223333/Config/us-east-1/2026/11/24/ConfigHistory/\
         111122223333_Config_us-east-1_ConfigHistory_AWS::EC2::Instance_20261124T051500Z_20261124T060000Z_1.json.gz"],
};

/// AWS Config: all resources at one time.
///
/// <https://docs.aws.amazon.com/config/latest/developerguide/deliver-snapshot-cli.html>
pub const CONFIG_SNAPSHOT: Source = Source {
    log_type: "config-snapshot",
    name: "AWS Config snapshots",
    marks: &["_ConfigSnapshot_"],
    pattern: "_ConfigSnapshot_",
    prefix: None,
    stream: None,
    examples: &["AWSLogs/111122223333/Config/us-east-1/2026/11/24/ConfigSnapshot/\
         111122223333_Config_us-east-1_ConfigSnapshot_20261124T060000Z_5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10.json.gz"],
};

/// AWS Config rules: changes of compliance, through EventBridge and Firehose, at the place
/// that [`INSPECTOR`](super::INSPECTOR) explains.
///
/// <https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html>
pub const CONFIG_RULES: Source = Source {
    log_type: "config-rules",
    name: "AWS Config rules",
    marks: &["Config_Rules", "ConfigRules"],
    pattern: "Config.*Rules",
    prefix: Some(Prefix::new(
        "AWSLogs/{account}/aws.config/Config_Rules_Compliance_Change/{region}/{yyyy/MM/dd}/",
    )),
    stream: None,
    examples: &[
        "AWSLogs/111122223333/aws.config/Config_Rules_Compliance_Change/us-east-1/2026/11/24/\
         siem-eventbridge-events-to-s3-1-2026-11-24-06-05-17-5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10.gz",
        firehose!("AWSLogs/111122223333/ConfigRules/us-east-1/", "siem-configrules"),
    ],
};

/// AWS Trusted Advisor: results of its checks, which a function asks for and writes.
///
/// <https://docs.aws.amazon.com/awssupport/latest/user/trusted-advisor.html>
pub const TRUSTED_ADVISOR: Source = Source {
    log_type: "trustedadvisor",
    name: "AWS Trusted Advisor",
    marks: &["/TrustedAdvisor/"],
    pattern: "/TrustedAdvisor/",
    prefix: Some(Prefix::new("AWSLogs/{account}/TrustedAdvisor/{region}/{yyyy/MM/dd}/")),
    stream: None,
    examples: &["AWSLogs/111122223333/TrustedAdvisor/us-east-1/2026/11/24/\
         trustedadvisor-check-results-20261124_060000.json.gz"],
};

/// Sizes of the SIEM's own indices and shards, which its metrics exporter writes.
pub const INDEX_METRICS: Source = Source {
    log_type: "index-metrics",
    name: "metrics of OpenSearch indices",
    marks: &["/OpenSearch/metrics/"],
    pattern: "/OpenSearch/metrics/",
    prefix: Some(Prefix::new("AWSLogs/{account}/OpenSearch/metrics/{region}/{yyyy/MM/dd}/")),
    stream: None,
    examples: &["AWSLogs/111122223333/OpenSearch/metrics/us-east-1/2026/11/24/\
         aos_index_metrics_5d9a4a6e0c6e4e7b9a0b3f2f1c1f8f10.json.gz"],
};

/// Amazon EKS control plane logs, the Kubernetes audit log among them, from CloudWatch Logs
/// through Firehose. The log stream's name tells one from another.
///
/// <https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html>
pub const EKS_AUDIT: Source = Source {
    log_type: "eks-audit",
    name: "Amazon EKS control plane logs",
    marks: &["/EKS/"],
    pattern: "/EKS/",
    prefix: Some(Prefix::new("AWSLogs/{account}/EKS/{region}/{yyyy/MM/dd/HH}/")),
    stream: None,
    examples: &[firehose!("AWSLogs/111122223333/EKS/us-east-1/", "siem-control-plane-to-s3")],
};

/// Logs of AWS Lambda functions, from CloudWatch Logs through Firehose.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html>
pub const LAMBDA_LOGS: Source = Source {
    log_type: "lambda",
    name: "AWS Lambda",
    marks: &["/Lambda/"],
    pattern: "/Lambda/",
    prefix: Some(Prefix::new("AWSLogs/{account}/Lambda/{region}/{yyyy/MM/dd/HH}/")),
    stream: None,
    examples: &[firehose!("AWSLogs/111122223333/Lambda/us-east-1/", "siem-functions-to-s3")],
};
