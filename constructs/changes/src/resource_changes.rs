//! Resources: added, removed, replaced, updated.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value as Json;

use crate::canonical::entries;
use crate::conditions::can_delete;
use crate::difference::{PropertyChange, differences};
use crate::facts::{fixed_name, holds_data};
use crate::model::Warning;
use crate::references::dependents;
use crate::replacement::{self, Cause, Replacement};

/// One resource that is not the same before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResourceChange {
    /// Its logical id.
    pub id: String,
    /// Its type; after the update if that is another.
    pub resource_type: String,
    /// What happens.
    pub what: What,
    /// How sure it is that it is replaced.
    pub replacement: Replacement,
    /// What forces that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<Cause>,
    /// What becomes of the old resource, where there is one that leaves the stack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fate: Option<Fate>,
    /// Whether such resources hold what cannot be made again.
    pub holds_data: bool,
    /// The fixed name that it has before the update, or, if it is new, after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Json>,
    /// A condition that can make the resource go, because it is new or does not always hold
    /// where it did: where it does not hold, the resource is deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_unless: Option<String>,
    /// Properties that are not the same. Empty for what is added or removed whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<PropertyChange>,
    /// What else is not the same: metadata, deletion policy, dependence, condition.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<PropertyChange>,
    /// What is made from it and gets other values, if it is replaced or removed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dependents: Vec<String>,
}

/// What happens to a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It is not there before.
    Added,
    /// It is not there after.
    Removed,
    /// A new one is made in its place; see [`Replacement`] for how sure that is.
    Replaced,
    /// It is changed in place.
    Updated,
    /// Nothing that the service sees: metadata, policies, order.
    Attributes,
}

/// What becomes of a resource that leaves its stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It is deleted.
    Deleted,
    /// It stays, outside the stack.
    Kept,
    /// It is deleted after a snapshot.
    Snapshot,
}

impl ResourceChange {
    /// Whether its loss would be noticed: it holds data, or others know its name.
    pub fn is_precious(&self) -> bool {
        self.holds_data || self.name.is_some()
    }

    /// The policies that kept it when it left its stack, or was replaced, and no longer do.
    pub(crate) fn no_longer_kept(&self) -> impl Iterator<Item = &PropertyChange> {
        let kept = |value: &Option<Json>| {
            value.as_ref().and_then(Json::as_str).is_some_and(|text| text.starts_with("Retain"))
        };
        let policies = self.attributes.iter().filter(|change| {
            ["DeletionPolicy", "UpdateReplacePolicy"].contains(&change.path.as_str())
        });
        policies.filter(move |policy| kept(&policy.before) && !kept(&policy.after))
    }
}

/// All changes by logical id, and what to know besides.
pub(crate) fn compare(before: &Json, after: &Json) -> (Vec<ResourceChange>, Vec<Warning>) {
    let (old, new) = (entries(before, "Resources"), entries(after, "Resources"));
    let mut changes: BTreeMap<&str, ResourceChange> = BTreeMap::new();
    for id in old.keys().chain(new.keys()).copied().collect::<BTreeSet<_>>() {
        let change = match (old.get(id), new.get(id)) {
            (Some(old), None) => removed(id, old),
            (None, Some(new)) => added(id, new),
            (Some(old), Some(new)) => ResourceChange {
                deleted_unless: deleted_unless(before, after, old, new),
                ..changed(id, old, new)
            },
            (None, None) => continue,
        };
        changes.insert(id, change);
    }
    let replaced =
        changes.iter().map(|(id, change)| ((*id).to_owned(), change.replacement)).collect();
    for (id, causes) in replacement::that_follow(after, &replaced) {
        if let Some((change, old)) = changes.get_mut(id.as_str()).zip(old.get(id.as_str())) {
            change.causes.extend(causes);
            settle(change, old, new[id.as_str()]);
        }
    }
    let mut changes: Vec<_> = changes.into_values().filter(is_change).collect();
    for change in &mut changes {
        match change.what {
            What::Replaced => change.dependents = dependents(after, &change.id),
            What::Removed => change.dependents = dependents(before, &change.id),
            _ => {}
        }
    }
    let warnings = changes.iter().flat_map(warnings).collect();
    (changes, warnings)
}

fn is_change(change: &ResourceChange) -> bool {
    let differs = !change.properties.is_empty() || !change.attributes.is_empty();
    change.what != What::Attributes || differs || change.deleted_unless.is_some()
}

fn bare(id: &str, resource: &Json, what: What) -> ResourceChange {
    let resource_type = resource["Type"].as_str().unwrap_or_default().to_owned();
    ResourceChange {
        id: id.to_owned(),
        holds_data: holds_data(&resource_type),
        name: fixed_name(resource).map(|(_, name)| name.clone()),
        resource_type,
        what,
        replacement: Replacement::None,
        causes: vec![],
        fate: None,
        deleted_unless: None,
        properties: vec![],
        attributes: vec![],
        dependents: vec![],
    }
}

fn added(id: &str, resource: &Json) -> ResourceChange {
    bare(id, resource, What::Added)
}

fn removed(id: &str, resource: &Json) -> ResourceChange {
    let fate = Some(fate(resource, "DeletionPolicy"));
    ResourceChange { fate, ..bare(id, resource, What::Removed) }
}

fn changed(id: &str, old: &Json, new: &Json) -> ResourceChange {
    let mut change = bare(id, old, What::Attributes);
    change.properties = differences(old.get("Properties"), new.get("Properties"));
    change.attributes = attributes(old, new);
    let resource_type = new["Type"].as_str().unwrap_or_default();
    if old["Type"] == new["Type"] {
        let (replacement, causes) = replacement::of_changes(resource_type, &change.properties);
        (change.replacement, change.causes) = (replacement, causes);
    } else {
        resource_type.clone_into(&mut change.resource_type);
        let property = "Type".to_owned();
        change.causes =
            vec![Cause { property, replacement: Replacement::Refused, because_of: None }];
    }
    settle(&mut change, old, new);
    change
}

fn deleted_unless(before: &Json, after: &Json, old: &Json, new: &Json) -> Option<String> {
    let name = |resource: &Json| Some(resource.get("Condition")?.as_str()?.to_owned());
    let (old, new) = (name(old), name(new));
    let can = can_delete(before, after, old.as_deref(), new.as_deref());
    new.filter(|_| can)
}

/// What follows from the causes.
fn settle(change: &mut ResourceChange, old: &Json, new: &Json) {
    change.replacement = replacement::surest(&change.causes).max(change.replacement);
    change.what = match change.replacement {
        Replacement::Conditional | Replacement::Certain | Replacement::Refused => What::Replaced,
        Replacement::None | Replacement::Unknown if change.properties.is_empty() => {
            What::Attributes
        }
        Replacement::None | Replacement::Unknown => What::Updated,
    };
    if change.what == What::Replaced {
        // Which of the two templates counts is not documented, so both must keep it.
        let policies = [fate(old, "UpdateReplacePolicy"), fate(new, "UpdateReplacePolicy")];
        let kept = policies == [Fate::Kept; 2];
        change.fate = Some(if kept { Fate::Kept } else { Fate::Deleted });
    }
}

fn fate(resource: &Json, policy: &str) -> Fate {
    match resource.get(policy).and_then(Json::as_str) {
        Some("Retain" | "RetainExceptOnCreate") => Fate::Kept,
        Some("Snapshot") => Fate::Snapshot,
        _ => Fate::Deleted,
    }
}

/// What a resource has beside type and properties.
fn attributes(old: &Json, new: &Json) -> Vec<PropertyChange> {
    let rest = |resource: &Json| {
        let mut rest = resource.clone();
        if let Some(members) = rest.as_object_mut() {
            members.remove("Properties");
        }
        rest
    };
    differences(Some(&rest(old)), Some(&rest(new)))
}

fn warnings(change: &ResourceChange) -> Vec<Warning> {
    let mut found = vec![];
    let mut warn = |message: String| found.push(Warning::new(&change.id, message));
    for cause in change.causes.iter().filter(|cause| cause.replacement == Replacement::Refused) {
        warn(match cause.property.as_str() {
            "Type" => "CloudFormation refuses to change the type of a resource: give the new \
                       one another logical id"
                .to_owned(),
            property => format!(
                "CloudFormation refuses to change `{property}` of a custom resource: keep the \
                 function's logical id and name"
            ),
        });
    }
    let renamed = |cause: &Cause| {
        let property = crate::name_property(&change.resource_type);
        property.as_deref() == Some(&cause.property) || cause.property == "Name"
    };
    let replaced = matches!(change.replacement, Replacement::Certain | Replacement::Conditional);
    if replaced && change.name.is_some() && !change.causes.iter().any(renamed) {
        warn(
            "CloudFormation cannot replace what has a fixed name, as the old one still has it \
              when the new one is made: give it another name, or keep the property"
                .to_owned(),
        );
    }
    if let Some(condition) = &change.deleted_unless {
        let message = "it is deleted from a stack in which this condition does not hold";
        warn(format!("condition `{condition}`: {message}"));
    }
    for policy in change.no_longer_kept() {
        warn(format!("`{}` no longer keeps it when it leaves the stack", policy.path));
    }
    found
}

#[cfg(test)]
#[expect(clippy::needless_pass_by_value, reason = "a test gives what it has just built")]
mod tests {
    use super::*;
    use crate::canonical::template;
    use serde_json::json;

    fn compare(before: Json, after: Json) -> (Vec<ResourceChange>, Vec<Warning>) {
        let template = |resources: Json| template(&json!({"Resources": resources}));
        super::compare(&template(before), &template(after))
    }

    fn one(before: Json, after: Json) -> ResourceChange {
        let (mut changes, _) = compare(json!({"A": before}), json!({"A": after}));
        assert_eq!(changes.len(), 1, "{changes:#?}");
        changes.remove(0)
    }

    #[test]
    fn the_same_resources_are_no_change() {
        let queue = json!({"A": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": 1}}});
        let same = json!({"A": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": "1"}}});
        assert_eq!(compare(queue, same), (vec![], vec![]));
    }

    #[test]
    fn a_removed_resource_is_kept_if_its_policy_says_so() {
        let fate = |policy: &str| {
            let resource = json!({"Type": "AWS::S3::Bucket", "DeletionPolicy": policy});
            compare(json!({"A": resource}), json!({})).0.remove(0).fate
        };
        assert_eq!(fate("Retain"), Some(Fate::Kept));
        assert_eq!(fate("RetainExceptOnCreate"), Some(Fate::Kept));
        assert_eq!(fate("Snapshot"), Some(Fate::Snapshot));
        assert_eq!(fate("Delete"), Some(Fate::Deleted));
    }

    #[test]
    fn another_type_under_an_id_is_refused() {
        let (changes, warnings) = compare(
            json!({"A": {"Type": "AWS::SQS::Queue"}}),
            json!({"A": {"Type": "AWS::SNS::Topic"}}),
        );
        assert_eq!(changes[0].replacement, Replacement::Refused);
        assert_eq!(changes[0].causes[0].property, "Type");
        assert!(warnings[0].message.contains("another logical id"), "{warnings:?}");
    }

    #[test]
    fn metadata_alone_is_no_update() {
        let change = one(json!({"Type": "T"}), json!({"Type": "T", "Metadata": {"a": "b"}}));
        assert_eq!(change.what, What::Attributes);
        assert_eq!(change.attributes[0].path, "Metadata");
    }

    #[test]
    fn what_becomes_conditional_may_be_deleted() {
        let change = one(json!({"Type": "T"}), json!({"Type": "T", "Condition": "C"}));
        assert_eq!(change.deleted_unless.as_deref(), Some("C"));
        let change = one(json!({"Type": "T", "Condition": "C"}), json!({"Type": "T"}));
        assert_eq!(change.deleted_unless, None);
    }

    #[test]
    fn a_replaced_resource_with_a_fixed_name_is_warned_of_unless_it_is_renamed() {
        let queue = |name: &str, fifo: bool| json!({"A": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": name, "FifoQueue": fifo}}});
        let (_, warnings) = compare(queue("a", false), queue("a", true));
        assert!(warnings[0].message.contains("fixed name"), "{warnings:?}");
        let (changes, warnings) = compare(queue("a", false), queue("b.fifo", true));
        assert_eq!((changes[0].what, warnings.len()), (What::Replaced, 0));
    }

    #[test]
    fn a_replaced_resource_lists_what_is_made_from_it() {
        let template = |name: &str| {
            json!({
                "A": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": name}},
                "B": {"Type": "AWS::SNS::Subscription", "Properties": {"TopicArn": {"Ref": "A"}, "Protocol": "sqs"}},
            })
        };
        let (changes, _) = compare(template("a"), template("b"));
        assert_eq!(changes[0].dependents, ["B"]);
        assert_eq!(changes[1].what, What::Replaced, "its topic's ARN cannot be changed");
        assert!(changes[1].properties.is_empty());
    }

    #[test]
    fn a_policy_that_no_longer_keeps_a_resource_is_warned_of() {
        let bucket =
            |policy: &str| json!({"A": {"Type": "AWS::S3::Bucket", "DeletionPolicy": policy}});
        let (_, warnings) = compare(bucket("Retain"), bucket("Delete"));
        assert!(warnings[0].message.contains("no longer keeps"), "{warnings:?}");
        assert!(compare(bucket("Retain"), bucket("RetainExceptOnCreate")).1.is_empty());
    }
}
