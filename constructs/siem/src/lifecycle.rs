//! What becomes of logs in the log bucket in time.
//!
//! S3's rules: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html>

use library::s3::{self, Days, StorageClass};
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, Error};

/// Where logs move in time, and when they go. Nothing moves or goes unless it is said here.
///
/// The days count from a log's arrival. Logs of less than 128 KB do not move, since that
/// would cost more than it saves.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, remote = "Self")]
pub struct Lifecycle {
    /// Who keeps the bucket's rules.
    pub rules: Rules,
    /// Days after which logs move to S3 Standard-IA: 30 or more, and 30 before the next.
    #[schemars(range(min = 30, max = 36_500))]
    pub standard_ia_after_days: Option<u32>,
    /// Days after which logs move to S3 Intelligent-Tiering: 1 or more.
    #[schemars(range(min = 1, max = 36_500))]
    pub intelligent_tiering_after_days: Option<u32>,
    /// Days after which logs move to S3 Glacier Instant Retrieval: 1 or more.
    #[schemars(range(min = 1, max = 36_500))]
    pub glacier_ir_after_days: Option<u32>,
    /// Days after which logs move to S3 Glacier Flexible Retrieval: 15 or more, since a load
    /// that failed is kept for 14 days, and an archived log cannot be loaded.
    #[schemars(range(min = 15, max = 36_500))]
    pub glacier_after_days: Option<u32>,
    /// Days after which logs move to S3 Glacier Deep Archive: 15 or more, likewise.
    #[schemars(range(min = 15, max = 36_500))]
    pub deep_archive_after_days: Option<u32>,
    /// Days after which logs go: 15 or more, likewise, and after they last moved. The bucket
    /// keeps them as old versions.
    #[schemars(range(min = 15, max = 36_500))]
    pub expire_after_days: Option<u32>,
    /// Days after which old versions go, of logs that were overwritten or have gone: 1 or
    /// more.
    #[schemars(range(min = 1, max = 36_500))]
    pub expire_old_versions_after_days: Option<u32>,
}

/// Who keeps the rules of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rules {
    /// This stack. Rules that were set by hand are replaced.
    #[default]
    ByStack,
    /// Somebody else: the stack sets none, not even that unfinished uploads go.
    ByHand,
}

/// Why S3, or the loader, could not work with a lifecycle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLifecycle {
    /// Too early, or too late.
    #[error("`{option}: {found}`; wanted are {least} to {MOST_DAYS} days: {why}")]
    OutOfRange {
        /// The option.
        option: &'static str,
        /// Its value.
        found: u32,
        /// The least.
        least: u32,
        /// Why.
        why: &'static str,
    },
    /// One is not after the one before it.
    #[error(
        "`{option}: {found}`; wanted are {least} days or more, since `{before_option}` is \
         {before}: logs move from the first of these to the last, and stay in Standard-IA for \
         30 days"
    )]
    Order {
        /// The option.
        option: &'static str,
        /// Its value.
        found: u32,
        /// The least.
        least: u32,
        /// The option before it.
        before_option: &'static str,
        /// Its value.
        before: u32,
    },
    /// Rules, but by somebody else.
    #[error("`rules: by_hand` and `{option}`; wanted is one of them: leave the other out")]
    ByHand {
        /// The option.
        option: &'static str,
    },
}

/// A hundred years.
const MOST_DAYS: u32 = 36_500;

/// Standard-IA is paid for 30 days at least.
const STANDARD_IA_DAYS: u32 = 30;

const FROM_THE_FIRST_DAY: &str = "S3 counts whole days";
const FAILED_LOADS: &str =
    "a load that failed is kept for 14 days, and must find its log where it was";

/// An option, where it stands.
struct Step {
    option: &'static str,
    days: u32,
    class: Option<StorageClass>,
}

impl Lifecycle {
    /// Moves and the end, in the order in which S3 can do them.
    fn steps(&self) -> Vec<(Step, u32, &'static str)> {
        let steps = [
            (
                "standard_ia_after_days",
                self.standard_ia_after_days,
                Some(StorageClass::StandardIa),
                STANDARD_IA_DAYS,
                "S3 moves nothing to Standard-IA before",
            ),
            (
                "intelligent_tiering_after_days",
                self.intelligent_tiering_after_days,
                Some(StorageClass::IntelligentTiering),
                1,
                FROM_THE_FIRST_DAY,
            ),
            (
                "glacier_ir_after_days",
                self.glacier_ir_after_days,
                Some(StorageClass::GlacierIr),
                1,
                FROM_THE_FIRST_DAY,
            ),
            (
                "glacier_after_days",
                self.glacier_after_days,
                Some(StorageClass::Glacier),
                15,
                FAILED_LOADS,
            ),
            (
                "deep_archive_after_days",
                self.deep_archive_after_days,
                Some(StorageClass::DeepArchive),
                15,
                FAILED_LOADS,
            ),
            ("expire_after_days", self.expire_after_days, None, 15, FAILED_LOADS),
        ];
        let given = steps.into_iter().filter_map(|(option, days, class, least, why)| {
            days.map(|days| (Step { option, days, class }, least, why))
        });
        given.collect()
    }

    /// Whether S3 would take it, and the loader could work with it.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), InvalidLifecycle> {
        let mut before: Option<Step> = None;
        for (step, least, why) in self.steps() {
            let Step { option, days: found, .. } = step;
            if self.rules == Rules::ByHand {
                return Err(InvalidLifecycle::ByHand { option });
            }
            check_range(option, found, least, why)?;
            if let Some(before) = before {
                let stays = match before.class {
                    Some(StorageClass::StandardIa) => STANDARD_IA_DAYS,
                    _ => 1,
                };
                let least = before.days + stays;
                if found < least {
                    let (before_option, before) = (before.option, before.days);
                    return Err(InvalidLifecycle::Order {
                        option,
                        found,
                        least,
                        before_option,
                        before,
                    });
                }
            }
            before = Some(step);
        }
        let old_versions = "expire_old_versions_after_days";
        match (self.expire_old_versions_after_days, self.rules) {
            (Some(_), Rules::ByHand) => Err(InvalidLifecycle::ByHand { option: old_versions }),
            (Some(days), Rules::ByStack) => check_range(old_versions, days, 1, FROM_THE_FIRST_DAY),
            (None, _) => Ok(()),
        }
    }

    /// Sets the bucket's rules.
    pub(crate) fn apply(&self, bucket: s3::Bucket) -> s3::Bucket {
        if self.rules == Rules::ByHand {
            return bucket.lifecycle_by_hand();
        }
        let days = |days: u32| Days::new(days.max(1));
        let mut lifecycle = s3::Lifecycle::new();
        for (step, ..) in self.steps() {
            lifecycle = match step.class {
                Some(class) => lifecycle.transition(class, days(step.days)),
                None => lifecycle.expire(days(step.days)),
            };
        }
        if let Some(after) = self.expire_old_versions_after_days {
            lifecycle = lifecycle.expire_old_versions(days(after));
        }
        bucket.lifecycle(lifecycle)
    }
}

fn check_range(
    option: &'static str,
    found: u32,
    least: u32,
    why: &'static str,
) -> Result<(), InvalidLifecycle> {
    if (least..=MOST_DAYS).contains(&found) {
        Ok(())
    } else {
        Err(InvalidLifecycle::OutOfRange { option, found, least, why })
    }
}

impl<'de> Deserialize<'de> for Lifecycle {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        // What is derived is an associated function of the same name, because of `remote`.
        let lifecycle = Self::deserialize(source)?;
        lifecycle.check().map_err(D::Error::custom)?;
        Ok(lifecycle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(lifecycle: &Lifecycle) -> String {
        lifecycle.check().unwrap_err().to_string()
    }

    #[test]
    fn logs_move_from_tier_to_tier_and_go() {
        let lifecycle = Lifecycle {
            standard_ia_after_days: Some(30),
            glacier_ir_after_days: Some(60),
            deep_archive_after_days: Some(180),
            expire_after_days: Some(2555),
            expire_old_versions_after_days: Some(30),
            ..Lifecycle::default()
        };
        assert_eq!(lifecycle.check(), Ok(()));
    }

    #[test]
    fn standard_ia_before_the_thirtieth_day_is_refused() {
        let lifecycle = Lifecycle { standard_ia_after_days: Some(29), ..Lifecycle::default() };
        let error = error(&lifecycle);
        assert!(error.starts_with("`standard_ia_after_days: 29`; wanted are 30"), "{error}");
    }

    #[test]
    fn a_log_stays_in_standard_ia_for_thirty_days() {
        let lifecycle = Lifecycle {
            standard_ia_after_days: Some(30),
            glacier_after_days: Some(59),
            ..Lifecycle::default()
        };
        let error = error(&lifecycle);
        assert!(error.contains("`glacier_after_days: 59`; wanted are 60 days or more"), "{error}");
    }

    #[test]
    fn tiers_go_from_dearer_to_cheaper() {
        let lifecycle = Lifecycle {
            glacier_ir_after_days: Some(90),
            deep_archive_after_days: Some(90),
            ..Lifecycle::default()
        };
        assert!(error(&lifecycle).contains("since `glacier_ir_after_days` is 90"));
    }

    #[test]
    fn a_log_is_there_as_long_as_its_failed_load() {
        let lifecycle = Lifecycle { expire_after_days: Some(14), ..Lifecycle::default() };
        assert!(error(&lifecycle).contains("a load that failed is kept for 14 days"));
    }

    #[test]
    fn rules_by_hand_and_by_the_stack_exclude_each_other() {
        let lifecycle = Lifecycle {
            rules: Rules::ByHand,
            expire_old_versions_after_days: Some(30),
            ..Lifecycle::default()
        };
        assert!(
            error(&lifecycle).contains("`rules: by_hand` and `expire_old_versions_after_days`")
        );
    }
}
