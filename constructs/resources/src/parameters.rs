//! Kinds of text that the console offers a choice of, and that CloudFormation checks.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/cloudformation-supplied-parameter-types.html>

use template::{ParameterItem, ParameterType};

use crate::ec2;

impl ParameterType for ec2::VpcId {
    const NAME: &'static str = "AWS::EC2::VPC::Id";
}

impl ParameterItem for ec2::SubnetId {
    const LIST: &'static str = "List<AWS::EC2::Subnet::Id>";
}
