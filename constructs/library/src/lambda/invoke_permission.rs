//! Who may invoke a function.
//!
//! CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html>

use resources::lambda;
use template::{Construct, Resource, Scope, Value, pseudo};

use super::FunctionHandle;
use super::actions;
use crate::iam::Principal;

/// Lets a service of AWS invoke a function, for one of its resources only: a permission
/// that names no source would let anyone's resource of that service do it.
#[derive(Debug, Clone)]
#[must_use = "a permission is only described; add it to a stack"]
pub struct InvokePermission {
    id: String,
    permission: lambda::Permission,
}

impl InvokePermission {
    /// Lets the principal invoke the function. Say from where.
    pub fn new(id: impl Into<String>, function: &FunctionHandle, principal: Principal) -> Self {
        let principal = match principal {
            Principal::Service(name) | Principal::Aws(name) => name,
            Principal::Everyone => "*".into(),
        };
        let permission = lambda::Permission::new(actions::INVOKE, function.arn(), principal);
        Self { id: id.into(), permission }
    }

    /// Only for this resource.
    pub fn from_arn(mut self, source: impl Into<Value<String>>) -> Self {
        self.permission = self.permission.source_arn(source);
        self
    }

    /// Only for resources of the stack's own account. A bucket's ARN does not say whose it
    /// is, and another account can take its name once it is deleted.
    pub fn from_this_account(mut self) -> Self {
        self.permission = self.permission.source_account(pseudo::account_id());
        self
    }
}

impl Construct for InvokePermission {
    type Handle = lambda::PermissionHandle;

    fn build(self, scope: &mut Scope<'_>) -> lambda::PermissionHandle {
        scope.add(Resource::new(self.id, self.permission))
    }
}
