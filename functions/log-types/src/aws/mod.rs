//! Logs of AWS services.

types! {
    vpcflowlogs::VPC_FLOW_LOGS,
    vpcflowlogs_firehose::VPC_FLOW_LOGS_FIREHOSE,
    waf::WAF,
}
