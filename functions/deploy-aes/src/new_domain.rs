//! A new domain: what is not said, and safe by default.
//!
//! Size and engine are those of v2.10.4. Encryption at rest and between nodes, HTTPS and
//! fine-grained access are no options. The role is the first master user, and stays an
//! administrator when the one with a password is added: functions sign, people log in.

use contract::custom_resources::{DomainSettings, Nodes, Storage};
use kit::function_arn::Place;
use serde_json::{Map, Value, json};

use crate::access_policy;
use crate::logs;
use crate::memory::Memory;
use crate::wanted::Wanted;

const ENGINE: &str = "OpenSearch_2.19";
const INSTANCE: &str = "t3.medium.search";
/// In Osaka there is no `t3`.
const INSTANCE_IN_OSAKA: &str = "r5.large.search";
const SIZE_GIB: u32 = 10;
pub(crate) const MASTER: &str = "m6g.large.search";
pub(crate) const MASTERS: u32 = 3;
pub(crate) const WARM: &str = "ultrawarm1.medium.search";
pub(crate) const WARM_NODES: u32 = 2;
const TLS: &str = "Policy-Min-TLS-1-2-PFS-2023-10";

/// The input of `CreateDomain`.
pub(crate) fn request(wanted: &Wanted, place: &Place, admin_role: &str, memory: &Memory) -> Value {
    let settings = &wanted.settings;
    let is_in_vpc = !wanted.subnets.is_empty();
    let principals = &settings.principals;
    let policy =
        access_policy::of_new(place, &wanted.name, &wanted.addresses, principals, is_in_vpc);
    let mut request = json!({
        "DomainName": wanted.name,
        "EngineVersion": settings.engine_version.as_deref().unwrap_or(ENGINE),
        "ClusterConfig": cluster(settings, &place.region),
        "EBSOptions": storage(settings.storage.as_ref()),
        "AccessPolicies": policy.to_string(),
        "EncryptionAtRestOptions": { "Enabled": true },
        "NodeToNodeEncryptionOptions": { "Enabled": true },
        "DomainEndpointOptions": endpoint(settings),
        "AdvancedSecurityOptions": {
            "Enabled": true,
            "InternalUserDatabaseEnabled": false,
            "MasterUserOptions": { "MasterUserARN": admin_role },
        },
        "LogPublishingOptions":
            logs::options(&logs::of_new(settings.logs.as_ref()), place, &wanted.name),
        "TagList": memory.tags(),
    });
    let Some(members) = request.as_object_mut() else {
        return request;
    };
    if is_in_vpc {
        let subnets = wanted.subnets.iter().take(zones(settings) as usize).collect::<Vec<_>>();
        let vpc = json!({ "SubnetIds": subnets, "SecurityGroupIds": wanted.groups });
        members.insert("VPCOptions".to_owned(), vpc);
    }
    if let Some(window) = settings.off_peak_window.as_deref().and_then(off_peak_window) {
        members.insert("OffPeakWindowOptions".to_owned(), window);
    }
    request
}

fn zones(settings: &DomainSettings) -> u32 {
    settings.zones.unwrap_or(1)
}

fn cluster(settings: &DomainSettings, region: &str) -> Value {
    let default = if region == "ap-northeast-3" { INSTANCE_IN_OSAKA } else { INSTANCE };
    let data = settings.data_nodes.clone().unwrap_or_default();
    let zones = zones(settings);
    let mut cluster = Map::new();
    let mut set = |name: &str, value: Value| cluster.insert(name.to_owned(), value);
    set("InstanceType", json!(data.instance_type.as_deref().unwrap_or(default)));
    // A zone without a node is none.
    set("InstanceCount", json!(data.count.unwrap_or(zones)));
    set("ZoneAwarenessEnabled", json!(zones > 1));
    if zones > 1 {
        set("ZoneAwarenessConfig", json!({ "AvailabilityZoneCount": zones }));
    }
    if let Some(standby) = settings.standby {
        set("MultiAZWithStandbyEnabled", json!(standby));
    }
    let masters = settings.master_nodes.as_ref();
    set("DedicatedMasterEnabled", json!(masters.is_some()));
    if let Some(Nodes { instance_type, count }) = masters {
        set("DedicatedMasterType", json!(instance_type.as_deref().unwrap_or(MASTER)));
        set("DedicatedMasterCount", json!(count.unwrap_or(MASTERS)));
    }
    let warm = settings.warm_nodes.as_ref();
    set("WarmEnabled", json!(warm.is_some()));
    if let Some(Nodes { instance_type, count }) = warm {
        set("WarmType", json!(instance_type.as_deref().unwrap_or(WARM)));
        set("WarmCount", json!(count.unwrap_or(WARM_NODES)));
    }
    if let Some(cold) = settings.cold_storage {
        set("ColdStorageOptions", json!({ "Enabled": cold }));
    }
    cluster.into()
}

fn storage(storage: Option<&Storage>) -> Value {
    let storage = storage.cloned().unwrap_or_default();
    let mut options = Map::new();
    options.insert("EBSEnabled".to_owned(), json!(true));
    options.insert("VolumeType".to_owned(), json!(storage.volume_type.unwrap_or("gp3".into())));
    options.insert("VolumeSize".to_owned(), json!(storage.size_gib.unwrap_or(SIZE_GIB)));
    if let Some(iops) = storage.iops {
        options.insert("Iops".to_owned(), json!(iops));
    }
    if let Some(throughput) = storage.throughput_mib {
        options.insert("Throughput".to_owned(), json!(throughput));
    }
    options.into()
}

fn endpoint(settings: &DomainSettings) -> Value {
    let mut options = json!({ "EnforceHTTPS": true, "TLSSecurityPolicy": TLS });
    if let (Some(own), Some(members)) = (&settings.custom_endpoint, options.as_object_mut()) {
        members.insert("CustomEndpointEnabled".to_owned(), json!(true));
        members.insert("CustomEndpoint".to_owned(), json!(own.host));
        members.insert("CustomEndpointCertificateArn".to_owned(), json!(own.certificate_arn));
    }
    options
}

/// `OffPeakWindowOptions` for a time such as `02:00`.
pub(crate) fn off_peak_window(start: &str) -> Option<Value> {
    let (hours, minutes) = start.split_once(':')?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    Some(json!({
        "Enabled": true,
        "OffPeakWindow": { "WindowStartTime": { "Hours": hours, "Minutes": minutes } },
    }))
}
