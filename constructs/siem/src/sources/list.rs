//! The list of all sources.

use std::collections::BTreeSet;

use contract::sources::Source;
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Problem, Scope};

use super::destination::Destination;
use super::id::{self, Id};
use super::listed::Listed;
use super::places::Places;
use super::source::{Form, LogSource};
use super::{
    ActiveDirectory, AnyLogGroups, Apache, ClientVpn, CloudFrontLegacyBucket, CloudFrontRealtime,
    CloudFrontStandard, CloudHsm, CloudTrail, Config, ConfigRules, EksAudit, FsxWindows, GuardDuty,
    Inspector, LambdaLogs, Linux, LoadBalancerBucket, NetworkFirewall, Nginx, OpenSearchAudit,
    RdsMySql, RdsPostgreSql, Redis, Route53Resolver, S3AccessLogBucket, SecurityHub,
    TransitGatewayFlowLogs, TrustedAdvisor, VpcFlowLogs, VpcFlowLogsFirehose, WafBucket,
    WafFirehose, WorkSpaces,
};

/// What is known of a source without its options.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Its key in the file with the options.
    pub name: &'static str,
    /// The logs that it delivers.
    pub logs: &'static [&'static Source],
    /// How they are switched on.
    pub form: Form,
    /// Where that is possible.
    pub places: Places,
    /// Options such as a file might hold, in YAML.
    pub example: &'static str,
}

impl Entry {
    const fn of<S: LogSource>() -> Self {
        Self { name: S::NAME, logs: S::LOGS, form: S::FORM, places: S::PLACES, example: S::EXAMPLE }
    }
}

/// Two sources of a kind that nothing tells apart.
fn alike(name: &str, id: Option<&Id>) -> Problem {
    let why = match id {
        Some(id) => format!(
            "two of them have the id `{}`, or one with the same letters and digits; wanted is \
             one id each: give one of them another",
            id.as_str()
        ),
        None => "two of them have no `id`; wanted is one each, which stays: give one of them an \
                 `id`, or leave it out if this source takes none and is there once"
            .to_owned(),
    };
    Problem::Impossible { place: format!("sources.{name}"), why }
}

macro_rules! sources {
    ($($(#[$doc:meta])* $name:ident: $source:ty,)*) => {
        /// Sources of logs. A key without anything means the source with its defaults; a list
        /// means several of its kind, each with an `id`.
        #[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
        #[serde(
            default,
            deny_unknown_fields,
            expecting = "a source a line, each as a key such as `guardduty:`"
        )]
        pub struct Sources {
            $($(#[$doc])* pub $name: Listed<$source>,)*
        }

        impl Sources {
            /// Adds every source to a stack.
            pub fn build(self, scope: &mut Scope<'_>, destination: &Destination) {
                $(
                    let mut ids = BTreeSet::new();
                    for source in self.$name {
                        if ids.insert(id::scope(stringify!($name), source.id())) {
                            let _ = scope.add(source.to(destination));
                        } else {
                            scope.stack().problem(alike(stringify!($name), source.id()));
                        }
                    }
                )*
            }
        }

        /// All sources, in the order of [`Sources`].
        pub const ALL: &[Entry] = &[$(Entry::of::<$source>(),)*];

        /// The fields of [`Sources`], in the same order.
        #[cfg(test)]
        const FIELDS: &[&str] = &[$(stringify!($name),)*];
    };
}

sources! {
    /// AWS Managed Microsoft AD: security events.
    active_directory: ActiveDirectory,
    /// Apache HTTP Server: access and error logs of a web site.
    apache: Apache,
    /// AWS Client VPN: connections.
    client_vpn: ClientVpn,
    /// Amazon CloudFront: a bucket for standard logs (legacy).
    cloudfront_legacy_bucket: CloudFrontLegacyBucket,
    /// Amazon CloudFront: real-time logs of a distribution.
    cloudfront_realtime: CloudFrontRealtime,
    /// Amazon CloudFront: standard logs (v2).
    cloudfront_standard: CloudFrontStandard,
    /// AWS CloudHSM: audit logs.
    cloudhsm: CloudHsm,
    /// AWS CloudTrail: who called which API.
    cloudtrail: CloudTrail,
    /// AWS Config: histories and snapshots of resources.
    config: Config,
    /// AWS Config: changes of compliance with rules.
    config_rules: ConfigRules,
    /// Amazon EKS: audit logs of the control plane.
    eks_audit: EksAudit,
    /// Amazon FSx for Windows File Server: audit events.
    fsx_windows: FsxWindows,
    /// Amazon GuardDuty: findings, as it exports them.
    guardduty: GuardDuty,
    /// Amazon Inspector: findings.
    inspector: Inspector,
    /// AWS Lambda: what functions write.
    lambda_logs: LambdaLogs,
    /// Linux servers: log-ins and messages of the system.
    linux: Linux,
    /// Elastic Load Balancing: a bucket for logs of load balancers.
    load_balancer_bucket: LoadBalancerBucket,
    /// Log groups with any log that the loader knows.
    log_groups: AnyLogGroups,
    /// AWS Network Firewall: alerts, flows and TLS.
    network_firewall: NetworkFirewall,
    /// NGINX: access and error logs of a web site.
    nginx: Nginx,
    /// Amazon OpenSearch Service: audit logs of a domain.
    opensearch_audit: OpenSearchAudit,
    /// Amazon RDS and Aurora for MySQL and MariaDB.
    rds_mysql: RdsMySql,
    /// Amazon RDS and Aurora for PostgreSQL.
    rds_postgresql: RdsPostgreSql,
    /// Amazon ElastiCache for Redis and Valkey: slow logs.
    redis: Redis,
    /// Amazon Route 53 Resolver: queries.
    route53_resolver: Route53Resolver,
    /// Amazon S3: a bucket for server access logs of buckets.
    s3_access_log_bucket: S3AccessLogBucket,
    /// AWS Security Hub: findings.
    security_hub: SecurityHub,
    /// Transit gateways: flow logs.
    transit_gateway_flow_logs: TransitGatewayFlowLogs,
    /// AWS Trusted Advisor: results of its checks.
    trusted_advisor: TrustedAdvisor,
    /// VPCs, subnets and network interfaces: flow logs.
    vpc_flow_logs: VpcFlowLogs,
    /// Flow logs of VPCs and transit gateways through Firehose.
    vpc_flow_logs_firehose: VpcFlowLogsFirehose,
    /// AWS WAF, to a bucket of its own.
    waf_bucket: WafBucket,
    /// AWS WAF through Firehose.
    waf_firehose: WafFirehose,
    /// Amazon WorkSpaces: connections and inventory.
    workspaces: WorkSpaces,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_has_the_name_of_its_field() {
        let names: Vec<_> = ALL.iter().map(|entry| entry.name).collect();
        assert_eq!(names, FIELDS);
    }
}
