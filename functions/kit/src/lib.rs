//! What every function needs: logs, metrics, AWS clients, custom resources.
//!
//! - [`runtime`]: one start and one end for every function's `main.rs`.
//! - [`logging`]: one JSON object a line, with the request's id.
//! - [`metrics`]: CloudWatch metrics as log lines (embedded metric format).
//! - [`aws`]: configuration and clients of the AWS SDK.
//! - [`aws_json`]: AWS APIs of which too little is used for a crate of the SDK.
//! - [`http`]: requests to everything that has no client of the SDK.
//! - [`custom_resource`]: the protocol between CloudFormation and a function.
//! - [`export`]: objects that an exporter puts into the log bucket.
//! - [`function_arn`]: the account and region that a function runs in.
//! - [`errors`]: the stable name of an error, which alarms match on.
//! - [`open_search`]: where a domain or collection is.
//! - [`patience`]: how often, and how long, something is tried again.
//! - [`xml`]: the XML that some APIs of AWS answer with.
//!
//! Nothing here reads the environment except the AWS SDK itself: `main.rs` hands in
//! what it read.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic
    )
)]

pub mod aws;
pub mod aws_json;
pub mod custom_resource;
pub mod errors;
pub mod export;
pub mod function_arn;
pub mod http;
pub mod logging;
pub mod metrics;
pub mod open_search;
pub mod patience;
pub mod runtime;
pub mod sigv4;
pub mod xml;
