//! Functions inside a VPC.
//!
//! A function inside reaches what the VPC reaches: without a way out, only what has an
//! endpoint there.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html>

use resources::ec2::SecurityGroupId;
use resources::lambda::function::VpcConfig;
use template::{ConditionHandle, Expr, Value, pseudo, text};

use super::actions;
use crate::iam::{Permission, Statement, Test};

/// Where in a VPC a function has its network interfaces.
#[derive(Debug, Clone)]
pub struct VpcPlacement {
    subnets: Value<Vec<String>>,
    security_groups: Value<Vec<String>>,
    only_where: Option<ConditionHandle>,
}

impl VpcPlacement {
    /// In these subnets, up to 16, with one security group.
    pub fn new(
        subnets: impl Into<Value<Vec<String>>>,
        security_group: Value<SecurityGroupId>,
    ) -> Self {
        Self {
            subnets: subnets.into(),
            security_groups: [Value::<String>::from(security_group)].into(),
            only_where: None,
        }
    }

    /// Leaves functions outside where a condition of the stack does not hold.
    #[must_use]
    pub fn only_where(mut self, condition: &ConditionHandle) -> Self {
        self.only_where = Some(condition.clone());
        self
    }

    /// Whether the subnets are known before the deployment.
    pub(super) fn is_known(&self) -> bool {
        self.only_where.is_none() && matches!(self.subnets.as_expr(), Expr::List(_))
    }

    pub(super) fn config(&self) -> Value<VpcConfig> {
        let config = VpcConfig::new()
            .subnet_ids(self.subnets.clone())
            .security_group_ids(self.security_groups.clone());
        match &self.only_where {
            Some(condition) => Value::from(config).only_if(condition),
            None => config.into(),
        }
    }

    /// What Lambda needs of the function's role to make its network interfaces, and which
    /// the function's own code may not use.
    pub(super) fn permission(&self) -> Permission {
        let here = || text!(pseudo::region(), ":", pseudo::account_id(), ":");
        // Lambda checks `DeleteNetworkInterface` against any resource, and a subnet that is
        // shared belongs to another account.
        let interfaces = text!("arn:", pseudo::partition(), ":ec2:", pseudo::region(), ":*:*/*");
        let functions = text!("arn:", pseudo::partition(), ":lambda:", here(), "function:*");
        // Descriptions have no narrower resource.
        let permission = Permission::new(actions::DESCRIBE_NETWORK, ["*"])
            .and(Permission::new(actions::MANAGE_INTERFACES, [interfaces.clone()]))
            .and(Permission::from(
                Statement::deny(actions::MANAGE_INTERFACES)
                    .on(interfaces)
                    .when(Test::arn_like("lambda:SourceFunctionArn", [functions])),
            ));
        match &self.only_where {
            Some(condition) => permission.only_where(condition),
            None => permission,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lambda::{Architecture, Function, Program};
    use assertions::Template;
    use resources::ec2;
    use serde_json::{Value as Json, json};
    use template::{Asset, Condition, Parameter, Resource, Stack};

    /// A function of this placement, and the statements of its role's policy.
    fn placed(where_given: bool) -> (Json, Vec<Json>) {
        let mut stack = Stack::new("example");
        let subnets = stack.parameter(Parameter::<Vec<String>>::new("Subnets"));
        let vpc = stack.parameter(Parameter::<String>::new("Vpc").default_value(""));
        let group =
            stack.add(Resource::new("Group", ec2::SecurityGroup::new("Example").vpc_id(&vpc)));
        let mut placement = VpcPlacement::new(subnets, group.reference());
        if where_given {
            placement = placement.only_where(&stack.condition("InVpc", Condition::given(vpc)));
        }
        let program = Program {
            asset: Asset::unbuilt("example"),
            architecture: Architecture::Arm64,
            handler: "example",
            log_group: "/example".to_owned(),
        };
        stack.add(Function::new("Worker", program).inside(&placement));
        let template = Template::of(stack);
        let config = template.resource("Worker")["Properties"]["VpcConfig"].clone();
        let policy = &template.resource("WorkerServiceRoleDefaultPolicy")["Properties"];
        (config, policy["PolicyDocument"]["Statement"].as_array().unwrap().clone())
    }

    #[test]
    fn a_function_inside_is_in_the_subnets_with_the_group() {
        let (config, _) = placed(false);
        assert_eq!(
            config,
            json!({
                "SubnetIds": {"Ref": "Subnets"},
                "SecurityGroupIds": [{"Ref": "Group"}],
            })
        );
    }

    #[test]
    fn a_function_that_may_be_outside_gets_nothing_there() {
        let (config, statements) = placed(true);
        assert_eq!(config["Fn::If"][0], "InVpc");
        assert_eq!(config["Fn::If"][2], json!({"Ref": "AWS::NoValue"}));
        let conditional = statements.iter().filter(|statement| statement["Fn::If"][0] == "InVpc");
        // All but the one for its log group.
        assert_eq!(conditional.count(), statements.len() - 1, "{statements:#?}");
    }

    #[test]
    fn the_code_itself_may_not_make_interfaces() {
        let (_, statements) = placed(false);
        let [_, allowed, denied, ..] = statements.as_slice() else {
            panic!("{statements:#?}");
        };
        assert_eq!(denied["Effect"], "Deny");
        assert_eq!(
            (&denied["Action"], &denied["Resource"]),
            (&allowed["Action"], &allowed["Resource"])
        );
    }

    #[test]
    fn a_subnet_may_be_shared_by_another_account() {
        let (_, statements) = placed(false);
        let interfaces = json!({"Fn::Sub": "arn:${AWS::Partition}:ec2:${AWS::Region}:*:*/*"});
        assert!(statements.iter().any(|statement| statement["Resource"] == interfaces));
    }
}
