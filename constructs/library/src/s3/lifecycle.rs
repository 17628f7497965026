//! What becomes of objects in time.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html>

pub use resources::s3::bucket::TransitionStorageClass as StorageClass;
use resources::s3::bucket::{
    AbortIncompleteMultipartUpload, NoncurrentVersionExpiration, Rule, RuleStatus, Transition,
};

use super::Days;

/// Parts of an upload that is never finished cost, and nobody sees them.
const ABORT_AFTER: Days = Days::new(7);

/// Rules for all objects of a bucket: where they move, and when they go.
///
/// S3 moves no object of less than 128 KB, since that would cost more than it saves.
#[derive(Debug, Clone, Default)]
#[must_use = "a Lifecycle is only described; give it to a bucket"]
pub struct Lifecycle {
    transitions: Vec<(StorageClass, Days)>,
    expire: Option<Days>,
    expire_old_versions: Option<Days>,
}

impl Lifecycle {
    /// Objects stay as they are.
    pub fn new() -> Self {
        Self::default()
    }

    /// Moves objects to another storage class this long after they were created.
    pub fn transition(mut self, to: StorageClass, after: Days) -> Self {
        self.transitions.push((to, after));
        self
    }

    /// Removes objects this long after they were created. Of a bucket with versions, they
    /// become old versions.
    pub fn expire(mut self, after: Days) -> Self {
        self.expire = Some(after);
        self
    }

    /// Removes old versions this long after they were overwritten or removed.
    pub fn expire_old_versions(mut self, after: Days) -> Self {
        self.expire_old_versions = Some(after);
        self
    }

    pub(super) fn into_rule(self) -> Option<Rule> {
        if self.transitions.is_empty()
            && self.expire.is_none()
            && self.expire_old_versions.is_none()
        {
            return None;
        }
        let mut rule = Rule::new(RuleStatus::Enabled).id("all-objects");
        if !self.transitions.is_empty() {
            let transitions: Vec<_> = self
                .transitions
                .into_iter()
                .map(|(class, after)| Transition::new(class).transition_in_days(after.0))
                .collect();
            rule = rule.transitions(transitions);
        }
        if let Some(after) = self.expire {
            rule = rule.expiration_in_days(after.0);
        }
        if let Some(after) = self.expire_old_versions {
            rule = rule.noncurrent_version_expiration(NoncurrentVersionExpiration::new(after.0));
        }
        Some(rule)
    }
}

/// Ends uploads in parts that nobody finishes.
pub(super) fn abort_uploads() -> Rule {
    Rule::new(RuleStatus::Enabled)
        .id("abort-unfinished-uploads")
        .abort_incomplete_multipart_upload(AbortIncompleteMultipartUpload::new(ABORT_AFTER.0))
}
