//! Options of the domain that are right one by one, and wrong together.
//!
//! Only what contradicts itself is reported: what is not set, the domain may have.

use template::Problem;

use super::options::{DomainOptions, VolumeType};
use crate::network::ZoneCount;

/// Data nodes of these families have neither warm nodes nor a standby beside them.
const BURSTABLE: [&str; 2] = ["t2.", "t3."];

impl DomainOptions {
    /// What is wrong, each with its place and the way out.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let mut problems = self.retention.problems();
        problems.extend(self.standby_problems());
        problems.extend(self.zone_problems());
        problems.extend(self.tier_problems());
        problems.extend(self.storage_problems());
        problems
    }

    /// <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-multiaz.html>
    fn standby_problems(&self) -> Vec<Problem> {
        if self.standby != Some(true) {
            return vec![];
        }
        let mut problems = vec![];
        let zones = self.zones.map(ZoneCount::get);
        if zones != Some(3) {
            let found = zones.map_or("not given".to_owned(), |zones| format!("`{zones}`"));
            let why = format!("{found}, with `standby`; a standby is one zone of three: give 3");
            problems.push(problem("zones", why));
        }
        if let Some(count) = self.data_nodes.count.filter(|count| count.get() % 3 != 0) {
            let count = count.get();
            let (fewer, more) = (count / 3 * 3, count / 3 * 3 + 3);
            let more = if fewer == 0 { more.to_string() } else { format!("{fewer} or {more}") };
            let why =
                format!("`{count}`, with `standby`; each zone has as many as another: give {more}");
            problems.push(problem("data_nodes.count", why));
        }
        if self.master_nodes.count.is_none() {
            let why = "not given, with `standby`, which needs dedicated master nodes: give 3";
            problems.push(problem("master_nodes.count", why));
        }
        problems.extend(self.burstable("standby"));
        problems
    }

    fn zone_problems(&self) -> Option<Problem> {
        let (zones, count) = (self.zones?.get(), self.data_nodes.count?.get());
        // With three zones it is only unequal, which is allowed.
        let even = if zones == 2 { count.is_multiple_of(2) } else { count >= zones };
        if even {
            return None;
        }
        let wanted =
            if zones == 2 { "an even number".to_owned() } else { format!("{zones} or more") };
        let why = format!("`{count}`, with {zones} `zones`; give {wanted}, or fewer `zones`");
        Some(problem("data_nodes.count", why))
    }

    /// <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ultrawarm.html>
    fn tier_problems(&self) -> Vec<Problem> {
        let mut problems = vec![];
        let warm = self.warm_nodes.count.is_some();
        if warm && self.master_nodes.count.is_none() {
            let why = "not given, with `warm_nodes`, which need dedicated master nodes: give 3 or \
                5, as many as the domain has if it has some";
            problems.push(problem("master_nodes.count", why));
        }
        if warm {
            problems.extend(self.burstable("warm_nodes"));
        }
        if self.cold_storage == Some(true) && !warm {
            let why = "not given, with `cold_storage`, which is reached through warm nodes: give \
                2 or more, as many as the domain has if it has some";
            problems.push(problem("warm_nodes.count", why));
        }
        let goes_cold = self.retention.all().any(|(_, ages)| ages.cold_days.is_some());
        if self.cold_storage == Some(false) && goes_cold {
            let why = "`false`, but `retention` has `cold_days`: give true, or leave them out";
            problems.push(problem("cold_storage", why));
        }
        problems
    }

    fn burstable(&self, with: &str) -> Option<Problem> {
        let kind = self.data_nodes.instance_type.as_ref()?.as_str();
        let burstable = BURSTABLE.iter().any(|family| kind.starts_with(family));
        burstable.then(|| {
            let why = format!(
                "`{kind}`, with `{with}`, which T2 and T3 do not have: give one such as \
                 r7g.large.search"
            );
            problem("data_nodes.instance_type", why)
        })
    }

    /// <https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_EBSOptions.html>
    fn storage_problems(&self) -> Vec<Problem> {
        use VolumeType::{Gp2, Gp3, Io1, Standard};
        let storage = &self.storage;
        let mut problems = vec![];
        if storage.iops.is_some() && matches!(storage.volume_type, Some(Gp2 | Standard)) {
            let why = "given, but `volume_type` takes none: choose gp3 or io1, or leave it out";
            problems.push(problem("storage.iops", why));
        }
        if storage.iops.is_none() && storage.volume_type == Some(Io1) {
            let why = "not given, but `volume_type` io1 needs it: give it, or choose gp3";
            problems.push(problem("storage.iops", why));
        }
        let fixed = storage.volume_type.is_some_and(|kind| kind != Gp3);
        if storage.throughput_mib.is_some() && fixed {
            let why = "given, but `volume_type` takes none: choose gp3, or leave it out";
            problems.push(problem("storage.throughput_mib", why));
        }
        problems
    }
}

fn problem(place: &str, why: impl Into<String>) -> Problem {
    Problem::Impossible { place: format!("domain.{place}"), why: why.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn problems(json: serde_json::Value) -> Vec<String> {
        let options: DomainOptions = serde_json::from_value(json).unwrap();
        options.problems().iter().map(ToString::to_string).collect()
    }

    fn only_problem(json: serde_json::Value) -> String {
        let mut problems = problems(json);
        assert_eq!(problems.len(), 1, "{problems:#?}");
        problems.remove(0)
    }

    #[test]
    fn a_cluster_as_aws_advises_it_has_no_problem() {
        let options = json!({
            "engine_version": "OpenSearch_2.19",
            "data_nodes": {"instance_type": "r7g.large.search", "count": 6},
            "master_nodes": {"instance_type": "m7g.large.search", "count": 3},
            "warm_nodes": {"instance_type": "ultrawarm1.medium.search", "count": 3},
            "cold_storage": true, "zones": 3, "standby": true,
            "storage": {"volume_type": "gp3", "size_gib": 500, "iops": 3000, "throughput_mib": 250},
            "retention": {"default": {"warm_days": 7, "cold_days": 30, "delete_days": 365}},
        });
        assert_eq!(problems(options), Vec::<String>::new());
        assert_eq!(problems(json!({})), Vec::<String>::new());
    }

    #[test]
    fn a_standby_needs_three_zones_equal_nodes_and_masters() {
        let found =
            problems(json!({"standby": true, "zones": 2, "data_nodes": {"count": 4}})).join("\n");
        assert!(found.contains("domain.zones: `2`, with `standby`"), "{found}");
        assert!(
            found.contains("domain.data_nodes.count: `4`") && found.contains("3 or 6"),
            "{found}"
        );
        assert!(found.contains("domain.master_nodes.count: not given"), "{found}");
    }

    #[test]
    fn two_zones_take_an_even_number_of_nodes() {
        let found = only_problem(json!({"zones": 2, "data_nodes": {"count": 3}}));
        assert!(found.starts_with("domain.data_nodes.count: `3`, with 2 `zones`"), "{found}");
    }

    #[test]
    fn warm_nodes_need_masters_and_cold_storage_needs_warm_nodes() {
        let found = only_problem(json!({"warm_nodes": {"count": 2}}));
        assert!(found.starts_with("domain.master_nodes.count: not given"), "{found}");
        let found = only_problem(json!({"cold_storage": true}));
        assert!(found.starts_with("domain.warm_nodes.count: not given"), "{found}");
    }

    #[test]
    fn an_instance_that_bursts_has_no_standby() {
        let found = only_problem(json!({
            "standby": true, "zones": 3, "master_nodes": {"count": 3},
            "data_nodes": {"instance_type": "t3.medium.search", "count": 3},
        }));
        assert!(found.starts_with("domain.data_nodes.instance_type: `t3.medium"), "{found}");
    }

    #[test]
    fn a_disk_takes_only_what_its_type_has() {
        let found = only_problem(json!({"storage": {"volume_type": "gp2", "iops": 3000}}));
        assert!(found.starts_with("domain.storage.iops: given"), "{found}");
        let found = only_problem(json!({"storage": {"volume_type": "io1"}}));
        assert!(found.starts_with("domain.storage.iops: not given"), "{found}");
    }

    #[test]
    fn an_index_never_goes_back() {
        let found = only_problem(json!({"retention": {
            "default": {"hot_days": 1, "delete_days": 30},
            "families": {"log-aws-vpcflowlogs": {"warm_days": 30, "delete_days": 7}},
        }}));
        assert!(
            found.starts_with(
                "domain.retention.families.log-aws-vpcflowlogs.delete_days: `7`, but `warm_days` is 30"
            ),
            "{found}"
        );
    }
}
