//! The update of a stack of v2.10.4 to our template, played.
//!
//! CloudFormation makes what is new first, then updates, then removes what is gone. So
//! nothing may be lost, and nothing may be there twice in between: a bucket has one policy, a
//! queue and a function one mapping, a role one inline policy of a name. Each rule is a
//! function, all are in [`RULES`]; which properties replace a resource is known to `changes`.
//!
//! What is expected to go is given: ids that come later, and ids that go for a reason.

use changes::{Changes, ResourceChange, What};
use serde_json::{Value as Json, json};

#[path = "rules.rs"]
mod rules;
#[path = "slots.rs"]
mod slots;

pub(crate) use rules::RULES;

/// What an update does that it should not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// Name of the rule.
    pub(crate) rule: &'static str,
    /// Logical id, or `Outputs.` and the name of an output.
    pub(crate) id: String,
    pub(crate) what: String,
}

/// What may be missing from our template.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Expected<'a> {
    /// Ids, or `Outputs.` and a name, that go, and why.
    pub(crate) goes: &'a [(&'a str, &'a str)],
}

impl<'a> Expected<'a> {
    /// Why the id may be missing.
    pub(crate) fn reason(&self, id: &str) -> Option<&'a str> {
        self.goes.iter().find(|(known, _)| *known == id).map(|(_, reason)| *reason)
    }
}

/// An update from one template to another.
#[derive(Debug)]
pub(crate) struct Play<'a> {
    pub(crate) before: Json,
    pub(crate) after: Json,
    pub(crate) changes: Changes,
    pub(crate) expected: Expected<'a>,
}

impl<'a> Play<'a> {
    pub(crate) fn new(before: &Json, after: &Json, expected: Expected<'a>) -> Self {
        let canonical = |template| changes::canonical(template).unwrap_or_default();
        Self {
            before: canonical(before),
            after: canonical(after),
            changes: changes::compare(before, after),
            expected,
        }
    }

    /// Everything that breaks a rule.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let mut findings: Vec<_> = RULES
            .iter()
            .flat_map(|(rule, find)| {
                find(self).into_iter().map(|(id, what)| Finding { rule, id, what })
            })
            .collect();
        findings.sort();
        findings
    }

    /// What is in the stack before and not after.
    pub(crate) fn removed(&self) -> impl Iterator<Item = &ResourceChange> {
        self.changes.resources.iter().filter(|change| change.what == What::Removed)
    }
}

/// The inventory as a template that holds of each resource what cannot be changed in place,
/// and what nothing else can have at the same time. `conditions` has the sections
/// `Conditions` and `Parameters`.
pub(crate) fn as_template(inventory: &Json, conditions: &Json, exports: &[(&str, &str)]) -> Json {
    let mut resources = json!({});
    for (id, fact) in inventory.as_object().unwrap() {
        let mut resource = json!({"Type": fact["type"]});
        for (attribute, name) in [
            ("Condition", "condition"),
            ("DeletionPolicy", "deletion_policy"),
            ("UpdateReplacePolicy", "update_replace_policy"),
            ("Properties", "fixed"),
        ] {
            if let Some(value) = fact.get(name) {
                resource[attribute] = value.clone();
            }
        }
        resources[id] = resource;
    }
    let mut outputs = json!({});
    for (name, export) in exports {
        outputs[name] = json!({"Value": "", "Export": {"Name": export}});
    }
    json!({
        "Parameters": conditions["Parameters"],
        "Conditions": conditions["Conditions"],
        "Resources": resources,
        "Outputs": outputs,
    })
}
