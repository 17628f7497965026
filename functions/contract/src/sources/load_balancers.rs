//! Logs of Elastic Load Balancing.
//!
//! Which kind of load balancer wrote a file is seen in its name only, whatever the prefix.

use super::Source;

/// Network Load Balancer access logs.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-access-logs.html>
pub const NLB: Source = Source {
    log_type: "nlb",
    name: "Network Load Balancer access logs",
    marks: &["_net."],
    pattern: r"elasticloadbalancing_.*T[0-9]{4}Z_[0-9a-z]{8}\.log\.gz$",
    prefix: None,
    stream: None,
    examples: &["AWSLogs/111122223333/elasticloadbalancing/us-east-1/2026/11/24/\
         111122223333_elasticloadbalancing_us-east-1_net.web.50dc6c495c0c9188_20261124T0600Z_2e8f36ed.log.gz"],
};

/// Application Load Balancer access logs.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html>
pub const ALB: Source = Source {
    log_type: "alb",
    name: "Application Load Balancer access logs",
    marks: &["_app."],
    pattern: r"elasticloadbalancing_.*T[0-9]{4}Z_[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}_[0-9A-Za-z_]*\.log\.gz$",
    prefix: None,
    stream: None,
    examples: &["AWSLogs/111122223333/elasticloadbalancing/us-east-1/2026/11/24/\
         111122223333_elasticloadbalancing_us-east-1_app.web.50dc6c495c0c9188_20261124T0600Z_192.0.2.10_2soosksi.log.gz"],
};

/// Application Load Balancer connection logs. Compared before [`ALB`], whose pattern takes
/// them too.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-connection-logs.html>
pub const ALB_CONNECTION: Source = Source {
    log_type: "alb-connection",
    name: "Application Load Balancer connection logs",
    marks: &["conn_log."],
    pattern: r"(^|/)conn_log\.[^/]*elasticloadbalancing_",
    prefix: None,
    stream: None,
    examples: &["AWSLogs/111122223333/elasticloadbalancing/us-east-1/2026/11/24/\
         conn_log.111122223333_elasticloadbalancing_us-east-1_app.web.50dc6c495c0c9188_20261124T0600Z_192.0.2.10_2soosksi.log.gz"],
};

/// Application Load Balancer health check logs. Compared before [`ALB`], whose pattern takes
/// them too.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-health-check-logs.html>
pub const ALB_HEALTH_CHECK: Source = Source {
    log_type: "alb-health-check",
    name: "Application Load Balancer health check logs",
    marks: &["health_check_log_"],
    pattern: "(^|/)health_check_log[_.][^/]*elasticloadbalancing_",
    prefix: None,
    stream: None,
    examples: &["AWSLogs/111122223333/elasticloadbalancing/us-east-1/2026/11/24/\
         health_check_log_111122223333_elasticloadbalancing_us-east-1_app.web.50dc6c495c0c9188_20261124T0600Z_192.0.2.10_2soosksi.log.gz"],
};

/// Classic Load Balancer access logs, which are not compressed.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html>
pub const CLB: Source = Source {
    log_type: "clb",
    name: "Classic Load Balancer access logs",
    marks: &["_elasticloadbalancing_"],
    pattern: r"elasticloadbalancing_.*T[0-9]{4}Z_[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}_[0-9A-Za-z_]*\.log$",
    prefix: None,
    stream: None,
    examples: &["AWSLogs/111122223333/elasticloadbalancing/us-east-1/2026/11/24/\
         111122223333_elasticloadbalancing_us-east-1_web_20261124T0600Z_192.0.2.10_20sg8hgm.log"],
};
