//! What an update changes of a domain: what was said, is new since the last update, and is not
//! so yet. All else stays as it is found; what was said before and is otherwise now is told.
//!
//! `UpdateDomainConfig` takes everything at once but the version of the engine, which goes
//! first: newer kinds of nodes need a newer engine. It keeps members that are not sent, except
//! within a kind of nodes and the disk, which belong together; those are sent whole, the rest
//! of them as found.
//!
//! <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-configuration-changes.html>

use std::fmt::Display;

use contract::custom_resources::{DomainSettings, Nodes};
use kit::function_arn::Place;
use serde_json::{Map, Value, json};

use crate::access_policy;
use crate::domain::Domain;
use crate::engine::Engine;
use crate::logs::{self, Log};
use crate::new_domain::{MASTER, MASTERS, WARM, WARM_NODES, off_peak_window};

/// What is to be done.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Plan {
    /// The version to upgrade to, before all else.
    pub(crate) upgrade: Option<String>,
    /// The input of `UpdateDomainConfig`.
    pub(crate) update: Map<String, Value>,
    /// Logs whose groups have to be there first.
    pub(crate) logs: Vec<Log>,
    /// What the disks will hold, where that is less than now.
    pub(crate) shrinks_to_gib: Option<u64>,
    /// What is not done, and why.
    pub(crate) refused: Vec<String>,
    /// What was said before, and is otherwise now.
    pub(crate) differs: Vec<String>,
}

impl Plan {
    pub(crate) fn is_empty(&self) -> bool {
        self.upgrade.is_none() && self.update.is_empty() && self.logs.is_empty()
    }
}

/// The domain as it is, as it was to be, and as it is to be.
pub(crate) struct Comparison<'a> {
    pub(crate) domain: &'a Domain,
    pub(crate) place: &'a Place,
    pub(crate) before: &'a DomainSettings,
    pub(crate) wanted: &'a DomainSettings,
}

/// Where a domain says what its cluster is.
fn cluster(member: &str) -> String {
    format!("/ClusterConfig/{member}")
}

impl Comparison<'_> {
    pub(crate) fn plan(&self) -> Plan {
        let mut plan = Plan::default();
        self.engine(&mut plan);
        self.cluster(&mut plan);
        self.storage(&mut plan);
        self.rest(&mut plan);
        self.principals(&mut plan);
        self.logs(&mut plan);
        self.capacity(&mut plan);
        plan
    }

    fn engine(&self, plan: &mut Plan) {
        let now = self.domain.engine_version();
        let (before, wanted) = (&self.before.engine_version, &self.wanted.engine_version);
        let Some(version) = changed(plan, "engine_version", before, wanted, Some(now.to_owned()))
        else {
            return;
        };
        match (Engine::read(&version), Engine::read(now)) {
            (None, _) => plan.refused.push(format!(
                "engine_version `{version}` is none; wanted is one such as OpenSearch_2.19"
            )),
            (Some(wanted), Some(found)) if wanted < found => plan.refused.push(format!(
                "engine_version is {now} and cannot become {version}, which is older: name \
                 {now}, or leave it out"
            )),
            _ => plan.upgrade = Some(version),
        }
    }

    fn cluster(&self, plan: &mut Plan) {
        let mut config = Map::new();
        self.data_nodes(plan, &mut config);
        self.dedicated(plan, &mut config, &MASTER_NODES, |s| s.master_nodes.as_ref());
        self.dedicated(plan, &mut config, &WARM_KIND, |s| s.warm_nodes.as_ref());
        self.zones(plan, &mut config);
        let (before, wanted) = (&self.before.standby, &self.wanted.standby);
        let now = self.domain.flag(&cluster("MultiAZWithStandbyEnabled")).unwrap_or_default();
        if let Some(standby) = changed(plan, "standby", before, wanted, Some(now)) {
            config.insert("MultiAZWithStandbyEnabled".to_owned(), json!(standby));
        }
        self.cold_storage(plan, &mut config);
        if !config.is_empty() {
            plan.update.insert("ClusterConfig".to_owned(), config.into());
        }
    }

    fn data_nodes(&self, plan: &mut Plan, config: &mut Map<String, Value>) {
        let none = Nodes::default();
        let before = self.before.data_nodes.as_ref().unwrap_or(&none);
        let wanted = self.wanted.data_nodes.as_ref().unwrap_or(&none);
        let now = self.domain.text(&cluster("InstanceType")).map(str::to_owned);
        let place = "data_nodes.instance_type";
        if let Some(kind) = changed(plan, place, &before.instance_type, &wanted.instance_type, now)
        {
            config.insert("InstanceType".to_owned(), json!(kind));
        }
        let now = self.domain.number(&cluster("InstanceCount"));
        if let Some(count) = changed(plan, "data_nodes.count", &before.count, &wanted.count, now) {
            config.insert("InstanceCount".to_owned(), json!(count));
        }
    }

    fn dedicated(
        &self,
        plan: &mut Plan,
        config: &mut Map<String, Value>,
        kind: &Kind,
        of: impl for<'b> Fn(&'b DomainSettings) -> Option<&'b Nodes>,
    ) {
        let none = Nodes::default();
        let (before, wanted) = (of(self.before).unwrap_or(&none), of(self.wanted).unwrap_or(&none));
        let is_there = self.domain.flag(&cluster(kind.enabled)).unwrap_or_default();
        let there = |member: &str| cluster(member);
        let now_type = self.domain.text(&there(kind.kind)).filter(|_| is_there);
        let now_count = self.domain.number(&there(kind.count)).filter(|_| is_there);
        let (type_place, count_place) =
            (format!("{}.instance_type", kind.option), format!("{}.count", kind.option));
        let instance_type = changed(
            plan,
            &type_place,
            &before.instance_type,
            &wanted.instance_type,
            now_type.map(str::to_owned),
        );
        let count = changed(plan, &count_place, &before.count, &wanted.count, now_count);
        if instance_type.is_none() && count.is_none() {
            return;
        }
        let or_now = instance_type.or(now_type.map(str::to_owned));
        config.insert(kind.enabled.to_owned(), json!(true));
        config.insert(kind.kind.to_owned(), json!(or_now.unwrap_or(kind.default_type.to_owned())));
        let count = count.or(now_count).unwrap_or(kind.default_count);
        config.insert(kind.count.to_owned(), json!(count));
    }

    fn zones(&self, plan: &mut Plan, config: &mut Map<String, Value>) {
        let is_spread = self.domain.flag(&cluster("ZoneAwarenessEnabled")).unwrap_or_default();
        let count = self.domain.number(&cluster("ZoneAwarenessConfig/AvailabilityZoneCount"));
        // Two is what the service means where it says nothing.
        let now = if is_spread { count.unwrap_or(2) } else { 1 };
        let (before, wanted) = (&self.before.zones, &self.wanted.zones);
        let Some(zones) = changed(plan, "zones", before, wanted, Some(now)) else {
            return;
        };
        let subnets = self.domain.subnets().len();
        if self.domain.is_in_vpc() && zones as usize != subnets {
            plan.refused.push(format!(
                "zones is {now} and cannot become {zones} here: the domain is in {subnets} subnet(s) \
                 of its VPC, one a zone, and which others it shall have is not said. Change its \
                 subnets at the domain, which sets the zones too"
            ));
            return;
        }
        config.insert("ZoneAwarenessEnabled".to_owned(), json!(zones > 1));
        if zones > 1 {
            let zones = json!({ "AvailabilityZoneCount": zones });
            config.insert("ZoneAwarenessConfig".to_owned(), zones);
        }
    }

    fn cold_storage(&self, plan: &mut Plan, config: &mut Map<String, Value>) {
        let pointer = cluster("ColdStorageOptions/Enabled");
        let now = self.domain.flag(&pointer).unwrap_or_default();
        let (before, wanted) = (&self.before.cold_storage, &self.wanted.cold_storage);
        match changed(plan, "cold_storage", before, wanted, Some(now)) {
            Some(true) => {
                config.insert("ColdStorageOptions".to_owned(), json!({ "Enabled": true }));
            }
            Some(false) => plan.refused.push(
                "cold_storage is on, and what is in it would be lost: bring its indices back or \
                 delete them, turn it off at the domain, or leave the option out"
                    .to_owned(),
            ),
            None => {}
        }
    }

    fn storage(&self, plan: &mut Plan) {
        let none = Default::default();
        let before = self.before.storage.as_ref().unwrap_or(&none);
        let wanted = self.wanted.storage.as_ref().unwrap_or(&none);
        let domain = self.domain;
        let now_type = domain.text("/EBSOptions/VolumeType").map(str::to_owned);
        let now_size = domain.number("/EBSOptions/VolumeSize");
        let (now_iops, now_throughput) =
            (domain.number("/EBSOptions/Iops"), domain.number("/EBSOptions/Throughput"));
        let volume_type = changed(
            plan,
            "storage.volume_type",
            &before.volume_type,
            &wanted.volume_type,
            now_type.clone(),
        );
        let size = changed(plan, "storage.size_gib", &before.size_gib, &wanted.size_gib, now_size);
        let iops = changed(plan, "storage.iops", &before.iops, &wanted.iops, now_iops);
        let throughput = changed(
            plan,
            "storage.throughput_mib",
            &before.throughput_mib,
            &wanted.throughput_mib,
            now_throughput,
        );
        if volume_type.is_none() && size.is_none() && iops.is_none() && throughput.is_none() {
            return;
        }
        // Figures of one type of disk mean nothing to another.
        let same_type = volume_type.is_none();
        let mut options = Map::new();
        options.insert("EBSEnabled".to_owned(), json!(true));
        let mut set = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                options.insert(name.to_owned(), value);
            }
        };
        set("VolumeType", volume_type.or(now_type).map(Value::from));
        set("VolumeSize", size.or(now_size).map(Value::from));
        set("Iops", iops.or(now_iops.filter(|_| same_type)).map(Value::from));
        set("Throughput", throughput.or(now_throughput.filter(|_| same_type)).map(Value::from));
        plan.update.insert("EBSOptions".to_owned(), options.into());
    }

    /// Maintenance and the name of one's own.
    fn rest(&self, plan: &mut Plan) {
        let domain = self.domain;
        let start = "/OffPeakWindowOptions/OffPeakWindow/WindowStartTime";
        let now = domain.number(&format!("{start}/Hours")).map(|hours| {
            format!("{hours:02}:{:02}", domain.number(&format!("{start}/Minutes")).unwrap_or(0))
        });
        let (before, wanted) = (&self.before.off_peak_window, &self.wanted.off_peak_window);
        if let Some(start) = changed(plan, "off_peak_window", before, wanted, now) {
            match off_peak_window(&start) {
                Some(window) => {
                    plan.update.insert("OffPeakWindowOptions".to_owned(), window);
                }
                None => plan.refused.push(format!(
                    "off_peak_window `{start}` is no time; wanted are hours and minutes as 02:00"
                )),
            }
        }
        let joined = |own: &contract::custom_resources::CustomEndpoint| {
            format!("{} with {}", own.host, own.certificate_arn)
        };
        let now = domain.text("/DomainEndpointOptions/CustomEndpoint").map(|host| {
            let pointer = "/DomainEndpointOptions/CustomEndpointCertificateArn";
            format!("{host} with {}", domain.text(pointer).unwrap_or_default())
        });
        let before = self.before.custom_endpoint.as_ref().map(joined);
        let wanted = self.wanted.custom_endpoint.as_ref().map(joined);
        let is_new = changed(plan, "custom_endpoint", &before, &wanted, now).is_some();
        if let Some(own) = self.wanted.custom_endpoint.as_ref().filter(|_| is_new) {
            let options = json!({
                "CustomEndpointEnabled": true,
                "CustomEndpoint": own.host,
                "CustomEndpointCertificateArn": own.certificate_arn,
            });
            plan.update.insert("DomainEndpointOptions".to_owned(), options);
        }
    }

    /// Principals that are not named any more go, where this program has put them in.
    fn principals(&self, plan: &mut Plan) {
        let sorted = |principals: &[String]| {
            let mut principals = principals.to_vec();
            principals.sort();
            principals
        };
        let (before, wanted) = (sorted(&self.before.principals), sorted(&self.wanted.principals));
        if before == wanted {
            return;
        }
        let Some(policy) = access_policy::read(self.domain.text("/AccessPolicies")) else {
            plan.refused.push(
                "the domain's access policy cannot be read, so principals are not put into it: \
                 mend it at the domain"
                    .to_owned(),
            );
            return;
        };
        if access_policy::principals(&policy) == wanted {
            return;
        }
        let policy = access_policy::with_principals(&policy, self.domain.arn(), &wanted);
        plan.update.insert("AccessPolicies".to_owned(), json!(policy.to_string()));
    }

    fn logs(&self, plan: &mut Plan) {
        let before = logs::said(self.before.logs.as_ref());
        let mut publish = vec![];
        for log in logs::said(self.wanted.logs.as_ref()) {
            let pointer = format!("/LogPublishingOptions/{}", log.kind);
            let is_on = self.domain.flag(&format!("{pointer}/Enabled")).unwrap_or_default();
            let arn = self.domain.text(&format!("{pointer}/CloudWatchLogsLogGroupArn"));
            let arn = arn.filter(|_| is_on);
            let name = self.domain.name();
            match arn {
                Some(arn) if !log.is_in(arn, name) => plan.differs.push(format!(
                    "logs: {} goes to {arn} and stays there, as somebody else has set it",
                    log.kind
                )),
                // For how long it is kept is no setting of the domain: it is set again where
                // it is said anew.
                Some(_) if !before.contains(&log) => plan.logs.push(log),
                Some(_) => {}
                None if before.contains(&log) => {
                    plan.differs.push(format!("logs: {} was said and is off", log.kind));
                }
                None => {
                    plan.logs.push(log);
                    publish.push(log);
                }
            }
        }
        if !publish.is_empty() {
            let options = logs::options(&publish, self.place, self.domain.name());
            plan.update.insert("LogPublishingOptions".to_owned(), options);
        }
    }

    /// Fewer nodes or smaller disks have to hold what is there.
    fn capacity(&self, plan: &mut Plan) {
        let planned = |pointer: &str| {
            let (group, member) = pointer.split_once('/')?;
            plan.update.get(group)?.get(member)?.as_u64()
        };
        let now = |pointer: &str| self.domain.number(&format!("/{pointer}")).map(u64::from);
        let (nodes, size) = ("ClusterConfig/InstanceCount", "EBSOptions/VolumeSize");
        let (Some(nodes_now), Some(size_now)) = (now(nodes), now(size)) else {
            return;
        };
        let after = planned(nodes).unwrap_or(nodes_now) * planned(size).unwrap_or(size_now);
        plan.shrinks_to_gib = Some(after).filter(|after| *after < nodes_now * size_now);
    }
}

/// Nodes that are a kind of their own: how it is named, and what is missing where it is new.
struct Kind {
    option: &'static str,
    enabled: &'static str,
    kind: &'static str,
    count: &'static str,
    default_type: &'static str,
    default_count: u32,
}

const MASTER_NODES: Kind = Kind {
    option: "master_nodes",
    enabled: "DedicatedMasterEnabled",
    kind: "DedicatedMasterType",
    count: "DedicatedMasterCount",
    default_type: MASTER,
    default_count: MASTERS,
};

const WARM_KIND: Kind = Kind {
    option: "warm_nodes",
    enabled: "WarmEnabled",
    kind: "WarmType",
    count: "WarmCount",
    default_type: WARM,
    default_count: WARM_NODES,
};

/// The wanted value, where it was said, is new and is not so already.
fn changed<T: Clone + PartialEq + Display>(
    plan: &mut Plan,
    option: &str,
    before: &Option<T>,
    wanted: &Option<T>,
    now: Option<T>,
) -> Option<T> {
    let value = wanted.as_ref()?;
    if now.as_ref() == Some(value) {
        return None;
    }
    if before.as_ref() == Some(value) {
        let now = now.map_or("not set".to_owned(), |now| format!("`{now}`"));
        plan.differs.push(format!("{option} is {now} and `{value}` was said"));
        return None;
    }
    Some(value.clone())
}

#[cfg(test)]
#[path = "changes_tests.rs"]
mod tests;
