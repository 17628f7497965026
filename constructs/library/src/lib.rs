//! Constructs for single AWS services, with the defaults one wants.
//!
//! A folder a service, and in each the same files where there is need of them: `mod.rs`
//! with the constructs, `actions.rs` with the service's IAM actions.
//!
//! A description such as [`sqs::Queue`] is its own builder. Adding it to a stack gives a
//! handle, whose methods are typed references (`arn()`) and permissions (`consume()`).

pub mod cloudformation;
pub mod cloudwatch;
pub mod ec2;
pub mod events;
pub mod firehose;
pub mod iam;
pub mod kms;
pub mod lambda;
pub mod logs;
pub mod opensearchserverless;
pub mod s3;
pub mod sns;
pub mod sqs;
mod statements;
pub mod stepfunctions;
