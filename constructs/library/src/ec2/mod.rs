//! Networks: VPCs without a way out, security groups, endpoints.
//!
//! - [`IsolatedVpc`]: a VPC whose subnets reach nothing but each other.
//! - [`SecurityGroup`]: which connections its members take and make.
//! - [`Endpoint`]: a service of AWS, reached from inside a VPC.

mod endpoint;
mod security_group;
mod vpc;

pub use endpoint::Endpoint;
pub use resources::ec2::{SecurityGroupId, SubnetId, VpcId};
pub use security_group::SecurityGroup;
pub use vpc::{IsolatedVpc, IsolatedVpcHandle};
