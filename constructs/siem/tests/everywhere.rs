//! What is set on every resource of a type.

use assertions::Template;
use serde_json::json;
use siem::{Siem, Tags};
use template::Stack;

fn template_of(siem: Siem) -> Template {
    let mut stack = Stack::new("aes-siem");
    stack.add(siem);
    Template::of(stack)
}

#[test]
fn whatever_takes_tags_is_tagged() {
    let mut siem = Siem::default();
    siem.tags = Tags::new([("team", "security")]).unwrap();
    let template = template_of(siem);
    let mut tagged = 0;
    for (id, resource) in template.section("Resources").as_object().unwrap() {
        let schema = resources::schema_of(resource["Type"].as_str().unwrap());
        let wanted = match schema.map_or(template::TagForm::None, |schema| schema.tags) {
            template::TagForm::None => continue,
            template::TagForm::List => json!([{"Key": "team", "Value": "security"}]),
            template::TagForm::Map => json!({"team": "security"}),
        };
        assert_eq!(resource["Properties"]["Tags"], wanted, "{id}");
        tagged += 1;
    }
    assert!(tagged >= 15, "{tagged} resources are tagged");
}

#[test]
fn every_role_is_limited_and_its_path_is_as_it_was() {
    let mut siem = Siem::default();
    let boundary = "arn:aws:iam::111122223333:policy/boundary";
    siem.permissions_boundary = Some(boundary.parse().unwrap());
    let template = template_of(siem);
    let mut roles = 0;
    for (id, role) in template.resources_of("AWS::IAM::Role") {
        assert_eq!(role["Properties"]["PermissionsBoundary"], boundary, "{id}");
        assert!(role["Properties"].get("Path").is_none(), "a path would replace {id}");
        roles += 1;
    }
    assert!(roles >= 5, "{roles} roles");
}

#[test]
fn what_is_added_later_is_tagged_and_limited_by_another_call() {
    let mut siem = Siem::default();
    siem.tags = Tags::new([("team", "security")]).unwrap();
    let boundary = "arn:aws:iam::111122223333:policy/boundary";
    siem.permissions_boundary = Some(boundary.parse().unwrap());
    let mut stack = Stack::new("aes-siem-more");
    let mut more = stack.scope("More");
    more.add(library::iam::Role::for_service("Auditor", "ec2.amazonaws.com"));
    siem.tag_and_limit(&mut more);
    Template::of(stack).has_resource_properties(
        "AWS::IAM::Role",
        &json!({
            "PermissionsBoundary": boundary,
            "Tags": [{"Key": "team", "Value": "security"}],
        }),
    );
}
