//! Endpoints: services of AWS, reached from inside a VPC without the internet.
//!
//! CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html>

use resources::ec2;
use resources::ec2::vpc_endpoint::VpcEndpointType;
use template::{ConditionHandle, Construct, Resource, Scope, Value};

use crate::iam::PolicyDocument;

/// Describes an endpoint.
#[derive(Debug, Clone)]
#[must_use = "an Endpoint is only described; add it to a stack"]
pub struct Endpoint {
    id: String,
    properties: ec2::VPCEndpoint,
    condition: Option<ConditionHandle>,
}

impl Endpoint {
    /// Network interfaces in these subnets, that the service's own names lead to. A VPC has
    /// room for one such endpoint of a service.
    pub fn interface(
        id: impl Into<String>,
        service: impl Into<Value<String>>,
        vpc: impl Into<Value<String>>,
        subnets: impl Into<Value<Vec<String>>>,
        group: &ec2::SecurityGroupHandle,
    ) -> Self {
        let properties = ec2::VPCEndpoint::new(vpc)
            .vpc_endpoint_type(VpcEndpointType::Interface)
            .service_name(service)
            .private_dns_enabled(true)
            .subnet_ids(subnets)
            .security_group_ids([group.group_id()]);
        Self { id: id.into(), properties, condition: None }
    }

    /// A route in these route tables, for S3 and `DynamoDB`.
    pub fn gateway(
        id: impl Into<String>,
        service: impl Into<Value<String>>,
        vpc: impl Into<Value<String>>,
        route_tables: impl Into<Value<Vec<String>>>,
    ) -> Self {
        let properties = ec2::VPCEndpoint::new(vpc)
            .vpc_endpoint_type(VpcEndpointType::Gateway)
            .service_name(service)
            .route_table_ids(route_tables);
        Self { id: id.into(), properties, condition: None }
    }

    /// What may be done through the endpoint, by anyone in the VPC. Everything without this.
    pub fn policy(mut self, policy: PolicyDocument) -> Self {
        self.properties = self.properties.policy_document(policy);
        self
    }

    /// Makes the endpoint only where the condition holds.
    pub fn only_where(mut self, condition: &ConditionHandle) -> Self {
        self.condition = Some(condition.clone());
        self
    }
}

impl Construct for Endpoint {
    type Handle = ec2::VPCEndpointHandle;

    fn build(self, scope: &mut Scope<'_>) -> ec2::VPCEndpointHandle {
        let mut resource = Resource::new(self.id, self.properties);
        if let Some(condition) = &self.condition {
            resource = resource.condition(condition);
        }
        scope.add(resource)
    }
}
