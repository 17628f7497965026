//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html>

use crate::iam::Actions;

/// Run the function. A permission of a function takes one action, not a list.
pub(super) const INVOKE: &str = "lambda:InvokeFunction";

/// Read, set and remove the number of invocations that are reserved for the function, and
/// to which it is held.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html>
pub(super) const CHANGE_CONCURRENCY: Actions = &[
    "lambda:GetFunctionConcurrency",
    "lambda:PutFunctionConcurrency",
    "lambda:DeleteFunctionConcurrency",
];

/// Find out about subnets and network interfaces.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions>
pub(super) const DESCRIBE_NETWORK: Actions =
    &["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"];

/// Make and remove network interfaces of functions inside a VPC. From the same page.
pub(super) const MANAGE_INTERFACES: Actions = &[
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:UnassignPrivateIpAddresses",
];
