//! Options as the properties of custom resources. What is not set is not there.

use contract::custom_resources as wire;
use library::logs;

use super::kinds::{DataNodeCount, Days, Iops, SizeGib, ThroughputMib, WarmNodeCount};
use super::options::{
    CustomEndpoint, DataNodes, DomainLogs, DomainOptions, MasterNodeCount, MasterNodes, Snapshots,
    Storage, VolumeType, WarmInstanceType, WarmNodes,
};
use super::retention::IndexAges;
use crate::network::ZoneCount;

impl DomainOptions {
    /// What deploy-aes puts into effect.
    pub(super) fn deployment_settings(&self) -> wire::DomainSettings {
        wire::DomainSettings {
            engine_version: self.engine_version.as_ref().map(|text| text.as_str().to_owned()),
            data_nodes: self.data_nodes.settings(),
            master_nodes: self.master_nodes.settings(),
            warm_nodes: self.warm_nodes.settings(),
            cold_storage: self.cold_storage,
            zones: self.zones.map(ZoneCount::get),
            standby: self.standby,
            storage: self.storage.settings(),
            off_peak_window: self.off_peak_window.as_ref().map(|text| text.as_str().to_owned()),
            principals: self.principals.iter().map(|arn| arn.as_str().to_owned()).collect(),
            logs: self.logs.settings(),
            custom_endpoint: self.custom_endpoint.as_ref().map(CustomEndpoint::settings),
        }
    }

    /// What configure-aes puts into effect.
    pub(super) fn configuration_settings(&self) -> wire::ConfigurationSettings {
        wire::ConfigurationSettings {
            retention: self.retention.settings(),
            default_retention: self.retention.default.map(IndexAges::settings),
            snapshots: self.snapshots.as_ref().map(Snapshots::settings),
            monitors: self.monitors,
        }
    }
}

/// Nothing in place of an object with nothing in it.
fn filled<T: Default + PartialEq>(settings: T) -> Option<T> {
    Some(settings).filter(|settings| *settings != T::default())
}

impl DataNodes {
    fn settings(&self) -> Option<wire::Nodes> {
        filled(wire::Nodes {
            instance_type: self.instance_type.as_ref().map(|text| text.as_str().to_owned()),
            count: self.count.map(DataNodeCount::get),
        })
    }
}

impl MasterNodes {
    fn settings(&self) -> Option<wire::Nodes> {
        filled(wire::Nodes {
            instance_type: self.instance_type.as_ref().map(|text| text.as_str().to_owned()),
            count: self.count.map(MasterNodeCount::get),
        })
    }
}

impl WarmNodes {
    fn settings(&self) -> Option<wire::Nodes> {
        let instance_type = self.instance_type.map(|kind| match kind {
            WarmInstanceType::Ultrawarm1Medium => "ultrawarm1.medium.search".to_owned(),
            WarmInstanceType::Ultrawarm1Large => "ultrawarm1.large.search".to_owned(),
        });
        filled(wire::Nodes { instance_type, count: self.count.map(WarmNodeCount::get) })
    }
}

impl Storage {
    fn settings(&self) -> Option<wire::Storage> {
        let volume_type = self.volume_type.map(|kind| match kind {
            VolumeType::Gp3 => "gp3".to_owned(),
            VolumeType::Gp2 => "gp2".to_owned(),
            VolumeType::Io1 => "io1".to_owned(),
            VolumeType::Standard => "standard".to_owned(),
        });
        filled(wire::Storage {
            volume_type,
            size_gib: self.size_gib.map(SizeGib::get),
            iops: self.iops.map(Iops::get),
            throughput_mib: self.throughput_mib.map(ThroughputMib::get),
        })
    }
}

impl DomainLogs {
    fn settings(&self) -> Option<wire::DomainLogs> {
        filled(wire::DomainLogs {
            audit_days: self.audit_days.map(logs::Retention::days),
            slow_days: self.slow_days.map(logs::Retention::days),
            error_days: self.error_days.map(logs::Retention::days),
        })
    }
}

impl CustomEndpoint {
    fn settings(&self) -> wire::CustomEndpoint {
        wire::CustomEndpoint {
            host: self.host.as_str().to_owned(),
            certificate_arn: self.certificate_arn.as_str().to_owned(),
        }
    }
}

impl Snapshots {
    fn settings(&self) -> wire::Snapshots {
        wire::Snapshots {
            cron: self.cron.as_str().to_owned(),
            keep_days: self.keep_days.map(Days::get),
        }
    }
}
