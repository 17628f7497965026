//! Policies that several roles share.

use resources::iam;
use template::{ConditionHandle, Construct, Resource, Scope, Value};

use super::permission::Permission;
use super::role::RoleHandle;
use super::statement::PolicyDocument;

/// Describes a policy that is put into each of several roles, under a name of its own.
///
/// A role has room for one policy of a name.
#[derive(Debug, Clone)]
#[must_use = "a Policy is only described; add it to a stack"]
pub struct Policy {
    id: String,
    name: String,
    permission: Permission,
    roles: Vec<Value<iam::RoleName>>,
    only_where: Option<ConditionHandle>,
}

impl Policy {
    /// A policy of this name, for these roles.
    pub fn new<'a>(
        id: impl Into<String>,
        name: impl Into<String>,
        permission: Permission,
        roles: impl IntoIterator<Item = &'a RoleHandle>,
    ) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            permission,
            roles: roles.into_iter().map(RoleHandle::name).collect(),
            only_where: None,
        }
    }

    /// Makes the policy only where a condition of the stack holds.
    pub fn only_where(mut self, condition: &ConditionHandle) -> Self {
        self.only_where = Some(condition.clone());
        self
    }
}

impl Construct for Policy {
    type Handle = iam::PolicyHandle;

    fn build(self, scope: &mut Scope<'_>) -> iam::PolicyHandle {
        let document = PolicyDocument::from_iter(self.permission.into_statements());
        let policy = iam::Policy::new(document, self.name).roles(self.roles);
        let mut resource = Resource::new(self.id, policy);
        if let Some(condition) = &self.only_where {
            resource = resource.condition(condition);
        }
        scope.add(resource)
    }
}
