//! Roles.

use resources::iam;
use resources::iam::role::Policy as InlinePolicy;
use template::{Arn, Construct, Handle, LogicalId, Resource, Scope, Stack, Value, pseudo, text};

use super::permission::Permission;
use super::statement::{PolicyDocument, Principal, Statement, Test};
use crate::statements;

/// A policy that AWS keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManagedPolicy(&'static str);

impl ManagedPolicy {
    /// Lets a function write its log.
    pub const LAMBDA_BASIC_EXECUTION: Self = Self("service-role/AWSLambdaBasicExecutionRole");
    /// Lets AWS Config look at the resources that it records.
    pub const CONFIG: Self = Self("service-role/AWS_ConfigRole");

    /// The policy's ARN in the stack's partition.
    pub fn arn(self) -> Value<String> {
        text!("arn:", pseudo::partition(), ":iam::aws:policy/", self.0)
    }
}

/// Describes a role that an AWS service assumes.
///
/// What it may do is one policy, `DefaultPolicy`, made with the first permission and grown
/// by each [`RoleHandle::grant`] after it.
#[derive(Debug, Clone)]
#[must_use = "a Role is only described; add it to a stack"]
pub struct Role {
    id: String,
    name: Option<Value<String>>,
    assumed_by: Principal,
    trusted_when: Vec<Test>,
    managed: Vec<ManagedPolicy>,
    inline: Vec<(String, Permission)>,
    permissions: Vec<Permission>,
}

impl Role {
    /// A role for a service, such as `lambda.amazonaws.com`.
    pub fn for_service(id: impl Into<String>, service: &str) -> Self {
        Self::assumed_by(id, Principal::service(service))
    }

    /// A role for whom the principal names.
    pub fn assumed_by(id: impl Into<String>, principal: Principal) -> Self {
        Self {
            id: id.into(),
            name: None,
            assumed_by: principal,
            trusted_when: vec![],
            managed: vec![],
            inline: vec![],
            permissions: vec![],
        }
    }

    /// A name of one's own, up to 64 characters, for roles that others name. Without one,
    /// CloudFormation makes one up.
    pub fn name(mut self, name: impl Into<Value<String>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Lets the service assume the role only where a condition of IAM holds, such as for
    /// resources of this account (the confused deputy).
    pub fn trusted_when(mut self, test: Test) -> Self {
        self.trusted_when.push(test);
        self
    }

    /// Adds a policy that AWS keeps.
    pub fn managed_policy(mut self, policy: ManagedPolicy) -> Self {
        self.managed.push(policy);
        self
    }

    /// Grants a permission as a policy within the role, under this name.
    pub fn inline_policy(mut self, name: &str, permission: Permission) -> Self {
        self.inline.push((name.to_owned(), permission));
        self
    }

    /// Grants a permission.
    pub fn permit(mut self, permission: Permission) -> Self {
        self.permissions.push(permission);
        self
    }
}

/// A role that is in a stack.
#[derive(Debug, Clone)]
pub struct RoleHandle {
    role: iam::RoleHandle,
    policy: iam::PolicyHandle,
    /// Where the policy goes, once there is one.
    path: String,
}

const POLICY: &str = "DefaultPolicy";

impl Construct for Role {
    type Handle = RoleHandle;

    fn build(mut self, scope: &mut Scope<'_>) -> RoleHandle {
        let permissions = std::mem::take(&mut self.permissions);
        let id = self.id.clone();
        let role = scope.add(Resource::new(&id, self.properties()));
        let inside = scope.child(&id);
        let policy = iam::PolicyHandle::from(inside.logical_id_of(POLICY));
        let path = inside.path().to_owned();
        let handle = RoleHandle { role, policy, path };
        for permission in permissions {
            handle.grant(scope.stack(), permission);
        }
        handle
    }
}

impl Role {
    fn properties(self) -> iam::Role {
        let trust = Statement::allow(&["sts:AssumeRole"]).to(self.assumed_by);
        let trust = self.trusted_when.into_iter().fold(trust, Statement::when);
        let mut properties = iam::Role::new(PolicyDocument::from(trust));
        if let Some(name) = self.name {
            properties = properties.role_name(name);
        }
        if !self.managed.is_empty() {
            let arns: Value<Vec<String>> = self.managed.iter().map(|policy| policy.arn()).collect();
            properties = properties.managed_policy_arns(arns);
        }
        if !self.inline.is_empty() {
            let policies = self.inline.into_iter().map(|(name, permission)| {
                let document = PolicyDocument::from_iter(permission.into_statements());
                InlinePolicy::new(document, name)
            });
            properties = properties.policies(policies.collect::<Vec<_>>());
        }
        properties
    }
}

impl RoleHandle {
    /// The role's ARN.
    pub fn arn(&self) -> Value<Arn<iam::Role>> {
        self.role.arn()
    }

    /// The role's name.
    pub fn name(&self) -> Value<iam::RoleName> {
        self.role.reference()
    }

    /// The policy with what the role may do, if it may do anything: whoever uses the role
    /// at once waits for it.
    pub fn policy(&self, stack: &Stack) -> Option<&impl Handle> {
        stack.contains(&self.policy).then_some(&self.policy)
    }

    /// Grants one more permission.
    pub fn grant(&self, stack: &mut Stack, permission: Permission) {
        if stack.contains(&self.policy) {
            let granted = permission.into_statements();
            statements::append(stack, &self.policy, "PolicyDocument", granted);
        } else {
            let mut scope = stack.scope_at(&self.path);
            let name = scope.logical_id_of(POLICY).to_string();
            self.grant_as(&mut scope, POLICY, name, permission);
        }
    }

    /// Grants a permission as a policy with a name of its own.
    pub fn grant_as(
        &self,
        scope: &mut Scope<'_>,
        id: &str,
        name: impl Into<String>,
        permission: Permission,
    ) -> iam::PolicyHandle {
        let document = PolicyDocument::from_iter(permission.into_statements());
        let policy = iam::Policy::new(document, name.into()).roles([self.name()]);
        scope.add(Resource::new(id, policy))
    }
}

impl Handle for RoleHandle {
    fn logical_id(&self) -> &LogicalId {
        self.role.logical_id()
    }
}
