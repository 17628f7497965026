//! What an update must not do, a function each.

use std::collections::BTreeMap;

use changes::{Fate, Replacement, ResourceChange, What, spelled};
use serde_json::Value as Json;

use super::Play;
use super::slots::slots;

/// Id and what is wrong with it.
type Found = Vec<(String, String)>;

type Rule = fn(&Play<'_>) -> Found;

/// All rules by name.
pub(crate) const RULES: &[(&str, Rule)] = &[
    ("what is named or holds data stays in the stack", precious_stays),
    ("what is named or holds data is not replaced", precious_is_not_replaced),
    ("what is named or holds data gets no new condition", precious_is_not_conditional),
    ("what is kept when the stack goes is kept further on", kept_is_kept),
    ("a logical id keeps its type", types_stay),
    ("a role keeps its ARN", role_arns_stay),
    ("a custom resource keeps its function", service_tokens_stay),
    ("what has room for one owner keeps its owner", one_owner),
    ("what has room for one owner is not replaced", owners_are_not_replaced),
    ("a log group that Lambda has made is not made again", lambda_log_groups),
    ("an export stays", exports_stay),
];

fn resources(template: &Json) -> BTreeMap<&str, &Json> {
    let resources = template["Resources"].as_object().into_iter().flatten();
    resources.map(|(id, resource)| (id.as_str(), resource)).collect()
}

fn found<'a>(
    changes: impl Iterator<Item = &'a ResourceChange>,
    what: impl Fn(&ResourceChange) -> String,
) -> Found {
    changes.map(|change| (change.id.clone(), what(change))).collect()
}

fn is_replaced(change: &ResourceChange) -> bool {
    matches!(change.replacement, Replacement::Certain | Replacement::Conditional)
}

fn causes(change: &ResourceChange) -> String {
    let causes: Vec<_> = change.causes.iter().map(|cause| cause.property.as_str()).collect();
    format!("replaced for {}", causes.join(", "))
}

fn precious_stays(play: &Play<'_>) -> Found {
    let gone = play.removed().filter(|change| change.is_precious());
    let gone = gone.filter(|change| play.expected.reason(&change.id).is_none());
    found(gone, |change| match change.fate {
        Some(Fate::Kept) => format!("{} leaves the stack", change.resource_type),
        _ => format!("{} is deleted", change.resource_type),
    })
}

fn precious_is_not_replaced(play: &Play<'_>) -> Found {
    let replaced = play.changes.resources.iter();
    found(replaced.filter(|change| is_replaced(change) && change.is_precious()), causes)
}

fn precious_is_not_conditional(play: &Play<'_>) -> Found {
    let changes = play.changes.resources.iter().filter(|change| change.is_precious());
    let conditional = changes.filter(|change| change.deleted_unless.is_some());
    found(conditional, |change| {
        let condition = change.deleted_unless.as_deref().unwrap_or_default();
        format!("deleted where {condition} does not hold")
    })
}

fn kept_is_kept(play: &Play<'_>) -> Found {
    let kept = |resource: &Json| {
        resource["DeletionPolicy"].as_str().is_some_and(|policy| policy.starts_with("Retain"))
    };
    let after = resources(&play.after);
    let precious = |kind: &str| changes::holds_data(kind) || kind == "AWS::KMS::Alias";
    let mut found = vec![];
    for (id, old) in resources(&play.before) {
        let Some(new) = after.get(id) else { continue };
        if precious(old["Type"].as_str().unwrap()) && kept(old) && !kept(new) {
            found.push((id.to_owned(), "goes with the stack".to_owned()));
        }
    }
    found
}

fn types_stay(play: &Play<'_>) -> Found {
    let changed = play.changes.resources.iter();
    let changed =
        changed.filter(|change| change.causes.iter().any(|cause| cause.property == "Type"));
    found(changed, |change| format!("becomes {}", change.resource_type))
}

fn role_arns_stay(play: &Play<'_>) -> Found {
    let roles = play.changes.resources.iter();
    let roles = roles.filter(|change| change.resource_type == "AWS::IAM::Role");
    found(roles.filter(|change| is_replaced(change)), causes)
}

/// A token is the ARN of a function, which is made of its name, which is given or made from
/// its logical id.
fn service_tokens_stay(play: &Play<'_>) -> Found {
    let (before, after) = (resources(&play.before), resources(&play.after));
    let name = |template: &BTreeMap<&str, &Json>, function: &str| {
        template.get(function).map(|function| function["Properties"].get("FunctionName").cloned())
    };
    let mut found = vec![];
    for (id, old) in &before {
        let token = |resource: &Json| resource["Properties"].get("ServiceToken").cloned();
        let (Some(old), Some(Some(new))) = (token(old), after.get(id).map(|new| token(new))) else {
            continue;
        };
        if old != new {
            found.push(((*id).to_owned(), format!("token {}", spelled(&new))));
            continue;
        }
        let Some(function) = old["Fn::GetAtt"][0].as_str() else { continue };
        if name(&before, function) != name(&after, function) {
            found.push(((*id).to_owned(), format!("{function} gets another name")));
        }
    }
    found
}

fn one_owner(play: &Play<'_>) -> Found {
    let before = slots(&play.before);
    let mut found = vec![];
    for (slot, owners) in slots(&play.after) {
        let first = owners.iter().next().cloned().unwrap_or_default();
        let mut rivals: Vec<_> = owners.iter().filter(|owner| **owner != first).cloned().collect();
        if let Some(old) = before.get(&slot) {
            // The old one is there until the end of the update, also if it goes.
            rivals = owners.iter().filter(|owner| !old.contains(*owner)).cloned().collect();
        }
        for rival in rivals {
            found.push((rival, format!("a second {slot}")));
        }
    }
    found
}

/// The new one is the old one to the service, and goes when that is removed. What is replaced
/// only because its own bucket or topic is, is the owner of something new.
fn owners_are_not_replaced(play: &Play<'_>) -> Found {
    let (before, after) = (slots(&play.before), slots(&play.after));
    let is_owner = |change: &&ResourceChange| {
        let holds = |owners: Option<&std::collections::BTreeSet<String>>| {
            owners.is_some_and(|owners| owners.contains(&change.id))
        };
        before.keys().any(|slot| holds(before.get(slot)) && holds(after.get(slot)))
    };
    let itself =
        |change: &&ResourceChange| change.causes.iter().any(|cause| cause.because_of.is_none());
    let replaced = play.changes.resources.iter().filter(|change| is_replaced(change));
    let replaced = replaced.filter(|change| !change.is_precious()).filter(itself);
    found(replaced.filter(is_owner), causes)
}

/// Lambda makes `/aws/lambda/NAME` when a function first writes; it is in no stack.
fn lambda_log_groups(play: &Play<'_>) -> Found {
    let before = resources(&play.before);
    let functions = before.values().filter(|resource| resource["Type"] == "AWS::Lambda::Function");
    let names = functions.filter_map(|function| function["Properties"]["FunctionName"].as_str());
    let made: Vec<_> = names.map(|name| format!("/aws/lambda/{name}")).collect();
    let added = play.changes.resources.iter().filter(|change| change.what == What::Added);
    let groups = added.filter(|change| change.resource_type == "AWS::Logs::LogGroup");
    let clashes = groups
        .filter(|change| change.name.as_ref().is_some_and(|name| made.contains(&spelled(name))));
    found(clashes, |change| format!("{} is there already", spelled(change.name.as_ref().unwrap())))
}

fn exports_stay(play: &Play<'_>) -> Found {
    let outputs = play.before["Outputs"].as_object().unwrap();
    let export = |template: &Json, name: &str| template["Outputs"][name]["Export"]["Name"].clone();
    let gone = outputs.keys().filter(|name| {
        let expected = play.expected.reason(&format!("Outputs.{name}")).is_some();
        !expected && export(&play.before, name) != export(&play.after, name)
    });
    gone.map(|name| (format!("Outputs.{name}"), "its export goes".to_owned())).collect()
}
