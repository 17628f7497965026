//! The template against that of v2.10.4, item by item.
//!
//! Every parameter, condition, mapping, output and resource of the original is there as it
//! was, or `DIFFERENCES.md` has a row for it that says what differs and why. A row that is
//! no longer true fails as well.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::default_template;
use super::moved_over::original;

const TABLE: &str = include_str!("../DIFFERENCES.md");

/// What a row may say; the head of `DIFFERENCES.md` explains them.
const WORDS: &[&str] = &[
    "gone",
    "type",
    "name",
    "condition",
    "default",
    "constraint",
    "expression",
    "export",
    "entries",
];

/// Says what differs between an item of the original and ours.
type Compare = fn(&Json, &Json) -> Vec<&'static str>;

/// What differs of each item, as `section/item`.
type Differences = BTreeMap<String, BTreeSet<String>>;

/// What is known of the original, section by section.
fn facts() -> Json {
    let sections = include_str!("original-v2.10.4-sections.json");
    let mut facts: Json = serde_json::from_str(sections).unwrap();
    facts["Resources"] = original();
    facts
}

/// The rows of the table, with their reasons.
pub(crate) fn rows() -> BTreeMap<String, (BTreeSet<String>, String)> {
    let mut rows = BTreeMap::new();
    let mut section = String::new();
    for line in TABLE.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title.to_owned();
        }
        // That part is prose.
        if section == "Behaviour" {
            break;
        }
        let Some(cells) = line.strip_prefix("| `") else { continue };
        let cells: Vec<&str> = cells.trim_end_matches('|').split(" | ").map(str::trim).collect();
        let [name, words, reason] = cells[..] else { panic!("three cells are wanted: {line}") };
        let words: BTreeSet<String> = words.split(", ").map(ToOwned::to_owned).collect();
        for word in &words {
            assert!(WORDS.contains(&word.as_str()), "{name}: `{word}` is none of {WORDS:?}");
        }
        for name in name.split(", ") {
            let item = format!("{section}/{}", name.trim_matches('`'));
            let row = (words.clone(), reason.to_owned());
            assert!(rows.insert(item.clone(), row).is_none(), "{item} has two rows");
        }
    }
    rows
}

fn entries(json: &Json) -> Map<String, Json> {
    json.as_object().cloned().unwrap_or_default()
}

/// What differs between the original and a template.
fn differences(original: &Json, template: &Json) -> Differences {
    let mut found = Differences::new();
    let sections: [(&str, Compare); 5] = [
        ("Parameters", parameter),
        ("Conditions", condition),
        ("Mappings", mapping),
        ("Outputs", output),
        ("Resources", resource),
    ];
    for (section, compare) in sections {
        for (name, wanted) in entries(&original[section]) {
            let words = match &template[section][&name] {
                Json::Null => vec!["gone"],
                ours => compare(&wanted, ours),
            };
            if !words.is_empty() {
                let words = words.into_iter().map(ToOwned::to_owned).collect();
                found.insert(format!("{section}/{name}"), words);
            }
        }
    }
    found
}

/// What of these entries differs, each under its word.
fn differing(wanted: &Json, ours: &Json, facets: &[(&'static str, &[&str])]) -> Vec<&'static str> {
    let differs = |name: &str| wanted[name] != ours[name];
    let words = facets.iter().filter(|(_, names)| names.iter().any(|name| differs(name)));
    words.map(|(word, _)| *word).collect()
}

fn parameter(wanted: &Json, ours: &Json) -> Vec<&'static str> {
    let constraints = [
        "AllowedPattern",
        "AllowedValues",
        "MinValue",
        "MaxValue",
        "MinLength",
        "MaxLength",
        "NoEcho",
    ];
    differing(
        wanted,
        ours,
        &[("type", &["Type"]), ("default", &["Default"]), ("constraint", &constraints)],
    )
}

fn condition(wanted: &Json, ours: &Json) -> Vec<&'static str> {
    if sorted(wanted) == sorted(ours) { vec![] } else { vec!["expression"] }
}

/// `Fn::And` and `Fn::Or` mean the same in any order.
fn sorted(expression: &Json) -> Json {
    match expression {
        Json::Array(items) => items.iter().map(sorted).collect(),
        Json::Object(entries) => {
            let sorted_entry = |(name, value): (&String, &Json)| {
                let mut value = sorted(value);
                if let (true, Some(items)) = (name != "Fn::If", value.as_array_mut()) {
                    items.sort_by_key(ToString::to_string);
                }
                (name.clone(), value)
            };
            Json::Object(entries.iter().map(sorted_entry).collect())
        }
        scalar => scalar.clone(),
    }
}

fn mapping(wanted: &Json, ours: &Json) -> Vec<&'static str> {
    let ours = entries(ours);
    let same = entries(wanted).iter().all(|(region, facts)| ours.get(region) == Some(facts));
    if same { vec![] } else { vec!["entries"] }
}

fn output(wanted: &Json, ours: &Json) -> Vec<&'static str> {
    let mut words = vec![];
    if wanted["export"] != ours["Export"]["Name"] {
        words.push("export");
    }
    if wanted["condition"] != ours["Condition"] {
        words.push("condition");
    }
    words
}

/// The properties that hold a physical name, whatever the type.
const NAMES: &[&str] = &[
    "AliasName",
    "BucketName",
    "DashboardName",
    "FunctionName",
    "GroupName",
    "InstanceProfileName",
    "LogGroupName",
    "Name",
    "PolicyName",
    "QueueName",
    "RoleName",
    "StateMachineName",
    "TopicName",
];

fn resource(wanted: &Json, ours: &Json) -> Vec<&'static str> {
    let mut words = vec![];
    if wanted["type"] != ours["Type"] {
        words.push("type");
    }
    let named = |name: &&&str| {
        let given =
            wanted["properties"].as_array().is_some_and(|all| all.contains(&(***name).into()));
        given || !ours["Properties"][**name].is_null()
    };
    // A mapping's or permission's function is no name of its own.
    let has_name = !wanted["physical_name"].is_null();
    let name = NAMES.iter().find(named).filter(|_| has_name);
    if name.is_some_and(|name| ours["Properties"][*name] != wanted["physical_name"]) {
        words.push("name");
    }
    if wanted.get("condition").unwrap_or(&Json::Null) != &ours["Condition"] {
        words.push("condition");
    }
    words
}

#[test]
fn every_difference_has_its_row_and_every_row_its_difference() {
    let original = facts();
    let found = differences(&original, default_template().as_json());
    let rows = rows();
    let mut wrong = vec![];
    for (item, words) in &found {
        match rows.get(item) {
            None => wrong.push(format!("{item}: no row; it differs in {words:?}")),
            Some((said, _)) if said != words => {
                wrong.push(format!("{item}: the row says {said:?}, it differs in {words:?}"));
            }
            Some(_) => {}
        }
    }
    for item in rows.keys().filter(|item| !found.contains_key(*item)) {
        wrong.push(format!("{item}: a row, but it is as in v2.10.4"));
    }
    assert!(wrong.is_empty(), "DIFFERENCES.md:\n{}", wrong.join("\n"));
}

#[test]
fn every_row_has_a_reason() {
    for (item, (_, reason)) in rows() {
        assert!(reason.len() >= 10, "{item}: `{reason}`");
    }
}

#[test]
fn an_item_that_changes_or_goes_is_found() {
    let original = facts();
    let template = default_template();
    let found = |change: fn(&mut Json)| {
        let mut ours = template.as_json().clone();
        change(&mut ours);
        differences(&original, &ours)
    };
    let words = |found: Differences, item: &str| found.get(item).cloned().unwrap_or_default();
    let one = |word: &str| BTreeSet::from([word.to_owned()]);
    let dlq = "Resources/AesSiemDlq1CD8439D";
    let typed = found(|t| t["Resources"]["AesSiemDlq1CD8439D"]["Type"] = "AWS::SNS::Topic".into());
    assert_eq!(words(typed, dlq), one("type"));
    let named =
        found(|t| t["Resources"]["AesSiemDlq1CD8439D"]["Properties"]["QueueName"] = "dlq".into());
    assert_eq!(words(named, dlq), one("name"));
    let gone = found(|t| t["Resources"]["AesSiemDlq1CD8439D"] = Json::Null);
    assert_eq!(words(gone, dlq), one("gone"));
    let default = found(|t| t["Parameters"]["SnsEmail"]["Default"] = "a@b".into());
    assert_eq!(words(default, "Parameters/SnsEmail"), one("default"));
    let condition = found(|t| t["Conditions"]["HasSnsEmail"] = Json::Bool(true));
    assert_eq!(words(condition, "Conditions/HasSnsEmail"), one("expression"));
}
