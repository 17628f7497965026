//! Logs switched on, with the prefix that the loader recognises.
//!
//! A file a source. Each is plain data with defaults, a [`LogSource`]; with a
//! [`Destination`] it can be added to any stack: the SIEM's own, or one of another account
//! or region. Prefixes and names come from [`contract::sources`], where the loader's patterns
//! stand beside them; none is spelled here.
//!
//! [`Sources`] lists all of them, for the file with the options, and [`ALL`] says the same
//! as data. To add a source: its file, a line in `list.rs`, and `cargo test -p siem`, which
//! walks the list.

mod active_directory;
mod any_log_groups;
mod buckets;
mod client_vpn;
mod cloudfront_realtime;
mod cloudhsm;
mod destination;
mod eks_audit;
mod events;
mod exporter;
mod fsx_windows;
mod given;
mod id;
mod lambda_logs;
mod linux;
mod list;
mod listed;
mod log_groups;
mod native;
mod opensearch_audit;
mod places;
mod properties;
mod rds_mysql;
mod rds_postgresql;
mod redis;
mod source;
mod stack;
mod stream;
mod trusted_advisor;
mod vpc_flow_logs_firehose;
mod web_servers;
mod workspaces;

pub use active_directory::ActiveDirectory;
pub use any_log_groups::{AnyLogGroups, KnownLog, UnknownLog};
pub use buckets::{
    CloudFrontLegacyBucket, KeepDays, LoadBalancerBucket, S3AccessLogBucket, WafBucket,
};
pub use client_vpn::ClientVpn;
pub use cloudfront_realtime::{
    CloudFrontRealtime, CloudFrontRealtimeHandle, DistributionId, InvalidDistributionId, Percent,
};
pub use cloudhsm::CloudHsm;
pub use destination::Destination;
pub use eks_audit::EksAudit;
pub use events::{ConfigRules, Inspector, SecurityHub};
pub use exporter::EveryMinutes;
pub use fsx_windows::FsxWindows;
pub use given::{
    DetectorId, FirewallArn, InvalidReference, LoggedDistribution, NetworkInterfaceId, SubnetId,
    TransitGatewayAttachmentId, TransitGatewayId, VpcId, WebAclArn,
};
pub use id::{Id, InvalidId};
pub use lambda_logs::LambdaLogs;
pub use linux::Linux;
pub use list::{ALL, Entry, Sources};
pub use listed::Listed;
pub use log_groups::{InvalidLogGroupName, LogGroupName, LogGroups};
pub use native::{
    Aggregation, Behavior, CloudFrontStandard, CloudTrail, Config, DeliveryFrequency, Field,
    FileFormat, Filter, FirewallLog, Frequency, GlobalResources, GuardDuty, HeaderName,
    InvalidField, InvalidHeaderName, InvalidResourceType, LoggedResourceType, LogsGoTo,
    NetworkFirewall, OutputFormat, Recorder, Redact, RequestPart, Requirement, Route53Resolver,
    Traffic, TrailInsight, TrailOf, TransitGatewayFlowLogs, VpcFlowLogs, WafAction, WafFilter,
    WafFirehose,
};
pub use opensearch_audit::OpenSearchAudit;
pub use places::{InvalidRegion, Partition, Places, Region};
pub use properties::{
    AlbLogs, ClbLogs, ClientVpnLogs, CloudFrontLegacyLogs, CloudHsmLogs, DatabaseEngine,
    DirectoryServiceLogs, EksLogs, FunctionLogs, MskLogs, NlbLogs, OpenSearchAuditLogs, RdsLogs,
    RedisSlowLogs, S3AccessLogs, SETTINGS, Setting, SettingEntry,
};
pub use rds_mysql::RdsMySql;
pub use rds_postgresql::RdsPostgreSql;
pub use redis::Redis;
pub use source::{Delivered, Form, LogSource};
pub use stack::{InvalidStackName, SourceStack, StackName};
pub use stream::{Buffering, IntervalSeconds, InvalidStreamName, SizeMib, StreamName};
pub use trusted_advisor::{Descriptions, TrustedAdvisor};
pub use vpc_flow_logs_firehose::{InvalidWatched, VpcFlowLogsFirehose, Watched};
pub use web_servers::{Apache, InvalidSiteName, Nginx, SiteName};
pub use workspaces::{WorkSpaces, WorkSpacesHandle};
