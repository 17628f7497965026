//! Logs that are a property of the user's own resource: the property, typed, for code that
//! makes the resource, and the line of the AWS CLI that sets it on one that is there.
//!
//! What goes to S3 goes to the log bucket, or to one of a source's own
//! ([`LoadBalancerBucket`](super::LoadBalancerBucket),
//! [`S3AccessLogBucket`](super::S3AccessLogBucket)), under the prefix that the loader
//! recognises. What goes to CloudWatch Logs is in log groups, whose names the source of the
//! same log takes ([`RdsMySql`](super::RdsMySql), for one).

mod client_vpn;
mod cloudfront;
mod cloudhsm;
mod command;
mod directory_service;
mod eks;
mod elasticache;
mod functions;
mod list;
mod load_balancers;
mod msk;
mod opensearch;
mod rds;
mod s3;

use contract::sources::Source;

pub use client_vpn::ClientVpnLogs;
pub use cloudfront::CloudFrontLegacyLogs;
pub use cloudhsm::CloudHsmLogs;
pub use directory_service::DirectoryServiceLogs;
pub use eks::EksLogs;
pub use elasticache::RedisSlowLogs;
pub use functions::FunctionLogs;
pub use list::{SETTINGS, SettingEntry};
pub use load_balancers::{AlbLogs, ClbLogs, NlbLogs};
pub use msk::MskLogs;
pub use opensearch::OpenSearchAuditLogs;
pub use rds::{DatabaseEngine, RdsLogs};
pub use s3::S3AccessLogs;

/// A log that is switched on at the user's own resource.
pub trait Setting {
    /// What it is called in [`SETTINGS`].
    const NAME: &'static str;
    /// The logs that are switched on.
    const LOGS: &'static [&'static Source];

    /// One as an example, of names that are known.
    fn example() -> Self;

    /// A line for a shell that switches the logs on at a resource which is there. What is
    /// not known before deployment stands in it as `<what>`, within quotes.
    fn cli(&self) -> String;
}
