//! Logs of machines and desktops.
//!
//! What an agent sends to CloudWatch Logs comes through Firehose.

use super::{Prefix, Source};

/// Amazon WorkSpaces: who logs in from where, through EventBridge and Firehose. The exporter
/// of v2.10.4 left the region out.
///
/// <https://docs.aws.amazon.com/workspaces/latest/adminguide/cloudwatch-events.html>
pub const WORKSPACES_EVENT: Source = Source {
    log_type: "workspaces-event",
    name: "Amazon WorkSpaces events",
    marks: &["WorkSpaces/Event"],
    pattern: "(WorkSpaces|workspaces).*(Event|event)",
    prefix: Some(Prefix::new("AWSLogs/{account}/WorkSpaces/Event/{region}/{yyyy/MM/dd/HH}/")),
    stream: None,
    examples: &[
        firehose!("AWSLogs/111122223333/WorkSpaces/Event/", "siem-workspaces-event-to-s3"),
        firehose!(
            "AWSLogs/111122223333/WorkSpaces/Event/us-east-1/",
            "siem-workspaces-event-to-s3"
        ),
    ],
};

/// Amazon WorkSpaces: the list of them, which a function asks for and writes.
///
/// <https://docs.aws.amazon.com/workspaces/latest/api/API_DescribeWorkspaces.html>
pub const WORKSPACES_INVENTORY: Source = Source {
    log_type: "workspaces-inventory",
    name: "Amazon WorkSpaces inventory",
    marks: &["WorkSpaces/Inventory"],
    pattern: "(WorkSpaces|workspaces).*(Inventory|inventory)",
    prefix: Some(Prefix::new("AWSLogs/{account}/WorkSpaces/Inventory/{region}/{yyyy/MM/dd}/")),
    stream: None,
    examples: &["AWSLogs/111122223333/WorkSpaces/Inventory/us-east-1/2026/11/24/\
         workspaces-inventory-20261124_060000.json.gz"],
};

/// Amazon FSx for Windows File Server: audit events, through Firehose. The stream's name,
/// which FSx demands to begin so, tells them, below a prefix that must not be empty.
///
/// <https://docs.aws.amazon.com/fsx/latest/WindowsGuide/file-access-auditing.html>
pub const FSX_WINDOWS: Source = Source {
    log_type: "fsx-win",
    name: "Amazon FSx for Windows File Server",
    marks: &["/aws-fsx-"],
    pattern: "/aws-fsx-",
    prefix: Some(Prefix::new("AWSLogs/{account}/FSx/{region}/{yyyy/MM/dd/HH}/")),
    stream: Some("aws-fsx-"),
    examples: &[firehose!("AWSLogs/111122223333/FSx/us-east-1/", "aws-fsx-siem")],
};

/// Windows event logs of EC2 instances, which the CloudWatch agent sends as XML.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html>
pub const WINDOWS_EVENT: Source = Source {
    log_type: "windows-event",
    name: "Windows event logs",
    marks: &["/Windows/Event"],
    pattern: "/[Ww]indows.*[Ee]vent",
    prefix: Some(Prefix::new("AWSLogs/{account}/EC2/Windows/Event/{region}/{yyyy/MM/dd/HH}/")),
    stream: None,
    examples: &[firehose!(
        "AWSLogs/111122223333/EC2/Windows/Event/us-east-1/",
        "siem-machines-to-s3"
    )],
};

/// Log of logins of Linux machines, `/var/log/secure`. Compared before [`LINUX_OS`], whose
/// pattern takes it too.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html>
pub const LINUX_SECURE: Source = Source {
    log_type: "linux-secure",
    name: "Linux secure log",
    marks: &["/Linux/Secure"],
    pattern: "/[Ll]inux.*[Ss]ecure",
    prefix: Some(Prefix::new("AWSLogs/{account}/EC2/Linux/Secure/{region}/{yyyy/MM/dd/HH}/")),
    stream: None,
    examples: &[firehose!(
        "AWSLogs/111122223333/EC2/Linux/Secure/us-east-1/",
        "siem-ec2linux-secure-to-s3"
    )],
};

/// System log of Linux machines, `/var/log/messages`.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html>
pub const LINUX_OS: Source = Source {
    log_type: "linux-os-syslog",
    name: "Linux system log",
    marks: &["/Linux/"],
    pattern: "/[Ll]inux/",
    prefix: Some(Prefix::new("AWSLogs/{account}/EC2/Linux/System/{region}/{yyyy/MM/dd/HH}/")),
    stream: None,
    examples: &[firehose!(
        "AWSLogs/111122223333/EC2/Linux/System/us-east-1/",
        "siem-ec2linux-system-to-s3"
    )],
};
