//! Options: what people want of the domain that the SIEM makes.
//!
//! Every one is optional. What is not set stays unset: a new domain gets what deploy-aes
//! gives it by default, and one that is there stays as it is.
//!
//! <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/createupdatedomains.html>

use library::logs;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Endpoint;
use super::kinds::{
    CertificateArn, Cron, DataNodeCount, Days, EngineVersion, InstanceType, Iops, PrincipalArn,
    SizeGib, StartTime, ThroughputMib, WarmNodeCount,
};
use super::retention::IndexRetention;
use crate::network::ZoneCount;
use crate::{InvalidOption, checked};

/// The domain that the SIEM makes, or finds under its name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DomainOptions {
    /// The version of OpenSearch. A newer one than the domain has is an upgrade; there is
    /// no way back.
    pub engine_version: Option<EngineVersion>,
    /// Nodes that hold data.
    pub data_nodes: DataNodes,
    /// Dedicated master nodes.
    pub master_nodes: MasterNodes,
    /// `UltraWarm` nodes, for indices that are read seldom.
    pub warm_nodes: WarmNodes,
    /// Whether indices can go on to cold storage, where they cost least and are not searched.
    pub cold_storage: Option<bool>,
    /// Over how many availability zones the nodes are spread.
    pub zones: Option<ZoneCount>,
    /// Whether the nodes of one zone of three are kept in reserve.
    pub standby: Option<bool>,
    /// The disk of each data node.
    pub storage: Storage,
    /// When the ten hours begin in which AWS may restart nodes, in UTC.
    pub off_peak_window: Option<StartTime>,
    /// Roles and users that may call the domain, besides the SIEM's own. What they may do
    /// there, its own roles say.
    pub principals: Vec<PrincipalArn>,
    /// Logs of the domain itself.
    pub logs: DomainLogs,
    /// A name of one's own for the domain.
    pub custom_endpoint: Option<CustomEndpoint>,
    /// When snapshots are taken into the snapshot bucket.
    pub snapshots: Option<Snapshots>,
    /// How long indices stay, and where.
    pub retention: IndexRetention,
    /// Whether the SIEM's monitors, which are there in any case, are switched on.
    pub monitors: Option<bool>,
}

/// Nodes that hold data.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DataNodes {
    /// Their type.
    pub instance_type: Option<InstanceType>,
    /// How many, in all zones together.
    pub count: Option<DataNodeCount>,
}

/// Dedicated master nodes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MasterNodes {
    /// Their type.
    pub instance_type: Option<InstanceType>,
    /// How many: 3 or 5.
    pub count: Option<MasterNodeCount>,
}

/// A number of dedicated master nodes: 3 or 5, so that a majority is left when one fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct MasterNodeCount(#[schemars(extend("enum" = [3, 5]))] u32);

impl MasterNodeCount {
    /// This number.
    ///
    /// # Panics
    ///
    /// With another than 3 or 5, at build time in a constant.
    pub const fn new(count: u32) -> Self {
        assert!(count == 3 || count == 5, "a domain has 3 or 5 dedicated master nodes");
        Self(count)
    }

    pub(crate) const fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for MasterNodeCount {
    type Error = InvalidOption;

    fn try_from(count: u32) -> Result<Self, InvalidOption> {
        match count {
            3 | 5 => Ok(Self(count)),
            _ => Err(InvalidOption::new(format!(
                "`{count}` dedicated master nodes; wanted are 3 or 5"
            ))),
        }
    }
}

impl<'de> Deserialize<'de> for MasterNodeCount {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::number(source)
    }
}

/// `UltraWarm` nodes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WarmNodes {
    /// Their type.
    pub instance_type: Option<WarmInstanceType>,
    /// How many, in all zones together.
    pub count: Option<WarmNodeCount>,
}

/// Types of warm nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the names say it")]
pub enum WarmInstanceType {
    #[serde(rename = "ultrawarm1.medium.search")]
    Ultrawarm1Medium,
    #[serde(rename = "ultrawarm1.large.search")]
    Ultrawarm1Large,
}

/// The disk of each data node.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Storage {
    /// Its type.
    pub volume_type: Option<VolumeType>,
    /// Its size in GiB.
    pub size_gib: Option<SizeGib>,
    /// Operations a second, for `gp3` and `io1`.
    pub iops: Option<Iops>,
    /// MiB a second, for `gp3`.
    pub throughput_mib: Option<ThroughputMib>,
}

/// Types of disks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum VolumeType {
    Gp3,
    Gp2,
    Io1,
    Standard,
}

/// Logs of the domain itself: for how many days CloudWatch Logs keeps each. A log with a
/// number is published, one without is left as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DomainLogs {
    /// Who did what.
    #[serde(deserialize_with = "checked::optional_number")]
    #[schemars(with = "Option<u32>", extend("enum" = known_days()))]
    pub audit_days: Option<logs::Retention>,
    /// Slow searches and slow indexing.
    #[serde(deserialize_with = "checked::optional_number")]
    #[schemars(with = "Option<u32>", extend("enum" = known_days()))]
    pub slow_days: Option<logs::Retention>,
    /// Errors and warnings.
    #[serde(deserialize_with = "checked::optional_number")]
    #[schemars(with = "Option<u32>", extend("enum" = known_days()))]
    pub error_days: Option<logs::Retention>,
}

/// The days that CloudWatch Logs knows, or nothing.
fn known_days() -> Vec<Option<u32>> {
    logs::Retention::KNOWN.into_iter().map(Some).chain([None]).collect()
}

/// A name of one's own for the domain. Its record in DNS is not the stack's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomEndpoint {
    /// The host name.
    #[serde(deserialize_with = "checked::text")]
    #[schemars(with = "String", regex(pattern = super::ENDPOINT_PATTERN))]
    pub host: Endpoint,
    /// The certificate for it.
    pub certificate_arn: CertificateArn,
}

/// Snapshots of the domain.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Snapshots {
    /// When, in UTC.
    pub cron: Cron,
    /// For how many days each is kept; for ever if not given.
    #[serde(default)]
    pub keep_days: Option<Days>,
}
