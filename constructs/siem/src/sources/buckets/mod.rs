//! Buckets for logs that AWS does not let go into the log bucket: it dictates their name,
//! or where they are.
//!
//! In the SIEM's own stack such a bucket announces each object to the loader, which may
//! read it. The loader reads in its own region and account only; so a bucket of another
//! stack is replicated into the log bucket, key by key, and the loader finds the copies
//! there. S3 makes them mostly within 15 minutes, and not between partitions.

mod cloudfront_legacy;
mod keep;
mod load_balancers;
mod s3_access_logs;
mod waf;
mod wired;

pub use cloudfront_legacy::CloudFrontLegacyBucket;
pub use keep::KeepDays;
pub use load_balancers::LoadBalancerBucket;
pub use s3_access_logs::S3AccessLogBucket;
pub use waf::WafBucket;
pub(super) use wired::{Wired, let_vended_logs_in};
