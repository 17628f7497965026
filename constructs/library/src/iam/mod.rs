//! IAM: who may do what.
//!
//! - [`Statement`]: a sentence of a policy.
//! - [`Permission`]: what a handle such as a queue's lets others do, as data.
//! - [`Role`]: who it is granted to; [`Policy`]: one permission for several roles.

mod actions;
mod permission;
mod policy;
mod role;
mod statement;

pub use actions::Actions;
pub use permission::Permission;
pub use policy::Policy;
pub use role::{ManagedPolicy, Role, RoleHandle};
pub use statement::{PolicyDocument, Principal, Statement, Test};
