//! The fields of flow logs.
//!
//! - VPC: <https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html>
//! - Transit gateway: <https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html>

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::checked;

/// The fields of VPC flow logs, by the version that brought them.
const VPC: &[(u8, &[&str])] = &[
    (
        2,
        &[
            "version",
            "account-id",
            "interface-id",
            "srcaddr",
            "dstaddr",
            "srcport",
            "dstport",
            "protocol",
            "packets",
            "bytes",
            "start",
            "end",
            "action",
            "log-status",
        ],
    ),
    (3, &["vpc-id", "subnet-id", "instance-id", "tcp-flags", "type", "pkt-srcaddr", "pkt-dstaddr"]),
    (4, &["region", "az-id", "sublocation-type", "sublocation-id"]),
    (5, &["pkt-src-aws-service", "pkt-dst-aws-service", "flow-direction", "traffic-path"]),
    (
        7,
        &[
            "ecs-cluster-arn",
            "ecs-cluster-name",
            "ecs-container-instance-arn",
            "ecs-container-instance-id",
            "ecs-container-id",
            "ecs-second-container-id",
            "ecs-service-name",
            "ecs-task-definition-arn",
            "ecs-task-arn",
            "ecs-task-id",
        ],
    ),
    (8, &["reject-reason"]),
    (9, &["resource-id"]),
    (10, &["encryption-status"]),
];

/// The fields of transit gateway flow logs: versions 2 to 6, in AWS's order.
pub(super) const TRANSIT_GATEWAY: &[&str] = &[
    "version",
    "resource-type",
    "account-id",
    "tgw-id",
    "tgw-attachment-id",
    "tgw-src-vpc-account-id",
    "tgw-dst-vpc-account-id",
    "tgw-src-vpc-id",
    "tgw-dst-vpc-id",
    "tgw-src-subnet-id",
    "tgw-dst-subnet-id",
    "tgw-src-eni",
    "tgw-dst-eni",
    "tgw-src-az-id",
    "tgw-dst-az-id",
    "tgw-pair-attachment-id",
    "srcaddr",
    "dstaddr",
    "srcport",
    "dstport",
    "protocol",
    "packets",
    "bytes",
    "start",
    "end",
    "log-status",
    "type",
    "packets-lost-no-route",
    "packets-lost-blackhole",
    "packets-lost-mtu-exceeded",
    "packets-lost-ttl-expired",
    "tcp-flags",
    "region",
    "flow-direction",
    "pkt-src-aws-service",
    "pkt-dst-aws-service",
];

/// The last version whose fields a flow log has if none are chosen. Those after it need
/// something that not every account has.
const DEFAULT_VERSION: u8 = 5;

/// A field of VPC flow logs: any of versions 2 to 10, among them what Amazon ECS knows of a
/// task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct Field(#[schemars(with = "String", regex(pattern = "^[a-z]+(-[a-z]+)*$"))] &'static str);

/// Why a text is no field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no field of VPC flow logs (known fields: {})", all().collect::<Vec<_>>().join(", "))]
pub struct InvalidField {
    found: String,
}

fn all() -> impl Iterator<Item = &'static str> {
    VPC.iter().flat_map(|(_, fields)| fields.iter().copied())
}

impl FromStr for Field {
    type Err = InvalidField;

    fn from_str(name: &str) -> Result<Self, InvalidField> {
        let field = all().find(|field| *field == name).map(Self);
        field.ok_or_else(|| InvalidField { found: name.to_owned() })
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::text(source)
    }
}

impl Field {
    /// The field's name.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The fields of versions 2 to 10, in AWS's order.
    pub fn all() -> Vec<Self> {
        all().map(Self).collect()
    }

    /// The fields of versions 2 to 5, in AWS's order.
    pub fn default_fields() -> Vec<Self> {
        let known = VPC.iter().filter(|(version, _)| *version <= DEFAULT_VERSION);
        known.flat_map(|(_, fields)| fields.iter().copied()).map(Self).collect()
    }
}

/// Fields as `LogFormat` wants them: `${version} ${account-id}`.
pub(super) fn log_format<'a>(fields: impl IntoIterator<Item = &'a str>) -> String {
    let fields: Vec<_> = fields.into_iter().map(|field| format!("${{{field}}}")).collect();
    fields.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_any_version_is_known_once() {
        let mut fields: Vec<_> = all().collect();
        let count = fields.len();
        fields.sort_unstable();
        fields.dedup();
        assert_eq!(fields.len(), count);
        for field in ["srcaddr", "ecs-task-id", "reject-reason", "encryption-status"] {
            assert!(field.parse::<Field>().is_ok(), "{field}");
        }
        let error = "src-addr".parse::<Field>().unwrap_err().to_string();
        assert!(error.starts_with("`src-addr` is no field"), "{error}");
        assert!(error.contains("account-id, interface-id"), "{error}");
    }

    #[test]
    fn a_format_names_each_field() {
        let format = log_format(["version", "account-id"]);
        assert_eq!(format, "${version} ${account-id}");
        assert!(Field::default_fields().iter().all(|field| !field.as_str().starts_with("ecs-")));
    }
}
