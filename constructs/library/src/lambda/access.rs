//! What others may do with a function.

use super::{FunctionHandle, actions};
use crate::iam::Permission;

impl FunctionHandle {
    /// Run it.
    pub fn invoke(&self) -> Permission {
        Permission::new(&[actions::INVOKE], [self.arn()])
    }

    /// Read and change how many of its invocations may run at a time; with none, it stands
    /// still.
    pub fn change_concurrency(&self) -> Permission {
        Permission::new(actions::CHANGE_CONCURRENCY, [self.arn()])
    }
}
