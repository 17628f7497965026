//! Who may do what within a serverless collection.
//!
//! IAM only lets one call a collection. What the call may do there, a data access policy
//! says, which is JSON as text.
//!
//! CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-opensearchserverless-accesspolicy.html>
//!
//! Grammar: <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-data-access.html>

use resources::opensearchserverless::access_policy::AccessPolicyType;
use resources::opensearchserverless::{AccessPolicy, AccessPolicyHandle};
use template::{ConditionHandle, Construct, Expr, Json, Object, Resource, Scope, Value};

use crate::iam::RoleHandle;

/// What some roles may do.
#[derive(Debug, Clone)]
#[must_use = "a DataAccess is only described; give it to a policy"]
pub struct DataAccess {
    description: &'static str,
    roles: Vec<Value<String>>,
    rules: Vec<Object>,
}

impl DataAccess {
    /// Nothing yet, for this role.
    pub fn new(description: &'static str, role: &RoleHandle) -> Self {
        Self { description, roles: vec![role.arn().into()], rules: vec![] }
    }

    /// To whole collections: permissions such as `aoss:CreateCollectionItems` on
    /// `collection/…`.
    pub fn to_collections(self, names: &[Value<String>], permissions: &[&str]) -> Self {
        self.rule("collection", names, permissions)
    }

    /// To indices: permissions such as `aoss:ReadDocument` on `index/collection/…`.
    pub fn to_indices(self, names: &[Value<String>], permissions: &[&str]) -> Self {
        self.rule("index", names, permissions)
    }

    fn rule(mut self, kind: &str, names: &[Value<String>], permissions: &[&str]) -> Self {
        let names: Vec<Expr> = names.iter().cloned().map(Value::into_expr).collect();
        self.rules.push(
            Object::new()
                .with("Resource", names)
                .with("Permission", permissions.to_vec())
                .with("ResourceType", kind),
        );
        self
    }

    fn into_object(self) -> Object {
        let roles: Vec<Expr> = self.roles.into_iter().map(Value::into_expr).collect();
        Object::new()
            .with("Description", self.description)
            .with("Principal", roles)
            .with("Rules", self.rules)
    }
}

/// Describes a data access policy.
#[derive(Debug, Clone)]
#[must_use = "a DataAccessPolicy is only described; add it to a stack"]
pub struct DataAccessPolicy {
    id: String,
    name: String,
    access: Vec<DataAccess>,
    condition: Option<ConditionHandle>,
}

impl DataAccessPolicy {
    /// A policy with a name of 3 to 32 characters, unique in account and region.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into(), access: vec![], condition: None }
    }

    /// Adds what some roles may do.
    pub fn allow(mut self, access: DataAccess) -> Self {
        self.access.push(access);
        self
    }

    /// Makes the policy only where the condition holds.
    pub fn only_where(mut self, condition: Option<&ConditionHandle>) -> Self {
        self.condition = condition.cloned();
        self
    }
}

impl Construct for DataAccessPolicy {
    type Handle = AccessPolicyHandle;

    fn build(self, scope: &mut Scope<'_>) -> AccessPolicyHandle {
        let access: Vec<Object> = self.access.into_iter().map(DataAccess::into_object).collect();
        let policy = Value::<Json>::from_expr(access).into_text();
        let properties = AccessPolicy::new(self.name, policy, AccessPolicyType::Data)
            .description("Made by the SIEM's stack, which overwrites changes");
        let mut resource = Resource::new(self.id, properties);
        if let Some(condition) = &self.condition {
            resource = resource.condition(condition);
        }
        scope.add(resource)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::Role;
    use assertions::Template;
    use serde_json::json;
    use template::Stack;

    #[test]
    fn the_policy_is_json_once_cloudformation_has_put_the_arns_in() {
        let mut stack = Stack::new("example");
        let role = stack.add(Role::for_service("Loader", "lambda.amazonaws.com"));
        let access = DataAccess::new("For \"tests\"", &role)
            .to_indices(&["index/logs/log-*".into()], &["aoss:WriteDocument"]);
        stack.add(DataAccessPolicy::new("Access", "example").allow(access));
        let template = Template::of(stack);
        let policy = &template.resource("Access")["Properties"]["Policy"];
        let text = policy["Fn::Sub"].as_str().unwrap().replace("${Loader.Arn}", "arn:x");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap(),
            json!([{
                "Description": "For \"tests\"",
                "Principal": ["arn:x"],
                "Rules": [{
                    "Resource": ["index/logs/log-*"],
                    "Permission": ["aoss:WriteDocument"],
                    "ResourceType": "index",
                }],
            }])
        );
    }
}
