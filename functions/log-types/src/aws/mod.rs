//! Logs of AWS services.

mod cloudfront;
mod elb;
mod mysql;
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
    cloudhsm::CLOUDHSM,
    cloudhsm_cwl::CLOUDHSM_CWL,
    cloudtrail::CLOUDTRAIL,
    config_history::CONFIG_HISTORY,
    config_rules::CONFIG_RULES,
    config_snapshot::CONFIG_SNAPSHOT,
    directory_service::DIRECTORY_SERVICE,
    elasticache_redis_slowlog::ELASTICACHE_REDIS_SLOW_LOG,
    fsx_win::FSX_WIN,
    guardduty::GUARDDUTY,
    index_metrics::INDEX_METRICS,
    inspector::INSPECTOR,
    msk::MSK,
    network_firewall::NETWORK_FIREWALL,
    nlb::NLB,
    ocsf_json::OCSF_JSON,
    opensearch_audit::OPENSEARCH_AUDIT,
    rds_mysql_audit::RDS_MYSQL_AUDIT,
    rds_mysql_error::RDS_MYSQL_ERROR,
    rds_mysql_general::RDS_MYSQL_GENERAL,
    rds_mysql_slowquery::RDS_MYSQL_SLOW_QUERY,
    rds_postgresql::RDS_POSTGRESQL,
    route53resolver::ROUTE53_RESOLVER,
    s3accesslog::S3_ACCESS_LOGS,
    security_hub::SECURITY_HUB,
    securitylake::SECURITY_LAKE,
    trusted_advisor::TRUSTED_ADVISOR,
    vpcflowlogs::VPC_FLOW_LOGS,
    vpcflowlogs_firehose::VPC_FLOW_LOGS_FIREHOSE,
    waf::WAF,
    workspaces_event::WORKSPACES_EVENT,
    workspaces_inventory::WORKSPACES_INVENTORY,
}
