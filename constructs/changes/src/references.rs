//! Which resource is made from which.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::canonical::{entries, function};

/// Every name that a value refers to: `Ref`, `Fn::GetAtt`, `Fn::Sub`.
pub(crate) fn names(value: &Json) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    walk(value, &mut found);
    found
}

fn walk(value: &Json, found: &mut BTreeSet<String>) {
    match (function(value), value) {
        (Some(("Ref", Json::String(name))), _) => _ = found.insert(name.clone()),
        (Some(("Fn::GetAtt", Json::Array(parts))), _) => {
            found.extend(parts.first().and_then(Json::as_str).map(str::to_owned));
        }
        (Some(("Fn::Sub", Json::String(text))), _) => found.extend(in_text(text)),
        (_, Json::Object(members)) => members.values().for_each(|value| walk(value, found)),
        (_, Json::Array(items)) => items.iter().for_each(|value| walk(value, found)),
        _ => {}
    }
}

fn in_text(text: &str) -> impl Iterator<Item = String> {
    let names = text.split("${").skip(1).filter_map(|rest| rest.split_once('}'));
    let names = names.filter(|(name, _)| !name.starts_with('!'));
    names.map(|(name, _)| name.split('.').next().unwrap_or(name).to_owned())
}

/// What in the template is made from this resource: other resources, and outputs as
/// `Outputs.Name`.
pub(crate) fn dependents(template: &Json, id: &str) -> Vec<String> {
    let mut found = vec![];
    for (other, resource) in entries(template, "Resources") {
        let properties = resource.get("Properties").unwrap_or(&Json::Null);
        if other != id && names(properties).contains(id) {
            found.push(other.to_owned());
        }
    }
    for (name, output) in entries(template, "Outputs") {
        if names(output).contains(id) {
            found.push(format!("Outputs.{name}"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn all_three_ways_to_refer_are_seen() {
        let value =
            json!([{"Ref": "A"}, {"Fn::GetAtt": ["B", "Arn"]}, {"Fn::Sub": "${C.Arn}${!D}"}]);
        assert_eq!(names(&value), ["A", "B", "C"].map(str::to_owned).into());
    }

    #[test]
    fn waiting_for_a_resource_is_no_dependence_on_what_it_is() {
        let template = json!({
            "Resources": {
                "A": {"Type": "T"},
                "B": {"Type": "T", "DependsOn": ["A"]},
                "C": {"Type": "T", "Properties": {"P": {"Ref": "A"}}},
            },
            "Outputs": {"O": {"Value": {"Ref": "A"}}},
        });
        assert_eq!(dependents(&template, "A"), ["C", "Outputs.O"]);
    }
}
