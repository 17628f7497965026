//! Security groups.
//!
//! CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html>

use resources::ec2;
use resources::ec2::security_group::{Egress, Ingress};
use template::{ConditionHandle, Construct, Resource, Scope, Value};

/// The port of HTTPS.
const HTTPS: i64 = 443;

/// An address that nothing outside a machine has: a rule for it allows nothing. EC2 allows
/// every connection from a group without any rule for them.
const NOBODY: &str = "127.0.0.1/32";

/// Describes a security group. Its members take no connection and make none, but for those
/// that are said.
#[derive(Debug, Clone)]
#[must_use = "a SecurityGroup is only described; add it to a stack"]
pub struct SecurityGroup {
    id: String,
    description: String,
    vpc: Value<String>,
    name: Option<String>,
    condition: Option<ConditionHandle>,
    retained: bool,
    from: Vec<Value<String>>,
    to: Vec<Value<String>>,
}

impl SecurityGroup {
    /// A group in a VPC. Changing the description replaces it.
    pub fn new(
        id: impl Into<String>,
        description: impl Into<String>,
        vpc: impl Into<Value<String>>,
    ) -> Self {
        Self {
            id: id.into(),
            description: description.into(),
            vpc: vpc.into(),
            name: None,
            condition: None,
            retained: false,
            from: vec![],
            to: vec![],
        }
    }

    /// A name of one's own, up to 255 characters. Without one, CloudFormation makes one up.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Makes the group only where the condition holds.
    pub fn only_where(mut self, condition: Option<&ConditionHandle>) -> Self {
        self.condition = condition.cloned();
        self
    }

    /// Leaves the group in place when the stack goes: whatever else uses it keeps it.
    pub fn retained(mut self) -> Self {
        self.retained = true;
        self
    }

    /// Members take HTTPS from these addresses, such as `10.0.0.0/16`.
    pub fn https_from(mut self, ranges: impl IntoIterator<Item = Value<String>>) -> Self {
        self.from.extend(ranges);
        self
    }

    /// Members make HTTPS connections to these addresses.
    pub fn https_to(mut self, ranges: impl IntoIterator<Item = Value<String>>) -> Self {
        self.to.extend(ranges);
        self
    }

    fn properties(self) -> ec2::SecurityGroup {
        let mut properties = ec2::SecurityGroup::new(self.description).vpc_id(self.vpc);
        if let Some(name) = self.name {
            properties = properties.group_name(name);
        }
        if !self.from.is_empty() {
            let rules: Vec<Ingress> = self.from.into_iter().map(https_from).collect();
            properties = properties.security_group_ingress(rules);
        }
        let rules = if self.to.is_empty() {
            vec![https_to(NOBODY.into()).description("Nobody")]
        } else {
            self.to.into_iter().map(https_to).collect()
        };
        properties.security_group_egress(rules)
    }
}

fn https_from(range: Value<String>) -> Ingress {
    Ingress::new("tcp").cidr_ip(range).from_port(HTTPS).to_port(HTTPS).description("HTTPS")
}

fn https_to(range: Value<String>) -> Egress {
    Egress::new("tcp").cidr_ip(range).from_port(HTTPS).to_port(HTTPS).description("HTTPS")
}

impl Construct for SecurityGroup {
    type Handle = ec2::SecurityGroupHandle;

    fn build(self, scope: &mut Scope<'_>) -> ec2::SecurityGroupHandle {
        let (id, condition, retained) = (self.id.clone(), self.condition.clone(), self.retained);
        let mut resource = Resource::new(id, self.properties());
        if let Some(condition) = &condition {
            resource = resource.condition(condition);
        }
        if retained {
            resource = resource.retain_data();
        }
        scope.add(resource)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use assertions::Template;
    use serde_json::json;
    use template::Stack;

    fn properties(group: SecurityGroup) -> serde_json::Value {
        let mut stack = Stack::new("example");
        stack.add(group);
        Template::of(stack).resource("Group")["Properties"].clone()
    }

    #[test]
    fn without_a_rule_no_connection_is_taken_or_made() {
        let group = properties(SecurityGroup::new("Group", "Example", "vpc-0a1b2c3d"));
        assert!(group.get("SecurityGroupIngress").is_none(), "{group:#}");
        let egress = &group["SecurityGroupEgress"];
        assert_eq!(egress.as_array().map(Vec::len), Some(1), "EC2 allows all without a rule");
        assert_eq!(egress[0]["CidrIp"], "127.0.0.1/32");
    }

    #[test]
    fn https_is_one_port_of_each_range() {
        let group = SecurityGroup::new("Group", "Example", "vpc-0a1b2c3d");
        let group = properties(group.https_from(["10.0.0.0/16".into(), "10.1.0.0/16".into()]));
        let rules = group["SecurityGroupIngress"].as_array().unwrap();
        for (rule, range) in rules.iter().zip(["10.0.0.0/16", "10.1.0.0/16"]) {
            assert_eq!(rule["CidrIp"], range);
            assert_eq!((&rule["FromPort"], &rule["ToPort"]), (&json!(443), &json!(443)));
        }
        assert_eq!(rules.len(), 2);
    }
}
