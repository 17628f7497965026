//! What a stack of v2.10.4 needs to be updated in place.
//!
//! `original-v2.10.4.json` holds facts of each of its resources, read from its published
//! template: type, name, condition, what becomes of it when it leaves the stack, names of its
//! properties, and under `fixed` those that cannot be changed in place or that make it the
//! owner of something. `original-v2.10.4-sections.json` has its parameters, conditions,
//! mappings and outputs.

mod broken;
mod play;

use std::sync::LazyLock;

use serde_json::Value as Json;
use siem::PINNED;
use test_support::snapshots;

use play::{Expected, Play};

use super::differences;

pub(crate) fn original() -> Json {
    serde_json::from_str(include_str!("original-v2.10.4.json")).unwrap()
}

#[test]
fn every_pinned_id_is_one_of_the_original_and_is_used() {
    let (original, template) = (original(), super::default_template());
    for (path, id) in PINNED {
        assert!(original[id].is_object(), "{path}: v2.10.4 has no `{id}`");
        template.resource(id);
    }
}

#[test]
fn a_resource_that_stays_keeps_its_type() {
    let (original, template) = (original(), super::default_template());
    for (_, id) in PINNED {
        assert_eq!(template.resource(id)["Type"], original[id]["type"], "{id}");
    }
}

/// The property that holds the name, by type.
const NAME_PROPERTY: &[(&str, &str)] = &[
    ("AWS::CloudWatch::Dashboard", "DashboardName"),
    ("AWS::IAM::Policy", "PolicyName"),
    ("AWS::IAM::Role", "RoleName"),
    ("AWS::KMS::Alias", "AliasName"),
    ("AWS::Lambda::Function", "FunctionName"),
    ("AWS::Logs::LogGroup", "LogGroupName"),
    ("AWS::S3::Bucket", "BucketName"),
    ("AWS::SNS::Topic", "TopicName"),
    ("AWS::SQS::Queue", "QueueName"),
    ("AWS::StepFunctions::StateMachine", "StateMachineName"),
];

#[test]
fn a_resource_that_stays_keeps_its_name() {
    let (original, template) = (original(), super::default_template());
    let mut compared = 0;
    for (_, id) in PINNED {
        let resource = template.resource(id);
        let kind = resource["Type"].as_str().unwrap();
        let Some((_, property)) = NAME_PROPERTY.iter().find(|(of, _)| *of == kind) else {
            continue;
        };
        let name = &resource["Properties"][property];
        assert_eq!(*name, original[id]["physical_name"], "{id}.{property}");
        compared += 1;
    }
    assert!(compared >= 20, "{compared} names compared");
}

#[test]
fn what_is_new_takes_no_id_of_the_original() {
    let (original, template) = (original(), super::default_template());
    let pinned: Vec<_> = PINNED.iter().map(|(_, id)| *id).collect();
    for (id, _) in template.section("Resources").as_object().unwrap() {
        let new = !pinned.contains(&id.as_str());
        assert!(!(new && original[id].is_object()), "{id} is the original's, but not pinned");
    }
}

/// The exports of v2.10.4, by output.
const EXPORTS: &[(&str, &str)] = &[
    ("DashboardsAdminID", "dashboards-admin"),
    ("DashboardsPassword", "dashboards-pass"),
    ("DashboardsUrl", "dashboards-url"),
    ("RoleDeploy", "role-deploy"),
];

/// What `DIFFERENCES.md` says goes, with the reason: ids, and outputs as `Outputs.Name`.
static GOES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let mut goes: Vec<(&'static str, &'static str)> = vec![];
    for (item, (words, reason)) in differences::rows() {
        let id = match item.split_once('/') {
            Some(("Resources", id)) => id.to_owned(),
            Some(("Outputs", output)) => format!("Outputs.{output}"),
            _ => continue,
        };
        if words.contains("gone") {
            goes.push((id.leak(), reason.leak()));
        }
    }
    goes
});

/// The stack of v2.10.4, as far as an update can lose something of it.
fn stack_of_the_original() -> Json {
    let conditions = serde_json::from_str(include_str!("original-v2.10.4-sections.json"));
    play::as_template(&original(), &conditions.unwrap(), EXPORTS)
}

fn update(to: &Json) -> Play<'static> {
    let expected = Expected { goes: &GOES };
    Play::new(&stack_of_the_original(), to, expected)
}

#[test]
fn an_update_from_the_original_loses_nothing() {
    let findings = update(super::default_template().as_json()).findings();
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn what_goes_with_an_update_is_listed() {
    let _bound = snapshots::bind();
    let update = update(super::default_template().as_json());
    let mut lines: Vec<_> = update
        .removed()
        .map(|change| {
            let reason = update.expected.reason(&change.id);
            let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
            format!("{} {} {:?}{reason}", change.id, change.resource_type, change.fate.unwrap())
        })
        .collect();
    lines.sort();
    insta::assert_snapshot!("moved-over@what-goes", lines.join("\n"));
}

#[test]
fn the_tables_name_what_the_original_has() {
    let before = stack_of_the_original();
    for id in GOES.iter().map(|(id, _)| *id) {
        let found = match id.strip_prefix("Outputs.") {
            Some(output) => &before["Outputs"][output],
            None => &before["Resources"][id],
        };
        assert!(found.is_object(), "v2.10.4 has no `{id}`");
    }
}
