//! What a stack of v2.10.4 needs to be updated in place.
//!
//! `original-v2.10.4.json` holds facts of each of its resources, read from its published
//! template: type, name, condition, what becomes of it when it leaves the stack, names of its
//! properties, and under `fixed` those that cannot be changed in place or that make it the
//! owner of something. `original-v2.10.4-sections.json` has its
//! parameters, conditions, mappings and outputs.

mod broken;
mod play;

use serde_json::Value as Json;
use siem::{Architecture, Bundles, PINNED, Siem};
use template::Stack;
use test_support::snapshots;

use play::{Expected, Play};

pub(crate) fn original() -> Json {
    serde_json::from_str(include_str!("original-v2.10.4.json")).unwrap()
}

#[test]
fn every_pinned_id_is_one_of_the_original_and_is_used() {
    let (original, template) = (original(), super::whole_template());
    for (path, id) in PINNED {
        assert!(original[id].is_object(), "{path}: v2.10.4 has no `{id}`");
        template.resource(id);
    }
}

#[test]
fn a_resource_that_stays_keeps_its_type() {
    let (original, template) = (original(), super::whole_template());
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
    let (original, template) = (original(), super::whole_template());
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
    let (original, template) = (original(), super::whole_template());
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

/// Named things of v2.10.4, and exports, that go, and why.
const GOES: &[(&str, &str)] = &[
    ("AWS679f53fac002430cb0da5b7982bd22872D164C4C", "one function keeps the bucket policy"),
    ("LambdaAddPandasLayer8F3F6957", "Parquet is read without a layer"),
    ("Outputs.DashboardsPassword", "a password has no place in an output"),
];

/// Ids of v2.10.4, and exports, that come with the control functions. A row for what is there
/// already shows in the list of what goes.
const PLANNED: &[&str] = &[
    "AesSiemVpcSecurityGroup2nd",
    "IocStateMachine01BE6E56",
    "LambdaConfigureAESA0471961",
    "LambdaDeployAES636B5079",
    "LambdaEsLoaderStopper35C1D57B",
    "LambdaIocCreatedb04F35777",
    "LambdaIocDownload5519716E",
    "LambdaIocPlan6E369BFB",
    "LambdaMetricsExporter2737F589",
    "LambdaResourceValidatorE0EF57CE",
    "Outputs.DashboardsAdminID",
];

/// The stack of v2.10.4, as far as an update can lose something of it.
fn stack_of_the_original() -> Json {
    let conditions = serde_json::from_str(include_str!("original-v2.10.4-sections.json"));
    play::as_template(&original(), &conditions.unwrap(), EXPORTS)
}

fn update<'a>(to: &Json) -> Play<'a> {
    Play::new(&stack_of_the_original(), to, Expected { planned: PLANNED, goes: GOES })
}

/// With the functions that are not written yet.
fn whole_template() -> assertions::Template {
    let bundles = Bundles::unbuilt(Architecture::Arm64).with_planned();
    let mut stack = Stack::new("aes-siem");
    stack.add(Siem::default().with_bundles(bundles));
    assertions::Template::of(stack)
}

#[test]
fn an_update_from_the_original_loses_nothing() {
    for to in [super::default_template(), whole_template()] {
        let findings = update(to.as_json()).findings();
        assert!(findings.is_empty(), "{findings:#?}");
    }
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
    // A row of the tables that says nothing any more shows here.
    let there = |id: &str| update.after["Resources"].get(id).is_some();
    lines.extend(
        PLANNED.iter().filter(|id| there(id)).map(|id| format!("{id} is there: no longer planned")),
    );
    insta::assert_snapshot!("moved-over@what-goes", lines.join("\n"));
}

#[test]
fn the_tables_name_what_the_original_has() {
    let before = stack_of_the_original();
    for id in PLANNED.iter().copied().chain(GOES.iter().map(|(id, _)| *id)) {
        let found = match id.strip_prefix("Outputs.") {
            Some(output) => &before["Outputs"][output],
            None => &before["Resources"][id],
        };
        assert!(found.is_object(), "v2.10.4 has no `{id}`");
    }
}
