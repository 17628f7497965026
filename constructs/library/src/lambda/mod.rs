//! Lambda functions, written in Rust.
//!
//! - [`Function`]: a bundled program with a role of its own.
//! - [`InvokePermission`]: lets a service of AWS invoke one.
//! - [`QueueConsumer`]: lets one read a queue.
//! - [`VpcPlacement`]: puts one inside a VPC.

mod access;
mod actions;
mod checks;
mod consumer;
mod function;
mod invoke_permission;
mod limits;
mod metrics;
mod vpc;

pub use consumer::QueueConsumer;
pub use function::{Architecture, Function, FunctionHandle, Program};
pub use invoke_permission::InvokePermission;
pub use limits::{BatchSize, MemorySize, Timeout};
pub use metrics::errors_of;
pub use vpc::VpcPlacement;
