//! What resource-validator finds out and looks after.

use serde::{Deserialize, Serialize};

/// `ExecCustomResourceValidator`, served by resource-validator before most else.
///
/// It finds out about the VPC of an endpoint, checks one that was named, and puts the log
/// bucket's policy, as it is before this deployment, into the snapshot bucket.
///
/// Names and meaning of the first three properties are v2.10.4's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Validation<V, List = Vec<V>> {
    /// `opensearch_managed_cluster` or `opensearch_serverless`.
    pub deployment_target: V,
    /// The endpoint of the domain or collection in a VPC; may be empty.
    #[serde(rename = "vpce")]
    pub vpc_endpoint_id: V,
    /// `keep` or `update_and_override`.
    pub bucket_policy_update: V,
    /// The VPC that was named, to be checked: names must resolve in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vpc_id: Option<V>,
    /// Its subnets, to be checked: none may have a route to an internet gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subnet_ids: Option<List>,
}

/// Attributes of `ExecCustomResourceValidator`. All are returned on every success; those of
/// the VPC are empty without an endpoint.
pub mod validated {
    /// The VPC's id.
    pub const VPC_ID: &str = "vpc_id";
    /// The ids of the endpoint's subnets, a list.
    pub const SUBNETS: &str = "subnets";
    /// The ids of their route tables, a list.
    pub const ROUTE_TABLES: &str = "route_table_ids";
    /// Four ranges, no two the same, that are together the IPv4 addresses of the VPC. Where it
    /// has fewer, halves of them: EC2 refuses a group with a rule that it has already.
    pub const RANGES: [&str; 4] = ["cidr_block0", "cidr_block1", "cidr_block2", "cidr_block3"];
    /// The key in the snapshot bucket of the log bucket's policy before this deployment;
    /// empty where it had none.
    pub const BUCKET_POLICY_KEY: &str = "bucket_policy_key";
}

/// `LogBucketPolicyKept`, served by resource-validator after the stack has written its policy
/// for the log bucket, where `LogBucketPolicyUpdate` is `keep`: the policy from before the
/// deployment is put back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BucketPolicyKept<V> {
    /// The log bucket.
    pub bucket_name: V,
    /// The key in the snapshot bucket of the policy; empty where there was none.
    pub bucket_policy_key: V,
}

/// The start of the keys in the snapshot bucket under which the policy is kept, as in
/// v2.10.4.
pub const BUCKET_POLICY_PREFIX: &str = "s3_bucket_policy/";
