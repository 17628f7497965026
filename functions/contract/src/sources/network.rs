//! Logs of networks and load balancers.

use super::{Prefix, Source};

/// Flow logs of VPCs and of transit gateways, which AWS writes straight to S3.
///
/// Both have the same file names, text or Parquet, whatever is in them.
///
/// <https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html>,
/// <https://docs.aws.amazon.com/vpc/latest/tgw/flow-logs-s3.html>
pub const VPC_FLOW_LOGS: Source = Source {
    log_type: "vpcflowlogs",
    name: "Amazon VPC flow logs",
    marks: &["vpcflowlogs"],
    pattern: "vpcflowlogs",
    prefix: None,
    stream: None,
    examples: &[
        "AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/11/24/\
         111122223333_vpcflowlogs_us-east-1_fl-0123456789abcdef0_20261124T0600Z_20dda009.log.gz",
        "AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/aws-region=us-east-1/year=2026/month=11/day=24/hour=06/\
         111122223333_vpcflowlogs_us-east-1_fl-0123456789abcdef0_20261124T0600Z_20dda009.log.parquet",
    ],
};

/// Transit gateway flow logs. By its key such a file is one of [`VPC_FLOW_LOGS`].
pub const TRANSIT_GATEWAY_FLOW_LOGS: Source = VPC_FLOW_LOGS;

/// Flow logs of VPCs and of transit gateways that come through Firehose: JSON around each
/// record, so that they are a type of their own. Compared before [`VPC_FLOW_LOGS`].
///
/// <https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-firehose.html>
pub const VPC_FLOW_LOGS_FIREHOSE: Source = Source {
    log_type: "vpcflowlogs-firehose",
    name: "Amazon VPC flow logs through Firehose",
    marks: &["vpcflowlogs-firehose/"],
    pattern: "vpcflowlogs-firehose/",
    prefix: Some(Prefix::new("AWSLogs/{account}/vpcflowlogs-firehose/{region}/{yyyy/MM/dd/HH}/")),
    stream: None,
    examples: &[firehose!(
        "AWSLogs/111122223333/vpcflowlogs-firehose/us-east-1/",
        "siem-vpcflowlogs"
    )],
};

/// AWS Network Firewall: alert, flow and TLS logs.
///
/// <https://docs.aws.amazon.com/network-firewall/latest/developerguide/logging-s3.html>
pub const NETWORK_FIREWALL: Source = Source {
    log_type: "networkfirewall",
    name: "AWS Network Firewall",
    marks: &["_network-firewall_"],
    pattern: "_network-firewall_",
    prefix: None,
    stream: None,
    examples: &[
        "AWSLogs/111122223333/network-firewall/alert/us-east-1/siem/2026/11/24/06/\
         111122223333_network-firewall_alert_us-east-1_siem_202611240605_e5c84094.log.gz",
        "AWSLogs/111122223333/network-firewall/flow/us-east-1/siem/2026/11/24/06/\
         111122223333_network-firewall_flow_us-east-1_siem_202611240605_e5c84094.log.gz",
        "AWSLogs/111122223333/network-firewall/tls/us-east-1/siem/2026/11/24/06/\
         111122223333_network-firewall_tls_us-east-1_siem_202611240605_e5c84094.log.gz",
    ],
};

/// Amazon Route 53 Resolver query logs.
///
/// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs.html>
pub const ROUTE53_RESOLVER: Source = Source {
    log_type: "route53resolver",
    name: "Amazon Route 53 Resolver query logs",
    marks: &["vpcdnsquerylogs"],
    pattern: "vpcdnsquerylogs",
    prefix: None,
    stream: None,
    examples: &["AWSLogs/111122223333/vpcdnsquerylogs/vpc-0123456789abcdef0/2026/11/24/\
         vpc-0123456789abcdef0_vpcdnsquerylogs_111122223333_20261124T0600Z_71584702.log.gz"],
};

/// AWS Client VPN connection logs, from CloudWatch Logs through Firehose.
///
/// <https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/connection-logging.html>
pub const CLIENT_VPN: Source = Source {
    log_type: "clientvpn",
    name: "AWS Client VPN",
    marks: &["/ClientVPN/"],
    pattern: "/ClientVPN/",
    prefix: Some(Prefix::new("AWSLogs/{account}/ClientVPN/{region}/{yyyy/MM/dd/HH}/")),
    stream: None,
    examples: &[firehose!("AWSLogs/111122223333/ClientVPN/us-east-1/", "siem-clientvpn-to-s3")],
};
