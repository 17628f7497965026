//! S3 keys under which logs arrive: one [`Source`] for each kind of log.
//!
//! A source holds what AWS, or the stack, writes into a key and the pattern by which the
//! loader knows it. A construct that switches a source on takes the prefix and the name
//! from here, so that what it switches on is always recognised. Patterns and the order of
//! [`ALL`] are those of v2.10.4, so that keys which people have keep their type.

/// A key as Firehose makes it of a prefix without a time, and a stream's name.
macro_rules! firehose {
    ($prefix:literal, $stream:literal) => {
        concat!(
            $prefix,
            "2026/11/24/06/",
            $stream,
            "-1-2026-11-24-06-05-17-5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10"
        )
    };
}

mod content;
mod data;
mod hosts;
mod load_balancers;
mod management;
mod network;
mod others;
mod prefix;
#[cfg(feature = "recognise")]
mod recognise;
mod security;
mod web;

pub use content::{
    CLOUDFRONT_REALTIME, CLOUDFRONT_STANDARD, CLOUDFRONT_STANDARD_V2, S3_ACCESS_LOGS,
};
pub use data::{
    ELASTICACHE_REDIS_SLOW_LOG, MSK, OPENSEARCH_AUDIT, RDS_MYSQL_AUDIT, RDS_MYSQL_ERROR,
    RDS_MYSQL_GENERAL, RDS_MYSQL_SLOW_QUERY, RDS_POSTGRESQL,
};
pub use hosts::{
    FSX_WINDOWS, LINUX_OS, LINUX_SECURE, WINDOWS_EVENT, WORKSPACES_EVENT, WORKSPACES_INVENTORY,
};
pub use load_balancers::{ALB, ALB_CONNECTION, ALB_HEALTH_CHECK, CLB, NLB};
pub use management::{
    CLOUDTRAIL, CONFIG_HISTORY, CONFIG_RULES, CONFIG_SNAPSHOT, EKS_AUDIT, INDEX_METRICS,
    LAMBDA_LOGS, TRUSTED_ADVISOR,
};
pub use network::{
    CLIENT_VPN, NETWORK_FIREWALL, ROUTE53_RESOLVER, TRANSIT_GATEWAY_FLOW_LOGS, VPC_FLOW_LOGS,
    VPC_FLOW_LOGS_FIREHOSE,
};
pub use others::{DEEP_SECURITY, OKTA};
pub use prefix::{Part, Prefix, example_time, firehose_key};
#[cfg(feature = "recognise")]
pub use recognise::{matching, recognise};
pub use security::{
    CLOUDHSM, CLOUDHSM_CWL, DIRECTORY_SERVICE, GUARDDUTY, INSPECTOR, OCSF_JSON, SECURITY_HUB,
    SECURITY_LAKE, WAF,
};
pub use web::{APACHE_ACCESS, APACHE_ERROR, NGINX_ACCESS, NGINX_ERROR};

/// Prefix under which the loader keeps what it could not load. It never reads from
/// there, or it would feed itself.
pub const SET_ASIDE_PREFIX: &str = "aes-siem-set-aside/";

/// Prefix under which a stream puts its own errors. Firehose adds one of
/// [`FIREHOSE_ERROR_FOLDERS`], so a text after it must end with `/`.
pub const FIREHOSE_ERROR_PREFIX: &str = "ErrorLogs/";

/// Folders into which Firehose puts what it could not transform or convert: its own JSON
/// with the records in Base64, under keys that hold the stream's name like any other.
///
/// <https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html>
pub const FIREHOSE_ERROR_FOLDERS: &[&str] = &["processing-failed", "format-conversion-failed"];

/// Folder of the digests with which CloudTrail proves that its logs are unchanged. They hold
/// hashes and no event.
///
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html>
pub const CLOUDTRAIL_DIGEST_FOLDER: &str = "CloudTrail-Digest";

/// What the name of an object that AWS writes to try out its permission ends with:
/// `ELBAccessLogTestFile`, `ELBConnectionLogTestFile`, `ELBHealthCheckLogTestFile`, and
/// `ConfigWritabilityCheckFile`.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html>
/// <https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html>
pub const TEST_FILES: &[&str] = &["LogTestFile", "ConfigWritabilityCheckFile"];

/// Where a log comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// Name of its log type, as users have index patterns on.
    pub log_type: &'static str,
    /// AWS's name of it, as it reads after "a log of".
    pub name: &'static str,
    /// Texts, one of which stands in every key that a construct of this program lets
    /// come into being. A key that only AWS's file name tells may have none.
    pub marks: &'static [&'static str],
    /// Regular expression that matches its keys: those with a mark and those that
    /// v2.10.4 took for it.
    pub pattern: &'static str,
    /// Where its objects go, if that is not for AWS alone to say.
    pub prefix: Option<Prefix>,
    /// Beginning that AWS demands of the name of its Firehose stream.
    pub stream: Option<&'static str>,
    /// Keys as they are written, one for each way of delivery.
    pub examples: &'static [&'static str],
}

/// All sources, in the order in which a key is compared with them: the first that matches
/// counts. The order is that of v2.10.4; what it lacked stands at the end, or before a
/// source whose pattern would take its keys.
pub const ALL: &[Source] = &[
    SECURITY_LAKE,
    OCSF_JSON,
    VPC_FLOW_LOGS_FIREHOSE,
    VPC_FLOW_LOGS,
    CLOUDTRAIL,
    NETWORK_FIREWALL,
    GUARDDUTY,
    INSPECTOR,
    SECURITY_HUB,
    NLB,
    ALB_CONNECTION,
    ALB_HEALTH_CHECK,
    ALB,
    CLB,
    S3_ACCESS_LOGS,
    CONFIG_HISTORY,
    CONFIG_SNAPSHOT,
    CONFIG_RULES,
    CLOUDFRONT_REALTIME,
    CLOUDFRONT_STANDARD_V2,
    CLOUDFRONT_STANDARD,
    WAF,
    ROUTE53_RESOLVER,
    CLIENT_VPN,
    RDS_POSTGRESQL,
    RDS_MYSQL_AUDIT,
    RDS_MYSQL_GENERAL,
    RDS_MYSQL_ERROR,
    RDS_MYSQL_SLOW_QUERY,
    ELASTICACHE_REDIS_SLOW_LOG,
    MSK,
    CLOUDHSM,
    OPENSEARCH_AUDIT,
    WORKSPACES_EVENT,
    WORKSPACES_INVENTORY,
    TRUSTED_ADVISOR,
    DIRECTORY_SERVICE,
    FSX_WINDOWS,
    WINDOWS_EVENT,
    LINUX_SECURE,
    LINUX_OS,
    APACHE_ACCESS,
    APACHE_ERROR,
    NGINX_ACCESS,
    NGINX_ERROR,
    INDEX_METRICS,
    EKS_AUDIT,
    LAMBDA_LOGS,
    OKTA,
    DEEP_SECURITY,
    CLOUDHSM_CWL,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn log_types_and_names_are_unique() {
        let log_types: BTreeSet<_> = ALL.iter().map(|source| source.log_type).collect();
        assert_eq!(log_types.len(), ALL.len());
        let names: BTreeSet<_> = ALL.iter().map(|source| source.name).collect();
        assert_eq!(names.len(), ALL.len());
    }

    #[test]
    fn every_source_has_an_example_and_every_mark_stands_in_one() {
        for source in ALL {
            assert!(!source.examples.is_empty(), "{}", source.log_type);
            assert!(!source.marks.is_empty(), "{}", source.log_type);
            for mark in source.marks {
                let shown = source.examples.iter().any(|example| example.contains(mark));
                assert!(shown, "{}: no example holds `{mark}`", source.log_type);
            }
        }
    }

    #[test]
    fn every_prefix_is_a_folder_and_fills_in_only_what_is_known() {
        for source in ALL {
            let Some(prefix) = source.prefix else { continue };
            assert!(prefix.text().ends_with('/'), "{}", source.log_type);
            assert!(prefix.parts().any(|part| part == Part::Account), "{}", source.log_type);
            for part in prefix.parts() {
                let sound = match part {
                    Part::Text(text) => !text.contains(['{', '}', '!']),
                    Part::Time(time) => time.chars().all(|c| "yMdH/".contains(c)),
                    Part::Account | Part::Region | Part::Name => true,
                };
                assert!(sound, "{}: {part:?}", source.log_type);
            }
        }
    }

    #[test]
    fn what_is_delivered_under_a_prefix_holds_a_mark() {
        for source in ALL {
            let Some(prefix) = source.prefix else { continue };
            let folder = prefix.filled("111122223333", "us-east-1", "web", example_time);
            let key = format!("{folder}{}siem", source.stream.unwrap_or_default());
            let marked = source.marks.iter().any(|mark| key.contains(mark));
            assert!(marked, "{}: {key}", source.log_type);
        }
    }
}
