//! The actions that the resources of a template need.

use serde_json::Value as Json;
use template::ResourceDefinition;

use crate::properties::{BROUGHT, NEVER, UNLISTED};

/// The actions with which CloudFormation creates, reads, updates and deletes a resource
/// with these properties. `None` where the registry says nothing of its type.
pub(crate) fn actions(resource: &ResourceDefinition, properties: &Json) -> Option<Vec<String>> {
    let handlers = &resource.schema()?.handlers;
    let all = [handlers.create, handlers.read, handlers.update, handlers.delete].concat();
    if all.is_empty() {
        return None;
    }
    let mut needed: Vec<_> = all
        .into_iter()
        .map(spelt)
        .filter(|action| !NEVER.iter().any(|(never, _)| never == action))
        .filter(|action| is_brought(resource.resource_type(), action, properties))
        .collect();
    let resource_type = resource.resource_type();
    let unlisted = UNLISTED.iter().filter(|(known, _)| *known == resource_type);
    needed.extend(unlisted.map(|(_, action)| (*action).to_owned()));
    needed.sort();
    needed.dedup();
    Some(needed)
}

/// Some schemas write the service in capitals.
fn spelt(action: &str) -> String {
    match action.split_once(':') {
        Some((service, name)) => format!("{}:{name}", service.to_lowercase()),
        None => action.to_owned(),
    }
}

fn is_brought(resource_type: &str, action: &str, properties: &Json) -> bool {
    let mut rows = BROUGHT
        .iter()
        .filter(|row| row.resource_type == resource_type && row.actions.contains(&action))
        .peekable();
    rows.peek().is_none()
        || rows.any(|row| row.properties.iter().any(|path| is_set(properties, path)))
}

/// Whether a property is set, perhaps only under a condition.
fn is_set(value: &Json, path: &str) -> bool {
    if let Some(branches) = value.get("Fn::If").and_then(Json::as_array) {
        return branches.iter().skip(1).any(|branch| is_set(branch, path));
    }
    let (first, rest) = path.split_once('.').map_or((path, None), |(a, b)| (a, Some(b)));
    let is_set_below = |value: &Json| rest.is_none_or(|rest| is_set(value, rest));
    match value {
        Json::Array(items) if first == "*" => items.iter().any(is_set_below),
        Json::Object(entries) => entries.get(first).is_some_and(is_set_below),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_property_that_is_set_under_a_condition_is_set() {
        let targets = json!({"Targets": {"Fn::If": ["A", [{"RoleArn": "r"}], {"Ref": "n"}]}});
        assert!(is_set(&targets, "Targets.*.RoleArn"));
        assert!(!is_set(&targets, "Targets.*.Arn"));
        assert!(!is_set(&json!({}), "Targets"));
    }

    #[test]
    fn a_service_in_capitals_is_spelt_as_iam_does() {
        assert_eq!(spelt("CloudTrail:AddTags"), "cloudtrail:AddTags");
    }
}
