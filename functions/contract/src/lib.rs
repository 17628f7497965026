//! What the stack and its functions promise each other.
//!
//! `constructs/` and `functions/` meet only here, so that neither can change a name
//! that the other relies on: a field renamed in this crate stops both from compiling.
//!
//! - [`environment`]: the variables of each function, one struct for both sides.
//! - [`custom_resources`]: the properties of each custom resource, likewise.
//! - [`clients`]: what each function calls.
//! - [`handlers`]: which function of a shared bootstrap is meant.
//! - [`log_groups`]: where the functions write their own logs.
//! - [`log_spec`]: a type of log as data.
//! - [`sources`]: the S3 keys under which each log arrives.
//! - [`geo_bucket`]: where databases lie in the geo bucket.
//! - [`indicators`]: what the steps of the indicator pipeline hand to each other.
//! - [`index_metrics`]: where metrics of indices lie in the log bucket.
//! - [`loader_stop`]: what is remembered while the loader stands still.
//! - [`metrics`]: metrics that alarms watch.

pub mod clients;
pub mod custom_resources;
pub mod environment;
pub mod geo_bucket;
pub mod handlers;
pub mod index_metrics;
pub mod indicators;
pub mod loader_stop;
pub mod log_groups;
pub mod log_spec;
pub mod log_types;
pub mod metrics;
pub mod sources;
