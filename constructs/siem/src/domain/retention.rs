//! Options: how long indices stay, and where.

use std::collections::BTreeMap;

use contract::custom_resources as wire;
use schemars::JsonSchema;
use serde::Deserialize;
use template::Problem;

use super::kinds::{Days, IndexFamily};

/// How long indices stay, and where. Without any of it nothing is moved or deleted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct IndexRetention {
    /// For indices that no family is given for.
    pub default: Option<IndexAges>,
    /// By the start of the indices' names; the longest that fits counts.
    pub families: BTreeMap<IndexFamily, IndexAges>,
}

/// At which age in days an index goes on. What is not given does not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct IndexAges {
    /// A new index takes its place for new documents.
    pub hot_days: Option<Days>,
    /// It goes to warm nodes.
    pub warm_days: Option<Days>,
    /// It goes to cold storage.
    pub cold_days: Option<Days>,
    /// It is deleted.
    pub delete_days: Option<Days>,
}

impl IndexRetention {
    /// All ages, each with its place in the options.
    pub(super) fn all(&self) -> impl Iterator<Item = (String, &IndexAges)> {
        let default = self.default.iter().map(|ages| ("default".to_owned(), ages));
        let families = self.families.iter();
        default.chain(families.map(|(name, ages)| (format!("families.{}", name.as_str()), ages)))
    }

    /// Where an index would go back in time.
    pub(super) fn problems(&self) -> Vec<Problem> {
        self.all().flat_map(|(place, ages)| ages.problems(&place)).collect()
    }

    pub(super) fn settings(&self) -> BTreeMap<String, wire::IndexAges> {
        let families = self.families.iter();
        families.map(|(name, ages)| (name.as_str().to_owned(), ages.settings())).collect()
    }
}

impl IndexAges {
    fn problems(&self, place: &str) -> Vec<Problem> {
        let stages = [
            ("hot_days", self.hot_days),
            ("warm_days", self.warm_days),
            ("cold_days", self.cold_days),
            ("delete_days", self.delete_days),
        ];
        let given: Vec<_> =
            stages.into_iter().filter_map(|(name, days)| Some((name, days?))).collect();
        let pairs = given.windows(2).filter(|pair| pair[0].1 > pair[1].1);
        pairs
            .map(|pair| {
                let ((earlier, before), (later, after)) = (pair[0], pair[1]);
                let (before, after) = (before.get(), after.get());
                Problem::Impossible {
                    place: format!("domain.retention.{place}.{later}"),
                    why: format!(
                        "`{after}`, but `{earlier}` is {before} and comes first: give {before} or \
                         more, or fewer `{earlier}`"
                    ),
                }
            })
            .collect()
    }

    pub(super) fn settings(self) -> wire::IndexAges {
        let days = |days: Option<Days>| days.map(Days::get);
        wire::IndexAges {
            hot_days: days(self.hot_days),
            warm_days: days(self.warm_days),
            cold_days: days(self.cold_days),
            delete_days: days(self.delete_days),
        }
    }
}
