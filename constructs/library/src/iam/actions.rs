//! Lists of IAM actions.
//!
//! Each service keeps its own in its `actions.rs`, named for what one does with them.
//! Source: <https://docs.aws.amazon.com/service-authorization/latest/reference/>

/// IAM actions, such as `s3:GetObject`.
pub type Actions = &'static [&'static str];
