//! Logs of other vendors, by the names under which v2.10.4's users store them.

use super::Source;

/// Okta System Log, fetched over its interface and stored by a program of the user's.
///
/// <https://developer.okta.com/docs/reference/system-log-query/>
pub const OKTA: Source = Source {
    log_type: "okta",
    name: "Okta",
    marks: &["okta-logs"],
    pattern: "okta-logs",
    prefix: None,
    stream: None,
    examples: &["okta-logs/2026/11/24/okta-logs-20261124T0600.json.gz"],
};

/// Trend Micro Deep Security: events that its agent sends as syslog and fluentd stores.
///
/// <https://cloudone.trendmicro.com/docs/workload-security/event-syslog-message-formats/>
pub const DEEP_SECURITY: Source = Source {
    log_type: "deepsecurity",
    name: "Trend Micro Deep Security",
    marks: &["ds_agent"],
    pattern: "ds_agent",
    prefix: None,
    stream: None,
    examples: &["ds_agent/2026/11/24/06_ip-192-0-2-10_0.gz"],
};
