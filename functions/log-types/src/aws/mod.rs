//! Logs of AWS services.

mod elb;

types! {
    alb::ALB,
    alb_connection::ALB_CONNECTION,
    alb_health_check::ALB_HEALTH_CHECK,
    clb::CLB,
    nlb::NLB,
    vpcflowlogs::VPC_FLOW_LOGS,
    vpcflowlogs_firehose::VPC_FLOW_LOGS_FIREHOSE,
    waf::WAF,
}
