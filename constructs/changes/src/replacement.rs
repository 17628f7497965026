//! Whether a change replaces a resource.
//!
//! CloudFormation makes a new resource where a property cannot be changed in place, and
//! removes the old one afterwards. What refers to it gets another name or ARN then, and may
//! be replaced in turn.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html>

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use crate::canonical::entries;
use crate::difference::PropertyChange;
use crate::facts::is_custom;
use crate::references::names;

/// The property of a custom resource that names its function. CloudFormation refuses to
/// change it.
const SERVICE_TOKEN: &str = "ServiceToken";

/// How sure it is that a resource is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Replacement {
    /// It is changed in place.
    None,
    /// The registry's schema of its type is not known here.
    Unknown,
    /// It depends on the values, or on a condition of the stack.
    Conditional,
    /// It is replaced.
    Certain,
    /// CloudFormation refuses the update.
    Refused,
}

/// What forces a replacement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// The property, as the schema names it; `Type` if that is another.
    pub property: String,
    /// How sure it is.
    pub replacement: Replacement,
    /// The resource whose own replacement changes the property's value; none if the property
    /// itself is written otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because_of: Option<String>,
}

/// Properties of a type whose change is more than an update, and what it is. `None` if its
/// schema is not known.
fn create_only(resource_type: &str) -> Option<Vec<(&'static str, Replacement)>> {
    if is_custom(resource_type) {
        return Some(vec![(SERVICE_TOKEN, Replacement::Refused)]);
    }
    let schema = resources::schema_of(resource_type)?;
    let certain = schema.create_only.iter().map(|path| (*path, Replacement::Certain));
    let conditional =
        schema.conditional_create_only.iter().map(|path| (*path, Replacement::Conditional));
    Some(certain.chain(conditional).collect())
}

/// How sure a replacement is by these changes alone, and what forces it.
pub(crate) fn of_changes(
    resource_type: &str,
    changes: &[PropertyChange],
) -> (Replacement, Vec<Cause>) {
    let Some(create_only) = create_only(resource_type) else {
        let unknown = if changes.is_empty() { Replacement::None } else { Replacement::Unknown };
        return (unknown, vec![]);
    };
    let mut causes = vec![];
    for (path, certainty) in create_only {
        let touching: Vec<_> = changes.iter().filter(|change| touches(change, path)).collect();
        let always = touching.iter().any(|change| change.when.is_empty());
        if !touching.is_empty() {
            causes.push(Cause {
                property: path.to_owned(),
                replacement: if always { certainty } else { under_condition(certainty) },
                because_of: None,
            });
        }
    }
    (surest(&causes), causes)
}

fn under_condition(certainty: Replacement) -> Replacement {
    certainty.min(Replacement::Conditional)
}

pub(crate) fn surest(causes: &[Cause]) -> Replacement {
    causes.iter().map(|cause| cause.replacement).max().unwrap_or(Replacement::None)
}

/// Whether the change is at, below or above the place, and if above, also in it.
fn touches(change: &PropertyChange, path: &str) -> bool {
    let path: Vec<_> = path.split('.').filter(|key| *key != "*").collect();
    let keys = &change.keys;
    let common = path.iter().zip(keys).take_while(|(one, other)| *one == other).count();
    if common < path.len().min(keys.len()) {
        return false;
    }
    let rest = &path[common..];
    let (before, after) = (change.before.as_ref(), change.after.as_ref());
    rest.is_empty() || values_at(before, rest) != values_at(after, rest)
}

/// The values at a place, through lists.
fn values_at<'a>(value: Option<&'a Json>, path: &[&str]) -> Vec<&'a Json> {
    let Some(value) = value else { return vec![] };
    match (value, path) {
        (Json::Array(items), _) => {
            items.iter().flat_map(|item| values_at(Some(item), path)).collect()
        }
        (value, []) => vec![value],
        (value, [key, rest @ ..]) => values_at(value.get(key), rest),
    }
}

/// Replacements that follow from others: a property that cannot be changed in place, and
/// refers to a resource that is replaced, has another value afterwards.
pub(crate) fn that_follow(
    after: &Json,
    replaced: &BTreeMap<String, Replacement>,
) -> BTreeMap<String, Vec<Cause>> {
    let mut all: BTreeMap<String, Replacement> = replaced.clone();
    let mut follow: BTreeMap<String, Vec<Cause>> = BTreeMap::new();
    loop {
        let mut news = vec![];
        for (id, resource) in entries(after, "Resources") {
            for cause in causes_in(resource, &all) {
                let known = follow.get(id).is_some_and(|causes| causes.contains(&cause));
                if !known && cause.because_of.as_deref() != Some(id) {
                    news.push((id.to_owned(), cause));
                }
            }
        }
        if news.is_empty() {
            return follow;
        }
        for (id, cause) in news {
            let surest = all.entry(id.clone()).or_insert(Replacement::None);
            // What CloudFormation refuses is not replaced, so nothing follows from it.
            if cause.replacement != Replacement::Refused {
                *surest = (*surest).max(cause.replacement);
            }
            follow.entry(id).or_default().push(cause);
        }
    }
}

fn causes_in(resource: &Json, replaced: &BTreeMap<String, Replacement>) -> Vec<Cause> {
    let kind = resource["Type"].as_str().unwrap_or_default();
    let properties = resource.get("Properties");
    let mut causes = vec![];
    for (path, certainty) in create_only(kind).unwrap_or_default() {
        let keys: Vec<_> = path.split('.').filter(|key| *key != "*").collect();
        let referred = values_at(properties, &keys).into_iter().flat_map(names);
        for name in referred {
            let of = replaced.get(&name).copied().unwrap_or(Replacement::None);
            let follows = match (of, certainty) {
                (Replacement::Certain, certainty) => certainty,
                (Replacement::Conditional, certainty) => under_condition(certainty),
                _ => continue,
            };
            let because_of = Some(name);
            causes.push(Cause { property: path.to_owned(), replacement: follows, because_of });
        }
    }
    causes
}

#[cfg(test)]
#[expect(clippy::needless_pass_by_value, reason = "a test gives what it has just built")]
mod tests {
    use super::*;
    use crate::difference::differences;
    use serde_json::json;

    fn of(kind: &str, before: Json, after: Json) -> Replacement {
        of_changes(kind, &differences(Some(&before), Some(&after))).0
    }

    #[test]
    fn a_create_only_property_replaces() {
        let before = json!({"QueueName": "a"});
        assert_eq!(of("AWS::SQS::Queue", before, json!({"QueueName": "b"})), Replacement::Certain);
        let before = json!({"DelaySeconds": "1"});
        assert_eq!(of("AWS::SQS::Queue", before, json!({"DelaySeconds": "2"})), Replacement::None);
    }

    #[test]
    fn some_properties_replace_in_some_cases() {
        let conditional = of("AWS::Events::Rule", json!({}), json!({"EventBusName": "b"}));
        assert_eq!(conditional, Replacement::Conditional);
    }

    #[test]
    fn a_change_under_a_condition_replaces_under_that_condition() {
        let after = json!({"QueueName": {"Fn::If": ["C", "a", "b"]}});
        let conditional = of("AWS::SQS::Queue", json!({"QueueName": "a"}), after);
        assert_eq!(conditional, Replacement::Conditional);
    }

    #[test]
    fn a_create_only_property_inside_another_is_seen_when_the_whole_comes_or_goes() {
        let kind = "AWS::EC2::VPCEndpoint";
        let with = |name: &str| json!({"DnsOptions": {name: "x"}});
        assert_eq!(of(kind, json!({}), with("PrivateDnsPreference")), Replacement::Certain);
        assert_eq!(of(kind, json!({}), with("DnsRecordIpType")), Replacement::None);
    }

    #[test]
    fn of_an_unknown_type_it_is_unknown() {
        assert_eq!(of("AWS::No::Type", json!({}), json!({"P": "1"})), Replacement::Unknown);
        assert_eq!(of("AWS::No::Type", json!({}), json!({})), Replacement::None);
    }

    #[test]
    fn a_custom_resource_keeps_its_function() {
        let token = |name: &str| json!({"ServiceToken": name});
        assert_eq!(of("Custom::X", token("a"), token("b")), Replacement::Refused);
        assert_eq!(of("Custom::X", json!({"P": "1"}), json!({"P": "2"})), Replacement::None);
    }

    #[test]
    fn what_hangs_on_a_replaced_resource_is_replaced_too() {
        let template = json!({"Resources": {
            "Topic": {"Type": "AWS::SNS::Topic"},
            "Subscription": {"Type": "AWS::SNS::Subscription", "Properties": {"TopicArn": {"Ref": "Topic"}}},
            "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"RedrivePolicy": {"Ref": "Topic"}}},
        }});
        let replaced = [("Topic".to_owned(), Replacement::Certain)].into();
        let follow = that_follow(&template, &replaced);
        assert_eq!(follow.keys().collect::<Vec<_>>(), ["Subscription"]);
        assert_eq!(follow["Subscription"][0].because_of.as_deref(), Some("Topic"));
        assert_eq!(follow["Subscription"][0].replacement, Replacement::Certain);
    }

    #[test]
    fn a_circle_of_replacements_ends() {
        let kind = "AWS::SNS::Subscription";
        let template = json!({"Resources": {
            "A": {"Type": kind, "Properties": {"Endpoint": {"Ref": "B"}}},
            "B": {"Type": kind, "Properties": {"Endpoint": {"Ref": "A"}}},
        }});
        let replaced = [("A".to_owned(), Replacement::Certain)].into();
        assert_eq!(that_follow(&template, &replaced).len(), 2);
    }
}
