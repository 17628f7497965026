//! Parameters, conditions, outputs and the other sections.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value as Json;

use crate::canonical::{entries, spelled};
use crate::difference::{PropertyChange, differences};
use crate::model::Warning;

/// A section other than `Resources`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[expect(missing_docs, reason = "the names are CloudFormation's")]
pub enum Section {
    Parameters,
    Rules,
    Mappings,
    Conditions,
    Outputs,
    Transform,
    Metadata,
    Description,
}

impl Section {
    /// All of them, in the order in which they are told.
    pub const ALL: &[Self] = &[
        Self::Parameters,
        Self::Rules,
        Self::Mappings,
        Self::Conditions,
        Self::Outputs,
        Self::Transform,
        Self::Metadata,
        Self::Description,
    ];

    /// As the template calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parameters => "Parameters",
            Self::Rules => "Rules",
            Self::Mappings => "Mappings",
            Self::Conditions => "Conditions",
            Self::Outputs => "Outputs",
            Self::Transform => "Transform",
            Self::Metadata => "Metadata",
            Self::Description => "Description",
        }
    }

    fn has_entries(self) -> bool {
        !matches!(self, Self::Transform | Self::Description)
    }
}

/// One entry of a section that is not the same before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntryChange {
    /// The section.
    pub section: Section,
    /// The entry's name; empty for a section without entries.
    pub name: String,
    /// Whether it is there before.
    pub before: bool,
    /// Whether it is there after.
    pub after: bool,
    /// Where it differs; empty for what is added or removed whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<PropertyChange>,
}

/// All changes by section and name, and what to know besides.
pub(crate) fn compare(before: &Json, after: &Json) -> (Vec<EntryChange>, Vec<Warning>) {
    let (mut changes, mut found) = (vec![], vec![]);
    for section in Section::ALL {
        for name in names(*section, before, after) {
            let (old, new) = (entry(before, *section, &name), entry(after, *section, &name));
            if old == new {
                continue;
            }
            found.extend(warning(*section, &name, old, new));
            let whole = old.is_none() || new.is_none();
            changes.push(EntryChange {
                section: *section,
                before: old.is_some(),
                after: new.is_some(),
                changes: if whole { vec![] } else { differences(old, new) },
                name,
            });
        }
    }
    if after.get("Transform").is_some() {
        let message = "what the transform makes of the template is not compared";
        found.push(Warning::new("Transform", message));
    }
    (changes, found)
}

fn names(section: Section, before: &Json, after: &Json) -> BTreeSet<String> {
    if !section.has_entries() {
        return [String::new()].into();
    }
    let names = |template| entries(template, section.name()).into_keys().map(str::to_owned);
    names(before).chain(names(after)).collect()
}

fn entry<'a>(template: &'a Json, section: Section, name: &str) -> Option<&'a Json> {
    let whole = template.get(section.name())?;
    if section.has_entries() { whole.get(name) } else { Some(whole) }
}

fn warning(section: Section, name: &str, old: Option<&Json>, new: Option<&Json>) -> Vec<Warning> {
    let place = format!("{}.{name}", section.name());
    let mut found = vec![];
    let mut warn = |message: String| found.push(Warning::new(&place, message));
    match section {
        Section::Outputs => {
            let (old, new) = (export(old), export(new));
            if let Some(name) = old.filter(|_| old != new) {
                warn(format!(
                    "the export `{}` goes; CloudFormation refuses that while another stack \
                     imports it (`aws cloudformation list-imports` tells)",
                    spelled(name)
                ));
            }
        }
        Section::Parameters => {
            let has = |entry: Option<&Json>, key: &str| entry.is_some_and(|e| e.get(key).is_some());
            if old.is_none() && !has(new, "Default") {
                warn("a new parameter without a default: the update needs a value for it".into());
            }
            let hidden = |entry: Option<&Json>| {
                entry.and_then(|e| e.get("NoEcho")).is_some_and(|flag| flag == "true")
            };
            if hidden(old) && new.is_some() && !hidden(new) {
                warn("its value is no longer hidden (`NoEcho`)".into());
            }
            if let (Some(old), Some(new)) = (old, new)
                && old.get("Default") != new.get("Default")
            {
                warn(
                    "another default: a stack that is updated with its previous values keeps \
                      the old one"
                        .into(),
                );
            }
        }
        _ => {}
    }
    found
}

fn export(output: Option<&Json>) -> Option<&Json> {
    output?.get("Export")?.get("Name")
}

#[cfg(test)]
#[expect(clippy::needless_pass_by_value, reason = "a test gives what it has just built")]
mod tests {
    use super::*;
    use crate::canonical::template;
    use serde_json::json;

    fn compare(before: Json, after: Json) -> (Vec<EntryChange>, Vec<Warning>) {
        super::compare(&template(&before), &template(&after))
    }

    #[test]
    fn an_export_that_goes_is_warned_of() {
        let output = json!({"Outputs": {"O": {"Value": "x", "Export": {"Name": "pass"}}}});
        let (changes, warnings) = compare(output.clone(), json!({}));
        assert_eq!((changes[0].before, changes[0].after), (true, false));
        assert!(warnings[0].message.contains("`pass`"), "{warnings:?}");
        assert!(compare(output.clone(), output).1.is_empty());
    }

    #[test]
    fn an_output_without_export_goes_in_silence() {
        let output = json!({"Outputs": {"O": {"Value": "x"}}});
        assert!(compare(output, json!({})).1.is_empty());
    }

    #[test]
    fn a_new_parameter_needs_a_default_or_a_value() {
        let parameter = |parameter: Json| json!({"Parameters": {"P": parameter}});
        let (_, warnings) = compare(json!({}), parameter(json!({"Type": "String"})));
        assert!(warnings[0].message.contains("needs a value"), "{warnings:?}");
        let with = parameter(json!({"Type": "String", "Default": ""}));
        assert!(compare(json!({}), with).1.is_empty());
    }

    #[test]
    fn a_parameter_that_is_no_longer_hidden_is_warned_of() {
        let parameter = |hidden| json!({"Parameters": {"P": {"Type": "String", "NoEcho": hidden}}});
        assert!(compare(parameter(true), parameter(false)).1[0].message.contains("NoEcho"));
    }

    #[test]
    fn another_default_changes_no_stack_that_keeps_its_values() {
        let parameter =
            |default| json!({"Parameters": {"P": {"Type": "Number", "Default": default}}});
        let (changes, warnings) = compare(parameter(10), parameter(-1));
        assert_eq!(changes[0].changes[0].path, "Default");
        assert!(warnings[0].message.contains("keeps the old one"), "{warnings:?}");
    }

    #[test]
    fn a_transform_is_said_to_be_left_out() {
        let (_, warnings) = compare(json!({}), json!({"Transform": "AWS::Serverless-2016-10-31"}));
        assert_eq!(warnings[0].place, "Transform");
    }
}
