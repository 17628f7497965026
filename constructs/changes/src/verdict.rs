//! What somebody should look at before deploying.

use std::collections::BTreeSet;

use crate::access::Direction;
use crate::model::{Changes, Danger, Risk};
use crate::replacement::Replacement;
use crate::resource_changes::{Fate, ResourceChange, What};

/// The reasons, each once.
pub(crate) fn dangers(changes: &Changes) -> Vec<Danger> {
    let mut found = vec![];
    for change in &changes.resources {
        found.extend(risks(change).into_iter().map(|risk| (change.id.clone(), risk)));
    }
    let widened = changes.access.iter().filter(|access| access.direction == Direction::Widened);
    let holders: BTreeSet<_> = widened.map(|access| access.holder.clone()).collect();
    found.extend(holders.into_iter().map(|holder| (holder, Risk::Widened)));
    let opened = changes.exposure.iter().filter(|change| change.opened);
    let opened: BTreeSet<_> = opened.map(|change| change.exposure.resource.clone()).collect();
    found.extend(opened.into_iter().map(|resource| (resource, Risk::Public)));
    found.into_iter().map(|(place, risk)| Danger { place, risk }).collect()
}

fn risks(change: &ResourceChange) -> Vec<Risk> {
    let mut risks = vec![];
    match (change.what, change.replacement) {
        (_, Replacement::Refused) => risks.push(Risk::Refused),
        (What::Replaced, _) | (What::Updated, Replacement::Unknown) if change.is_precious() => {
            risks.push(Risk::Replaced);
        }
        (What::Removed, _) if change.is_precious() && change.fate != Some(Fate::Kept) => {
            risks.push(Risk::Deleted);
        }
        _ => {}
    }
    if change.is_precious() && change.no_longer_kept().next().is_some() {
        risks.push(Risk::NoLongerKept);
    }
    if change.deleted_unless.is_some() && change.is_precious() {
        risks.push(Risk::Deleted);
    }
    risks
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value as Json, json};

    fn risks(before: Json, after: Json) -> Vec<Risk> {
        let resource = |resource: Json| json!({"Resources": {"A": resource}});
        let none = json!({"Resources": {}});
        let after = if after.is_null() { none } else { resource(after) };
        crate::compare(&resource(before), &after).dangers.iter().map(|d| d.risk).collect()
    }

    #[test]
    fn what_holds_data_is_missed_when_it_is_deleted_and_not_when_it_is_kept() {
        assert_eq!(risks(json!({"Type": "AWS::S3::Bucket"}), Json::Null), [Risk::Deleted]);
        let kept = json!({"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain"});
        assert_eq!(risks(kept, Json::Null), []);
        assert_eq!(risks(json!({"Type": "AWS::CloudWatch::Alarm"}), Json::Null), []);
    }

    #[test]
    fn what_holds_data_and_is_no_longer_kept_is_a_risk_before_it_goes() {
        let bucket = |policy| json!({"Type": "AWS::S3::Bucket", "DeletionPolicy": policy});
        assert_eq!(risks(bucket("Retain"), bucket("Delete")), [Risk::NoLongerKept]);
        assert_eq!(risks(bucket("Retain"), bucket("RetainExceptOnCreate")), []);
    }

    #[test]
    fn what_has_a_fixed_name_is_missed() {
        let named = json!({"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r"}});
        assert_eq!(risks(named, Json::Null), [Risk::Deleted]);
    }

    #[test]
    fn a_replacement_of_what_holds_data_is_a_risk_also_if_it_is_only_possible() {
        let bucket = |properties| json!({"Type": "AWS::S3::Bucket", "Properties": properties});
        let renamed = bucket(json!({"BucketName": "b"}));
        assert_eq!(risks(bucket(json!({})), renamed), [Risk::Replaced]);
        let unknown = |p: &str| json!({"Type": "AWS::DynamoDB::Table", "Properties": {"P": p}});
        assert_eq!(risks(unknown("1"), unknown("2")), [Risk::Replaced]);
    }

    #[test]
    fn what_becomes_conditional_may_be_lost() {
        let conditional = json!({"Type": "AWS::S3::Bucket", "Condition": "C"});
        assert_eq!(risks(json!({"Type": "AWS::S3::Bucket"}), conditional), [Risk::Deleted]);
    }

    #[test]
    fn a_refusal_is_a_risk_whatever_the_resource_is() {
        let changed = json!({"Type": "AWS::Events::Rule"});
        assert_eq!(risks(json!({"Type": "AWS::CloudWatch::Alarm"}), changed), [Risk::Refused]);
    }
}
