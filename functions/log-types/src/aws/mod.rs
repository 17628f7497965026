//! Logs of AWS services.

mod cloudfront;
mod elb;
mod ocsf;

types! {
    alb::ALB,
    alb_connection::ALB_CONNECTION,
    alb_health_check::ALB_HEALTH_CHECK,
    clb::CLB,
    clientvpn::CLIENT_VPN,
    cloudfront_realtime::CLOUDFRONT_REALTIME,
    cloudfront_standard::CLOUDFRONT_STANDARD,
    cloudfront_standard_v2::CLOUDFRONT_STANDARD_V2,
    cloudtrail::CLOUDTRAIL,
    config_history::CONFIG_HISTORY,
    config_rules::CONFIG_RULES,
    config_snapshot::CONFIG_SNAPSHOT,
    directory_service::DIRECTORY_SERVICE,
    fsx_win::FSX_WIN,
    guardduty::GUARDDUTY,
    inspector::INSPECTOR,
    network_firewall::NETWORK_FIREWALL,
    nlb::NLB,
    ocsf_json::OCSF_JSON,
    route53resolver::ROUTE53_RESOLVER,
    s3accesslog::S3_ACCESS_LOGS,
    securitylake::SECURITY_LAKE,
    vpcflowlogs::VPC_FLOW_LOGS,
    vpcflowlogs_firehose::VPC_FLOW_LOGS_FIREHOSE,
    waf::WAF,
}
