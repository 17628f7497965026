//! A bucket whose objects S3 copies into another one, in whatever region or account.
//!
//! The other bucket must keep versions, and let the role of another account replicate. S3
//! copies what comes after replication was switched on, mostly within 15 minutes, and not
//! between partitions.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html>

use resources::s3;
use resources::s3::BucketName;
use resources::s3::bucket::{
    AccessControlTranslation, AccessControlTranslationOwner, DeleteMarkerReplication,
    DeleteMarkerReplicationStatus, ReplicationConfiguration, ReplicationDestination,
    ReplicationRule, ReplicationRuleFilter, ReplicationRuleStatus,
};
use template::{Arn, Value, pseudo, text};

use super::actions;
use crate::iam::{Permission, Role, RoleHandle};

/// Where objects are copied to.
#[derive(Debug, Clone)]
pub struct Replication {
    from: Value<BucketName>,
    to: Value<Arn<s3::Bucket>>,
    owner: Option<Value<String>>,
}

impl Replication {
    /// From the bucket of this name to another one.
    pub fn new(from: impl Into<Value<BucketName>>, to: impl Into<Value<Arn<s3::Bucket>>>) -> Self {
        Self { from: from.into(), to: to.into(), owner: None }
    }

    /// The account of the other bucket, where it is another one: it is to own the copies.
    #[must_use]
    pub fn owned_by(mut self, account: impl Into<Value<String>>) -> Self {
        self.owner = Some(account.into());
        self
    }

    pub(super) fn role(&self) -> Role {
        let from = text!("arn:", pseudo::partition(), ":s3:::", self.from.clone());
        let copies = text!(self.to.clone(), "/*");
        let role = Role::for_service("ReplicationRole", "s3.amazonaws.com")
            .permit(Permission::new(actions::READ_REPLICATION, [from.clone()]))
            .permit(Permission::new(actions::READ_TO_REPLICATE, [text!(from, "/*")]))
            .permit(Permission::new(actions::REPLICATE, [copies.clone()]));
        match &self.owner {
            Some(_) => role.permit(Permission::new(actions::GIVE_AWAY, [copies])),
            None => role,
        }
    }

    pub(super) fn configuration(&self, role: &RoleHandle) -> ReplicationConfiguration {
        let mut to = ReplicationDestination::new(self.to.clone());
        if let Some(account) = &self.owner {
            let owner = AccessControlTranslation::new(AccessControlTranslationOwner::Destination);
            to = to.account(account.clone()).access_control_translation(owner);
        }
        // What is deleted here stays there.
        let deletions =
            DeleteMarkerReplication::new().status(DeleteMarkerReplicationStatus::Disabled);
        let rule = ReplicationRule::new(to, ReplicationRuleStatus::Enabled)
            .id("Everything")
            .priority(0)
            .filter(ReplicationRuleFilter::new().prefix(""))
            .delete_marker_replication(deletions);
        ReplicationConfiguration::new(role.arn(), [rule])
    }
}
