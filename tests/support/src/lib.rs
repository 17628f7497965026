//! Servers and helpers for tests.
//!
//! Tests here run against real parts: moto's AWS APIs, an OpenSearch node, the
//! deployed programs under a Lambda Runtime API, cfn-lint, cfn-guard, checkov, the CDK
//! command line.
//! Each part is a module; what it needs is installed below `target/test-services`,
//! at the versions written in this crate's folder, the first time a test asks.
//!
//! A part is asked for by a function that returns `None` where the machine lacks
//! what it needs, after saying so, and a test starts with
//!
//! ```
//! let Some(node) = opensearch::shared() else { return };
//! ```
//!
//! In tests a failure may stop at once, so this crate panics where a library would
//! return an error. It knows no other crate of the workspace.

pub mod aws_cli;
pub mod aws_peer;
pub mod cdk;
pub mod cfn_guard;
pub mod cfn_lint;
pub mod checkov;
pub mod http;
pub mod install;
pub mod internet;
pub mod json_schema;
pub mod kept;
pub mod lambda_runtime_api;
pub mod moto;
pub mod names;
pub mod opensearch;
pub mod opensearch_proxy;
pub mod python;
pub mod services;
pub mod shared_server;
pub mod snapshots;
pub mod wait;
