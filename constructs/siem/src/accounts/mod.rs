//! Accounts other than the stack's own.

mod ids;

pub use ids::{AccountId, InvalidId, KeyArn, OrganizationId, PolicyArn};
