//! Findings and logs of AWS's security services.
//!
//! What comes through EventBridge and Firehose lies where v2.10.4's exporter puts it: the
//! event's `source`, then its `detail-type` with `_` for each space.

use super::{Prefix, Source};

/// Amazon Security Lake: OCSF in Parquet, in buckets of Security Lake's own. The file's name
/// tells it; where somebody copies files, a folder `SecurityLake/` does.
///
/// <https://docs.aws.amazon.com/security-lake/latest/userguide/source-management.html>
pub const SECURITY_LAKE: Source = Source {
    log_type: "securitylake",
    name: "Amazon Security Lake",
    marks: &[".gz.parquet", "SecurityLake/"],
    pattern: r"[0-9a-f]{32}\.gz\.parquet|[Ss]ecurity[Ll]ake/",
    prefix: None,
    stream: None,
    examples: &[
        "aws/CLOUD_TRAIL_MGMT/2.0/region=us-east-1/accountId=111122223333/eventDay=20261124/\
         5d9a4a6e0c6e4e7b9a0b3f2f1c1f8f10.gz.parquet",
        "aws/EKS_AUDIT/2.0/region=us-east-1/accountId=111122223333/eventDay=20261124/\
         5d9a4a6e0c6e4e7b9a0b3f2f1c1f8f10.gz.parquet",
        "aws/WAF/2.0/region=us-east-1/accountId=111122223333/eventDay=20261124/\
         5d9a4a6e0c6e4e7b9a0b3f2f1c1f8f10.gz.parquet",
        "SecurityLake/ext/appliance/region=us-east-1/accountId=111122223333/eventDay=20261124/\
         part-00000.parquet",
    ],
};

/// OCSF events as JSON, through Firehose.
///
/// <https://schema.ocsf.io/>
pub const OCSF_JSON: Source = Source {
    log_type: "ocsf-json",
    name: "OCSF events as JSON",
    marks: &["ocsf-json/"],
    pattern: "ocsf-json/",
    prefix: Some(Prefix::new("AWSLogs/{account}/ocsf-json/{region}/{yyyy/MM/dd/HH}/")),
    stream: None,
    examples: &[firehose!("AWSLogs/111122223333/ocsf-json/us-east-1/", "siem-ocsf-json")],
};

/// Amazon GuardDuty: findings that it exports to S3 itself, or through EventBridge and
/// Firehose.
///
/// <https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_exportfindings.html>
pub const GUARDDUTY: Source = Source {
    log_type: "guardduty",
    name: "Amazon GuardDuty",
    marks: &["/GuardDuty/"],
    pattern: "/GuardDuty/",
    prefix: Some(Prefix::new("AWSLogs/{account}/GuardDuty/{region}/{yyyy/MM/dd}/")),
    stream: None,
    examples: &[
        "AWSLogs/111122223333/GuardDuty/us-east-1/2026/11/24/\
         5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10.jsonl.gz",
        "AWSLogs/111122223333/GuardDuty/us-east-1/2026/11/24/\
         siem-guardduty-1-2026-11-24-06-05-17-5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10.gz",
    ],
};

/// Amazon Inspector findings, through EventBridge and Firehose.
///
/// <https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html>
pub const INSPECTOR: Source = Source {
    log_type: "inspector",
    name: "Amazon Inspector",
    marks: &["Inspector2_Finding"],
    pattern: "Inspector2_Finding",
    prefix: Some(Prefix::new(
        "AWSLogs/{account}/aws.inspector2/Inspector2_Finding/{region}/{yyyy/MM/dd}/",
    )),
    stream: None,
    examples: &["AWSLogs/111122223333/aws.inspector2/Inspector2_Finding/us-east-1/2026/11/24/\
         siem-eventbridge-events-to-s3-1-2026-11-24-06-05-17-5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10.gz"],
};

/// AWS Security Hub findings, through EventBridge and Firehose.
///
/// <https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html>
pub const SECURITY_HUB: Source = Source {
    log_type: "securityhub",
    name: "AWS Security Hub",
    marks: &["SecurityHub", "securityhub"],
    pattern: "SecurityHub|securityhub",
    prefix: Some(Prefix::new(
        "AWSLogs/{account}/aws.securityhub/Security_Hub_Findings_-_Imported/{region}/{yyyy/MM/dd}/",
    )),
    stream: None,
    examples: &[
        "AWSLogs/111122223333/aws.securityhub/Security_Hub_Findings_-_Imported/us-east-1/2026/11/24/\
         siem-eventbridge-events-to-s3-1-2026-11-24-06-05-17-5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10.gz",
        firehose!("AWSLogs/111122223333/SecurityHub/us-east-1/", "siem-findings"),
    ],
};

/// AWS WAF.
///
/// The name of a Firehose stream, and of a bucket that WAF writes to itself, must begin
/// with the first mark; Firehose begins file names with the stream's name. The second
/// stands in the file names of WAF's own delivery.
///
/// <https://docs.aws.amazon.com/waf/latest/developerguide/logging-destinations.html>
pub const WAF: Source = Source {
    log_type: "waf",
    name: "AWS WAF",
    marks: &["aws-waf-logs-", "_waflogs_"],
    pattern: "aws-waf-logs-|_waflogs_",
    prefix: Some(Prefix::new("AWSLogs/{account}/WAF/{region}/{yyyy/MM/dd/HH}/")),
    stream: Some("aws-waf-logs-"),
    examples: &[
        "aws-waf-logs-siem/2026/11/24/06/\
         aws-waf-logs-siem-1-2026-11-24-06-00-00-5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10",
        "AWSLogs/111122223333/WAFLogs/us-east-1/web/2026/11/24/06/00/\
         111122223333_waflogs_us-east-1_web_20261124T0600Z_1b2c3d4e.log.gz",
        "AWSLogs/111122223333/WAFLogs/cloudfront/web/2026/11/24/06/00/\
         111122223333_waflogs_cloudfront_web_20261124T0600Z_1b2c3d4e.log.gz",
        firehose!("AWSLogs/111122223333/WAF/us-east-1/", "aws-waf-logs-siem"),
    ],
};

/// AWS CloudHSM audit logs, from CloudWatch Logs through Firehose.
///
/// <https://docs.aws.amazon.com/cloudhsm/latest/userguide/get-hsm-audit-logs-using-cloudwatch.html>
pub const CLOUDHSM: Source = Source {
    log_type: "cloudhsm",
    name: "AWS CloudHSM",
    marks: &["/CloudHSM/"],
    pattern: "/CloudHSM/",
    prefix: Some(Prefix::new("AWSLogs/{account}/CloudHSM/{region}/{yyyy/MM/dd/HH}/")),
    stream: None,
    examples: &[firehose!("AWSLogs/111122223333/CloudHSM/us-east-1/", "siem-cloudhsm-cwl-to-s3")],
};

/// AWS CloudHSM audit logs that CloudWatch Logs exported as they are. The cluster is in the
/// prefix and the HSM in the folder of its log stream.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/S3Export.html>
pub const CLOUDHSM_CWL: Source = Source {
    log_type: "cloudhsm-cwl",
    name: "AWS CloudHSM, exported from CloudWatch Logs",
    marks: &["cloudhsm-cwl/"],
    pattern: "cloudhsm-cwl/",
    prefix: Some(Prefix::new("cloudhsm-cwl/{account}/{region}/{name}/")),
    stream: None,
    examples: &[
        "cloudhsm-cwl/111122223333/us-east-1/cluster-dxejcute66n/5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10/hsm-1a2b3c4d5e6/\
         000000.gz",
    ],
};

/// AWS Directory Service for Microsoft Active Directory: security events, from CloudWatch
/// Logs through Firehose. The exporter of v2.10.4 left the region out.
///
/// <https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_enable_log_forwarding.html>
pub const DIRECTORY_SERVICE: Source = Source {
    log_type: "directory-service",
    name: "AWS Directory Service for Microsoft Active Directory",
    marks: &["/DirectoryService/MicrosoftAD/"],
    pattern: "/DirectoryService/MicrosoftAD/",
    prefix: Some(Prefix::new(
        "AWSLogs/{account}/DirectoryService/MicrosoftAD/{region}/{yyyy/MM/dd/HH}/",
    )),
    stream: None,
    examples: &[
        firehose!("AWSLogs/111122223333/DirectoryService/MicrosoftAD/", "siem-ad-event-to-s3"),
        firehose!(
            "AWSLogs/111122223333/DirectoryService/MicrosoftAD/us-east-1/",
            "siem-ad-event-to-s3"
        ),
    ],
};
