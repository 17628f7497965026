//! What a stack of v2.10.4 needs to be updated in place.
//!
//! `original-v2.10.4.json` holds facts of its parameters, conditions, outputs and resources,
//! read from its published template.

use serde_json::Value as Json;
use siem::PINNED;

pub(crate) fn original() -> Json {
    let facts: Json = serde_json::from_str(include_str!("original-v2.10.4.json")).unwrap();
    facts["resources"].clone()
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
    ("AWS::IAM::Policy", "PolicyName"),
    ("AWS::IAM::Role", "RoleName"),
    ("AWS::KMS::Alias", "AliasName"),
    ("AWS::Lambda::Function", "FunctionName"),
    ("AWS::S3::Bucket", "BucketName"),
    ("AWS::SNS::Topic", "TopicName"),
    ("AWS::SQS::Queue", "QueueName"),
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
